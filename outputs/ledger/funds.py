"""Which fund a statement speaks of: the pair of level and line, else level and name; 资金.

Belongs here: the key that tells one fund from another. Does not belong here: recognising levels
and lines in words (`sources.fund_sources`). Only level and line together tell a fund, and one name
rarely gives both, so what was said beside the name comes first.
"""

from dataclasses import dataclass
from datetime import date

from sources.fund_sources import fund_source
from sources.text import fold


@dataclass(frozen=True)
class Fund:
    """`key` is None where nothing is known; `is_known` if level and line, or level and name are."""

    level: str | None
    line: str | None
    key: str | None
    is_known: bool


def fund(name: str | None, level: str | None, line: str | None, day: date) -> Fund:
    """The fund that a table's words mean on a day; `level` is stated in a column of its own."""
    found = fund_source(f"{line or ''} {name or ''}", day)
    stated = fund_source(line or "", day)
    entry = stated.line or found.line
    known_level = level or (found.level.name if found.level else None)
    known_line = entry.name if entry else line
    words = known_line or (fold(name) if name else None)
    key = "·".join((known_level or "层级不明", words or "名称不明"))
    is_known = known_level is not None and words is not None
    return Fund(known_level, known_line, key if known_level or words else None, is_known)
