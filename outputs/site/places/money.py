"""What areas, units and funds received, passed on and spent, as tables of a page.

Belongs here: balances and flows of the release, asked once in bulk, and the columns that all of
these pages share. Does not belong here: what a balance is (`outputs/ledger/`). Amounts of different
stages stand in columns or rows of their own, and nothing here adds two of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import flows_place
from outputs.site.grid import Cell, Column, amount, number
from outputs.site.known import Known
from outputs.site.ledger import ALL_FUNDS, explanation_words, ledger_place
from outputs.site.places.facts import PlaceFacts

Row = Mapping[str, Any]
BALANCES, FLOWS = "fund_balances", "fund_flows"
UNNAMED = "没有写明资金名称"
NO_YEAR = "年度不明"
NOBODY = "没有写明"
MONEY_NOTE = (
    "“收到”有拨付的取拨付，否则取分配，再否则取自己报的到位；“付出”有拨付的取拨付，否则取分配；取自哪个环节写在括号里。"
    "“—”表示没有哪张表这样说，不等于零。各环节说的是同一笔钱，不能相加；上级的金额含下级的，也不能相加。"
)
BALANCE_COLUMNS = (
    Column("年度", "year"),
    Column("资金", "text"),
    Column("计划安排", "amount", "元"),
    Column("收到", "amount", "元"),
    Column("付出", "amount", "元"),
    Column("支出", "amount", "元"),
    Column("差额", "amount", "元"),
    Column("未说明差额", "amount", "元"),
    Column("情况", "short"),
    Column("说明", "long"),
    Column("依据", "short"),
)
BALANCED = (
    "planned_yuan", "received_yuan", "passed_on_yuan", "spent_yuan", "gap_yuan", "remaining_yuan",
)  # fmt: skip
# What an amount was taken from stands in a field of its own.
STAGED = {"received_yuan": "received_stage", "passed_on_yuan": "passed_on_stage"}
# One line per pair of parties, year, fund and stage. What does not count in the balances is never
# added, not even to its like: two units may have told the same money differently.
GROUPED = """
SELECT payer_node, payee_node, max(payer_code) AS payer_code, max(payee_code) AS payee_code,
       min(payer_name) AS payer_name, min(payee_name) AS payee_name, budget_year,
       coalesce(fund_key, '') AS fund, stage, is_counted, count(*) AS flows,
       min(record_id) AS record_id, sum(amount_yuan)::DECIMAL(18, 2) AS amount_yuan
FROM flows WHERE payer_code IN (SELECT code FROM wanted) OR payee_code IN (SELECT code FROM wanted)
GROUP BY payer_node, payee_node, budget_year, fund, stage, is_counted,
         CASE WHEN is_counted = '否' THEN record_id END
ORDER BY budget_year DESC NULLS LAST, fund, stage, amount_yuan DESC NULLS LAST, payer_node,
         payee_node, record_id
"""


@dataclass(frozen=True)
class Money:
    """Balances by the code of their node, grouped flows by the codes of payer and payee."""

    balances: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    given: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    received: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def read_money(facts: PlaceFacts, codes: Iterable[str]) -> Money:
    """The money of the nodes with these codes. Raises OSError, duckdb.Error."""
    wanted = pa.array(sorted(codes), pa.string())
    balances = _table(facts, BALANCES)
    flows = _table(facts, FLOWS)
    own = () if balances is None else _balances(balances, wanted)
    grouped = () if flows is None else _grouped(flows, wanted)
    return Money(
        balances=_by("node_code", own),
        given=_by("payer_code", grouped),
        received=_by("payee_code", grouped),
    )


def _table(facts: PlaceFacts, dataset: str) -> pa.Table | None:
    told = facts.release.dataset(dataset)
    path = facts.release.folder / "data" / f"{dataset}.parquet"
    if told is None or told.withdrawn or not told.rows or not path.exists():
        return None
    return parquet.read_table(path)


def _balances(table: pa.Table, wanted: pa.Array) -> Sequence[Row]:
    order = [("budget_year", "descending"), ("fund_key", "ascending"), ("node", "ascending")]
    own = table.filter(pc.is_in(table["node_code"], value_set=wanted)).sort_by(order)
    rows: Sequence[Row] = own.to_pylist()
    return rows


def _grouped(flows: pa.Table, wanted: pa.Array) -> Sequence[Row]:
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("flows", flows)
        connection.register("wanted", pa.table({"code": wanted}))
        rows: Sequence[Row] = connection.sql(GROUPED).to_arrow_table().to_pylist()
    return rows


def _by(name: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row[name]:
            found.setdefault(row[name], []).append(row)
    return found


def year_cell(year: int | None) -> Cell:
    """The budget year; a flow may not say it."""
    return Cell(NO_YEAR if year is None else str(year))


def fund_cell(key: str | None, known: Known) -> Cell:
    """A fund with the way to its page; "" and None are money whose fund is not named."""
    return Cell(key or UNNAMED, known.fund(key))


def balance_cells(row: Row, known: Known) -> tuple[Cell, ...]:
    """A balance as BALANCE_COLUMNS has it; its last cell leads to the record it stands in."""
    fund = fund_cell(row["fund_key"], known) if row["fund_key"] else Cell(ALL_FUNDS)
    return (
        year_cell(row["budget_year"]),
        fund,
        *(_balance(row, name, known) for name in BALANCED),
        Cell(row["balance_state"], ledger_place(row)),
        Cell(explanation_words(row)),
        Cell("出处", known.origin(BALANCES, row["record_id"])),
    )


def _balance(row: Row, name: str, known: Known) -> Cell:
    """An amount of a balance, which leads to the cells that it was made from."""
    href = known.origin(BALANCES, row["record_id"], name)
    stage = STAGED.get(name)
    return amount(row[name], beside=(row[stage] or "") if stage else "", href=href)


FLOW_COLUMNS = (
    Column("年度", "year"),
    Column("环节", "short"),
    Column("资金", "text"),
    Column("对方", "text"),
    Column("金额", "amount", "元"),
    Column("笔数", "number", "笔"),
    Column("计入平衡", "short"),
    Column("依据", "short"),
)
FLOW_NOTE = (
    "同一年度、资金、环节、对方的各笔相加成一行；各环节说的是同一笔钱，不能相加。"
    "不计入平衡的各成一行，原因见出处。"
)


def flow_cells(row: Row, other: str, known: Known) -> tuple[Cell, ...]:
    """Grouped flows as FLOW_COLUMNS has it; `other` says which side is not the page's own."""
    name = row[f"{other}_name"] or NOBODY
    word, href = "出处", known.origin(FLOWS, row["record_id"], "amount_yuan")
    source = known.origin(FLOWS, row["record_id"])
    if row["flows"] > 1:
        word, href = "各笔出处", flows_place(row["fund"]) if known.fund(row["fund"]) else None
        source = href
    return (
        year_cell(row["budget_year"]),
        Cell(row["stage"]),
        fund_cell(row["fund"], known),
        Cell(name, known.node(row[f"{other}_code"], row[f"{other}_node"])),
        amount(row["amount_yuan"], href=href),
        number(row["flows"]),
        Cell(row["is_counted"]),
        Cell(word if source else "", source),
    )
