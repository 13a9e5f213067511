"""Where every published value comes from: file, sheet, cell, original text, what was done; 出处.

Belongs here: the provenance of a release, cut into pages in the order of the dataset's own pages.
Does not belong here: making provenance (`outputs.disclosure`), HTML. There is one page per group of
records, not per record: a million of them would be a million files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import record_anchor, value_anchor
from outputs.site.format import yuan
from outputs.site.tables import FieldWords, ShownTable

# Bytes of HTML: what a page may take, and what its frame, a record and a value take without words.
BUDGET, RECORD_FRAME, VALUE_FRAME = 180_000, 520, 150
PAGE_SIZES = (200, 100, 50, 25, 10, 5, 1)
BATCH = 50_000
# Kinds of value that other pages link to one by one.
NUMBERS = ("money", "integer")
WORDS = ("value", "original", "cell", "unit", "source_sheet")
QUERY = """
SELECT p.*, o.place FROM provenance AS p JOIN places AS o USING (record_id)
ORDER BY o.place, p.field
"""


@dataclass(frozen=True)
class TracedValue:
    """A published value and its cell; `step` is a number in the page's list of steps."""

    anchor: str
    title: str
    value: str
    where: str
    file: str
    original: str
    unit: str
    step: int


@dataclass(frozen=True)
class TracedRecord:
    """A record's values; sheet, range and file are those of most of them."""

    anchor: str
    record_id: str
    place: int
    unit: str
    period: str
    sheet: str
    range: str
    file: str
    values: tuple[TracedValue, ...]


@dataclass(frozen=True)
class SourcesPage:
    """The records of one page, the steps that their values went through, their source files."""

    number: int
    records: tuple[TracedRecord, ...]
    steps: tuple[str, ...]
    files: tuple[str, ...]


def read_provenance(folder: Path, dataset: str) -> pa.Table | None:
    """The provenance of a release; None if it has none that speaks of a record."""
    path = folder / "provenance" / f"{dataset}.parquet"
    if not path.is_file():
        return None
    table = parquet.read_table(path)
    return table if table.num_rows else None


def page_rows(table: ShownTable, provenance: pa.Table) -> int:
    """Records on a page, so that its HTML stays within the budget."""
    lengths = pc.add(VALUE_FRAME, _lengths(provenance)).cast(pa.int64())
    sums = pa.table({"record_id": provenance["record_id"], "bytes": lengths})
    by_record = sums.group_by("record_id").aggregate([("bytes", "sum")])
    at = pc.index_in(table.data["record_id"], value_set=by_record["record_id"].combine_chunks())
    sizes = pc.fill_null(by_record["bytes_sum"].take(at), 0).to_numpy() + RECORD_FRAME
    total = len(sizes)
    for rows in PAGE_SIZES:
        starts = range(0, total, rows)
        if all(int(sizes[start : start + rows].sum()) <= BUDGET for start in starts):
            return rows
    return 1


def _lengths(provenance: pa.Table) -> pa.ChunkedArray:
    """Bytes of the words of each value, with room for what HTML escapes."""
    found = [pc.fill_null(pc.binary_length(provenance[name]), 0) for name in WORDS]
    total = found[0]
    for one in found[1:]:
        total = pc.add(total, one)
    return pc.add(total, 16)


def source_pages(table: ShownTable, provenance: pa.Table, rows: int) -> Iterator[SourcesPage]:
    """The pages of a dataset, in the order of its table. Raises duckdb.Error."""
    import duckdb

    fields = {field.name: (place, field) for place, field in enumerate(table.fields)}
    heads = _heads(table.data)
    count = table.data.num_rows
    places = pa.table({"record_id": table.data["record_id"], "place": pa.array(range(count))})
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("provenance", provenance)
        connection.register("places", places)
        values = _rows(connection.sql(QUERY).to_arrow_reader(BATCH))
        for number, group in groupby(values, key=lambda row: row["place"] // rows):
            yield _page(number + 1, list(group), fields, heads)


def _rows(reader: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in reader:
        yield from batch.to_pylist()


def _heads(data: pa.Table) -> pa.Table:
    names = ("unit_name", "period", "source_file", "source_sheet", "source_cells")
    return data.select(names)


Fields = Mapping[str, tuple[int, FieldWords]]


def _page(
    number: int, values: list[dict[str, Any]], fields: Fields, heads: pa.Table
) -> SourcesPage:
    steps: dict[str, int] = {}
    for value in values:
        steps.setdefault(value["steps"] or "", len(steps) + 1)
    first = values[0]["place"]
    head_rows = heads.slice(first, values[-1]["place"] - first + 1).to_pylist()
    records = tuple(
        _record(list(group), head_rows[place - first], fields, steps)
        for place, group in groupby(values, key=lambda value: value["place"])
    )
    files = sorted({value["source_file"] or "" for value in values} - {""})
    return SourcesPage(number, records, tuple(steps), tuple(files))


def _record(
    values: list[dict[str, Any]], head: Mapping[str, Any], fields: Fields, steps: Mapping[str, int]
) -> TracedRecord:
    ordered = sorted(values, key=lambda value: fields[value["field"]][0])
    record_id = values[0]["record_id"]
    return TracedRecord(
        anchor=record_anchor(record_id),
        record_id=record_id,
        place=values[0]["place"] + 1,
        unit=head["unit_name"] or "",
        period=head["period"] or "",
        sheet=head["source_sheet"] or "",
        range=head["source_cells"] or "",
        file=head["source_file"] or "",
        values=tuple(_value(value, head, fields[value["field"]][1], steps) for value in ordered),
    )


def _value(
    value: Mapping[str, Any], head: Mapping[str, Any], field: FieldWords, steps: Mapping[str, int]
) -> TracedValue:
    is_number = field.kind in NUMBERS
    sheet = value["source_sheet"] or ""
    elsewhere = sheet if sheet != (head["source_sheet"] or "") else ""
    file = value["source_file"] or ""
    return TracedValue(
        anchor=value_anchor(value["record_id"], field.name) if is_number else "",
        title=field.title,
        value=_shown(value["value"], field),
        where=f"{elsewhere} {value['cell'] or ''}".strip(),
        file="" if file == (head["source_file"] or "") else file,
        original=value["original"] or "",
        unit=value["unit"] or "",
        step=steps[value["steps"] or ""],
    )


def _shown(value: str, field: FieldWords) -> str:
    return yuan(Decimal(value)) if field.kind == "money" else value
