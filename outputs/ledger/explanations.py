"""Signed explanations of gaps in the ledger, and which of them count on a day; 差额说明.

Belongs here: the value that the balances are given. Does not belong here: keeping and signing
explanations. One that is not signed, or has expired, explains nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("unit_code", pa.string()),
        ("node", pa.string()),
        ("fund_key", pa.string()),
        ("year", pa.int64()),
        ("category", pa.string()),
        ("amount", pa.decimal128(18, 2)),
        ("reason", pa.string()),
        ("until", pa.string()),
        ("explained_by", pa.string()),
    ]
)


class Category(StrEnum):
    """Why money that was received is neither passed on nor spent."""

    CARRIED_OVER = "结转"
    NOT_BROKEN_DOWN = "尚未分解"
    ADJUSTED = "调整"


@dataclass(frozen=True)
class GapExplanation:
    """One explanation of the gap of a node, fund and year, as `fund_balances` names them.

    `unit` answers for the balance. `fund` is the fund's key, None where the balance speaks of all
    funds together. `amount_yuan` has the sign of the gap. `until` is the last day on which it
    counts. `is_signed`: the signature of `explained_by` was verified.
    """

    unit: str
    node: str
    fund: str | None
    year: int
    category: Category
    amount_yuan: Decimal
    reason: str
    until: date
    explained_by: str
    is_signed: bool


def explanation_table(explanations: Sequence[GapExplanation], on: date) -> pa.Table:
    """The explanations that count on a day, in a fixed order."""
    rows = [
        {
            "unit_code": one.unit,
            "node": one.node,
            "fund_key": one.fund,
            "year": one.year,
            "category": one.category.value,
            "amount": one.amount_yuan,
            "reason": one.reason,
            "until": one.until.isoformat(),
            "explained_by": one.explained_by,
        }
        for one in explanations
        if one.is_signed and one.until >= on
    ]
    return pa.Table.from_pylist(sorted(rows, key=str), schema=SCHEMA)
