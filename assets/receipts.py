"""The register of everything received, 收件登记: numbered receipts, only ever added to.

Belongs here: receipts and their journal. Does not belong here: reading what was received.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from assets.journal import add_lines, read_lines
from assets.store import Store
from sources.office import Office
from sources.period import due_date, parse_period

CHINA = ZoneInfo("Asia/Shanghai")


class Receipt(BaseModel):
    """One received file: number, what, from whom, for which month, when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    period: str
    unit: str
    file: str
    sha256: str
    size: int
    received_at: datetime
    submitted_by: str | None = None

    @property
    def due(self) -> str:
        """The day by which the period is due, or '' if the period is not one."""
        return "" if parse_period(self.period) is None else due_date(self.period).isoformat()

    def is_placed(self, office: Office) -> bool:
        """True if the unit and the period are known here."""
        return self.unit in office.by_code and office.covers(self.period)


def read_receipts(store: Store) -> list[Receipt]:
    """All receipts in the order of arrival."""
    return read_lines(store.receipts, Receipt)


def add_receipts(store: Store, receipts: Sequence[Receipt]) -> None:
    """Append receipts to the register. Call it while holding the lock `receive`."""
    add_lines(store.receipts, receipts)


def now_in_china() -> datetime:
    """The time of day in Asia/Shanghai to the second."""
    return datetime.now(CHINA).replace(microsecond=0)
