"""The pages of funds: how much per year and stage, from whom to whom, by which documents; 资金.

Belongs here: what stands on one fund's page, asked in bulk from the flows of the release. Does not
belong here: balances of nodes (`ledger.py`). Sums speak of one year, one stage and one step from
level to level, so that no money is added to itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outputs.site.addresses import FUNDS_PAGE, flows_place, fund_page, ledger_page
from outputs.site.format import share
from outputs.site.grid import Cell, Column, Grid, amount, number, with_grids
from outputs.site.known import Known
from outputs.site.ledger import LedgerFund
from outputs.site.pages import Crumb, Page
from outputs.site.places.compared import area_name, shares_pictures
from outputs.site.places.facts import PlaceFacts
from outputs.site.places.money import FLOWS, NOBODY, UNNAMED, Row, year_cell

TITLE = "资金"
SHARED = "shares"
QUERIES = Path(__file__).parent / "funds.sql"
STEPS = (
    Column("年度", "year"), Column("环节", "short"), Column("从哪一级", "short"),
    Column("到哪一级", "short"), Column("金额", "amount", "元"), Column("笔数", "number", "笔"),
    Column("不计入平衡", "number", "笔"),
)  # fmt: skip
SHARES = (
    Column("年度", "year"), Column("环节", "short"), Column("层级", "short"),
    Column("地区", "text"), Column("金额", "amount", "元"), Column("占同级", "number"),
)  # fmt: skip
DOCUMENTS = (
    Column("文号", "text"), Column("年度", "year"), Column("环节", "short"),
    Column("金额", "amount", "元"), Column("笔数", "number", "笔"),
    Column("不计入平衡", "number", "笔"),
)  # fmt: skip
PASSED = (
    Column("年度", "year"), Column("环节", "short"), Column("付款方", "text"),
    Column("收款方", "text"), Column("金额", "amount", "元"), Column("文号", "text"),
    Column("计入平衡", "short"), Column("说明", "long"), Column("依据", "short"),
)  # fmt: skip
FUNDS = (
    Column("资金", "text"), Column("层级", "short"), Column("年度", "short"),
    Column("流向", "number", "笔"), Column("文件", "number", "份"),
)  # fmt: skip


@dataclass(frozen=True)
class FundSource:
    """All that the pages of funds are made from; rows of each query by the fund's key."""

    funds: Sequence[Row]
    steps: Mapping[str, Sequence[Row]]
    shares: Mapping[str, Sequence[Row]]
    documents: Mapping[str, Sequence[Row]]
    flows: Mapping[str, Sequence[Row]]
    known: Known
    ledger: tuple[LedgerFund, ...]
    common: Mapping[str, Any]


@dataclass(frozen=True)
class FundRows:
    """The answers of the queries on the flows of a release, by name of the query."""

    answers: Mapping[str, Sequence[Row]]

    def by_fund(self, name: str) -> dict[str, list[Row]]:
        """The rows of one query by the fund's key, in their order."""
        found: dict[str, list[Row]] = {}
        for row in self.answers.get(name, ()):
            found.setdefault(row["fund"], []).append(row)
        return found


def read_funds(facts: PlaceFacts) -> FundRows:
    """Ask the flows of a release once for all funds. Raises duckdb.Error."""
    import duckdb

    told = facts.release.dataset(FLOWS)
    path = facts.release.folder / "data" / f"{FLOWS}.parquet"
    if told is None or told.withdrawn or not told.rows or not path.exists():
        return FundRows({})
    answers: dict[str, Sequence[Row]] = {}
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.read_parquet(str(path)).create_view("flows")
        for part in QUERIES.read_text(encoding="utf-8").split("-- name: ")[1:]:
            name, _, query = part.partition("\n")
            answers[name.strip()] = connection.sql(query).to_arrow_table().to_pylist()
    return FundRows(answers)


def fund_pages(source: FundSource) -> Iterator[Page]:
    """The list of funds, and a page for each."""
    if not source.funds:
        return
    crumbs: tuple[Crumb, ...] = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    page = Page(FUNDS_PAGE, "funds.html", TITLE, TITLE, crumbs, source.common)
    yield from with_grids(page, [_funds_grid(source)])
    for fund in source.funds:
        name = fund["fund"] or UNNAMED
        context = {
            **source.common,
            "fund": fund,
            "ledgers": [
                (f"{one.budget_year} 年", ledger_page(one.budget_year, one.fund_key))
                for one in source.ledger
                if one.fund_key == fund["fund"]
            ],
            "figures": {
                SHARED: tuple(shares_pictures(fund["fund"], source.shares.get(fund["fund"], ())))
            },
        }
        crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, FUNDS_PAGE), Crumb(name, None))
        page = Page(fund_page(fund["fund"]), "fund.html", name, TITLE, crumbs, context)
        yield from with_grids(page, list(_grids(source, fund["fund"], name)))


def _funds_grid(source: FundSource) -> Grid:
    rows = tuple(
        (
            Cell(fund["fund"] or UNNAMED, fund_page(fund["fund"])),
            Cell(fund["fund_level"] or ""),
            Cell(_years(fund)),
            number(fund["flows"], flows_place(fund["fund"])),
            number(fund["documents"], f"{fund_page(fund['fund'])}#documents"),
        )
        for fund in source.funds
    )
    return Grid("funds", "各项资金", "资金流向里说到的各项资金", FUNDS, rows)


def _years(fund: Row) -> str:
    first, last = fund["first_year"], fund["last_year"]
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _grids(source: FundSource, key: str, name: str) -> Iterator[Grid]:
    yield from _amounts(source, key, name)
    yield Grid(
        "documents",
        "依据哪些文件",
        f"{name}，按文号；金额单位：元",
        DOCUMENTS,
        tuple(_document(row, key, source.known) for row in source.documents.get(key, ())),
    )
    yield Grid(
        "flows",
        "从谁到谁",
        f"{name}的各笔流向；金额单位：元",
        PASSED,
        tuple(_flow(row, source) for row in source.flows.get(key, ())),
    )


def _amounts(source: FundSource, key: str, name: str) -> Iterator[Grid]:
    yield Grid(
        "steps",
        "每年、每个环节多少",
        f"{name}，按年度、环节、从哪一级到哪一级；金额单位：元",
        STEPS,
        tuple(_step(row, key) for row in source.steps.get(key, ())),
        "一行是一个年度、一个环节、从一级到另一级的合计。同一笔钱逐级下达，每一级、每个环节各说一次，"
        "所以各行之间不能相加；不计入平衡的不在金额里。",
    )
    yield Grid(
        SHARED,
        "各地区得到多少",
        f"{name}，写明收款地区的；金额单位：元",
        SHARES,
        tuple(_share(row, key, source.known) for row in source.shares.get(key, ())),
        "“占同级”是占同一年度、同一环节、同一层级各地区合计的比例；没有写明收款地区的不在其中。",
    )


def _step(row: Row, key: str) -> tuple[Cell, ...]:
    return (
        year_cell(row["budget_year"]),
        Cell(row["stage"]),
        Cell(row["payer_level"] or NOBODY),
        Cell(row["payee_level"] or NOBODY),
        amount(row["amount_yuan"], href=flows_place(key)),
        number(row["flows"], flows_place(key)),
        number(row["uncounted"], flows_place(key)),
    )


def _share(row: Row, key: str, known: Known) -> tuple[Cell, ...]:
    return (
        year_cell(row["budget_year"]),
        Cell(row["stage"]),
        Cell(row["payee_level"] or ""),
        Cell(area_name(row), known.area(row["payee_code"])),
        amount(row["amount_yuan"], href=flows_place(key)),
        Cell(share(row["amount_yuan"], row["whole_yuan"])),
    )


def _document(row: Row, key: str, known: Known) -> tuple[Cell, ...]:
    said = row["document_no"]
    return (
        Cell(said or "没有写明文号", known.document(said) if said else None),
        year_cell(row["budget_year"]),
        Cell(row["stage"]),
        amount(row["amount_yuan"], href=flows_place(key)),
        number(row["flows"], flows_place(key)),
        number(row["uncounted"], flows_place(key)),
    )


def _flow(row: Row, source: FundSource) -> tuple[Cell, ...]:
    said = row["document_no"]
    source_page = source.known.origin(FLOWS, row["record_id"])
    return (
        year_cell(row["budget_year"]),
        Cell(row["stage"]),
        Cell(row["payer_name"] or NOBODY, source.known.area(row["payer_code"])),
        Cell(row["payee_name"] or NOBODY, source.known.node(row["payee_code"], row["payee_node"])),
        amount(
            row["amount_yuan"],
            href=source.known.origin(FLOWS, row["record_id"], "amount_yuan"),
        ),
        Cell(said or "", source.known.document(said) if said else None),
        Cell(row["is_counted"]),
        Cell(row["flow_note"] or ""),
        Cell("出处" if source_page else "", source_page),
    )
