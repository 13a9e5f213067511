"""What lies in a unit's returned folder, and what is said there once a new file has come."""

import pytest
from home_kit import BAD, GOOD, OTHER, WARNED, open_home, run, send, silent

from assets.stages.hand_back import REPLACED, hand_back, returned_folder
from assets.stages.settle import replaced_by


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


def handed_back(store):
    """Run, hand back; the returned folder of each submission in the order of arrival."""
    state = run(store)
    hand_back(store, state, silent)
    return [returned_folder(store, one.receipt) for one in state.submissions]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_returned_file_that_is_still_open_bears_no_note(store):
    send(store, BAD)
    (folder,) = handed_back(store)
    assert sorted(files(folder)) == [".findings.json", "findings.csv", "表.xlsx"]


@pytest.mark.parametrize("corrected", [GOOD, WARNED, BAD.replace("1.4", "1.3")])
def test_a_new_file_is_named_in_the_folder_of_the_old_one_and_nothing_is_deleted(store, corrected):
    send(store, BAD)
    before = files(handed_back(store)[0])
    send(store, corrected)
    after = files(handed_back(store)[0])
    note = after.pop(REPLACED).decode("utf-8-sig")
    assert after == before
    assert "000002" in note
    assert (note.count("。"), note.splitlines()) == (1, [note.rstrip("\r\n")])


def test_of_several_new_files_the_one_that_replaced_it_is_named(store):
    send(store, BAD)
    handed_back(store)
    send(store, BAD, unit=OTHER)
    handed_back(store)
    send(store, GOOD, name="新表.csv")
    run(store)
    send(store, WARNED, name="又一张.csv")
    state = run(store)
    assert replaced_by(state.submissions)[1] == 3
    hand_back(store, state, silent)
    first = returned_folder(store, state.submissions[0].receipt)
    assert "000003" in (first / REPLACED).read_text("utf-8-sig")
    other = returned_folder(store, state.submissions[1].receipt)
    assert not (other / REPLACED).exists()


def test_a_file_that_was_never_returned_gets_no_folder(store):
    send(store, GOOD)
    run(store)
    send(store, BAD)
    assert not handed_back(store)[0].exists()


def test_the_note_is_written_once(store):
    send(store, BAD)
    handed_back(store)
    send(store, GOOD)
    note = handed_back(store)[0] / REPLACED
    first = note.stat().st_ino
    handed_back(store)
    assert note.stat().st_ino == first
