"""By when an item is due, 时限: each formation or change starts its own clock, 形成（变更）.

Belongs here: the due day of a deadline from the day that starts it, and the plan backwards from
the 5th. Does not belong here: which days are worked (`workdays.py`), who owes what (assets).

The 5th of the month (市扶办发〔2019〕5号 五: 每月5日前) stays the 5th whatever the day of the week:
the notice moves it for no holiday. Only the plan backwards uses working days, from the last one
on or before the 5th. It never depends on the calendar whether a period is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sources.catalogue import Deadline, DeadlineKind, Item
from sources.period import due_date
from sources.workdays import (
    CalendarUnknownError,
    add_workdays,
    workday_on_or_before,
    workdays_before,
)

WORKDAY_KINDS = frozenset(
    {
        DeadlineKind.CHANGE,
        DeadlineKind.ALLOCATION,
        DeadlineKind.APPROVAL_WORKDAYS,
        DeadlineKind.REQUEST,
    }
)
# Secrecy review takes up to 7 working days; one each for the others is this project's own plan.
SECRECY_WORKDAYS = 7
LEADER_WORKDAYS = 1


class Step(StrEnum):
    """Who holds the material, in order; 谁提供、谁审核、谁负责."""

    PROVIDER = "provider"
    SECRECY = "secrecy"
    DEPUTY = "deputy"
    CHIEF = "chief"
    PUBLISH = "publish"
    OVERDUE = "overdue"

    @property
    def words(self) -> str:
        """The step in Chinese."""
        return STEP_WORDS[self]


STEP_WORDS = {
    Step.PROVIDER: "提供单位送达",
    Step.SECRECY: "保密审查",
    Step.DEPUTY: "分管领导审核",
    Step.CHIEF: "主要领导审定",
    Step.PUBLISH: "公开",
    Step.OVERDUE: "已过期限",
}
STEP_WORKDAYS = {
    Step.PUBLISH: LEADER_WORKDAYS,
    Step.CHIEF: LEADER_WORKDAYS,
    Step.DEPUTY: LEADER_WORKDAYS,
    Step.SECRECY: SECRECY_WORKDAYS,
}


@dataclass(frozen=True)
class Clock:
    """One running deadline of an item: what started it and when it ends.

    `due` is None where the calendar of working days is unknown, 日历未知.
    """

    item: str
    started: date
    deadline: Deadline
    due: date | None


@dataclass(frozen=True)
class Stretch:
    """One step of the plan: its first and last day, both included; the first step has no first."""

    step: Step
    first: date | None
    last: date


def due_day(deadline: Deadline, start: date) -> date:
    """The last day on which a deadline that `start` set running is kept.

    `start` is the day of formation or change, allocation, approval, request or posting as the kind
    says, and is not counted itself. For `board_days` the answer is the first day on which the
    notice may be taken down at the earliest. Raises CalendarUnknownError for working days.
    """
    if deadline.kind in WORKDAY_KINDS and deadline.days is not None:
        return add_workdays(start, deadline.days)
    if deadline.days is not None:
        return start + timedelta(days=deadline.days)
    if deadline.month is not None and deadline.day is not None:
        return date(start.year + 1, deadline.month, deadline.day)
    if deadline.kind is DeadlineKind.YEAR_END:
        return date(start.year, 12, 31)
    return due_date(f"{start:%Y-%m}")


def clocks(item: Item, events: Sequence[date]) -> tuple[Clock, ...]:
    """Every deadline of an item for every formation and change: each event has its own clock."""
    return tuple(
        Clock(item.id, event, deadline, _known(deadline, event))
        for event in events
        for deadline in item.deadlines
    )


def _known(deadline: Deadline, event: date) -> date | None:
    try:
        return due_day(deadline, event)
    except CalendarUnknownError:
        return None


def plan_backwards(due: date) -> tuple[Stretch, ...]:
    """Who holds the material until when, so that it is public on the due day at the latest.

    Backwards from the last working day on or before the due day. Raises CalendarUnknownError.
    """
    last = workday_on_or_before(due)
    stretches = []
    for step, days in STEP_WORKDAYS.items():
        first = workdays_before(last, days - 1)
        stretches.append(Stretch(step, first, last))
        last = workdays_before(first, 1)
    return (Stretch(Step.PROVIDER, None, last), *reversed(stretches))


def held_by(plan: Sequence[Stretch], day: date) -> Step:
    """Which step the plan has on a day; on a day off, the one that comes next."""
    return next((one.step for one in plan if day <= one.last), Step.OVERDUE)
