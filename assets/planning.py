"""Who holds the month's material today, by the plan and in fact; 倒排计划.

Belongs here: the plan of the period that is due next, and whose signature the candidate waits
for. Does not belong here: how the plan is made (sources.deadlines), whether signatures count.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.stages.propose import current_digest
from assets.store import Store
from expectations.manifest import MANIFEST, read_manifest, slots
from expectations.signoff import SignoffStore, collect
from sources.deadlines import Step, Stretch, held_by, plan_backwards
from sources.period import DUE_DAY, due_date
from sources.workdays import ONE_DAY, CalendarUnknownError, probably_worked

REMINDED_WORKDAYS = 3


@dataclass(frozen=True)
class MonthPlan:
    """The plan of one period; without steps where the calendar is unknown (日历未知)."""

    period: str
    due: date
    steps: tuple[Stretch, ...]
    holder: Step | None


def next_period(today: date) -> str:
    """The period that is due next: the last month's until the 5th, then the running one's."""
    if today.day > DUE_DAY:
        return f"{today:%Y-%m}"
    year, month = divmod(today.year * 12 + today.month - 2, 12)
    return f"{year:04d}-{month + 1:02d}"


def month_plan(today: date) -> MonthPlan:
    """The plan backwards for the period that is due next."""
    return period_plan(next_period(today), today)


def period_plan(period: str, today: date) -> MonthPlan:
    """The plan backwards for a period, and who holds the material today."""
    due = due_date(period)
    try:
        steps = plan_backwards(due)
    except CalendarUnknownError:
        return MonthPlan(period, due, (), None)
    return MonthPlan(period, due, steps, held_by(steps, today))


def reminder_day(due: date) -> date:
    """The day from which a due day is reminded of: three working days before it."""
    day, left = due, REMINDED_WORKDAYS
    while left:
        day -= ONE_DAY
        left -= probably_worked(day)
    return day


def waiting_for(store: Store) -> tuple[str, ...]:
    """Names of the signatures that the candidate lacks, of the first role that lacks any."""
    digest = current_digest(store)
    if digest is None:
        return ()
    manifest, _ = read_manifest(store.candidates / digest / MANIFEST)
    there = collect(SignoffStore(store.signoffs), manifest, digest)
    absent = [slot for slot in slots(manifest.units) if slot not in there]
    return tuple(slot.name for slot in absent if slot.role is absent[0].role)


def plain_plan(plan: MonthPlan, waits: tuple[str, ...]) -> dict[str, Any]:
    """A plan as plain data."""
    return {
        "period": plan.period,
        "due": plan.due.isoformat(),
        "calendar": "known" if plan.steps else "unknown",
        "holder": None if plan.holder is None else plan.holder.value,
        "holder_words": "日历未知" if plan.holder is None else plan.holder.words,
        "steps": [
            {
                "step": one.step.value,
                "words": one.step.words,
                "from": None if one.first is None else one.first.isoformat(),
                "to": one.last.isoformat(),
            }
            for one in plan.steps
        ],
        "waiting_for": list(waits),
    }
