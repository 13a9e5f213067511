"""The rows of a dataset as a reader sees them: which columns, in which order, how written.

Belongs here: turning a published Parquet file into columns and texts of a page. Does not belong
here: HTML.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import PAGE_ROWS
from outputs.site.format import count, yuan
from sources.parquet import MANY_ROWS, plain

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
KEYS = ("unit_code", "source_file", "source_sheet", "source_cells", "record_id")
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
    """A published table for pages of `PAGE_ROWS` rows; `data` has its texts by dictionary."""

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

    def texts(self, wanted: Collection[str]) -> pa.Table:
        """Some columns, each text in its place; of those that there are."""
        return _decoded(self.data.select([one for one in self.data.schema.names if one in wanted]))

    def page(self, number: int) -> "ShownPage":
        """Return one page, counted from 1."""
        first = (number - 1) * PAGE_ROWS
        data = _decoded(self.data.slice(first, PAGE_ROWS))
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
    data = _in_reading_order(path, parquet.read_schema(path).names)
    fields = field_words(path)
    filled = {name for name in data.schema.names if data[name].null_count < data.num_rows}
    candidates = [field for field in _in_order(data.schema) if _is_shown(field)]
    shown = [field for field in candidates if field.name in filled or data.num_rows == 0]
    return ShownTable(
        data=data,
        columns=tuple(_column(field, data[field.name]) for field in shown),
        empty_titles=tuple(_meta(field, "title") for field in candidates if field not in shown),
        fields=fields,
        units=distinct(data["unit_name"]),
        unit_codes=distinct(data["unit_code"]),
        has_original="amount_text" in filled,
    )


def field_words(path: Path) -> tuple[FieldWords, ...]:
    """The fields of a published table, in its order."""
    return tuple(_words(field) for field in parquet.read_schema(path))


def read_rows(path: Path, wanted: Iterable[str]) -> pa.Table:
    """Some columns of a published table, in the order of its pages; of those it has."""
    names = set(wanted)
    present = [name for name in parquet.read_schema(path).names if name in names]
    return _decoded(_in_reading_order(path, present))


def _decoded(data: pa.Table) -> pa.Table:
    """The table with each text in its place."""
    return pa.table([plain(column) for column in data.columns], data.schema.names)


def _in_reading_order(path: Path, names: Sequence[str]) -> pa.Table:
    """Sorted as the sources are: by unit, file, sheet and row; record_id scatters neighbours.

    Texts are given by dictionary, for they repeat: a million records are as many gigabytes else.
    """
    data = _read(path, list(dict.fromkeys([*names, *KEYS])))
    cells = plain(data["source_cells"])
    row = pc.struct_field(pc.extract_regex(cells, pattern=r"(?P<row>\d+)"), "row")
    keys = {name: _rank(data[name]) for name in KEYS} | {"row": row.cast(pa.int64())}
    by = ("unit_code", "source_file", "source_sheet", "row", "source_cells", "record_id")
    order = pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in by])
    del keys, cells, row
    return data.select(names).take(order)


def _read(path: Path, names: list[str]) -> pa.Table:
    texts = [one.name for one in parquet.read_schema(path) if pa.types.is_string(one.type)]
    # An id comes once: by dictionary it would take more.
    encoded = [name for name in texts if name != "record_id"]
    with parquet.ParquetFile(path, read_dictionary=encoded) as file:
        data = file.read(names, use_threads=file.metadata.num_rows >= MANY_ROWS)
    return data.unify_dictionaries().combine_chunks()


def _rank(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers in the order of the texts, for they are sorted faster."""
    if not pa.types.is_dictionary(values.type) or not values.num_chunks:
        return values
    places = pc.rank(values.chunk(0).dictionary, "ascending", tiebreaker="dense")
    return pa.chunked_array([places.take(one.indices) for one in values.chunks])


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
    longest = max(map(len, distinct(values)), default=0)
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


def distinct(column: pa.ChunkedArray) -> tuple[str, ...]:
    """The different texts of a column, sorted."""
    if pa.types.is_dictionary(column.type):
        column = pa.chunked_array([one.dictionary for one in column.chunks], column.type.value_type)
    return tuple(sorted(pc.unique(column).drop_null().to_pylist()))
