"""What every table says of money, in one form: who, to whom, how much, at which stage; 资金说法.

Belongs here: which dataset states which stage, and laying their records side by side. Does not
belong here: who a name is (`parties.py`) and which statement counts (`flows.sql`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from outputs.lifecycle.matching import Matched, Stage, folded

BUDGET, ALLOCATION, DISBURSEMENT, EXPENDITURE = "预算", "分配", "拨付", "支出"
STAGES = (BUDGET, ALLOCATION, DISBURSEMENT, EXPENDITURE)


@dataclass(frozen=True)
class Measure:
    """One amount of a dataset's records and the stage it speaks of."""

    dataset: str
    stage: str
    amount: str
    arrived: str | None = None
    fund: str = "fund_name"


MEASURES = (
    Measure("fund_transfer", DISBURSEMENT, "amount_yuan"),
    Measure("fund_allocation", ALLOCATION, "amount_yuan"),
    Measure("annual_plan", BUDGET, "amount_yuan", fund="fund_source"),
    Measure("integrated_fund", BUDGET, "amount_yuan"),
    Measure("project_progress", EXPENDITURE, "spent_yuan", "arrived_yuan"),
    Measure("integrated_fund", EXPENDITURE, "spent_yuan"),
    Measure("fund_expenditure", EXPENDITURE, "spent_yuan", "arrived_yuan"),
)
MONEY = pa.decimal128(18, 2)
TEXTS = (
    "unit_code", "unit_name", "period", "submission", "document", "sheet", "span", "document_no",
    "document_title", "allocated_on", "as_of", "plan_version", "is_advance", "fund_level",
    "fund_line", "subject_code", "payer_name", "payee_name", "area_name", "area_code",
    "project_name",
)  # fmt: skip
FOLDED = (
    "purpose", "category", "project_type", "area_name", "project_name", "location",
    "construction_task",
)  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """What the ledger is made of: datasets by id, and which of their rows are one project.

    `project_stages` are the datasets that `matched` numbers from 1.
    """

    parts: Mapping[str, Stage]
    project_stages: Sequence[str]
    matched: Matched

    @property
    def starts(self) -> Mapping[str, int]:
        """Number of each dataset's first row among the rows of all."""
        found, total = {}, 0
        for name, part in self.parts.items():
            found[name] = total
            total += part.records.num_rows
        return found

    def rows(self) -> pa.Table:
        """The records of all datasets, one under the other."""
        records = [part.records for part in self.parts.values()]
        return pa.concat_tables(records, promote_options="default")


def statements(ledger: Ledger) -> pa.Table:
    """One row for each record and measure, in the form that `flows.sql` reads."""
    tables = [
        _statements(ledger, measure, priority)
        for priority, measure in enumerate(MEASURES)
        if measure.dataset in ledger.parts
    ]
    return pa.concat_tables(tables)


def _statements(ledger: Ledger, measure: Measure, priority: int) -> pa.Table:
    part = ledger.parts[measure.dataset]
    records, count = part.records, part.records.num_rows
    start = ledger.starts[measure.dataset]
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "row": pa.array(range(start, start + count), pa.int64()),
        "i": pa.array(range(count), pa.int64()),
        "priority": pa.repeat(pa.scalar(priority, pa.int64()), count),
        "stage": pa.repeat(pa.scalar(measure.stage), count),
        "dataset": pa.repeat(pa.scalar(measure.dataset), count),
        "title": pa.repeat(pa.scalar(part.contract.title), count),
        "amount_from": pa.repeat(pa.scalar(measure.amount), count),
        "fund_from": pa.repeat(pa.scalar(measure.fund), count),
    }
    for name in TEXTS:
        columns[name] = _column(records, name, pa.string())
    for name in FOLDED:
        columns[f"{name}_key"] = folded(_column(records, name, pa.string()))
    columns["fund_name"] = _column(records, measure.fund, pa.string())
    columns["fund_name_key"] = folded(columns["fund_name"])
    columns["budget_year"] = _column(records, "budget_year", pa.int64())
    columns["amount"] = _column(records, measure.amount, MONEY)
    columns["arrived"] = _column(records, measure.arrived or "", MONEY)
    columns["adjusted_from"] = _column(records, "original_yuan", MONEY)
    return pa.table(columns)


def _column(records: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray:
    if name in records.column_names:
        return records.column(name).cast(kind)
    return pa.chunked_array([pa.nulls(records.num_rows, kind)])


def members(ledger: Ledger) -> pa.Table:
    """Which rows in force are of which project: dataset, i, p, and the row's unit, name, year."""
    joined = ledger.matched.joined
    parts = []
    for number, name in enumerate(ledger.project_stages, 1):
        own = joined.filter(pa.compute.equal(joined["stage"], number))
        records = ledger.parts[name].records.take(own["i"])
        columns = {
            "dataset": pa.repeat(pa.scalar(name), own.num_rows),
            "i": own["i"],
            "p": own["p"],
            "unit_code": records["unit_code"],
            "name": folded(_column(records, "project_name", pa.string())),
            "year": _column(records, "budget_year", pa.int64()),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)
