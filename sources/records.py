"""Records as Arrow tables, the form in which stages hand them on; 记录表.

Belongs here: the working form of records (value, original text, cell and unit of each field) and
of claims. Does not belong here: what is published of them (outputs).

Columns of a working table: submission, file, source_file, sheet, span, document, then for each
field NAME: NAME (typed), NAME__text, NAME__cell, and for money NAME__unit.
"""

from collections.abc import Sequence

import pyarrow as pa

from sources.contract import Contract, Field, FieldType
from sources.table import Reading, Table
from sources.text import fold

TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.ENUM: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.YEAR: pa.int64(),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.DATE: pa.string(),
    FieldType.PHONE: pa.string(),
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
    return pa.concat_tables(parts) if parts else schema.empty_table()


def _one_table(
    contract: Contract, reading: Reading, table: Table, submission: str, schema: pa.Schema
) -> pa.Table:
    count = len(table.records)
    head = (submission, reading.file, reading.sha256, table.sheet, None, document_key(table))
    columns: dict[str, Sequence[object] | pa.Array] = {
        name: pa.repeat(pa.scalar(value, pa.string()), count)
        for name, value in zip(HEAD, head, strict=True)
    }
    columns["span"] = table.records.spans
    for field in contract.fields:
        columns |= _field_columns(field, table, count)
    return pa.table(columns, schema=schema)


def _field_columns(
    field: Field, table: Table, count: int
) -> dict[str, Sequence[object] | pa.Array]:
    column = table.records.columns.get(field.name)
    names = [field.name, f"{field.name}__text", f"{field.name}__cell"]
    kinds = [TYPES[field.type], pa.string(), pa.string()]
    if field.type is FieldType.MONEY:
        names.append(f"{field.name}__unit")
        kinds.append(pa.string())
    if column is None:
        return {name: pa.nulls(count, kind) for name, kind in zip(names, kinds, strict=True)}
    cells = table.records.cells(field.name)
    values = (column.values, column.originals, cells, column.units)
    return dict(zip(names, values, strict=False))


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
    return pa.Table.from_pylist(
        [dict(zip(CLAIM_FIELDS, row, strict=True)) for row in rows], schema=claim_schema()
    )


def claim_schema() -> pa.Schema:
    """Schema of the table of claims."""
    numbers = ("claimed", "actual")
    return pa.schema(
        [(name, CLAIM_NUMBER if name in numbers else pa.string()) for name in CLAIM_FIELDS]
    )
