"""The poor counties of Shaanxi and the year in which each left poverty; 贫困县退出名单.

Belongs here: reading `reference/poor_counties.csv`. Does not belong here: comparing a table with it
(expectations). The list is whole for Shaanxi and holds no county of another province.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "reference" / "poor_counties.csv"


@dataclass(frozen=True, kw_only=True)
class PoorCounty:
    """A county that left poverty.

    `announced` is the day or month in which the province said so: in the year after `exit_year`.
    `code` is that of 2019; `sources` are explained in `reference/README.md`.
    """

    code: str
    name: str
    exit_year: int
    announced: str
    sources: tuple[str, ...]


@cache
def load_poor_counties() -> tuple[PoorCounty, ...]:
    """The whole list, in its order."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        return tuple(
            PoorCounty(
                code=row["code"],
                name=row["name"],
                exit_year=int(row["exit_year"]),
                announced=row["announced"],
                sources=tuple(row["source"].split()),
            )
            for row in csv.DictReader(stream)
        )
