"""The area that a record belongs to, and the areas around it; 归属地区.

Belongs here: one area per record, from the columns of a published table. Does not belong here: the
list of areas (`sources.regions`), and resolving names (`sources.places`). A record belongs to the
area that it names by a code of the list, else to the area that submitted it, else to `UNPLACED`:
no area is guessed, and no record is left out.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from sources.regions import Level, Region, load_regions

UNPLACED = "unplaced"
UNPLACED_NAME = "未归入地区"
# The columns that name the area of a record by code, the first that is there; then its sender.
NAMED = ("area_code", "payee_code", "node_code")
SENDER = "unit_code"


@cache
def areas_by_code() -> Mapping[str, Region]:
    """The newest entry of each code: a code that ended (户县 610125) keeps its name and its end."""
    newest: dict[str, Region] = {}
    for region in load_regions():
        known = newest.get(region.code)
        if known is None or known.valid_to <= region.valid_from:
            newest[region.code] = region
    return newest


def own_areas(table: pa.Table) -> pa.ChunkedArray:
    """For each row the code of its own area; every value stands in the list or is UNPLACED."""
    known = pa.array(areas_by_code().keys(), pa.large_string())
    named = [name for name in NAMED if name in table.schema.names][:1]
    found = [_known(table[name], known) for name in (*named, SENDER)]
    return pc.coalesce(*found, pa.scalar(UNPLACED, pa.large_string()))


def _known(codes: pa.ChunkedArray, known: pa.Array) -> pa.ChunkedArray:
    text = codes.cast(pa.large_string())
    return pc.if_else(pc.is_in(text, value_set=known), text, pa.scalar(None, text.type))


def part_of(code: str) -> str:
    """The area whose slice counts a record of that area: of a town its county, else itself."""
    region = areas_by_code().get(code)
    is_town = region is not None and region.level is Level.TOWN
    return region.parent if region is not None and is_town else code


def is_town(code: str) -> bool:
    """Whether the area is a town, a township or a street."""
    region = areas_by_code().get(code)
    return region is not None and region.level is Level.TOWN


def way_up(code: str) -> Iterator[str]:
    """The area itself and those around it, the innermost first."""
    region = areas_by_code().get(code)
    if region is None:
        yield code
    while region is not None:
        yield region.code
        region = areas_by_code().get(region.parent)


def mapped(codes: pa.ChunkedArray, meaning: Mapping[str, str | None]) -> pa.ChunkedArray:
    """Each code replaced by what it means; every code has a meaning, None is null."""
    keys = pa.array(meaning.keys(), pa.large_string())
    values = pa.array(meaning.values(), pa.large_string())
    return pc.take(values, pc.index_in(codes, value_set=keys))
