"""The frozen copy: what is in it, and that nothing written later gets in."""

import sqlite3

import pytest
from home_kit import GOOD, open_home, send

from assets.keeping.snapshot import freeze, kept_files
from assets.store import write_bytes


@pytest.fixture
def store(tmp_path):
    made = open_home(tmp_path / "home")
    send(made, GOOD)
    write_bytes(made.receipts, b"one\n")
    write_bytes(made.home / "work" / "state.json", b"{}")
    write_bytes(made.candidates / ".making-x" / "half", b"")
    write_bytes(made.home / "backup.json", b"{}")
    return made


def names(store):
    return {path.relative_to(store.home).as_posix() for path in kept_files(store.home)}


def test_what_a_run_makes_again_and_what_is_half_made_is_left_out(store):
    sent = "inbox/2019-03/610204/表.csv"
    assert names(store) == {"home.json", "office.yaml", "archive/receipts.jsonl", sent}


def test_what_is_written_later_does_not_get_in(store):
    sent = send(store, GOOD)
    log = store.dagster / "storage" / "run.err"
    write_bytes(log, b"first\n")
    frozen = freeze(store, 0)
    with store.receipts.open("a", encoding="utf-8") as register:
        register.write("two\n")
    write_bytes(store.office, b"changed")
    for path in (log, sent):
        with path.open("a", encoding="utf-8") as stream:
            stream.write("later")
    assert (frozen / "archive" / "receipts.jsonl").read_bytes() == b"one\n"
    assert (frozen / "office.yaml").read_bytes() != b"changed"
    for path in (log, sent):
        assert "later" not in (frozen / path.relative_to(store.home)).read_text(encoding="utf-8")


def test_database_that_is_being_written_is_copied_whole(store):
    path = store.dagster / "runs.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as writer:
        writer.execute("pragma journal_mode=wal")
        writer.execute("create table runs (id)")
        writer.execute("insert into runs values (1)")
        writer.commit()
        writer.execute("insert into runs values (2)")  # not committed
        frozen = freeze(store, 0)
        with sqlite3.connect(frozen / "dagster" / "runs.db") as copy:
            assert copy.execute("select id from runs").fetchall() == [(1,)]


@pytest.mark.parametrize(("folder", "may_vanish"), [("inbox", True), ("archive", False)])
def test_file_that_vanishes_meanwhile_is_missed_only_where_others_may_take_it(
    store, monkeypatch, folder, may_vanish
):
    gone = store.home / folder / "gone"
    listed = [*kept_files(store.home), gone]
    monkeypatch.setattr("assets.keeping.snapshot.kept_files", lambda _: listed)
    if may_vanish:
        assert not (freeze(store, 0) / "inbox" / "gone").exists()
    else:
        with pytest.raises(FileNotFoundError):
            freeze(store, 0)
