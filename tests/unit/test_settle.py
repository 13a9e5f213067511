import pytest
from home_kit import (
    BAD,
    CORRECTED,
    GOOD,
    OTHER,
    WARNED,
    amounts,
    archived,
    bad_home,
    good_home,
    office_of,
    open_home,
    run,
    send,
)
from made_once import copied

from assets.stages.settle import load_state, settle
from assets.store import Store

RENAMED = GOOD.replace("2019年资金表", "2019年第二批资金表").replace("1.5", "7")


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


@pytest.fixture
def good(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, good_home, tmp_path / "good"))


@pytest.fixture
def bad(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, bad_home, tmp_path / "bad"))


def in_force(state):
    return sorted(state.in_force.values())


def test_an_accepted_file_is_in_force(store):
    send(store, GOOD)
    state = run(store)
    assert in_force(state) == [1]
    assert amounts(store) == ["15000.00"]
    assert state.open_findings == []


def test_a_file_with_an_error_is_not_accepted(store):
    send(store, BAD)
    state = run(store)
    assert in_force(state) == []
    assert amounts(store) == []
    (found,) = state.open_findings
    assert (found["rule"], found["cell"]) == ("claim_total", "B5")
    assert (found["unit"], found["period"], found["submission"]) == ("610204", "2019-03", "000001")


def test_a_warning_is_no_reason_to_return_a_file(store):
    send(store, WARNED)
    state = run(store)
    assert in_force(state) == [1]
    assert [one["rule"] for one in state.open_findings] == ["fund_allocation_area_is_a_place"]


def test_one_bad_file_stops_no_other(store):
    send(store, BAD)
    send(store, "not a table\n", name="坏.csv")
    send(store, GOOD, unit=OTHER)
    state = run(store)
    assert amounts(store) == ["15000.00"]
    assert [(one.receipt.unit, one.accepted) for one in state.submissions] == [
        (OTHER, True),
        ("610204", False),
        ("610204", False),
    ]


def test_a_corrected_file_replaces_the_one_before(bad):
    send(bad, CORRECTED)
    state = run(bad)
    assert in_force(state) == [2]
    assert state.open == {2}
    assert state.open_findings == []
    assert amounts(bad) == ["25000.00"]
    assert len(archived(bad)) == 2


def test_a_returned_later_file_leaves_the_accepted_one_in_force(good):
    send(good, BAD)
    state = run(good)
    assert in_force(state) == [1]
    assert state.open == {2}
    assert amounts(good) == ["15000.00"]
    assert [one["rule"] for one in state.open_findings] == ["claim_total"]


def test_back_to_the_first_version_is_in_force_again(good):
    for text in (CORRECTED, GOOD):
        send(good, text)
        state = run(good)
    assert in_force(state) == [3]
    assert amounts(good) == ["15000.00"]


def test_the_same_document_under_another_name_replaces_it(good):
    send(good, CORRECTED, name="新的.csv")
    state = run(good)
    assert amounts(good) == ["25000.00"]
    assert state.open == {2}


def test_another_document_stands_beside_it(good):
    send(good, RENAMED, name="第二批.csv")
    state = run(good)
    assert in_force(state) == [1, 2]
    assert amounts(good) == ["15000.00", "70000.00"]


def test_another_document_under_the_same_name_replaces_what_the_name_held(good):
    send(good, RENAMED)
    state = run(good)
    assert in_force(state) == [2]
    assert amounts(good) == ["70000.00"]


def test_another_unit_or_month_replaces_nothing(store):
    send(store, GOOD)
    send(store, CORRECTED, unit=OTHER)
    send(store, CORRECTED.replace("水厂", "路"), period="2019-04")
    state = run(store)
    assert in_force(state) == [1, 2, 3]
    assert state.open == {1, 2, 3}


def test_what_two_units_report_alike_is_a_warning_on_the_later(good):
    send(good, GOOD, unit=OTHER)
    state = run(good)
    (found,) = state.spanning
    assert (found["rule"], found["submission"]) == ("fund_allocation_repeated", "000002")
    assert in_force(state) == [1, 2]
    assert "铜川市耀州区 2019-03" in found["message"]


def test_the_state_is_the_same_when_it_is_made_again_or_loaded(store):
    send(store, GOOD)
    send(store, BAD, unit=OTHER)
    state = run(store)
    written = store.state.read_bytes()
    assert settle(store, office_of(store)) == state
    assert store.state.read_bytes() == written
    assert load_state(store) == state


def test_before_the_first_run_nothing_is_in_force(store):
    state = load_state(store)
    assert (state.submissions, state.in_force, state.open_findings) == ([], {}, [])
