"""Who owes what for which month, and where it stands; 报送情况.

Belongs here: the table of units and periods. Does not belong here: which unit owes which dataset,
and where each stands (`owed.py`). Nothing here imports Dagster.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assets.declarations import NOTHING_DECLARED, Declared
from assets.owed import Duty, DutyStatus, Submitted, duties, duty_status
from assets.receipts import CHINA, Receipt
from assets.stages.settle import Settled, State
from sources.office import Office
from sources.period import due_date, parse_period

WORDS = {
    "accepted": "已接收",
    "returned": "已退回",
    "stale": "已退回，沿用上一稿",
    "received": "已收到，待校验",
    "late": "逾期未报",
    "due": "未到期",
    "nothing": "零报告",
    "nothing_unsigned": "零报告，未签字",
}


@dataclass(frozen=True)
class UnitStatus:
    """One unit in one period; `owed` is empty where the office does not say what the unit owes."""

    period: str
    unit: str
    unit_name: str
    due: str
    files: int
    received_at: str | None
    on_time: bool | None
    state: str
    late_reason: str = ""
    late_reason_signed: bool = False
    owed: tuple[DutyStatus, ...] = ()

    @property
    def met(self) -> int:
        """How many of the owed datasets are in force or declared as nothing, signed."""
        return sum(one.is_met for one in self.owed)

    @property
    def words(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state]


def unit_statuses(
    office: Office,
    receipts: Sequence[Receipt],
    state: State,
    today: date,
    declared: Declared = NOTHING_DECLARED,
) -> list[UnitStatus]:
    """Every unit in every period in which any unit sent or owed something, and in the running one.

    A month in which a unit sent nothing is held against it only if the office says that it owes
    something (`owes`, or `kind` with a catalogue), or if it declared something of it.
    """
    look = _Look(office, receipts, state, today, declared)
    return [
        look.status(period, unit.code)
        for period in look.periods
        for unit in office.units
        if look.is_expected(period, unit.code)
    ]


@dataclass(frozen=True)
class _Look:
    """Everything that a line of the table is made from."""

    office: Office
    receipts: Sequence[Receipt]
    state: State
    today: date
    declared: Declared

    @property
    def running(self) -> str:
        return f"{self.today:%Y-%m}"

    @property
    def periods(self) -> list[str]:
        found = {one.period for one in self.receipts} | {key[1] for key in self.declared.by_key}
        found |= {self.running, *self.owed}
        return [period for period in sorted(found) if self.office.covers(period)]

    @cached_property
    def submitted(self) -> Submitted:
        return Submitted(self.state)

    @cached_property
    def owed(self) -> Mapping[str, Sequence[Duty]]:
        """What is owed in each period up to the running one, where anything is."""
        every = months(self.office.first_period, self.running)
        found = {period: duties(self.office, period) for period in every}
        return {period: owed for period, owed in found.items() if owed}

    def owed_by(self, period: str, unit: str) -> list[Duty]:
        return [duty for duty in self.owed.get(period, ()) if duty.unit == unit]

    def is_expected(self, period: str, unit: str) -> bool:
        sent = any((one.period, one.unit) == (period, unit) for one in self.receipts)
        said = any(key[1:3] == (period, unit) for key in self.declared.by_key)
        return sent or said or period == self.running or bool(self.owed_by(period, unit))

    def status(self, period: str, unit: str) -> UnitStatus:
        own = [one for one in self.receipts if (one.period, one.unit) == (period, unit)]
        first = min((receipt.received_at for receipt in own), default=None)
        due = due_date(period)
        owed = tuple(
            duty_status(duty, self.submitted, self.declared, self.today)
            for duty in self.owed_by(period, unit)
        )
        why = self.declared.of("late", period, unit)
        return UnitStatus(
            period=period,
            unit=unit,
            unit_name=self.office.by_code[unit].name,
            due=due.isoformat(),
            files=len(own),
            received_at=None if first is None else first.isoformat(),
            on_time=None if first is None else first.astimezone(CHINA).date() <= due,
            state=_state(own, self.state) if own else self._without_files(period, unit, owed),
            late_reason="" if why is None else why.declaration.reason,
            late_reason_signed=why is not None and why.is_signed,
            owed=owed,
        )

    def _without_files(self, period: str, unit: str, owed: Sequence[DutyStatus]) -> str:
        """Nothing came: declared for the whole month or for each owed dataset, late, or due."""
        whole = self.declared.of("nothing", period, unit)
        if whole is not None:
            return "nothing" if whole.is_signed else "nothing_unsigned"
        states = {one.state for one in owed}
        if states and states <= {"nothing", "nothing_unsigned"}:
            return "nothing" if states == {"nothing"} else "nothing_unsigned"
        return "late" if self.today > due_date(period) else "due"


def months(first: str, last: str) -> list[str]:
    """All periods from the first to the last, both included. Raises ValueError if one is none."""
    start, end = parse_period(first), parse_period(last)
    if start is None or end is None:
        raise ValueError(f"not YYYY-MM: {first!r}, {last!r}")
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _state(own: Sequence[Receipt], state: State) -> str:
    numbers = {receipt.number for receipt in own}
    settled: list[Settled] = [
        one for one in state.submissions if one.receipt.number in numbers & state.open
    ]
    if not settled:
        return "received"
    if all(one.accepted for one in settled):
        return "accepted"
    is_held = any(number in numbers for number in state.in_force.values())
    return "stale" if is_held else "returned"


def plain_status(status: UnitStatus) -> dict[str, Any]:
    """A status as plain data, with its Chinese words."""
    own = {**asdict(status), "owed": [plain_duty(one) for one in status.owed]}
    return {**own, "words": status.words}


def plain_duty(status: DutyStatus) -> dict[str, Any]:
    """Where one owed dataset stands as plain data, with its Chinese words."""
    return {
        "dataset": status.duty.dataset,
        "items": list(status.duty.items),
        "due": status.duty.due.isoformat(),
        "state": status.state,
        "words": WORDS[status.state],
        "delivered": None if status.delivered is None else status.delivered.isoformat(),
        "on_time": status.on_time,
        "reason": status.reason,
        "late_reason": status.late_reason,
        "late_reason_signed": status.late_reason_signed,
    }
