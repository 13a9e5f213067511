"""JSON: the flat records with their fields' meanings, exact in every language.

Money is a string in yuan (`"123.00"`) beside an integer in fen; unknown is null.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from outputs.canonical import canonical_table
from outputs.columns import PublishedColumn, published_columns
from sources.contract import Contract

BATCH_ROWS = 10_000


def write_json(contract: Contract, table: pa.Table, path: Path) -> None:
    """Write {"dataset", "title", "fields", "records"}, one record per line.

    Raises KeyError if a published column is missing.
    """
    head = {
        "dataset": contract.dataset,
        "title": contract.title,
        "fields": [_field(column) for column in published_columns(contract)],
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_dump(head)[:-1] + ',"records":[')
        before = "\n"
        for batch in canonical_table(contract, table).to_batches(max_chunksize=BATCH_ROWS):
            lines = [_dump(record) for record in batch.to_pylist()]
            if lines:
                file.write(before + ",\n".join(lines))
                before = ",\n"
        file.write("\n]}\n")


def _field(column: PublishedColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "title": column.title,
        "title_en": column.title_en,
        "type": column.type,
        "unit": column.unit,
        "definition": column.definition,
    }


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, ".2f")
    raise TypeError(f"no JSON form for {type(value).__name__}")
