"""Balances of nodes as a working table, each sum with the cells it was added from; 收支平衡.

Belongs here: running the query beside this file and the provenance of its sums. Does not belong
here: which flows there are (`flows.py`). What a gap is stands in docs/design-decisions.md.
"""

from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from outputs.ledger.explanations import GapExplanation, explanation_table
from outputs.ledger.placing import query
from outputs.ledger.statements import MEASURES
from outputs.lifecycle.values import joined_schema
from sources.contract import Contract, load_contracts
from sources.regions import region_of

SUMS = (
    "planned_yuan", "allocated_yuan", "disbursed_yuan", "arrived_yuan", "planned_out_yuan",
    "allocated_out_yuan", "disbursed_out_yuan", "spent_yuan",
)  # fmt: skip
# Each is one of the sums, by the stage that the row names.
CHOSEN = {
    "received_yuan": (
        "received_stage",
        {"拨付": "disbursed_yuan", "分配": "allocated_yuan", "到位": "arrived_yuan"},
    ),
    "passed_on_yuan": (
        "passed_on_stage",
        {"拨付": "disbursed_out_yuan", "分配": "allocated_out_yuan"},
    ),
}
HEAD = ("submission", "file", "source_file", "sheet", "span", "unit_code", "unit_name", "period")
SUMMED = "读出数字；按单位换算为元；取到分；资金流向中的各行相加（原文件、工作表、单元格一一对应）"
FROM_FLOWS = "由资金流向得出"
EXPLAINED = "由签名的差额说明得出"
PARTS = {"": "amount", "__text": "text", "__cell": "cell", "__unit": "unit",
         "__source_file": "source_file", "__sheet": "sheet"}  # fmt: skip
Columns = dict[str, pa.Array | pa.ChunkedArray]


def balance_table(
    contract: Contract, flows: pa.Table, explanations: Sequence[GapExplanation], on: date
) -> pa.Table:
    """The working table of balances; explanations count if signed and not expired on that day.

    `flows`: the working table of fund_flows. Raises duckdb.Error.
    """
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("flows", flows)
        connection.register("ranks", _ranks())
        connection.register("areas", _areas(flows))
        connection.register("explanations", explanation_table(explanations, on))
        connection.execute(query("balances"))
        heads = connection.sql("SELECT * FROM heads ORDER BY balance_key").to_arrow_table()
        measures = connection.sql(
            "SELECT concat_ws('|', node, coalesce(fund, '各项资金'), year::VARCHAR) AS key, * "
            "FROM measures ORDER BY key, metric"
        ).to_arrow_table()
    return _table(contract, heads, measures)


def _ranks() -> pa.Table:
    """Which dataset's report of spending comes first: that of projects, then the others."""
    titles = [load_contracts()[one.dataset].title for one in MEASURES]
    ranks = {title: rank for rank, title in reversed(list(enumerate(titles)))}
    return pa.table({"title": list(ranks), "rank": pa.array(list(ranks.values()), pa.int64())})


def _areas(flows: pa.Table) -> pa.Table:
    """The name of each area in each year in which the flows have its code."""
    sides = [
        flows.select([f"{side}_code", "budget_year"]).rename_columns(["code", "year"])
        for side in ("payer", "payee")
    ]
    pairs = pa.concat_tables(sides).drop_null().group_by(["code", "year"]).aggregate([])
    rows = [
        {**pair, "name": region.name}
        for pair in pairs.to_pylist()
        if (region := region_of(pair["code"], date(pair["year"], 12, 31)))
    ]
    schema = pa.schema([("code", pa.string()), ("year", pa.int64()), ("name", pa.string())])
    return pa.Table.from_pylist(rows, schema=schema)


def _table(contract: Contract, heads: pa.Table, measures: pa.Table) -> pa.Table:
    schema = joined_schema(contract)
    columns: Columns = {name: heads.column(name) for name in HEAD}
    columns["document"] = pa.repeat(pa.scalar(""), heads.num_rows)
    sums = {name: _sum(name, heads, measures) for name in SUMS}
    for field in contract.fields:
        if field.name in SUMS:
            columns |= _named(field.name, sums[field.name])
        elif field.name in CHOSEN:
            columns |= _named(field.name, _choice(field.name, heads, sums))
        else:
            columns |= _derived(field.name, heads)
    arrays = [
        columns[name].cast(kind) if name in columns else pa.nulls(heads.num_rows, kind)
        for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.table(arrays, schema=schema)


def _sum(name: str, heads: pa.Table, measures: pa.Table) -> Columns:
    """One sum and where it was added from, beside each balance."""
    own = measures.filter(pc.equal(measures["metric"], name))
    at = pc.index_in(heads["balance_key"], value_set=own["key"].combine_chunks())
    found = {part: own.column(source).take(at) for part, source in PARTS.items()}
    steps = pc.if_else(pc.is_valid(found[""]), SUMMED, pa.scalar(None, pa.string()))
    return {**found, "__steps": steps}


def _choice(name: str, heads: pa.Table, sums: dict[str, Columns]) -> Columns:
    stage, by_stage = CHOSEN[name]
    chosen: Columns = {}
    for word, source in by_stage.items():
        is_it = pc.coalesce(pc.equal(heads.column(stage), word), pa.scalar(False))
        for part, values in sums[source].items():
            before = chosen.get(part, pa.nulls(heads.num_rows, values.type))
            chosen[part] = pc.if_else(is_it, values, before)
    return chosen


def _named(name: str, parts: Columns) -> Columns:
    return {f"{name}{part}": values for part, values in parts.items()}


def _derived(name: str, heads: pa.Table) -> Columns:
    values = heads.column(name)
    if name == "is_leaf":
        values = pc.if_else(values, "是", "否")
    is_told = name.startswith(("explanation", "explained"))
    return {
        name: values,
        f"{name}__cell": pa.repeat(pa.scalar(""), heads.num_rows),
        f"{name}__steps": pa.repeat(
            pa.scalar(EXPLAINED if is_told else FROM_FLOWS), heads.num_rows
        ),
    }
