"""Working days on real dates: 调休 counts, and what no order is known for is not guessed."""

from datetime import date

import pytest

from sources.workdays import (
    FIRST_KNOWN,
    LAST_KNOWN,
    CalendarUnknownError,
    add_workdays,
    is_workday,
    workday_on_or_before,
    workdays_before,
    workdays_between,
)


@pytest.mark.parametrize("day", [date(2019, 2, 2), date(2019, 2, 3), date(2019, 2, 11)])
def test_the_weekend_before_spring_festival_2019_was_worked(day):
    assert is_workday(day)


@pytest.mark.parametrize("day", range(4, 11))
def test_spring_festival_2019_was_off(day):
    assert not is_workday(date(2019, 2, day))


def test_labour_day_2019_was_off_for_four_days_and_two_sundays_were_worked():
    off = [day for day in range(1, 8) if not is_workday(date(2019, 5, day))]
    assert off == [1, 2, 3, 4]
    assert is_workday(date(2019, 4, 28))
    assert is_workday(date(2019, 5, 5))
    assert not is_workday(date(2019, 4, 27))


def test_a_term_across_spring_festival_2019_leaps_over_it():
    assert add_workdays(date(2019, 1, 31), 3) == date(2019, 2, 3)  # Fri 1, Sat 2, Sun 3
    assert add_workdays(date(2019, 1, 31), 4) == date(2019, 2, 11)
    assert add_workdays(date(2019, 1, 25), 15) == date(2019, 2, 20)


def test_a_term_across_labour_day_2019_counts_the_moved_days():
    assert add_workdays(date(2019, 4, 26), 4) == date(2019, 5, 5)  # 28, 29, 30 April, 5 May


def test_a_term_is_counted_from_the_day_after():
    assert add_workdays(date(2019, 3, 11), 1) == date(2019, 3, 12)
    assert add_workdays(date(2019, 3, 11), 0) == date(2019, 3, 11)
    assert add_workdays(date(2019, 3, 9), 1) == date(2019, 3, 11)  # from a Saturday


def test_the_published_ten_workdays_of_2021_are_ten():
    """A county's notice states 2021-07-28 to 2021-08-10 as ten working days."""
    assert workdays_between(date(2021, 7, 28), date(2021, 8, 10)) == 10


def test_between_is_empty_backwards_and_on_a_weekend():
    assert workdays_between(date(2019, 3, 12), date(2019, 3, 11)) == 0
    assert workdays_between(date(2019, 3, 9), date(2019, 3, 10)) == 0


def test_going_back_is_the_inverse_of_going_on():
    assert workdays_before(date(2019, 2, 11), 1) == date(2019, 2, 3)
    for count in range(1, 40):
        there = add_workdays(date(2019, 1, 21), count)
        assert workdays_before(there, count) == date(2019, 1, 21)


def test_the_last_workday_on_or_before_a_day():
    assert workday_on_or_before(date(2019, 5, 5)) == date(2019, 5, 5)  # a Sunday that was worked
    assert workday_on_or_before(date(2020, 7, 5)) == date(2020, 7, 3)  # a Sunday that was not
    assert workday_on_or_before(date(2019, 2, 5)) == date(2019, 2, 3)


@pytest.mark.parametrize("count", [-1, -20])
def test_a_negative_term_is_refused(count):
    with pytest.raises(ValueError, match="negative"):
        add_workdays(date(2019, 3, 11), count)
    with pytest.raises(ValueError, match="negative"):
        workdays_before(date(2019, 3, 11), count)


def test_a_year_without_an_order_is_not_guessed():
    with pytest.raises(CalendarUnknownError, match=r"2003-12-31.*未知"):
        is_workday(date(2003, 12, 31))
    with pytest.raises(CalendarUnknownError) as caught:
        add_workdays(LAST_KNOWN, 1)
    assert caught.value.day > LAST_KNOWN
    assert date(2004, 1, 1) == FIRST_KNOWN


def test_the_days_before_a_new_year_without_an_order_are_not_guessed():
    """29 December 2018 was worked by the order for 2019: the last known year ends early."""
    assert is_workday(date(2018, 12, 29))
    assert (LAST_KNOWN.month, LAST_KNOWN.day) == (12, 25)
