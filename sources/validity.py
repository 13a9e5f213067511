"""From when until when an entry of a list holds; 有效期.

Belongs here: what is true of every list with dates. Does not belong here: the lists (regions,
codelists).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Dated:
    """An entry that holds from `valid_from` until the day before `valid_to`.

    A bound that the list leaves blank is not known to exist: `date.min`, `date.max`.
    """

    valid_from: date
    valid_to: date

    def holds(self, on: date) -> bool:
        """True if the entry is in force on a day."""
        return self.valid_from <= on < self.valid_to


def read_bound(text: str, otherwise: date) -> date:
    """A bound as a list writes it, `otherwise` for a blank. Raises ValueError if it is no date."""
    return date.fromisoformat(text) if text else otherwise
