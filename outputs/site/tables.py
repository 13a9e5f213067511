"""The rows of a dataset as a reader sees them: which columns, in which order, how written.

Belongs here: turning a published Parquet file into columns and texts of a page. Does not belong
here: HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import PAGE_ROWS
from outputs.site.format import count, yuan

# Shown in another form (record's anchor, source column, original amount) or the same money again.
FOLDED = {
    "record_id",
    "unit_code",
    "amount_text",
    "amount_unit",
    "source_file",
    "source_sheet",
    "source_cells",
}
# The same on most rows: behind what differs.
LAST = ("budget_year", "period", "document_title", "document_no")
# Characters: texts up to the first are kept on one line, texts beyond the second get more room.
SHORT, LONG = 8, 20
# A column that is blank on a bigger share of a page's rows stands behind the others there.
SPARSE = 0.9


@dataclass(frozen=True)
class ShownColumn:
    """A column of a page's table; `kind` (short, text, long, year, number, amount) sets it."""

    name: str
    title: str
    unit: str
    kind: str


@dataclass(frozen=True)
class ShownRow:
    """A record: its cells in the order of the columns, and where they stand in the source."""

    record_id: str
    number: int
    cells: tuple[str, ...]
    original: str
    sheet: str
    range: str
    file: str


@dataclass(frozen=True)
class FieldWords:
    """A line of the field dictionary; `kind` is the contract's type, `type` the same in words."""

    name: str
    title: str
    kind: str
    type: str
    unit: str
    definition: str


TYPE_WORDS = {
    "text": "文本",
    "enum": "限定取值",
    "integer": "整数",
    "year": "年份",
    "money": "金额（两位小数）",
    "fen": "金额（整数）",
    "date": "日期（年、年-月、年-月-日，或以 / 分开的起止）",
    "phone": "电话号码",
    "document": "文号",
}


@dataclass(frozen=True)
class ShownTable:
    """A published table made ready for pages of `PAGE_ROWS` rows."""

    data: pa.Table
    columns: tuple[ShownColumn, ...]
    empty_titles: tuple[str, ...]
    fields: tuple[FieldWords, ...]
    units: tuple[str, ...]
    unit_codes: tuple[str, ...]
    has_original: bool

    @property
    def page_count(self) -> int:
        """Number of pages, at least one."""
        rows: int = self.data.num_rows
        return max(1, -(-rows // PAGE_ROWS))

    def page(self, number: int) -> "ShownPage":
        """Return one page, counted from 1."""
        first = (number - 1) * PAGE_ROWS
        data = self.data.slice(first, PAGE_ROWS)
        sparse = {column.name for column in self.columns if _is_sparse(data[column.name])}
        columns = tuple(sorted(self.columns, key=lambda column: column.name in sparse))
        return ShownPage(columns, tuple(_rows(data, columns, first)))


@dataclass(frozen=True)
class ShownPage:
    """The rows of one page; the columns that are nearly blank on it stand last."""

    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]


def _is_sparse(values: pa.ChunkedArray) -> bool:
    blanks: int = values.null_count
    return blanks > SPARSE * len(values)


def _rows(data: pa.Table, columns: tuple[ShownColumn, ...], first: int) -> Iterator[ShownRow]:
    for number, record in enumerate(data.to_pylist(), start=first + 1):
        cells = tuple(_cell(record[column.name], column) for column in columns)
        yield ShownRow(
            record_id=record["record_id"],
            number=number,
            cells=cells,
            original=_original(record),
            sheet=record["source_sheet"] or "",
            range=record["source_cells"] or "",
            file=record["source_file"] or "",
        )


def read_table(path: Path) -> ShownTable:
    """Read data/<dataset>.parquet of a release; titles come from the file's own metadata."""
    data = _in_reading_order(parquet.read_table(path))
    fields = tuple(_words(field) for field in data.schema)
    filled = {name for name in data.schema.names if data[name].null_count < data.num_rows}
    candidates = [field for field in _in_order(data.schema) if _is_shown(field)]
    shown = [field for field in candidates if field.name in filled or data.num_rows == 0]
    return ShownTable(
        data=data,
        columns=tuple(_column(field, data[field.name]) for field in shown),
        empty_titles=tuple(_meta(field, "title") for field in candidates if field not in shown),
        fields=fields,
        units=_distinct(data["unit_name"]),
        unit_codes=_distinct(data["unit_code"]),
        has_original="amount_text" in filled,
    )


def _in_reading_order(data: pa.Table) -> pa.Table:
    """Sort as the sources are: by unit, file, sheet and row; record_id scatters neighbours."""
    first_number = pc.extract_regex(data["source_cells"], pattern=r"(?P<row>\d+)")
    row = pc.struct_field(first_number, "row").cast(pa.int64())
    keys = ("unit_code", "source_file", "source_sheet", "row", "source_cells", "record_id")
    ordered = data.append_column("row", row).sort_by([(key, "ascending") for key in keys])
    return ordered.drop_columns(["row"])


def _in_order(schema: pa.Schema) -> list[pa.Field]:
    early = [field for field in schema if field.name not in LAST]
    return early + [field for field in schema if field.name in LAST]


def _is_shown(field: pa.Field) -> bool:
    return field.name not in FOLDED and _meta(field, "type") != "fen"


def _column(field: pa.Field, values: pa.ChunkedArray) -> ShownColumn:
    kinds = {"money": "amount", "integer": "number", "year": "year"}
    return ShownColumn(
        name=field.name,
        title=_meta(field, "title"),
        unit=_meta(field, "unit"),
        kind=kinds.get(_meta(field, "type")) or _text_kind(values),
    )


def _text_kind(values: pa.ChunkedArray) -> str:
    longest = pc.max(pc.utf8_length(values)).as_py() or 0
    if longest <= SHORT:
        return "short"
    return "text" if longest <= LONG else "long"


def _words(field: pa.Field) -> FieldWords:
    return FieldWords(
        name=field.name,
        title=_meta(field, "title"),
        kind=_meta(field, "type"),
        type=TYPE_WORDS.get(_meta(field, "type"), "文本"),
        unit=_meta(field, "unit"),
        definition=_meta(field, "definition"),
    )


def _meta(field: pa.Field, key: str) -> str:
    metadata = field.metadata or {}
    value: bytes = metadata.get(key.encode(), field.name.encode() if key == "title" else b"")
    return value.decode()


def _cell(value: Any, column: ShownColumn) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return yuan(value)
    if column.kind == "number":
        return count(value)
    return str(value)


def _original(record: dict[str, Any]) -> str:
    text, unit = record.get("amount_text") or "", record.get("amount_unit") or ""
    return text if not unit or text.endswith(unit) else f"{text} {unit}"


def _distinct(column: pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(column).drop_null().to_pylist()))
