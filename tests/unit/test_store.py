import json
import os
from pathlib import Path

import pytest
from filelock import Timeout

import assets.store as subject
from assets.store import (
    Store,
    digest_of_files,
    move_folder,
    place,
    read_json,
    safe,
    store_from,
    write_bytes,
    write_json,
)


@pytest.mark.parametrize("part", ["610204", "2019-03", "fund_allocation", "a" * 64])
def test_a_plain_name_may_be_part_of_a_path(part):
    assert safe(part) == place(part) == part


@pytest.mark.parametrize(
    "part", ["", ".", "..", "a/b", "..\\x", "a b", "x\n", "单位", "a" * 65, "a\x00"]
)
def test_no_other_name_gets_into_a_path(part):
    with pytest.raises(ValueError, match="not usable"):
        safe(part)
    assert place(part) == "unplaced"


def test_paths_stay_in_the_home(tmp_path):
    store = Store(tmp_path)
    for path in (
        store.submission("../..", "/etc", 7),
        store.returned("..", "x/y", 7),
        store.archived("a" * 64),
        store.dataset("fund_allocation"),
    ):
        assert path.resolve().is_relative_to(tmp_path)
    assert store.submission("2019-03", "610204", 7).name == "000007"
    with pytest.raises(ValueError, match="not usable"):
        store.dataset("../state")


def test_the_home_is_named_by_the_environment(tmp_path):
    assert store_from({"MINGZHANG_HOME": str(tmp_path)}).home == tmp_path
    assert store_from({}).home == Path("data").absolute()
    assert store_from({"MINGZHANG_HOME": ""}).home == Path("data").absolute()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file.json"
    write_json(path, {"甲": 1})
    assert json.loads(path.read_text(encoding="utf-8")) == read_json(path) == {"甲": 1}

    def killed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(path, b"half")
    assert read_json(path) == {"甲": 1}
    assert [one.name for one in path.parent.iterdir()] == ["file.json"]


def test_a_folder_takes_its_place_once(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "is").write_text(name)
        move_folder(tmp_path / name, tmp_path / "kept" / "target")
    assert (tmp_path / "kept" / "target" / "is").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_lock_is_held_by_one_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(subject, "LOCK_SECONDS", 0.05)
    store = Store(tmp_path)
    with store.lock("settle"), pytest.raises(Timeout), store.lock("settle"):
        pass
    with store.lock("settle"), store.lock("receive"):
        pass


def test_code_and_rules_have_a_digest_that_samples_do_not_change(tmp_path):
    (tmp_path / "samples").mkdir()
    (tmp_path / "a.py").write_text("1")
    before = digest_of_files({"x": tmp_path})
    (tmp_path / "samples" / "b.csv").write_text("2")
    (tmp_path / "notes.md").write_text("3")
    assert digest_of_files({"x": tmp_path}) == before
    (tmp_path / "c.sql").write_text("4")
    assert digest_of_files({"x": tmp_path}) != before
