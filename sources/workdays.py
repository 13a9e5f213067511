"""Working days of China, 工作日: weekends, holidays, and the days moved for them (调休).

Belongs here: counting in working days by the State Council's yearly orders, from the kept library
`chinesecalendar`. Does not belong here: which deadline counts from what (`deadlines.py`). Nothing
is guessed: a day whose order is not in the library raises.
"""

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# The order for the next New Year moves days of this December too; so far from the 29th on.
NEXT_ORDER_FROM = (12, 26)
FIRST_KNOWN = date(min(holidays).year, 1, 1)
LAST_KNOWN = date(max(holidays).year, *NEXT_ORDER_FROM) - ONE_DAY


class CalendarUnknownError(ValueError):
    """No order on holidays is known for a day, 日历未知; `day` is that day."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day.isoformat()} 的放假调休安排未知（已知 {FIRST_KNOWN.isoformat()} 至 "
            f"{LAST_KNOWN.isoformat()}），无法推算工作日。"
        )
        self.day = day


def is_workday(day: date) -> bool:
    """True for a working day, moved ones included. Raises CalendarUnknownError."""
    if not FIRST_KNOWN <= day <= LAST_KNOWN:
        raise CalendarUnknownError(day)
    return bool(chinese_calendar.is_workday(day))


def probably_worked(day: date) -> bool:
    """The same; where no order is known yet, any day but Saturday and Sunday.

    For courtesy alone: when to remind, when not to disturb. No deadline is counted so.
    """
    try:
        return is_workday(day)
    except CalendarUnknownError:
        return day.weekday() < SATURDAY


def known_days() -> dict[date, bool]:
    """Every day whose order is known, in order, and whether it is worked."""
    days = (FIRST_KNOWN + ONE_DAY * index for index in range((LAST_KNOWN - FIRST_KNOWN).days + 1))
    # The library asks for its first and last year on every call, which makes thousands slow.
    return {
        day: day in workdays or (day.weekday() < SATURDAY and day not in holidays) for day in days
    }


def add_workdays(day: date, count: int) -> date:
    """The last day of a term of `count` working days that is counted from the day after `day`.

    0 gives the day itself. Raises ValueError if negative, CalendarUnknownError.
    """
    return _walk(day, count, ONE_DAY)


def workdays_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before `day`, which is not counted.

    0 gives the day itself. Raises ValueError if negative, CalendarUnknownError.
    """
    return _walk(day, count, -ONE_DAY)


def workdays_between(first: date, last: date) -> int:
    """How many working days lie from the first to the last day, both counted; 0 if it is earlier.

    Raises CalendarUnknownError.
    """
    days = (last - first).days + 1
    return sum(is_workday(first + ONE_DAY * index) for index in range(days))


def workday_on_or_before(day: date) -> date:
    """The day itself if it is worked, else the last working day before. CalendarUnknownError."""
    while not is_workday(day):
        day -= ONE_DAY
    return day


def _walk(day: date, count: int, step: timedelta) -> date:
    if count < 0:
        raise ValueError(f"a number of working days is not negative: {count}")
    while count:
        day += step
        count -= is_workday(day)
    return day
