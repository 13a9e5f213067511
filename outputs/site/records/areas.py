"""The areas around a code, as the release's own list of codes has them; 所在地区.

Belongs here: the way from a province down to a code. Does not belong here: pages of areas.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from outputs.areas import AREAS_FILE
from outputs.ledger.parties import UNIT
from outputs.site.releases import Release

CENTRE = "CN"


@dataclass(frozen=True)
class Place:
    """An area; `parent` is the code of the one around it, "" for none that is told."""

    code: str
    name: str
    parent: str


def read_places(release: Release) -> Mapping[str, Place]:
    """The areas of a release by code, units without a code left out; none of earlier software."""
    path = release.folder / AREAS_FILE
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Place(row["code"], row["name"], row["parent_code"])
            for row in csv.DictReader(file)
            if row["level"] != UNIT and row["name"]
        }


def way_to(places: Mapping[str, Place], code: str) -> tuple[Place, ...]:
    """From the outermost area to that of the code, without the centre; none for a code not told."""
    found: list[Place] = []
    while code in places and code != CENTRE and places[code] not in found:
        found.append(places[code])
        code = places[code].parent
    return tuple(reversed(found))
