"""Who a name in a table of money is: an area, a unit within one, or nobody known; 收付款方.

Belongs here: turning a written payer or payee into a node. Does not belong here: the list of areas
(`sources.regions`) and which table names whom (`statements.py`). The finance office, government or
poverty office of an area stands for the area's level; any other body is a unit within it. The
nearest name is never taken for the one that was meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sources.regions import Level, Region, region_of, resolve
from sources.sender import COUNTRY
from sources.text import fold

LEVELS = {
    Level.COUNTRY: "中央",
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "区县",
    Level.TOWN: "乡镇",
}
UNIT, PROJECT = "单位", "项目"
# Bodies through which an area receives and passes on money. 农业农村局 is not among them: of its
# many tasks only one, and since 2023 only, is poverty.
OFFICE = re.compile(
    r"(?:人民政府|政府)?(?:本级)?(?:财政(?:部|厅|局|所)?|扶贫(?:开发)?(?:办公室|办|局)"
    r"|乡村振兴局)?$"
)
CENTRE = re.compile(r"^(?:中央(?:本级|级)?(?:财政)?|(?:国家)?财政部|国务院扶贫办|国家乡村振兴局)$")
OWN = re.compile(r"^本?(?P<level>省|自治区|市|州|县|区)(?:本级|级)?(?:财政)?$")
OWN_LEVELS = {
    "省": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "市": Level.CITY,
    "州": Level.CITY,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
}
AREA_ENDS = ("省", "自治区", "市", "州", "盟", "县", "旗", "区", "镇", "乡", "街道")
SHORTEST_AREA = 2


@dataclass(frozen=True)
class Unit:
    """A submitting unit as the ledger sees it; `region` is a GB/T 2260 code or CN.

    `is_area`: the unit speaks for its whole area, as a district or a department of the office does.
    A development zone with a local code does not.
    """

    code: str
    name: str
    region: str
    is_area: bool


@dataclass(frozen=True)
class Party:
    """A node of the ledger. `level` is None, and `doubt` says why, where nobody knows who it is."""

    node: str
    name: str
    code: str | None
    level: str | None
    doubt: str | None = None


def area_party(region: Region) -> Party:
    """The node of an area."""
    return Party(region.code, region.name, region.code, LEVELS[region.level])


def unit_party(unit: Unit, day: date) -> Party:
    """The node of a submitting unit: that of its area, or its own."""
    region = region_of(unit.region, day) if unit.is_area else None
    return area_party(region) if region else Party(unit.code, unit.name, unit.code, UNIT)


def coded_party(code: str, unit: Unit, name: str, day: date) -> Party:
    """The node of an area that reading has found the code of."""
    region = region_of(code, day)
    return area_party(region) if region else unknown_party(unit, name, None)


def unknown_party(unit: Unit, name: str, doubt: str | None) -> Party:
    """A node that is only a name among those of the unit that wrote it."""
    return Party(f"{unit.code}/{fold(name)}", name, None, None, doubt)


def party(name: str, unit: Unit, day: date) -> Party:
    """Who a name that a unit wrote means on a day."""
    key = fold(name)
    if CENTRE.match(key):
        centre = region_of(COUNTRY, day)
        return area_party(centre) if centre else unknown_party(unit, name, None)
    rest = OFFICE.sub("", key)
    own = _own_area(rest or key, unit, day)
    if own is not None:
        return area_party(own)
    found = _areas(rest, unit, day) if rest else ()
    if len(found) == 1:
        return area_party(found[0])
    if found:
        doubt = f"“{name}”有 {len(found)} 个同名的地区，分不清是哪一个。"
        return unknown_party(unit, name, doubt)
    return _within_area(name, unit, day) or unknown_party(unit, name, f"“{name}”认不出是哪个地区。")


def _areas(key: str, unit: Unit, day: date) -> tuple[Region, ...]:
    """Areas of that name: within the unit's own first, then in the whole country."""
    inside = resolve(key, day, unit.region) if unit.region != COUNTRY else None
    if inside is not None and inside.candidates:
        return inside.candidates
    return resolve(key, day).candidates


def _own_area(key: str, unit: Unit, day: date) -> Region | None:
    """The area around the unit that 省级, 市财政 or 县级 means when the unit says it."""
    said = OWN.match(key)
    if said is None:
        return None
    around = {region.level: region for region in _around(unit.region, day)}
    region = around.get(OWN_LEVELS[said["level"]])
    county = around.get(Level.COUNTY)
    if said["level"] == "市" and county is not None and county.name.endswith("市"):
        return None  # a county-level city may mean itself or the city above it
    return region


def _around(code: str, day: date) -> Iterator[Region]:
    region = region_of(code, day)
    while region is not None:
        yield region
        region = region_of(region.parent, day) if region.parent else None


def _within_area(name: str, unit: Unit, day: date) -> Party | None:
    """周至县水务局 → a unit within 周至县; only a full name in front counts, never a spoken one."""
    key = fold(name)
    for end in range(len(key) - 1, SHORTEST_AREA - 1, -1):
        if not key[:end].endswith(AREA_ENDS):
            continue
        found = _areas(key[:end], unit, day)
        if len(found) == 1:
            return Party(f"{found[0].code}/{key[end:]}", name, None, UNIT)
    return None
