"""How a contract keeps persons out of what appears: masks, small groups, the village board; 脱敏.

Belongs here: the declarations. Does not belong here: leaving it out (outputs/masking) and finding
personal data that nobody declared.
"""

from enum import StrEnum

from pydantic import Field as Setting

from sources.strict import Strict


class Mask(StrEnum):
    """What of a value is left out wherever it appears; 脱敏方式."""

    MOBILE = "mobile"
    TOWN = "town"
    TEXT = "text"


class SmallGroups(Strict):
    """Counts that would name somebody: below a number of households these fields stay blank."""

    count: str
    below: int = Setting(ge=2)
    also: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are left blank together."""
        return (self.count, *self.also)


class Board(Strict):
    """How a dataset is put up on village boards, 公示栏: a sheet for each place and kind.

    `places` are the fields that together name the board, from the outermost; `kind` the field that
    parts the sheets of a place; `days` how long a sheet hangs at least (国开办发〔2018〕11号: 10).
    """

    places: tuple[str, ...] = Setting(min_length=1)
    kind: str | None = None
    days: int = Setting(default=10, ge=10)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that part one sheet from another."""
        return (*self.places, self.kind) if self.kind else self.places
