from datetime import date, datetime

import pytest
from home_kit import BAD, CORRECTED, GOOD, OTHER, PERIOD, UNIT, office_of, open_home, run, send

from assets.receipts import CHINA, Receipt, read_receipts
from assets.stages.receive import receive
from assets.stages.settle import State, load_state
from assets.status import WORDS, plain_status, unit_statuses

NOTHING = State([], {}, frozenset(), [])


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


def states(store, today=date(2026, 11, 24)):
    found = unit_statuses(office_of(store), read_receipts(store), load_state(store), today)
    return {(one.period, one.unit): one.state for one in found}


def receipt(day, period="2019-03"):
    at = datetime(*day, 12, tzinfo=CHINA)
    return Receipt(number=1, period=period, unit=UNIT, file="x", sha256="0", size=1, received_at=at)


def test_a_unit_is_accepted_returned_or_stale(store):
    send(store, GOOD)
    send(store, BAD, unit=OTHER)
    run(store)
    assert states(store)[PERIOD, UNIT] == "accepted"
    assert states(store)[PERIOD, OTHER] == "returned"
    send(store, BAD)
    run(store)
    assert states(store)[PERIOD, UNIT] == "stale"
    send(store, CORRECTED)
    run(store)
    assert states(store)[PERIOD, UNIT] == "accepted"


def test_a_file_that_was_not_judged_yet_is_received(store):
    send(store, GOOD)
    receive(store)
    assert states(store)[PERIOD, UNIT] == "received"


def test_in_the_running_month_every_unit_is_due(store):
    found = states(store)
    assert set(found) == {("2026-11", unit) for unit in office_of(store).by_code}
    assert set(found.values()) == {"due"}


@pytest.mark.parametrize(
    ("day", "on_time"), [((2019, 4, 5), True), ((2019, 4, 6), False), ((2019, 3, 1), True)]
)
def test_a_file_is_on_time_until_the_fifth_of_the_next_month(store, day, on_time):
    (one,) = [
        one
        for one in unit_statuses(office_of(store), [receipt(day)], NOTHING, date(2026, 11, 24))
        if one.period == "2019-03"
    ]
    assert (one.due, one.on_time, one.files) == ("2019-04-05", on_time, 1)


def test_a_month_in_which_a_unit_sent_nothing_is_not_held_against_it(store):
    found = unit_statuses(office_of(store), [receipt((2019, 4, 1))], NOTHING, date(2026, 11, 24))
    assert [one.unit for one in found if one.period == "2019-03"] == [UNIT]


def test_a_file_of_an_unknown_month_or_unit_adds_no_line(store):
    strange = [
        receipt((2019, 4, 1), period="someday"),
        receipt((2019, 4, 1)).model_copy(update={"unit": "999999"}),
    ]
    found = unit_statuses(office_of(store), strange, NOTHING, date(2026, 11, 24))
    assert {one.period for one in found} == {"2026-11"}


def test_a_state_is_said_in_words(store):
    (one, *_) = unit_statuses(office_of(store), [], NOTHING, date(2026, 11, 24))
    assert plain_status(one)["words"] == WORDS["due"] == one.words
