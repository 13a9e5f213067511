"""Counts over releases: what each release held, by unit and by dataset; 历次数量.

Belongs here: carrying the counts of earlier releases on and adding the present ones. Does not
belong here: the counting of rules (tally) and writing files (files).

A candidate does not know its version yet, so its own rows say `current`; the next one carries them
on under the version that it finds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from outputs.chain import Link
from outputs.columns import MAIN_AMOUNT
from outputs.quality.tally import UnitTally
from sources.contract import Contract

CURRENT = "current"
QUALITY = "quality"
UNITS_FILE = "units.csv"
COUNTS_FILE = "row_counts.csv"
SHOWN_RELEASES = 3
UNITS = pa.schema(
    [
        *((name, pa.string()) for name in ("release", "unit_code", "unit_name")),
        *(
            (name, pa.int64())
            for name in ("records", "flagged", "failed", "explained", "waived", "noted")
        ),
    ]
)
ROW_COUNTS = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("release", "dataset", "dataset_title", "unit_code", "unit_name")
        ),
        ("records", pa.int64()),
        (MAIN_AMOUNT, pa.decimal128(18, 2)),
    ]
)


def unit_history(base: Link | None, tallies: Sequence[UnitTally]) -> pa.Table:
    """Units of every release, the oldest first, the present ones last."""
    rows = [
        (CURRENT, one.code, one.name, one.records, one.flagged,
         one.failed, one.explained, one.waived, one.noted)
        for one in tallies
    ]  # fmt: skip
    return pa.concat_tables([carried(base, UNITS_FILE, UNITS), table_of(rows, UNITS)])


def count_history(
    base: Link | None, contracts: Sequence[Contract], tables: Mapping[str, pa.Table]
) -> pa.Table:
    """Records and amount by dataset and unit of every release, the present ones last.

    A release of an earlier version of this software has no such file; then its data are counted.
    """
    earlier = carried(base, COUNTS_FILE, ROW_COUNTS)
    if base is not None and not earlier.num_rows:
        earlier = counts_of(base.version, contracts, released_tables(base, contracts))
    return pa.concat_tables([earlier, counts_of(CURRENT, contracts, tables)])


def counts_of(
    release: str, contracts: Sequence[Contract], tables: Mapping[str, pa.Table]
) -> pa.Table:
    """Records and amount of published tables, by dataset and unit.

    What is made over all units is no unit's own, so it is counted for none.
    """
    rows = []
    for contract in contracts:
        table = tables.get(contract.dataset)
        if table is None or not table.num_rows or contract.is_ledger:
            continue
        has_amount = MAIN_AMOUNT in table.schema.names
        sums = [(MAIN_AMOUNT, "sum")] if has_amount else []
        groups = table.group_by(["unit_code", "unit_name"]).aggregate([([], "count_all"), *sums])
        for row in groups.sort_by("unit_code").to_pylist():
            amount = row.get(f"{MAIN_AMOUNT}_sum")
            named = (release, contract.dataset, contract.title, row["unit_code"], row["unit_name"])
            rows.append((*named, row["count_all"], amount))
    return table_of(rows, ROW_COUNTS)


@dataclass(frozen=True)
class RowCount:
    """One dataset of one unit: records in the releases before, the oldest first, and now."""

    dataset_title: str
    unit_name: str
    before: tuple[int, ...]
    now: int

    @property
    def difference(self) -> int:
        """Records more than in the newest release."""
        return self.now - (self.before[-1] if self.before else 0)


def shown_releases(history: pa.Table) -> tuple[str, ...]:
    """The newest few releases of a history, the oldest first, without the present rows."""
    versions = dict.fromkeys(history["release"].to_pylist())
    return tuple(version for version in versions if version != CURRENT)[-SHOWN_RELEASES:]


def row_counts(history: pa.Table) -> tuple[RowCount, ...]:
    """Each dataset and unit over the shown releases; those that differ from the newest first."""
    releases = shown_releases(history)
    named: dict[tuple[str, str], dict[str, int]] = {}
    words: dict[tuple[str, str], tuple[str, str]] = {}
    for row in history.to_pylist():
        key = (row["dataset"], row["unit_code"])
        named.setdefault(key, {})[row["release"]] = row["records"]
        words[key] = (row["dataset_title"], row["unit_name"])
    found = [
        RowCount(*words[key], tuple(counts.get(one, 0) for one in releases), counts.get(CURRENT, 0))
        for key, counts in sorted(named.items())
        if counts.keys() & {*releases, CURRENT}
    ]
    return tuple(sorted(found, key=lambda one: one.difference == 0))


def released_tables(base: Link, contracts: Sequence[Contract]) -> dict[str, pa.Table]:
    """Units and amounts of a release's datasets."""
    import pyarrow.parquet as pq

    found = {}
    for contract in contracts:
        path = base.folder / "data" / f"{contract.dataset}.parquet"
        if path.exists():
            names = set(pq.read_schema(path).names)
            wanted = [one for one in ("unit_code", "unit_name", MAIN_AMOUNT) if one in names]
            found[contract.dataset] = pq.read_table(path, columns=wanted)
    return found


def carried(base: Link | None, file: str, schema: pa.Schema) -> pa.Table:
    """A release's own history, its last rows under its version; empty if it has none."""
    path = None if base is None else base.folder / QUALITY / file
    if base is None or path is None or not path.exists():
        return schema.empty_table()
    table = read_history(path, schema)
    release = table["release"]
    named = pc.if_else(pc.equal(release, CURRENT), base.version, release)
    return table.set_column(0, schema.field("release"), named)


def read_history(path: Path, schema: pa.Schema) -> pa.Table:
    """A history file as it was written. Raises pyarrow.ArrowInvalid if it is none."""
    types = {name: schema.field(name).type for name in schema.names}
    options = csv.ConvertOptions(column_types=types, include_columns=schema.names)
    parse = csv.ParseOptions(newlines_in_values=True)
    return csv.read_csv(path, parse_options=parse, convert_options=options).cast(schema)


def table_of(rows: Sequence[tuple[str | int | Decimal | None, ...]], schema: pa.Schema) -> pa.Table:
    """Rows as a table."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
