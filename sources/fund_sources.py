"""Where money comes from, as the pair of level and line that its name gives; 资金来源.

Belongs here: reading both out of a fund's name by the lists `fund_levels` and `fund_lines`. Does
not belong here: the lists' words (reference) and what a table makes of a name (origins, headers).
"""

from dataclasses import dataclass
from datetime import date

from sources.codelists import Entry, mentioned

LEVELS = "fund_levels"
LINES = "fund_lines"


@dataclass(frozen=True)
class FundSource:
    """The levels and lines that a name mentions. One word rarely gives both."""

    levels: tuple[Entry, ...]
    lines: tuple[Entry, ...]

    @property
    def level(self) -> Entry | None:
        """The one level; None if the name mentions none, or several (中央及省级)."""
        return self.levels[0] if len(self.levels) == 1 else None

    @property
    def line(self) -> Entry | None:
        """The one line; None if the name mentions none, or several."""
        return self.lines[0] if len(self.lines) == 1 else None

    @property
    def is_known(self) -> bool:
        """True if the pair of level and line is known."""
        return self.level is not None and self.line is not None


def fund_source(text: str, day: date) -> FundSource:
    """The levels and lines that a fund's name mentions on a day.

    A line inside another that is mentioned too stands for both: 财政专项扶贫资金（以工代赈） is
    以工代赈.
    """
    lines = mentioned(LINES, text, day)
    outer = {entry.parent for entry in lines}
    return FundSource(
        levels=mentioned(LEVELS, text, day),
        lines=tuple(entry for entry in lines if entry.code not in outer),
    )
