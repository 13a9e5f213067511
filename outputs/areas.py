"""The table that codes of areas and units point to: `reference/admin_units.csv`; 代码表.

Belongs here: which codes it lists, its columns, and writing it into a candidate. Does not belong
here: the list of areas itself (`sources.regions`). It holds the codes that stand in the published
tables and the areas around them, no others: so every such key holds, and nothing is told that the
tables do not tell. As evidence it is signed, for later lists may say something else.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from outputs.columns import PublishedColumn, published_columns
from outputs.formats.csv_file import write_csv
from outputs.ledger.parties import LEVELS, UNIT
from sources.contract import Contract
from sources.regions import Region, load_regions

REFERENCE = "reference"
AREAS = "admin_units"
AREAS_FILE = f"{REFERENCE}/{AREAS}.csv"
AREAS_TITLE, AREAS_TITLE_EN = "行政区划和单位代码表", "Codes of areas and units"
AREAS_WORDS = (
    "各表出现的行政区划代码、报送单位代码及其上级；名称以最近的为准。没有区划代码的单位用本地代码。"
)
AREAS_WORDS_EN = (
    "The codes of areas and units that stand in the tables, and the areas around them, by their "
    "newest names; units without a code of GB/T 2260 have a local one."
)
GB_2260 = "行政区划代码（GB/T 2260；乡镇为九位，GB/T 10114；中央为 CN）或本地单位代码。"
COLUMNS = (
    PublishedColumn(
        name="code",
        title="代码",
        title_en="Code",
        type="text",
        definition=GB_2260,
        definition_en="GB/T 2260 code (nine digits for a town, CN for the centre), or a local one.",
        required=True,
        fiscal_type="administrative-classification:generic:code",
    ),
    PublishedColumn(
        name="name",
        title="名称",
        title_en="Name",
        type="text",
        definition="行政区划最近的名称，或单位的名称；不明的为空。",
        definition_en="Newest name of the area, or name of the unit; blank where not known.",
        fiscal_type="administrative-classification:generic:label",
    ),
    PublishedColumn(
        name="level",
        title="层级",
        title_en="Level",
        type="enum",
        definition="哪一级政府；没有区划代码的为单位。",
        definition_en="Level of government: centre, province, city, county, town; else a unit.",
        required=True,
        allowed=(*LEVELS.values(), UNIT),
    ),
    PublishedColumn(
        name="parent_code",
        title="上级代码",
        title_en="Code of the area around it",
        type="text",
        definition="所属上一级行政区划的代码；中央和没有区划代码的单位为空。",
        definition_en="Code of the area that it lies in; blank for the centre and for units.",
        refers_to=AREAS,
    ),
    PublishedColumn(
        name="valid_from",
        title="启用日期",
        title_en="Valid from",
        type="date",
        definition="代码启用的日期；空白表示不明，不等于一直有效。",
        definition_en="First day on which the code holds; blank where it is not known.",
    ),
    PublishedColumn(
        name="valid_to",
        title="停用日期",
        title_en="Valid to",
        type="date",
        definition="代码不再有效的第一天；空白表示没有停用。",
        definition_en="First day on which the code no longer holds; blank if it still does.",
    ),
    PublishedColumn(
        name="earlier_names",
        title="曾用名",
        title_en="Earlier names",
        type="text",
        definition="同一代码以前的名称，以顿号分开。",
        definition_en="Earlier names of the same code, separated by 、.",
    ),
)
SCHEMA = pa.schema([(column.name, pa.string()) for column in COLUMNS])


def write_areas(
    folder: Path, tables: Iterable[tuple[Contract, pa.Table]], unit_names: Mapping[str, str]
) -> None:
    """Write the table for these published tables below a folder. Raises OSError."""
    path = folder / AREAS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    codes = {code for contract, table in tables for code in codes_in(contract, table)}
    write_csv(area_table(codes, unit_names), path)


def codes_in(contract: Contract, table: pa.Table) -> Iterator[str]:
    """The distinct codes in the columns of a published table that point to areas and units."""
    for column in published_columns(contract):
        if column.refers_to == AREAS:
            yield from pc.unique(table[column.name]).drop_null().to_pylist()


def area_table(codes: Iterable[str], unit_names: Mapping[str, str]) -> pa.Table:
    """One row per code and per area around it, in the order of the codes."""
    listed = _by_code()
    wanted: set[str] = set()
    for code in codes:
        wanted |= _with_those_around(code, listed)
    rows = [
        _area(listed[code]) if code in listed else _unit(code, unit_names.get(code))
        for code in sorted(wanted - {""})
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _by_code() -> Mapping[str, tuple[Region, ...]]:
    """The entries of each code, the newest first."""
    found: dict[str, list[Region]] = {}
    for region in sorted(load_regions(), key=lambda one: one.valid_from, reverse=True):
        found.setdefault(region.code, []).append(region)
    return {code: tuple(entries) for code, entries in found.items()}


def _with_those_around(code: str, listed: Mapping[str, tuple[Region, ...]]) -> set[str]:
    around = {code}
    while code in listed and (code := listed[code][0].parent):
        around.add(code)
    return around


def _area(entries: tuple[Region, ...]) -> dict[str, str | None]:
    newest = entries[0]
    first = min(one.valid_from for one in entries)
    last = max(one.valid_to for one in entries)
    return {
        "code": newest.code,
        "name": newest.name,
        "level": LEVELS[newest.level],
        "parent_code": newest.parent or None,
        "valid_from": None if first == date.min else first.isoformat(),
        "valid_to": None if last == date.max else last.isoformat(),
        "earlier_names": "、".join(one.name for one in entries[1:]) or None,
    }


def _unit(code: str, name: str | None) -> dict[str, str | None]:
    return {"code": code, "name": name, "level": UNIT}
