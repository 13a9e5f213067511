"""The slices of a release by area and by year, and the lists of them; 分地区、分年度文件.

Belongs here: which slices there are, where they stand, and their indexes. Does not belong here:
cutting a table (`cutting.py`). Slices follow from `data/*.csv` and `json/*.json` byte by byte, so
they need no signature of their own, and `verify` derives them again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from outputs.columns import ARROW_TYPES, PublishedColumn
from outputs.formats.csv_file import csv_bytes
from outputs.slices.cutting import AMOUNT, Cut, Run, by_part, by_town, by_year, year_field
from outputs.slices.lines import Lines, read_lines
from outputs.slices.places import (
    NAMED,
    SENDER,
    UNPLACED_NAME,
    areas_by_code,
    is_town,
)
from outputs.slices.words import AREA_COLUMNS, YEAR_COLUMNS
from sources.contract import Contract
from sources.regions import Level

AREAS, YEARS = "by-area", "by-year"
# Where the whole file of each kind lies.
FOLDERS = {"csv": "data", "json": "json"}
AREA_INDEX, YEAR_INDEX = f"{AREAS}/index.csv", f"{YEARS}/index.csv"
WHOLE_AREA, ONLY_ITSELF = "with_below", "own"
Row = dict[str, str]


@dataclass(frozen=True)
class Slice:
    """One file of the release, by its path, and its bytes piece by piece."""

    path: str
    pieces: Iterable[bytes | pa.Buffer]


def write_slice(folder: Path, one: Slice) -> None:
    """Write the file below the folder."""
    path = folder / one.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(one.pieces)


def slices(folder: Path, contracts: Sequence[Contract]) -> Iterator[Slice]:
    """All slices of a release folder and the two indexes, from its data/*.csv and json/*.json.

    Raises OSError, KeyError if a column is missing, ValueError if a file is not of ours.
    """
    areas: list[Row] = []
    years: list[Row] = []
    for contract in contracts:
        table = _keys(folder / "data" / f"{contract.dataset}.csv", contract)
        if not table.num_rows:
            continue
        own = [cut(table, contract) for cut in (by_part, by_town)]
        year = by_year(table, contract)
        count = table.num_rows
        del table
        # One whole file after the other: only one of them is in memory.
        for kind in FOLDERS:
            lines = _lines(folder, contract, kind, count)
            for cut in own:
                yield from _files(AREAS, contract, cut, kind, lines)
            yield from _files(YEARS, contract, year, kind, lines)
        areas += [_area_row(contract, run) for cut in own for run in cut.runs]
        years += [_year_row(contract, run) for run in year.runs]
    yield Slice(AREA_INDEX, (_index(areas, AREA_COLUMNS, ("code", "dataset")),))
    yield Slice(YEAR_INDEX, (_index(years, YEAR_COLUMNS, ("year", "dataset")),))


def write_slices(folder: Path, contracts: Sequence[Contract]) -> None:
    """Write what `slices` gives below the release folder."""
    for one in slices(folder, contracts):
        write_slice(folder, one)


def _keys(path: Path, contract: Contract) -> pa.Table:
    """The columns that say where, when and how much, as text."""
    names = (SENDER, *NAMED, year_field(contract), AMOUNT)
    with csv.open_csv(path, read_options=csv.ReadOptions(encoding="utf8")) as reader:
        present = [name for name in reader.schema.names if name in names]
    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            include_columns=present, column_types=dict.fromkeys(present, pa.large_string())
        ),
    )


def _lines(folder: Path, contract: Contract, kind: str, count: int) -> Lines:
    path = folder / FOLDERS[kind] / f"{contract.dataset}.{kind}"
    lines = read_lines(path)
    if len(lines.records) != count:
        raise ValueError(f"{path.name}: {len(lines.records)} records, not {count}")
    return lines


def _files(folder: str, contract: Contract, cut: Cut, kind: str, lines: Lines) -> Iterator[Slice]:
    for run in cut.runs:
        rows = cut.rows.slice(run.start, run.length)
        yield Slice(f"{folder}/{run.key}/{contract.dataset}.{kind}", lines.pieces(rows))


def _area_row(contract: Contract, run: Run) -> Row:
    region = areas_by_code().get(run.key)
    is_whole = region is not None and region.level in (Level.COUNTY, Level.TOWN)
    found = {
        "code": run.key,
        "name": UNPLACED_NAME if region is None else region.name,
        "level": "" if region is None else region.level.value,
        "parent": "" if region is None else region.parent,
        "valid_from": "" if region is None else bound(region.valid_from),
        "valid_to": "" if region is None else bound(region.valid_to),
        "scope": WHOLE_AREA if is_whole else ONLY_ITSELF,
        "is_part": "否" if is_town(run.key) else "是",
    }
    return found | _counts(AREAS, contract, run)


def _year_row(contract: Contract, run: Run) -> Row:
    return {"year": run.key, "year_field": year_field(contract) or ""} | _counts(
        YEARS, contract, run
    )


def _counts(folder: str, contract: Contract, run: Run) -> Row:
    path = f"{folder}/{run.key}/{contract.dataset}"
    amount = "" if run.amount_yuan is None else f"{run.amount_yuan:.2f}"
    return {
        "dataset": contract.dataset,
        "dataset_title": contract.title,
        "records": str(run.length),
        "amount_yuan": amount,
        "csv": f"{path}.csv",
        "json": f"{path}.json",
    }


def bound(day: date) -> str:
    """A bound of validity as text, blank where none is known."""
    return "" if day in (date.min, date.max) else day.isoformat()


def _index(rows: list[Row], columns: Sequence[PublishedColumn], order: tuple[str, ...]) -> bytes:
    ordered = sorted(rows, key=lambda row: [row[name] for name in order])
    arrays = [
        pa.array([row[one.name] or None for row in ordered], pa.string()).cast(
            ARROW_TYPES[one.type]
        )
        for one in columns
    ]
    return csv_bytes(pa.table(arrays, names=[one.name for one in columns]))
