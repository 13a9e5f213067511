"""A month's calendar for the people who work on it, 月历: who must do what, from when to when.

Belongs here: the plan of a period as lines with working days. Does not belong here: the plan itself
(sources.deadlines), which days are worked (sources.workdays). Nothing here imports Dagster.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assets.owed import duties
from assets.planning import MonthPlan, period_plan
from sources.deadlines import Step
from sources.office import Office
from sources.period import parse_period
from sources.workdays import workday_on_or_before, workdays_between

WEEKDAYS = "一二三四五六日"
COLUMNS = ("事项", "从", "到", "星期", "工作日", "谁")


@dataclass(frozen=True)
class Line:
    """One thing to do: by whom, from the first to the last day, in how many working days."""

    step: str
    words: str
    first: date
    last: date
    workdays: int
    who: str

    @property
    def row(self) -> tuple[str, ...]:
        """The line as a row of a table."""
        return (
            self.words,
            self.first.isoformat(),
            self.last.isoformat(),
            f"星期{WEEKDAYS[self.last.weekday()]}",
            str(self.workdays),
            self.who,
        )


@dataclass(frozen=True)
class Calendar:
    """The calendar of one period; without lines where the working days are unknown, 日历未知."""

    period: str
    due: date
    lines: tuple[Line, ...]
    note: str


def calendar_of(office: Office, period: str, today: date) -> Calendar:
    """The calendar of a period, planned backwards from its due day."""
    plan = period_plan(period, today)
    return Calendar(period, plan.due, tuple(lines(office, plan)), note_on(plan))


def lines(office: Office, plan: MonthPlan) -> Iterator[Line]:
    """Each step of the plan; the units have from the first day of the month on."""
    month = parse_period(plan.period)
    for one in plan.steps:
        first = one.first or month
        if first is None or first > one.last:
            first = one.last
        yield Line(
            one.step.value, one.step.words, first, one.last,
            workdays_between(first, one.last), whose(office, plan.period, one.step),
        )  # fmt: skip


def whose(office: Office, period: str, step: Step) -> str:
    """Who does a step: the units, a role of the office, or the office."""
    if step is Step.PROVIDER:
        return owing(office, period)
    return office.name if step is Step.PUBLISH else office.roles.get(step.value, office.name)


def owing(office: Office, period: str) -> str:
    """Which units have to send something for a period, and how much."""
    owed = duties(office, period)
    count = {one.unit: sum(duty.unit == one.unit for duty in owed) for one in owed}
    if not count:
        return "各报送单位"
    named = [f"{office.by_code[unit].name}（{number} 项）" for unit, number in count.items()]
    return "、".join(named)


def note_on(plan: MonthPlan) -> str:
    """What is to be known about the due day itself."""
    day = f"{plan.due.month}月{plan.due.day}日是星期{WEEKDAYS[plan.due.weekday()]}"
    if not plan.steps:
        return f"{day}；那时的放假调休安排还没有公布，日历未知，到公布后再排。"
    last = workday_on_or_before(plan.due)
    if last == plan.due:
        return f"{day}，是工作日，当天公开。"
    return f"{day}，不上班；时限不顺延，最后一个工作日是{last.month}月{last.day}日，当天就要公开。"


def plain_calendar(calendar: Calendar) -> dict[str, Any]:
    """A calendar as plain data."""
    return {
        "period": calendar.period,
        "due": calendar.due.isoformat(),
        "calendar": "known" if calendar.lines else "unknown",
        "note": calendar.note,
        "lines": [
            {**asdict(one), "first": one.first.isoformat(), "last": one.last.isoformat()}
            for one in calendar.lines
        ],
    }
