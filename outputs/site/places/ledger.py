"""The pages of the ledger: the list of years and funds, and the nodes of each in pages of 200.

Belongs here: which pages there are, and their columns. Does not belong here: reading balances
(`outputs/site/ledger.py`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from outputs.site.addresses import LEDGER_PAGE, ledger_page
from outputs.site.grid import Cell, Column, Grid, number, with_grids
from outputs.site.known import Known
from outputs.site.ledger import LedgerFund, ledger_files
from outputs.site.pages import Crumb, Page
from outputs.site.places.facts import PlaceFacts
from outputs.site.places.money import BALANCE_COLUMNS, balance_cells

TITLE = "资金收支平衡"
NODES = (Column("节点", "text"), Column("层级", "short"), *BALANCE_COLUMNS[2:])
LISTED = (
    Column("年度", "year"), Column("资金", "text"), Column("节点", "number", "个"),
    Column("有差额没说明或超出的", "number", "个"),
)  # fmt: skip


def ledger_pages(
    facts: PlaceFacts,
    funds: tuple[LedgerFund, ...],
    known: Known,
    common: Mapping[str, Any],
) -> Iterator[Page]:
    """The list, and the pages of each year and fund."""
    if not funds:
        return
    crumbs: tuple[Crumb, ...] = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    context = {**common, "files": ledger_files(facts.release)}
    page = Page(LEDGER_PAGE, "ledger.html", TITLE, TITLE, crumbs, context)
    yield from with_grids(page, [_list(funds)])
    for fund in funds:
        title = f"{TITLE}：{fund.title}"
        own = Crumb(fund.title, None)
        crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, LEDGER_PAGE), own)
        more = {
            **common,
            "fund": fund,
            "fund_href": known.fund(fund.fund_key) if fund.fund_key else None,
        }
        path = ledger_page(fund.budget_year, fund.fund_key)
        page = Page(path, "ledger_fund.html", title, TITLE, crumbs, more)
        yield from with_grids(page, [_nodes(fund, known)])


def _list(funds: tuple[LedgerFund, ...]) -> Grid:
    rows = tuple(
        (
            Cell(str(fund.budget_year)),
            Cell(
                fund.title.partition("　")[2],
                ledger_page(fund.budget_year, fund.fund_key),
            ),
            number(len(fund.rows), _nodes_place(fund)),
            number(fund.open_gaps, _nodes_place(fund)),
        )
        for fund in funds
    )
    return Grid("funds", "各年度、各项资金", "按年度和资金", LISTED, rows)


def _nodes_place(fund: LedgerFund) -> str:
    """Where the nodes of a year and fund are listed."""
    return f"{ledger_page(fund.budget_year, fund.fund_key)}#nodes"


def _nodes(fund: LedgerFund, known: Known) -> Grid:
    rows = tuple(
        (
            Cell(row["node_name"], known.node(row["node_code"], row["node"])),
            Cell(row["node_level"] or ""),
            *balance_cells(row, known)[2:],
        )
        for row in fund.rows
    )
    caption = f"{fund.title}，各节点的收支，上级在前；金额单位：元"
    return Grid("nodes", "各节点", caption, NODES, rows)
