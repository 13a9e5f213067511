"""What each unit owes for each month, and where each dataset stands; 应报.

Belongs here: duties from the office's units and its catalogue, and the state of each duty from
receipts, judgements and declarations. Does not belong here: counting them (`scoreboard.py`), the
line of a unit as a whole (`status.py`). Nothing here imports Dagster.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from assets.declarations import Declared, Standing
from assets.receipts import CHINA
from assets.stages.settle import Settled, State
from sources.catalogue import Deadline, DeadlineKind, Item
from sources.deadlines import due_day
from sources.office import Office, Unit
from sources.period import due_date, parse_period

DutyState = Literal["accepted", "stale", "returned", "nothing", "nothing_unsigned", "late", "due"]
MET = frozenset({"accepted", "stale", "nothing"})
DECEMBER = 12


@dataclass(frozen=True)
class Duty:
    """One dataset that one unit owes for one period, by when, by which items of the catalogue."""

    period: str
    unit: str
    dataset: str
    due: date
    items: tuple[str, ...]


@dataclass(frozen=True)
class DutyStatus:
    """Where a duty stands. `delivered` is the day on which it was met, None if it is not.

    A dataset is delivered when its first accepted file came (one that was returned is no
    delivery), or when the provider signed that there is nothing.
    """

    duty: Duty
    state: DutyState
    delivered: date | None
    reason: str
    late_reason: str
    late_reason_signed: bool

    @property
    def is_met(self) -> bool:
        """True if accepted data is in force, or a signed 零报告 stands."""
        return self.state in MET

    @property
    def on_time(self) -> bool | None:
        """Whether it was met by its due day; None while it is not met."""
        return None if self.delivered is None else self.delivered <= self.duty.due


def duties(office: Office, period: str) -> list[Duty]:
    """All duties of a period, by unit in the office's order, then by dataset."""
    return [duty for unit in office.units for duty in duties_of(office, unit, period)]


def duties_of(office: Office, unit: Unit, period: str) -> list[Duty]:
    """What one unit owes for a period; nothing if the office does not say what it owes at all.

    `owes` is due monthly. Else each item of the catalogue that its kind of unit owes; of several
    items for one dataset the earliest day counts.
    """
    if unit.owes is not None:
        named = [(due_date(period), "", dataset) for dataset in unit.owes]
    else:
        named = [
            (due, item.id, dataset)
            for item in _items(office, unit)
            for due in [due_in(item, period)]
            if due is not None and office.listed and office.listed.validity.holds(due)
            for dataset in item.datasets
        ]
    return [
        Duty(
            period,
            unit.code,
            dataset,
            min(due for due, _, name in named if name == dataset),
            tuple(item for _, item, name in named if name == dataset and item),
        )
        for dataset in sorted({dataset for _, _, dataset in named})
    ]


def _items(office: Office, unit: Unit) -> list[Item]:
    if office.listed is None or unit.kind is None:
        return []
    return [
        item
        for item in office.listed.items
        if unit.kind in item.owed_by and (unit.kind == "district" or unit.name in item.departments)
    ]


def due_in(item: Item, period: str) -> date | None:
    """The day in or after a period by which an item is due for that period, or None.

    A monthly item is due on the 5th of the next month; a yearly one in the month of its fixed day.
    What counts from an approval or an event is owed by no month of its own.
    """
    if item.frequency == "monthly":
        return due_date(period)
    month = parse_period(period)
    if item.frequency != "yearly" or month is None:
        return None
    fixed = [_fixed_day(deadline, month) for deadline in item.deadlines]
    days = [day for day in fixed if day is not None and (day.year, day.month) == (
        month.year, month.month
    )]  # fmt: skip
    return min(days, default=None)


def _fixed_day(deadline: Deadline, month: date) -> date | None:
    if deadline.kind is DeadlineKind.ANNUAL:
        return due_day(deadline, month.replace(year=month.year - 1))
    if deadline.kind is DeadlineKind.YEAR_END:
        return due_day(deadline, month)
    return None


@dataclass(frozen=True)
class Submitted:
    """The state of all submissions, looked up by unit and period."""

    state: State

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Sequence[Settled]]:
        """Judged submissions by period and unit, in the order of arrival."""
        found: dict[tuple[str, str], list[Settled]] = {}
        for one in self.state.submissions:
            found.setdefault((one.receipt.period, one.receipt.unit), []).append(one)
        return found

    @cached_property
    def held(self) -> frozenset[tuple[str, str, str]]:
        """Period, unit and dataset of everything in force."""
        return frozenset(document[:3] for document in self.state.in_force)


def duty_status(duty: Duty, submitted: Submitted, declared: Declared, today: date) -> DutyStatus:
    """Where a duty stands today."""
    key = (duty.period, duty.unit, duty.dataset)
    own = [one for one in submitted.by_place.get(key[:2], ()) if duty.dataset in one.datasets]
    is_open = [one for one in own if one.receipt.number in submitted.state.open]
    nothing = declared.of("nothing", *key)
    why = declared.of("late", *key)
    said = _state(duty, is_open, nothing, today)
    if key in submitted.held:
        said = "stale" if said == "returned" else "accepted"
    return DutyStatus(
        duty=duty,
        state=said,
        delivered=_delivered(said, own, nothing),
        reason=nothing.declaration.reason if nothing and said.startswith("nothing") else "",
        late_reason="" if why is None else why.declaration.reason,
        late_reason_signed=why is not None and why.is_signed,
    )


def _state(
    duty: Duty, is_open: Sequence[Settled], nothing: Standing | None, today: date
) -> DutyState:
    if any(not one.accepted for one in is_open):
        return "returned"
    if nothing is not None:
        return "nothing" if nothing.is_signed else "nothing_unsigned"
    return "late" if today > duty.due else "due"


def _delivered(said: DutyState, own: Sequence[Settled], nothing: Standing | None) -> date | None:
    if said in ("accepted", "stale"):
        came = [one.receipt.received_at for one in own if one.accepted]
        return min(came).astimezone(CHINA).date() if came else None
    if said == "nothing" and nothing is not None:
        return nothing.declaration.at.astimezone(CHINA).date()
    return None
