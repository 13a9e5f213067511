"""What the records of each area come to: counts and fen by dataset and stage; 地区控制数.

Belongs here: the totals of one area without those below, from a published table, and adding totals
of the same kind. Does not belong here: which area stands under which (`tree.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from outputs.slices.cutting import AMOUNT
from outputs.slices.places import own_areas
from sources.contract import Contract

STAGE, COUNTED = "stage", "is_counted"


@dataclass(frozen=True, order=True)
class Kind:
    """Records that may be counted and added together: one dataset, stage and whether it counts.

    `stage` and `is_counted` are "" where the dataset has no such column.
    """

    dataset: str
    stage: str
    is_counted: str


@dataclass(frozen=True)
class Total:
    """Records of one kind; `amount_fen` adds those that state one, None where none does.

    `without_amount` counts the records that state none.
    """

    records: int
    without_amount: int
    amount_fen: int | None

    def __add__(self, other: "Total") -> "Total":
        known = [one.amount_fen for one in (self, other) if one.amount_fen is not None]
        return Total(
            self.records + other.records,
            self.without_amount + other.without_amount,
            sum(known) if known else None,
        )


Totals = Mapping[Kind, Total]


def added(parts: Iterable[Totals]) -> dict[Kind, Total]:
    """Totals of the same kind added; different kinds never meet."""
    found: dict[Kind, Total] = {}
    for part in parts:
        for kind, total in part.items():
            found[kind] = found[kind] + total if kind in found else total
    return found


def own_totals(contract: Contract, table: pa.Table) -> dict[str, dict[Kind, Total]]:
    """By area, the totals of the records of that area itself; text columns of data/*.csv."""
    names = [name for name in (STAGE, COUNTED) if name in table.schema.names]
    keyed = pa.table({"area": own_areas(table), "fen": _fen(table)} | {n: table[n] for n in names})
    sums = [("area", "count"), ("fen", "count"), ("fen", "sum")]
    found: dict[str, dict[Kind, Total]] = {}
    for row in keyed.group_by(["area", *names]).aggregate(sums).to_pylist():
        kind = Kind(contract.dataset, row.get(STAGE) or "", row.get(COUNTED) or "")
        records, stated = row["area_count"], row["fen_count"]
        total = Total(records, records - stated, row["fen_sum"] if stated else None)
        found.setdefault(row["area"], {})[kind] = total
    return found


def _fen(table: pa.Table) -> pa.ChunkedArray:
    if AMOUNT not in table.schema.names:
        return pa.nulls(table.num_rows, pa.int64())
    text = table[AMOUNT].cast(pa.large_string())
    digits = pc.replace_substring(text, pattern=".", replacement="")
    return pc.if_else(pc.equal(digits, ""), pa.scalar(None, digits.type), digits).cast(pa.int64())
