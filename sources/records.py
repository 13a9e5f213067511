"""Records as Arrow tables, the form in which stages hand them on; 记录表.

Belongs here: the working form of records (value, original text, cell and unit of each field) and
of claims. Does not belong here: what is published of them (outputs).

Columns of a working table: submission, file, source_file, sheet, span, document, then for each
field NAME: NAME (typed), NAME__text, NAME__cell, and for money NAME__unit.
"""

from collections.abc import Sequence

import pyarrow as pa

from sources.arrays import cell_array, constant_array, row_numbers, text_array, typed_array
from sources.cells import ColumnCells
from sources.contract import Contract, Field, FieldType
from sources.opening import address
from sources.table import Reading, Records, Table
from sources.text import fold

TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.ENUM: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.YEAR: pa.int64(),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.DATE: pa.string(),
    FieldType.PHONE: pa.string(),
    FieldType.DOCUMENT: pa.string(),
}
HEAD = ("submission", "file", "source_file", "sheet", "span", "document")
CLAIM_FIELDS = (
    "submission", "file", "dataset", "sheet", "cell", "label", "kind", "field", "field_title",
    "claimed", "actual",
)  # fmt: skip
CLAIM_NUMBER = pa.decimal128(30, 2)  # a sum of many amounts is longer than each


def document_key(table: Table) -> str:
    """What a table is called: its document number, else its title; 文件标识."""
    return table.document_no or fold(table.title)


def working_schema(contract: Contract) -> pa.Schema:
    """Schema of the working table of a dataset."""
    columns = [pa.field(name, pa.string()) for name in HEAD]
    for field in contract.fields:
        columns.append(pa.field(field.name, TYPES[field.type]))
        columns.append(pa.field(f"{field.name}__text", pa.string()))
        columns.append(pa.field(f"{field.name}__cell", pa.string()))
        if field.type is FieldType.MONEY:
            columns.append(pa.field(f"{field.name}__unit", pa.string()))
    return pa.schema(columns)


def working_table(contract: Contract, reading: Reading, submission: str) -> pa.Table:
    """All records of one dataset in one file."""
    schema = working_schema(contract)
    parts = [
        _one_table(contract, reading, table, submission, schema)
        for table in reading.tables
        if table.dataset == contract.dataset
    ]
    return pa.concat_tables(parts) if parts else _empty(schema)


def _one_table(
    contract: Contract, reading: Reading, table: Table, submission: str, schema: pa.Schema
) -> pa.Table:
    count = len(table.records)
    head = (submission, reading.file, reading.sha256, table.sheet, None, document_key(table))
    columns = {name: constant_array(value, count) for name, value in zip(HEAD, head, strict=True)}
    columns["span"] = text_array(table.records.spans)
    cells = CellArrays(table.records)
    for field in contract.fields:
        columns |= _field_columns(field, table.records, cells)
    return pa.table(columns, schema=schema)


def with_shared_texts(contract: Contract, table: pa.Table) -> pa.Table:
    """A working table in a third less memory: a text that is its value is kept once.

    Parquet keeps both, and reading makes two columns of them again.
    """
    for field in contract.fields:
        name = f"{field.name}__text"
        if TYPES[field.type] == pa.string() and table[name].equals(table[field.name]):
            index = table.schema.get_field_index(name)
            table = table.set_column(index, table.schema.field(index), table[field.name])
    return table


def _empty(schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([pa.nulls(0, kind) for kind in schema.types], schema=schema)


def _field_columns(field: Field, records: Records, cells: "CellArrays") -> dict[str, pa.Array]:
    column = records.columns.get(field.name)
    names = [field.name, f"{field.name}__text", f"{field.name}__cell"]
    if field.type is FieldType.MONEY:
        names.append(f"{field.name}__unit")
    if column is None:
        kinds = (TYPES[field.type], *[pa.string()] * 3)
        return {
            name: pa.nulls(len(records), kind) for name, kind in zip(names, kinds, strict=False)
        }
    texts = text_array(column.originals)
    is_text = TYPES[field.type] == pa.string() and column.values == column.originals
    values = texts if is_text else typed_array(column.values, TYPES[field.type])
    arrays = [values, texts, cells.of(field.name)]
    if field.type is FieldType.MONEY:
        arrays.append(text_array(column.units))
    return dict(zip(names, arrays, strict=True))


class CellArrays:
    """Addresses of the values of records; columns with the same rows write their numbers once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._numbers: list[tuple[Sequence[int], pa.Array]] = []

    def of(self, field: str) -> pa.Array:
        """A1-style addresses of all values of a field; '' for one from no cell."""
        anchors = self._records.columns[field].anchors
        if not isinstance(anchors, ColumnCells):
            return text_array(self._records.cells(field))
        return cell_array(self._numbers_of(anchors.rows), address(0, anchors.column)[:-1])

    def _numbers_of(self, rows: Sequence[int]) -> pa.Array:
        for known, numbers in self._numbers:
            if known is rows:
                return numbers
        numbers = row_numbers(rows)
        self._numbers.append((rows, numbers))
        return numbers


def claim_table(contracts: Sequence[Contract], reading: Reading, submission: str) -> pa.Table:
    """Every claimed figure of a file as one row: claimed, and what its parts make (or null)."""
    titles = {c.dataset: {f.name: f.title for f in c.fields} for c in contracts}
    rows = [
        (
            submission, reading.file, table.dataset, table.sheet, value.cell, claim.label,
            claim.kind, value.field, titles[table.dataset][value.field], value.claimed,
            value.actual,
        )
        for table in reading.tables
        if table.dataset is not None
        for claim in table.claims
        for value in claim.values
    ]  # fmt: skip
    schema = claim_schema()
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [typed_array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def claim_schema() -> pa.Schema:
    """Schema of the table of claims."""
    numbers = ("claimed", "actual")
    return pa.schema(
        [(name, CLAIM_NUMBER if name in numbers else pa.string()) for name in CLAIM_FIELDS]
    )
