"""A sweep in parts does what one sweep does, whoever does which part and how often."""

import threading

import pytest
from home_kit import GOOD, OTHER, PERIOD, UNIT, office_of, open_home, send, silent
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.receipts import read_receipts
from assets.stages import read
from assets.stages.judge import is_judged
from assets.stages.parts import Part, in_parts, part_of_key
from assets.stages.read import is_read, read_submissions
from assets.stages.receive import receive
from assets.stages.sweep import Scope, sweep, sweep_part, waiting_parts

FILES = 5
NUMBERS = st.sets(st.integers(1, 10**7), max_size=200).map(sorted)


@pytest.fixture
def home(tmp_path):
    store = open_home(tmp_path / "home")
    for number in range(FILES):
        send(store, GOOD.replace("水厂", f"水厂{number}"), f"表{number}.csv", UNIT, PERIOD)
    receive(store)
    return store


def done(store) -> list[int]:
    return [r.number for r in read_receipts(store) if is_read(store, r) and is_judged(store, r)]


@settings(deadline=None)  # the clock is no judge on a busy machine
@given(numbers=NUMBERS, most=st.integers(1, 50))
def test_every_number_is_in_one_part_of_at_most_so_many(numbers, most):
    parts = in_parts(numbers, most)
    held = [[n for n in numbers if part.first <= n <= part.last] for part in parts]
    assert [n for one in held for n in one] == numbers
    assert all(len(one) <= most for one in held)


def test_without_a_limit_there_is_one_part_and_none_of_nothing():
    assert in_parts([3, 9], None) == [Part(3, 9)]
    assert in_parts([], None) == []


@settings(deadline=None)
@given(first=st.integers(0, 10**8), more=st.integers(0, 10**8))
def test_a_part_is_known_by_its_key(first, more):
    part = Part(first, first + more)
    assert part_of_key(part.key) == part


def test_what_is_no_key_is_refused():
    with pytest.raises(ValueError, match="no part"):
        part_of_key("000001-000002")


def test_a_part_does_what_is_its_own_and_no_more(home):
    first, *others = waiting_parts(home, Scope(), 2)
    assert [first, *others] == [Part(1, 2), Part(3, 4), Part(5, 5)]
    swept = sweep_part(home, office_of(home), Scope(), first, silent)
    assert [one.number for one in swept.read] == [1, 2]
    assert done(home) == [1, 2]
    assert waiting_parts(home, Scope(), 2) == [Part(3, 4), Part(5, 5)]


def test_a_part_that_was_done_is_not_done_again(home):
    part = Part(1, 3)
    sweep_part(home, office_of(home), Scope(), part, silent)
    again = sweep_part(home, office_of(home), Scope(), part, silent)
    assert (again.received, list(again.read), list(again.judged)) == ((), [], [])


def test_the_last_step_does_what_no_part_did(home):
    sweep_part(home, office_of(home), Scope(), Part(4, 5), silent)
    swept = sweep(home, office_of(home), Scope(), silent)
    assert [one.number for one in swept.read] == [1, 2, 3]
    assert done(home) == [1, 2, 3, 4, 5]


def test_a_part_keeps_to_its_scope(home):
    send(home, GOOD, unit=OTHER)
    receive(home)
    swept = sweep_part(home, office_of(home), Scope(unit=OTHER), Part(1, 9), silent)
    assert [one.unit for one in swept.read] == [OTHER]


def test_a_submission_that_two_want_to_read_is_read_by_one(home, monkeypatch):
    sound, began, go_on, calls = read.read_submission, threading.Event(), threading.Event(), []

    def slow(*arguments):
        calls.append(arguments)
        began.set()
        assert go_on.wait(30)
        sound(*arguments)

    monkeypatch.setattr(read, "read_submission", slow)
    (receipt, *_), office = read_receipts(home), office_of(home)

    def want():
        read_submissions(home, office, [receipt], silent)

    both = [threading.Thread(target=want) for _ in range(2)]
    both[0].start()
    assert began.wait(30)
    both[1].start()
    both[1].join(0.5)
    go_on.set()
    for one in both:
        one.join(30)
    assert len(calls) == 1
    assert is_read(home, receipt)
