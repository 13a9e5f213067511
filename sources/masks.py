"""What a contract says must be left out of values that appear: masks and small groups; 脱敏.

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
