"""Which code follows one that ended: 户县 610125 → 鄠邑区 610118; 区划沿革.

Belongs here: following a code to the one in force. Does not belong here: the list of areas
(`sources.regions`). A code is followed only if `reference/region_successors.csv` says so, or if on
the very day an area of the same level in the same place began under the same spoken name (凤翔县 →
凤翔区). The same day alone is no proof: the list dates many changes by its own editions.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sources.regions import Region, load_regions, spoken_names

LIST = Path(__file__).parent / "reference" / "region_successors.csv"


@cache
def successors() -> Mapping[str, str]:
    """The code that follows each ended code, as far as it is known."""
    found = {
        old.code: new.code
        for old in load_regions()
        if old.valid_to != date.max and (new := _same_place(old)) is not None
    }
    with LIST.open(encoding="utf-8", newline="") as stream:
        stated = {row["code"]: row["successor"] for row in csv.DictReader(stream)}
    return found | stated


def code_in_force(code: str) -> str:
    """The code that stands for this area now: itself, or the last of those that followed it."""
    seen = {code}
    while (following := successors().get(code)) is not None and following not in seen:
        code = following
        seen.add(code)
    return code


def _same_place(old: Region) -> Region | None:
    names = set(spoken_names(old))
    found = [
        new
        for new in _begun().get((old.parent, old.level.value, old.valid_to), ())
        if new.code != old.code and names & set(spoken_names(new))
    ]
    return found[0] if len(found) == 1 else None


@cache
def _begun() -> Mapping[tuple[str, str, date], tuple[Region, ...]]:
    found: dict[tuple[str, str, date], tuple[Region, ...]] = {}
    for region in load_regions():
        if region.valid_from != date.min:
            key = (region.parent, region.level.value, region.valid_from)
            found[key] = (*found.get(key, ()), region)
    return found
