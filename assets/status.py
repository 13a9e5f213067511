"""Who owes what for which month, and where it stands; 报送情况.

Belongs here: the table of units and periods. Does not belong here: deadlines of single items of
the disclosure catalogue. Nothing here imports Dagster.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assets.receipts import CHINA, Receipt
from assets.stages.settle import Settled, State
from sources.office import Office
from sources.period import due_date

WORDS = {
    "accepted": "已接收",
    "returned": "已退回",
    "stale": "已退回，沿用上一稿",
    "received": "已收到，待校验",
    "late": "逾期未报",
    "due": "未到期",
}


@dataclass(frozen=True)
class UnitStatus:
    """One unit in one period."""

    period: str
    unit: str
    unit_name: str
    due: str
    files: int
    received_at: str | None
    on_time: bool | None
    state: str

    @property
    def words(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state]


def unit_statuses(
    office: Office, receipts: Sequence[Receipt], state: State, today: date
) -> list[UnitStatus]:
    """Every unit in every period in which any unit sent something, and in the running one."""
    periods = {r.period for r in receipts if office.covers(r.period)}
    periods.add(f"{today:%Y-%m}")
    running = [period for period in sorted(periods) if office.covers(period)]
    return [
        _status(office, receipts, state, (period, unit.code), today)
        for period in running
        for unit in office.units
        if _is_expected(period, unit.code, receipts, today)
    ]


def _is_expected(period: str, unit: str, receipts: Sequence[Receipt], today: date) -> bool:
    """A unit shows in the periods it reported for and in the running one.

    Which unit owes what in which month is for the disclosure catalogue to say; until it does, a
    month in which a unit sent nothing is not held against it.
    """
    sent = any((r.period, r.unit) == (period, unit) for r in receipts)
    return sent or period == f"{today:%Y-%m}"


def _status(
    office: Office,
    receipts: Sequence[Receipt],
    state: State,
    key: tuple[str, str],
    today: date,
) -> UnitStatus:
    period, unit = key
    own = [receipt for receipt in receipts if (receipt.period, receipt.unit) == key]
    first = min((receipt.received_at for receipt in own), default=None)
    due = due_date(period)
    return UnitStatus(
        period=period,
        unit=unit,
        unit_name=office.by_code[unit].name,
        due=due.isoformat(),
        files=len(own),
        received_at=None if first is None else first.isoformat(),
        on_time=None if first is None else first.astimezone(CHINA).date() <= due,
        state=_state(own, state, due, today),
    )


def _state(own: Sequence[Receipt], state: State, due: date, today: date) -> str:
    if not own:
        return "late" if today > due else "due"
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
    return {**asdict(status), "words": status.words}
