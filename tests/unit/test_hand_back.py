"""What lies in a unit's returned folder, and what is said there once a new file has come."""

import pytest
from home_kit import BAD, GOOD, OTHER, WARNED, bad_home, good_home, run, send, silent
from made_once import copied

from assets.stages.hand_back import REPLACED, hand_back, returned_folder
from assets.stages.settle import load_state, replaced_by
from assets.store import Store


@pytest.fixture
def good(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, good_home, tmp_path / "good"))


@pytest.fixture
def bad(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, bad_home, tmp_path / "bad"))


def handed_back(store):
    """Run, hand back; the returned folder of each submission in the order of arrival."""
    hand_back(store, run(store), silent)
    return folders(store)


def folders(store):
    return [returned_folder(store, one.receipt) for one in load_state(store).submissions]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_returned_file_that_is_still_open_bears_no_note(bad):
    (folder,) = folders(bad)
    assert sorted(files(folder)) == [".findings.json", "findings.csv", "表.xlsx"]


@pytest.mark.parametrize("corrected", [GOOD, WARNED, BAD.replace("1.4", "1.3")])
def test_a_new_file_is_named_in_the_folder_of_the_old_one_and_nothing_is_deleted(bad, corrected):
    before = files(folders(bad)[0])
    send(bad, corrected)
    after = files(handed_back(bad)[0])
    note = after.pop(REPLACED).decode("utf-8-sig")
    assert after == before
    assert "000002" in note
    assert (note.count("。"), note.splitlines()) == (1, [note.rstrip("\r\n")])


def test_of_several_new_files_the_one_that_replaced_it_is_named(bad):
    send(bad, BAD, unit=OTHER)
    handed_back(bad)
    send(bad, GOOD, name="新表.csv")
    run(bad)
    send(bad, WARNED, name="又一张.csv")
    state = run(bad)
    assert replaced_by(state.submissions)[1] == 3
    hand_back(bad, state, silent)
    first = returned_folder(bad, state.submissions[0].receipt)
    assert "000003" in (first / REPLACED).read_text("utf-8-sig")
    other = returned_folder(bad, state.submissions[1].receipt)
    assert not (other / REPLACED).exists()


def test_a_file_that_was_never_returned_gets_no_folder(good):
    send(good, BAD)
    assert not handed_back(good)[0].exists()


def test_the_note_is_written_once(bad):
    send(bad, GOOD)
    note = handed_back(bad)[0] / REPLACED
    first = note.stat().st_ino
    handed_back(bad)
    assert note.stat().st_ino == first
