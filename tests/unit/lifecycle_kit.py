"""Records of the four datasets of a project's life, and the row per project made from them."""

from decimal import Decimal

import pyarrow as pa

from outputs.lifecycle.matching import Stage
from outputs.lifecycle.values import life_cycles
from sources.contract import FieldType, load_contracts
from sources.records import working_schema

CONTRACTS = load_contracts()
PROJECT = CONTRACTS["project"]
LIBRARY, PLAN, PROGRESS, ACCEPTANCE = PROJECT.joins
ROAD = {"project_name": "示例村产业路", "location": "示例镇示例村"}
SENT = {
    "submission": "000001", "file": "表.xlsx", "sheet": "表1", "document": "甲",
    "unit_code": "610204", "unit_name": "耀州区", "period": "2019-03",
}  # fmt: skip


def records(dataset, rows):
    """Working records: each value stands in column X of the row with its number, from 5."""
    contract = CONTRACTS[dataset]
    schema = working_schema(contract)
    for name in ("unit_code", "unit_name", "period"):
        schema = schema.append(pa.field(name, pa.string()))
    written = [_record(contract, row, number) for number, row in enumerate(rows, 5)]
    return pa.Table.from_pylist(written, schema=schema)


def _record(contract, row, number):
    given = {
        **SENT,
        "source_file": f"{contract.dataset}-file",
        "span": f"A{number}:X{number}",
        **row,
    }
    for field in contract.fields:
        if field.name in row:
            given[f"{field.name}__text"] = str(row[field.name])
            given[f"{field.name}__cell"] = f"X{number}"
        if field.name in row and field.type is FieldType.MONEY:
            given[field.name] = Decimal(row[field.name])
            given[f"{field.name}__unit"] = "元"
    return given


def joined_table(**rows):
    stages = [Stage(CONTRACTS[name], records(name, rows.get(name, []))) for name in PROJECT.joins]
    return life_cycles(PROJECT, stages)


def joined(**rows):
    """The projects as plain rows, sorted by their keys."""
    return sorted(joined_table(**rows).to_pylist(), key=lambda row: row["project_key"])


def one(**rows):
    (row,) = joined(**rows)
    return row
