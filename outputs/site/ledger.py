"""The ledger of funds as readers see it: a page for each fund and year, and one that lists them.

Belongs here: turning published balances into tables of 200 nodes. Does not belong here: HTML, and
what a gap is (`outputs/ledger/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyarrow import parquet

from outputs.ledger.files import LEVELS, LEVELS_TITLE, TREE, TREE_TITLE
from outputs.site.addresses import LEDGER_PAGE, ledger_page
from outputs.site.pictures.flows import flow_pictures
from outputs.site.pictures.picture import Picture
from outputs.site.releases import Release

ALL_FUNDS = "各项资金合计"
ORDER = ("中央", "省", "市", "区县", "乡镇", "单位", "项目", None)
OPEN_STATES = ("有差额", "超出")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class LedgerFund:
    """The balances of one fund and year, the upper levels first; `fund_key` "" is all together."""

    budget_year: int
    fund_key: str
    rows: tuple[Row, ...]
    picture: Picture | None

    @property
    def title(self) -> str:
        """Year and fund in Chinese."""
        return f"{self.budget_year} 年　{self.fund_key or ALL_FUNDS}"

    @property
    def open_gaps(self) -> int:
        """Nodes whose gap nobody has explained, or that gave more than they got."""
        return sum(row["balance_state"] in OPEN_STATES for row in self.rows)


@dataclass(frozen=True)
class LedgerFile:
    """A file of the release beside the page."""

    title: str
    path: str


def read_ledger(release: Release) -> tuple[LedgerFund, ...]:
    """The balances of a release by year and fund, the newest year first."""
    table = parquet.read_table(release.folder / "data" / "fund_balances.parquet")
    pictures = flow_pictures(release)
    groups: dict[tuple[int, str], list[Row]] = {}
    for row in table.to_pylist():
        groups.setdefault((row["budget_year"], row["fund_key"] or ""), []).append(row)
    ordered = sorted(groups.items(), key=lambda group: (-group[0][0], group[0][1]))
    return tuple(
        LedgerFund(year, fund, tuple(sorted(rows, key=_order)), pictures.get((str(year), fund)))
        for (year, fund), rows in ordered
    )


def ledger_files(release: Release) -> tuple[LedgerFile, ...]:
    """The hierarchies of the release, if it has them."""
    offered = ((LEVELS_TITLE, LEVELS), (TREE_TITLE, TREE))
    return tuple(
        LedgerFile(title, release.path + path)
        for title, path in offered
        if (release.folder / path).exists()
    )


def ledger_place(row: Row) -> str:
    """The page of the ledger that holds a balance's year and fund."""
    return ledger_page(row["budget_year"], row["fund_key"] or "")


def year_places(release: Release) -> Mapping[int, str]:
    """Where the balances of each year stand: its page of all funds, else of its one, else the list.

    Raises OSError.
    """
    path = release.folder / "data" / "fund_balances.parquet"
    if release.ledger is None or not path.is_file():
        return {}
    table = parquet.read_table(path, columns=["budget_year", "fund_key"])
    funds: dict[int, list[str]] = {}
    for row in table.group_by(["budget_year", "fund_key"]).aggregate([]).to_pylist():
        funds.setdefault(row["budget_year"], []).append(row["fund_key"] or "")
    return {
        year: ledger_page(year, min(keys)) if "" in keys or len(keys) == 1 else LEDGER_PAGE
        for year, keys in funds.items()
    }


def explanation_words(row: Row) -> str:
    """What was signed about a gap: kind, reason, until when, by whom; "" if nothing was."""
    words = (
        row["explanation_category"],
        row["explanation_reason"],
        row["explained_until"] and f"有效期到 {row['explained_until']}",
        row["explained_by"],
    )
    return "，".join(word for word in words if word)


def _order(row: Row) -> tuple[int, str]:
    return ORDER.index(row["node_level"]), row["node"]
