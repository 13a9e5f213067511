"""Control totals of a release: each money column of each dataset, in RELEASE.json; 控制总数.

Belongs here: summing them, exactly, and checking what a release says against its files. Does not
belong here: which columns may be summed (a ledger's may not: its stages are the same money).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from outputs.problem import Problem
from sources.contract import Contract

TOTALS = "totals"
YUAN = pa.decimal128(38, 2)
SHOWN = "data/{}.csv"


def summed_columns(contract: Contract) -> tuple[str, ...]:
    """The money columns of a dataset whose values may be added up; none of a ledger."""
    if contract.is_ledger:
        return ()
    return tuple(field.name for field in contract.public_fields if field.name.endswith("_yuan"))


def with_totals(
    document: Mapping[str, Any], data: Path, columns: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """RELEASE.json's value with totals over the Parquet files of a folder. Raises OSError."""
    datasets = {
        name: entry | {TOTALS: column_totals(data / f"{name}.parquet", columns[name])}
        if columns.get(name)
        else entry
        for name, entry in document["datasets"].items()
    }
    return {**document, "datasets": datasets}


def column_totals(path: Path, columns: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By column, how many cells hold a value, and their sum in yuan; null where none does.

    `path`: a published .csv or .parquet file. Raises OSError, ValueError (pyarrow.ArrowInvalid is
    one) or KeyError if it is none with these columns.
    """
    table = _read(path, columns)
    return {name: _total(table.column(name)) for name in columns}


def total_problems(folder: Path, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Where a release's totals are not those of its CSV files; one that was taken away is passed.

    Releases of earlier versions of this software say no totals. Raises as `column_totals`.
    """
    for name, entry in document["datasets"].items():
        said = entry.get(TOTALS, {})
        path = folder / SHOWN.format(name)
        if said and path.exists() and column_totals(path, tuple(said)) != said:
            yield Problem("changed_totals", path.name, f"“{name}”的控制总数与数据不一致。")


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    if path.suffix == ".parquet":
        return parquet.read_table(path, columns=list(columns))
    # Blank is unknown; every digit is read as it stands.
    convert = csv.ConvertOptions(
        include_columns=list(columns), column_types=dict.fromkeys(columns, YUAN), null_values=[""]
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    return csv.read_csv(path, parse_options=parse, convert_options=convert)


def _total(column: pa.ChunkedArray) -> dict[str, Any]:
    stated = len(column) - column.null_count
    total: Decimal | None = pc.sum(column.cast(YUAN)).as_py() if stated else None
    return {"stated": stated, "sum_yuan": None if total is None else f"{total:.2f}"}
