"""What may be published of accepted records: by channel, with identity and provenance; 公开口径.

Belongs here: working records → published tables, their provenance and the list of what is
withheld. Does not belong here: writing files (formats) and the decision to publish (gate).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outputs.columns import arrow_schema
from outputs.masking import count_small, masked, without_small
from sources.contract import Channel, Contract, Field, FieldType

ID_LENGTH = 16
PROVED_AT_ONCE = 20_000
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
    columns = [records.column(name).cast(pa.string()).fill_null("").to_pylist() for name in names]
    keys = ("\x1f".join((contract.dataset, *values)) for values in zip(*columns, strict=True))
    return pa.array([hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH] for key in keys])


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
    return records.column(renamed.get(name, name))


def fen_of(yuan: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan as decimal128(18,2) → fen as int64, exactly."""
    hundred = pa.scalar(100, pa.decimal128(3, 0))
    return pc.multiply(yuan, hundred).cast(pa.decimal128(38, 0)).cast(pa.int64())


def provenance_table(contract: Contract, records: pa.Table) -> pa.Table:
    """One row per published value: the cell it comes from, what stood there, what was done."""
    return pa.concat_tables([PROVENANCE.empty_table(), *provenance_parts(contract, records)])


def provenance_parts(
    contract: Contract, records: pa.Table, most: int = PROVED_AT_ONCE
) -> Iterator[pa.Table]:
    """`provenance_table` in its order, of so many records at a time.

    A record has some twenty values; of all at once they would take thirty times as much memory as
    what is published.
    """
    ids = record_ids(contract, records)
    records = without_small(contract, records)
    order = pc.sort_indices(ids)
    for start in range(0, len(order), most):
        rows = order.slice(start, most)
        yield _proved(contract, records.take(rows), ids.take(rows))


def _proved(contract: Contract, records: pa.Table, ids: pa.Array) -> pa.Table:
    """The values of records in the order of ids: field after field, then record after record."""
    fields = sorted(contract.public_fields, key=lambda field: field.name)
    whole = pa.concat_tables(_provenance(field, records, ids) for field in fields)
    turned = np.arange(whole.num_rows).reshape(len(fields), len(ids)).T.ravel()
    told = pc.is_valid(whole["value"]).combine_chunks().take(turned)
    return whole.take(pa.array(turned).filter(told))


def _provenance(field: Field, records: pa.Table, ids: pa.Array) -> pa.Table:
    values = masked(field, records.column(field.name))
    is_money = field.type is FieldType.MONEY
    unit = records.column(f"{field.name}__unit") if is_money else pa.nulls(len(ids), pa.string())
    return pa.table(
        [
            ids,
            pa.repeat(field.name, len(ids)),
            values.cast(pa.string()),
            _own(field, "source_file", records, records.column("source_file")),
            _own(field, "sheet", records, records.column("sheet")),
            records.column(f"{field.name}__cell"),
            masked(field, records.column(f"{field.name}__text")),
            unit,
            _own(field, "steps", records, pa.repeat(_steps(field), len(ids))),
        ],
        schema=PROVENANCE,
    )


def _own(
    field: Field, part: str, records: pa.Table, of_record: pa.Array | pa.ChunkedArray
) -> pa.Array | pa.ChunkedArray:
    """What a joined record says of this one value, else what holds for the record."""
    name = f"{field.name}__{part}"
    return (
        pc.coalesce(records.column(name), of_record) if name in records.schema.names else of_record
    )


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
