"""Areas by name and day: 鄠邑区 on a day is one code, none, or several candidates; 行政区划.

Belongs here: the list `reference/regions.csv` and looking up names in it. Does not belong here:
what an unknown or ambiguous name means for a table (expectations). The nearest name is never
taken for the one that was meant.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from sources.text import fold
from sources.validity import Dated, read_bound

LIST = Path(__file__).parent / "reference" / "regions.csv"
SHORTEST_NAME = 2
AUTONOMOUS = ("自治区", "自治州", "自治县", "自治旗")
ENDING = re.compile(
    r"(?:特别行政区|自治[区州县旗]|地区|林区|新区|特区|街道办事处|街道|[省市区县州盟旗镇乡])$"
)
PEOPLES = re.compile(
    r"(?:蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族"
    r"|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族"
    r"|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克族?|怒族|鄂温克族|保安族|裕固族"
    r"|独龙族|各族)+$"
)


class Level(StrEnum):
    """Levels of areas, from the outermost."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


@dataclass(frozen=True, kw_only=True)
class Region(Dated):
    """One entry of the list."""

    code: str
    name: str
    parent: str
    level: Level


@dataclass(frozen=True)
class Resolution:
    """The code that a name means, or None with all candidates (none, or more than one)."""

    code: str | None
    candidates: tuple[Region, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """True if the name fits several areas."""
        return len(self.candidates) > 1


@cache
def load_regions() -> tuple[Region, ...]:
    """All entries of the list, in its order."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Region(
                code=row["code"],
                name=row["name"],
                parent=row["parent"],
                level=Level(row["level"]),
                valid_from=read_bound(row["valid_from"], date.min),
                valid_to=read_bound(row["valid_to"], date.max),
            )
            for row in csv.DictReader(stream)
        )


def spoken_names(region: Region) -> tuple[str, ...]:
    """A name as people say it: 周至县 → 周至; 文山壮族苗族自治州 → 文山, 文山州; 户县 → none."""
    name = ENDING.sub("", region.name)
    is_autonomous = region.name.endswith(AUTONOMOUS)
    if is_autonomous:
        rest = PEOPLES.sub("", name)
        name = name if rest == "内" else rest
    if len(name) < SHORTEST_NAME or name == region.name:
        return ()
    return (name, name + region.name[-1]) if is_autonomous else (name,)


@cache
def _by_name() -> Mapping[str, tuple[Region, ...]]:
    return _index((region.name, region) for region in load_regions())


@cache
def _by_spoken_name() -> Mapping[str, tuple[Region, ...]]:
    return _index((name, region) for region in load_regions() for name in spoken_names(region))


@cache
def _by_code() -> Mapping[str, tuple[Region, ...]]:
    return _index((region.code, region) for region in load_regions())


def _index(named: Iterable[tuple[str, Region]]) -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for name, region in named:
        found[name] = (*found.get(name, ()), region)
    return found


def region_of(code: str, on: date) -> Region | None:
    """The entry of a code that is in force on a day."""
    return next((region for region in _by_code().get(code, ()) if region.holds(on)), None)


def resolve(name: str, on: date, within: str | None = None) -> Resolution:
    """What area a name means on a day, inside the area `within` (a code) if that is given.

    Full names, spoken names (周至) and names behind those of areas around them (西安市周至县) are
    understood. A full name wins over a spoken one.
    """
    found = _candidates(fold(name), on, within)
    return Resolution(found[0].code if len(found) == 1 else None, found)


def _candidates(key: str, on: date, within: str | None) -> tuple[Region, ...]:
    if len(key) < SHORTEST_NAME:
        return ()
    for index in (_by_name(), _by_spoken_name()):
        found = tuple(r for r in index.get(key, ()) if r.holds(on) and _is_inside(r, within, on))
        if found:
            return found
    behind = (
        region
        for end in range(SHORTEST_NAME, len(key) - 1)
        for outer in _around(key[:end], on, within)
        for region in _candidates(key[end:], on, outer.code)
        if region.code != outer.code
    )
    return tuple(dict.fromkeys(behind))


def _around(key: str, on: date, within: str | None) -> tuple[Region, ...]:
    named = (*_by_name().get(key, ()), *_by_spoken_name().get(key, ()))
    return tuple(r for r in named if r.holds(on) and _is_inside(r, within, on))


def _is_inside(region: Region, within: str | None, on: date) -> bool:
    """True if an area is `within` or lies in it."""
    outer: Region | None = region
    while within is not None and outer is not None and outer.code != within:
        outer = region_of(outer.parent, on)
    return outer is not None
