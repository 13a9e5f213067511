"""What may be published of accepted records: by channel, with identity and provenance; 公开口径.

Belongs here: working records → published tables, their provenance and the list of what is
withheld. Does not belong here: writing files (formats) and the decision to publish (gate).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outputs.columns import arrow_schema
from outputs.masking import count_small, masked, without_small
from sources.contract import Channel, Contract, Field, FieldType
from sources.parquet import plain

ID_LENGTH = 16
HASHED_AT_ONCE = 50_000
# Records taken at once, and rows of where values come from that are written at once.
SLICE_RECORDS, GROUP_ROWS = 20_000, 1 << 20
# Behind a field's name: what working records say of where its value comes from.
OF_FIELD = ("__cell", "__text", "__unit", "__source_file", "__sheet", "__steps")
PROVENANCE = pa.schema(
    [
        (name, pa.string())
        for name in (
            "record_id", "field", "value", "source_file", "source_sheet", "cell", "original",
            "unit", "steps",
        )
    ]
)  # fmt: skip
STEPS = {
    FieldType.MONEY: "读出数字；按单位换算为元；取到分",
    FieldType.INTEGER: "读出整数",
    FieldType.YEAR: "读出整数",
    FieldType.DATE: "读出日期；写成 ISO 8601 的形式，不比原文更精确",
    FieldType.PHONE: "找出电话号码；统一写法",
    FieldType.DOCUMENT: "括号统一为〔〕",
    FieldType.ENUM: "去掉首尾空白；同义的写法换成规定的词",
}


def record_ids(contract: Contract, records: pa.Table) -> pa.Array:
    """A stable id for each record, from what identifies it and nothing else; 记录号.

    The first 16 hex digits of SHA-256 over dataset, unit, period, document and the grain; a joined
    record is of no one period and document, so it has only the others.
    """
    of_file = [] if contract.is_joined else ["period", "document"]
    names = ["unit_code", *of_file, *contract.grain]
    columns = [pc.fill_null(records.column(name).cast(pa.string()), "") for name in names]
    keys = pc.binary_join_element_wise(contract.dataset, *columns, "\x1f")
    hashed = (
        hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH]
        for start in range(0, len(keys), HASHED_AT_ONCE)
        for key in keys.slice(start, HASHED_AT_ONCE).to_pylist()
    )
    return pa.array(hashed, pa.string())


def published_table(contract: Contract, records: pa.Table) -> pa.Table:
    """The public columns of accepted records, sorted by record id.

    `records`: the working form with unit_code, unit_name and period. Raises ValueError if two
    records have one id, for then the rules have let a duplicate through.
    """
    ids = record_ids(contract, records)
    if len(pc.unique(ids)) != len(ids):
        raise ValueError(f"{contract.dataset}: two accepted records have the same id")
    schema = arrow_schema(contract)
    shown = without_small(contract, records)
    fields = {field.name: field for field in contract.public_fields}
    columns = [
        masked(fields[name], shown.column(name)) if name in fields else _column(name, records, ids)
        for name in schema.names
    ]
    return pa.table(columns, schema=schema).sort_by("record_id")


def _column(name: str, records: pa.Table, ids: pa.Array) -> pa.Array | pa.ChunkedArray:
    if name == "record_id":
        return ids
    renamed = {
        "amount_text": "amount_yuan__text",
        "amount_unit": "amount_yuan__unit",
        "source_sheet": "sheet",
        "source_cells": "span",
    }
    if name.endswith("_fen"):
        return fen_of(records.column(f"{name.removesuffix('_fen')}_yuan"))
    return plain(records.column(renamed.get(name, name)))


def fen_of(yuan: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan as decimal128(18,2) → fen as int64, exactly."""
    hundred = pa.scalar(100, pa.decimal128(3, 0))
    return pc.multiply(yuan, hundred).cast(pa.decimal128(38, 0)).cast(pa.int64())


def provenance_table(contract: Contract, records: pa.Table) -> pa.Table:
    """One row per published value: the cell it comes from, what stood there, what was done.

    In the order of record ids and, within a record, of fields.
    """
    return pa.concat_tables([PROVENANCE.empty_table(), *_provenance_parts(contract, records)])


def write_provenance(contract: Contract, records: pa.Table, path: Path) -> None:
    """Write `provenance_table`, some rows at a time: it has twenty rows for each record."""
    from pyarrow import parquet

    with parquet.ParquetWriter(path, PROVENANCE, compression="zstd") as writer:
        waiting, has_rows = PROVENANCE.empty_table(), False
        for part in _provenance_parts(contract, records):
            waiting = pa.concat_tables([waiting, part])
            while waiting.num_rows >= GROUP_ROWS:
                writer.write_table(waiting.slice(0, GROUP_ROWS).combine_chunks(), GROUP_ROWS)
                waiting, has_rows = waiting.slice(GROUP_ROWS), True
        if waiting.num_rows or not has_rows:
            writer.write_table(waiting.combine_chunks(), GROUP_ROWS)


def _provenance_parts(contract: Contract, records: pa.Table) -> Iterator[pa.Table]:
    """The rows of some records after the other."""
    if records.num_rows == 0:
        return
    ids = record_ids(contract, records)
    order = pc.sort_indices(ids)
    fields = sorted(contract.public_fields, key=lambda field: field.name)
    wanted = _said_of(fields, without_small(contract, records)).append_column("record_id", ids)
    for start in range(0, len(order), SLICE_RECORDS):
        some = wanted.take(order.slice(start, SLICE_RECORDS))
        parts = [_provenance(field, some) for field in fields]
        whole, count = pa.concat_tables(parts).combine_chunks(), some.num_rows
        # Row by row in place of field by field.
        rows = np.arange(len(fields) * count).reshape(len(fields), count).T.ravel()
        rows = rows[whole["value"].is_valid().to_numpy()[rows]]
        yield whole.take(pa.array(rows))


def _said_of(fields: Sequence[Field], records: pa.Table) -> pa.Table:
    """What is known of where records and these fields come from, ready to be taken in pieces."""
    own = [f"{one.name}{part}" for one in fields for part in ("", *OF_FIELD)]
    names = [name for name in ("source_file", "sheet", *own) if name in records.schema.names]
    table = records.select(names).unify_dictionaries()
    return table if table.num_rows < SLICE_RECORDS else table.combine_chunks()


def _provenance(field: Field, records: pa.Table) -> pa.Table:
    """A row for each record, whether it has a value or not."""
    values, count = masked(field, records.column(field.name)), records.num_rows
    nothing = pa.nulls(count, pa.string())
    is_money = field.type is FieldType.MONEY
    steps = pa.array([_steps(field)] * count, pa.string())
    return pa.table(
        [
            records.column("record_id"),
            pa.array([field.name] * count, pa.string()),
            values.cast(pa.string()),
            _own(field, "source_file", records, plain(records.column("source_file"))),
            _own(field, "sheet", records, plain(records.column("sheet"))),
            plain(records.column(f"{field.name}__cell")),
            masked(field, plain(records.column(f"{field.name}__text"))),
            plain(records.column(f"{field.name}__unit")) if is_money else nothing,
            _own(field, "steps", records, steps),
        ],
        schema=PROVENANCE,
    )


def _own(
    field: Field, part: str, records: pa.Table, of_record: pa.Array | pa.ChunkedArray
) -> pa.Array | pa.ChunkedArray:
    """What a joined record says of this one value, else what holds for the record."""
    name = f"{field.name}__{part}"
    if name not in records.schema.names:
        return of_record
    return pc.coalesce(plain(records.column(name)), of_record)


def _steps(field: Field) -> str:
    """What is done to a cell's text on the way to the published value, in words."""
    if field.derive is not None:
        return "由同一记录的其他字段得出"
    if field.mask is not None:
        return "去掉首尾空白；依公示规则脱敏"
    if field.year_of_title:
        return f"{STEPS[field.type]}；原文没有年份的，用表题所载的年度"
    return STEPS.get(field.type, "去掉首尾空白")


def withheld_items(
    contracts: Sequence[Contract], records: Mapping[str, pa.Table]
) -> list[dict[str, Any]]:
    """What is kept back and why, one item per field (or whole dataset) that holds records.

    `records`: the working form of each dataset.
    """
    return [
        item
        for contract in contracts
        if contract.dataset in records and records[contract.dataset].num_rows
        for item in _withheld(contract, records[contract.dataset])
    ]


REASONS = {
    Channel.BOARD: "只在村（社区）公示栏公开",
    Channel.REQUEST: "依申请公开",
    Channel.NONE: "只用于核对原表，不公开",
}


def _withheld(contract: Contract, records: pa.Table) -> Iterator[dict[str, Any]]:
    rows = records.num_rows
    if contract.channel is not Channel.SITE:
        yield _item(contract, None, contract.channel, rows, REASONS[contract.channel])
        return
    small = count_small(contract, records)
    below = contract.small_groups.below if contract.small_groups else 0
    for field in contract.fields:
        if field.channel is not Channel.SITE:
            yield _item(contract, field, field.channel, rows, REASONS[field.channel])
        if field.mask is not None:
            yield _item(contract, field, field.channel, rows, "脱敏后公开")
        if field.name in small:
            words = f"户数少于 {below}，可能识别到户，这些格留空"
            yield _item(contract, field, Channel.NONE, small[field.name], words)


def _item(
    contract: Contract, field: Field | None, channel: Channel, records: int, words: str
) -> dict[str, Any]:
    return {
        "dataset": contract.dataset,
        "dataset_title": contract.title,
        "field": None if field is None else field.name,
        "field_title": None if field is None else field.title,
        "channel": channel.value,
        "records": records,
        "reason": words,
    }
