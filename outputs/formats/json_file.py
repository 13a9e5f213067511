"""JSON: the flat records with their fields' meanings, exact in every language.

Money is a string in yuan (`"123.00"`) beside an integer in fen; unknown is null.
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import canonical_table, each_text, is_text, raw_bytes
from outputs.columns import PublishedColumn, published_columns
from outputs.formats.told import Writable
from sources.contract import Contract

BETWEEN, JSON_END = b",\n", b"\n]}\n"
# Rows turned to text at once: bounds the memory of a write.
SLICE_ROWS = 50_000
# Text is canonical: of the control characters it has only these.
ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
NEEDS_ESCAPE = r'[\\"\n\r\t]'


def write_json(contract: Contract, table: pa.Table, path: Path) -> None:
    """Write {"dataset", "title", "fields", "records"}, one record per line.

    Raises KeyError if a published column is missing.
    """
    with path.open("wb") as file:
        tell_json(contract, table, file)


def tell_json(contract: Contract, table: pa.Table, file: Writable) -> None:
    """Hand what `write_json` writes to anything that takes it piece by piece."""
    canonical = canonical_table(contract, table)
    file.write(json_head(contract))
    before = b"\n"
    for start in range(0, canonical.num_rows, SLICE_ROWS):
        lines = b"".join(raw_bytes(_lines(canonical.slice(start, SLICE_ROWS))))
        file.write(before)
        file.write(memoryview(lines)[: -len(BETWEEN)])
        before = BETWEEN
    file.write(JSON_END)


def json_head(contract: Contract) -> bytes:
    """What stands before the records."""
    head = {
        "dataset": contract.dataset,
        "title": contract.title,
        "fields": [_field(column) for column in published_columns(contract)],
    }
    return (_dump(head)[:-1] + ',"records":[').encode()


def _lines(records: pa.Table) -> pa.ChunkedArray:
    """One object per record, each with BETWEEN behind it."""
    named = []
    for number, (name, column) in enumerate(
        zip(records.schema.names, records.columns, strict=True)
    ):
        named += [_large(f'{"," if number else "{"}"{name}":'), _as_value(column)]
    end = "}" + BETWEEN.decode()
    return pc.binary_join_element_wise(*named, _large(end), _large(""))


def _as_value(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values as JSON; only whole numbers are numbers."""
    if pa.types.is_integer(column.type):
        texts = column.cast(pa.large_string())
    elif is_text(column.type):
        texts = each_text(column, _quoted).cast(pa.large_string())
    else:
        texts = _quoted(column.cast(pa.large_string()))
    return pc.fill_null(texts, "null")


def _quoted(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    if pc.any(pc.match_substring_regex(texts, pattern=NEEDS_ESCAPE)).as_py():
        for old, new in ESCAPES:
            texts = pc.replace_substring(texts, pattern=old, replacement=new)
    quote, nothing = pa.scalar('"', texts.type), pa.scalar("", texts.type)
    return pc.binary_join_element_wise(quote, texts, quote, nothing)


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
