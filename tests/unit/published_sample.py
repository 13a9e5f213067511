"""A small published table for the tests of outputs: three invented allocations and helpers."""

from decimal import Decimal

import pyarrow as pa

from outputs.change_reasons import Circumstances, with_reasons
from outputs.changes import changes
from outputs.columns import arrow_schema
from sources.contract import Contract, load_contracts

FILE = "ab" * 32


def allocation() -> Contract:
    return load_contracts()["fund_allocation"]


def record(number: int, **values: object) -> dict[str, object]:
    amount = Decimal(values.pop("amount_yuan", "100.00"))
    return {
        "record_id": f"r{number:04}",
        "unit_code": "610124",
        "unit_name": "周至县",
        "period": "2026-11",
        "project_name": f"项目{number}",
        "amount_yuan": amount,
        "amount_fen": int(amount * 100),
        "amount_text": str(amount),
        "amount_unit": "元",
        "source_file": FILE,
        "source_sheet": "表1",
        "source_cells": f"A{number}:E{number}",
        **values,
    }


def table(records: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(records, schema=arrow_schema(allocation()))


def nasty() -> pa.Table:
    return table(
        [
            record(3, remark="=1+1", location="-5", construction_task="＝cmd"),
            record(1, remark='他说"好",\r\n第二行', fund_level=None, amount_yuan="-0.50"),
            record(2, remark="e\u0301", household_count=74, location="001", budget_year=2021),
        ]
    )


def reasoned(old: pa.Table | None, new: pa.Table, **known: bool) -> pa.Table:
    """The changes with their reasons, as a candidate has them."""
    rows = changes(allocation(), old, new)
    return with_reasons(allocation(), rows, (old, new), Circumstances(**known))
