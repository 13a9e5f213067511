"""Deadlines on real dates: every change starts its clock, and the 5th is the 5th."""

from datetime import date

import pytest

from sources.catalogue import Deadline, load_catalogues
from sources.deadlines import Step, clocks, due_day, held_by, plan_backwards
from sources.period import due_date
from sources.workdays import CalendarUnknownError


def deadline(kind, **more):
    return Deadline(kind=kind, basis="示例", confirmed=True, **more)


def item(catalogue, name):
    (found,) = [one for one in load_catalogues()[catalogue].items if one.id == name]
    return found


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        # Spring Festival 2019: 4–10 February off, Saturday the 2nd and Sunday the 3rd worked.
        (deadline("workdays_after_change", days=20), date(2019, 1, 21), date(2019, 2, 21)),
        (deadline("workdays_after_allocation", days=15), date(2019, 1, 25), date(2019, 2, 20)),
        # Labour Day 2019: Sundays 28 April and 5 May worked, 1–4 May off.
        (deadline("workdays_after_change", days=3), date(2019, 4, 29), date(2019, 5, 6)),
        (deadline("workdays_after_request", days=20), date(2019, 4, 10), date(2019, 5, 9)),
        (deadline("workdays_after_approval", days=20), date(2019, 4, 10), date(2019, 5, 9)),
        # Calendar days take no notice of weekends and holidays.
        (deadline("days_after_approval", days=20), date(2019, 1, 21), date(2019, 2, 10)),
        (deadline("board_days", days=10), date(2019, 4, 26), date(2019, 5, 6)),
        (deadline("year_end"), date(2019, 2, 5), date(2019, 12, 31)),
        (deadline("annual", month=1, day=31), date(2018, 12, 31), date(2019, 1, 31)),
        (deadline("monthly"), date(2019, 3, 11), date(2019, 4, 5)),
        (deadline("monthly"), date(2019, 12, 31), date(2020, 1, 5)),
    ],
)
def test_a_deadline_ends_on_the_day_that_the_calendar_says(rule, start, due):
    assert due_day(rule, start) == due


def test_a_term_of_ten_working_days_is_the_published_one():
    """2021-07-28 to 2021-08-10 is ten working days, both counted."""
    rule = deadline("workdays_after_change", days=10)
    assert due_day(rule, date(2021, 7, 27)) == date(2021, 8, 10)


def test_every_change_starts_its_own_clock():
    allocation = item("national_2019", "row_06_allocation")
    formed, corrected = date(2019, 1, 25), date(2019, 4, 26)
    assert [(one.started, one.due) for one in clocks(allocation, [formed, corrected])] == [
        (formed, date(2019, 2, 20)),
        (corrected, date(2019, 5, 20)),
    ]


def test_a_county_with_three_days_is_due_before_the_national_list():
    (local,) = clocks(item("yaoan", "row_02_normative"), [date(2019, 3, 11)])
    (national,) = clocks(item("national_2019", "row_02_normative"), [date(2019, 3, 11)])
    assert (local.due, national.due) == (date(2019, 3, 14), date(2019, 4, 9))


def test_a_clock_without_a_calendar_runs_to_no_guessed_day():
    policy = item("xian", "policy")
    monthly, change = clocks(policy, [date(2031, 3, 3)])
    assert monthly.due == date(2031, 4, 5)
    assert change.due is None
    with pytest.raises(CalendarUnknownError):
        due_day(change.deadline, date(2031, 3, 3))


def test_the_fifth_stays_the_fifth_on_a_sunday_and_in_a_holiday():
    assert due_date("2020-06") == date(2020, 7, 5)  # a Sunday
    assert due_date("2019-01") == date(2019, 2, 5)  # New Year's Day of the lunar calendar


def ends(due):
    return {one.step.value: one.last.isoformat() for one in plan_backwards(due)}


def test_the_plan_for_a_sunday_ends_on_the_friday_before():
    # 25 and 26 June 2020 were off for the Dragon Boat festival, Sunday the 28th was worked.
    assert ends(date(2020, 7, 5)) == {
        "provider": "2020-06-18", "secrecy": "2020-06-30", "deputy": "2020-07-01",
        "chief": "2020-07-02", "publish": "2020-07-03",
    }  # fmt: skip


def test_the_plan_for_a_sunday_that_is_worked_ends_on_it():
    assert ends(date(2019, 5, 5)) == {
        "provider": "2019-04-18", "secrecy": "2019-04-28", "deputy": "2019-04-29",
        "chief": "2019-04-30", "publish": "2019-05-05",
    }  # fmt: skip


def test_the_plan_for_spring_festival_ends_before_it():
    assert ends(date(2019, 2, 5)) == {
        "provider": "2019-01-22", "secrecy": "2019-01-31", "deputy": "2019-02-01",
        "chief": "2019-02-02", "publish": "2019-02-03",
    }  # fmt: skip


def test_secrecy_review_has_seven_working_days():
    (secrecy,) = [one for one in plan_backwards(date(2019, 4, 5)) if one.step is Step.SECRECY]
    assert (secrecy.first, secrecy.last) == (date(2019, 3, 22), date(2019, 4, 1))


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (date(2019, 3, 1), Step.PROVIDER),
        (date(2019, 3, 21), Step.PROVIDER),
        (date(2019, 3, 22), Step.SECRECY),
        (date(2019, 3, 24), Step.SECRECY),  # a Sunday in between
        (date(2019, 4, 2), Step.DEPUTY),
        (date(2019, 4, 3), Step.CHIEF),
        (date(2019, 4, 4), Step.PUBLISH),
        (date(2019, 4, 5), Step.OVERDUE),
    ],
)
def test_the_plan_says_who_holds_it_today(day, holder):
    """5 April 2019 was 清明, a holiday: the plan ends on the 4th."""
    assert held_by(plan_backwards(date(2019, 4, 5)), day) is holder


def test_there_is_no_plan_without_a_calendar():
    with pytest.raises(CalendarUnknownError, match="未知"):
        plan_backwards(date(2031, 4, 5))


def test_every_step_is_said_in_words():
    assert all(step.words for step in Step)
