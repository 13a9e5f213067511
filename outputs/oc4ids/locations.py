"""Where a project is: the words of the table, and the codes of the areas around it; 地点.

Belongs here: one location per project, codes from the province inwards. Does not belong here:
coordinates, for no table has any.
"""

from datetime import date
from functools import cache
from typing import Any

from outputs.oc4ids.parties import CODE, GBT2260
from outputs.oc4ids.paths import Row
from sources.regions import region_of

COUNTRY = "CN"
OF_UNIT = "区划代码是报送单位所在地区的"


def place_location(project: dict[str, Any], row: Row, on: date) -> None:
    """Add the location if words or codes are known.

    A table that gives no code of the place is of the unit's area, and then the words say so.
    """
    words = [row[name] for name in ("area_name", "location") if row.get(name)]
    codes = area_codes(row.get("area_code") or row["unit_code"], on)
    if codes and not row.get("area_code"):
        words.append(OF_UNIT)
    if not words and not codes:
        return
    place: dict[str, Any] = {"id": "1"}
    if words:
        place["description"] = "，".join(dict.fromkeys(words))
    if codes:
        place["gazetteer"] = {"scheme": GBT2260, "identifiers": list(codes)}
    project["locations"] = [place]


@cache
def area_codes(code: str, on: date) -> tuple[str, ...]:
    """The code and those of the areas around it, the outermost first; none if it is not known."""
    found = [code] if len(code) > CODE and code.isdigit() else []
    region = region_of(code[:CODE], on)
    if region is None:
        return ()
    while region is not None and region.code != COUNTRY:
        found.insert(0, region.code)
        region = region_of(region.parent, on)
    return tuple(found)
