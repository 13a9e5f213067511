"""The ledger of funds as readers see it: each fund and year, and under it its nodes.

Belongs here: turning published balances into rows of text. Does not belong here: HTML, and what a
gap is (`outputs/ledger/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyarrow import parquet

from outputs.ledger.files import LEVELS, LEVELS_TITLE, TREE, TREE_TITLE
from outputs.site.format import yuan
from outputs.site.pictures.flows import flow_pictures
from outputs.site.pictures.picture import Picture
from outputs.site.releases import Release

LEDGER_PAGE = "ledger/index.html"
ALL_FUNDS = "各项资金合计"
ORDER = ("中央", "省", "市", "区县", "乡镇", "单位", "项目", None)
SHOWN_ROWS = 500


@dataclass(frozen=True)
class LedgerRow:
    """A node's line: amounts as text, blank where nobody says anything."""

    name: str
    level: str
    received: str
    passed_on: str
    spent: str
    gap: str
    remaining: str
    state: str
    explanation: str
    record_id: str


@dataclass(frozen=True)
class LedgerFund:
    """The nodes of one fund and year; `count` of them, of which the first rows are shown."""

    title: str
    count: int
    rows: tuple[LedgerRow, ...]
    picture: Picture | None


@dataclass(frozen=True)
class LedgerFile:
    """A file of the release beside the page."""

    title: str
    path: str


def read_ledger(release: Release) -> tuple[LedgerFund, ...]:
    """The balances of a release by year and fund, the newest year first."""
    table = parquet.read_table(release.folder / "data" / "fund_balances.parquet")
    pictures = flow_pictures(release)
    groups: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for row in table.to_pylist():
        groups.setdefault((row["budget_year"], row["fund_key"] or ""), []).append(row)
    ordered = sorted(groups.items(), key=lambda group: (-group[0][0], group[0][1]))
    return tuple(
        LedgerFund(
            title=f"{year} 年　{fund or ALL_FUNDS}",
            count=len(rows),
            rows=tuple(map(_row, sorted(rows, key=_order)))[:SHOWN_ROWS],
            picture=pictures.get((str(year), fund)),
        )
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


def _order(row: Mapping[str, Any]) -> tuple[int, str]:
    return ORDER.index(row["node_level"]), row["node"]


def _row(row: Mapping[str, Any]) -> LedgerRow:
    texts = {
        name: "" if row[f"{name}_yuan"] is None else yuan(row[f"{name}_yuan"])
        for name in ("received", "passed_on", "spent", "gap", "remaining")
    }
    for name in ("received", "passed_on"):
        if texts[name]:
            texts[name] += f"（{row[f'{name}_stage']}）"
    words = (
        row["explanation_category"],
        row["explanation_reason"],
        row["explained_until"] and f"有效期到 {row['explained_until']}",
        row["explained_by"],
    )
    return LedgerRow(
        name=row["node_name"],
        level=row["node_level"] or "",
        state=row["balance_state"],
        explanation="，".join(word for word in words if word),
        record_id=row["record_id"],
        **texts,
    )
