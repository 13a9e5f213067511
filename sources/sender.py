"""What is known of the unit that sent a file: its answers about headers, its area, the month.

Belongs here: the value that reading is given beside the file. Does not belong here: where these
facts come from (office.yaml, the data home).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sources.memory import NOTHING_REMEMBERED, Memory

COUNTRY = "CN"


@dataclass(frozen=True)
class Sender:
    """A unit as reading sees it. `region` is a GB/T 2260 code; `month` the month of disclosure."""

    memory: Memory = NOTHING_REMEMBERED
    region: str | None = None
    month: date | None = None

    @property
    def within(self) -> str | None:
        """The area that the unit's places lie in; None for the whole country."""
        return None if self.region == COUNTRY else self.region

    def days(self, year: int | None) -> Sequence[date]:
        """Days on which a place's name may have been in use, the likeliest first.

        Those of the record's own year; without one the month of disclosure.
        """
        if year is not None:
            return (date(year, 12, 31), date(year, 1, 1))
        return () if self.month is None else (self.month,)


NOBODY = Sender()
