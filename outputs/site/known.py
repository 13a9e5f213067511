"""Which pages of areas, funds and units the site has, so that no link leads nowhere.

Belongs here: from an id to the address of its page, "" where there is none. Does not belong here:
addresses themselves (`addresses.py`), and who has a page (the families' own modules).
"""

from dataclasses import dataclass, field

from outputs.site.addresses import area_page, fund_page, unit_page
from sources.succession import code_in_force


@dataclass(frozen=True)
class KnownPages:
    """The ids of each family that have a page. A family that is not built has none."""

    areas: frozenset[str] = field(default_factory=frozenset)
    funds: frozenset[str] = field(default_factory=frozenset)
    units: frozenset[str] = field(default_factory=frozenset)

    def area(self, code: str | None) -> str:
        """The page of an area, also by a code that has ended."""
        found = code_in_force(code) if code else ""
        return area_page(found) if found in self.areas else ""

    def fund(self, key: str | None) -> str:
        """The page of a fund by its key in the ledger, None or "" for the unnamed."""
        return fund_page(key or "") if (key or "") in self.funds else ""

    def unit(self, code: str | None) -> str:
        """The page of a submitting unit."""
        return unit_page(code) if code and code in self.units else ""
