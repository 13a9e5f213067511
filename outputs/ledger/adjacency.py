"""Who paid whom, as edges with one amount per stage, from the published flows; 邻接表.

Belongs here: adding up the rows of `data/fund_flows.csv` between two nodes. Does not belong here:
trees and levels made of the edges (`tree.py`, `levels.py`). Works on published text alone, so that
whoever has the file can derive the rest again; amounts are whole fen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from outputs.ledger.statements import STAGES

FEN_PER_YUAN = 100
NOBODY = ""
UNSTATED = "?"
UNSTATED_NAME = "（没有写明收款方）"
Amounts = Mapping[str, int]


@dataclass(frozen=True)
class Node:
    """A party of the flows; `level` and `code` are blank where not known."""

    key: str
    name: str
    code: str
    level: str


@dataclass(frozen=True)
class Edge:
    """All that went from one node to another, in fen by stage; `payer` is NOBODY if not stated."""

    payer: str
    payee: str
    amounts: Amounts


@dataclass(frozen=True)
class Network:
    """The flows of one fund and year: edges in the order of their nodes, and who the nodes are."""

    budget_year: str
    fund_key: str
    edges: tuple[Edge, ...]
    nodes: Mapping[str, Node]


def networks(rows: Iterable[Mapping[str, str]]) -> tuple[Network, ...]:
    """One network for each fund and year, of the flows that count and have an amount.

    `rows`: the published flows as text. The order of rows makes no difference.
    """
    grouped: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        if row["is_counted"] == "是" and row["amount_yuan"]:
            grouped.setdefault((row["budget_year"], row["fund_key"]), []).append(row)
    return tuple(
        Network(year, fund, edges_of(own), nodes_of(own))
        for (year, fund), own in sorted(grouped.items())
    )


def edges_of(rows: Iterable[Mapping[str, str]]) -> tuple[Edge, ...]:
    """The edges between nodes, each pair once."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        amounts = sums.setdefault((row["payer_node"] or NOBODY, payee_of(row)), {})
        amounts[row["stage"]] = amounts.get(row["stage"], 0) + fen(row["amount_yuan"])
    return tuple(Edge(*pair, in_order(sums[pair])) for pair in sorted(sums))


def payee_of(row: Mapping[str, str]) -> str:
    """The payee's node; one of the payer's own where no payee is stated."""
    return row["payee_node"] or f"{row['payer_node']}/{UNSTATED}"


def nodes_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Node]:
    """Every node by its key, under the shortest of the names that it is written with."""
    found: dict[str, set[Node]] = {}
    for node in _written(rows):
        found.setdefault(node.key, set()).add(node)
    return {
        key: min(nodes, key=lambda one: (len(one.name), one.name, one.level, one.code))
        for key, nodes in sorted(found.items())
    }


def _written(rows: Iterable[Mapping[str, str]]) -> Iterator[Node]:
    for row in rows:
        if row["payer_node"]:
            yield Node(row["payer_node"], row["payer_name"], row["payer_code"], row["payer_level"])
        name = row["payee_name"] if row["payee_node"] else UNSTATED_NAME
        yield Node(payee_of(row), name, row["payee_code"], row["payee_level"])


def fen(yuan: str) -> int:
    """Published yuan as whole fen. Raises decimal.InvalidOperation for what is no number."""
    return int(Decimal(yuan) * FEN_PER_YUAN)


def yuan(amount: int) -> str:
    """Whole fen as published yuan: 1234 → 12.34."""
    return f"{Decimal(amount) / FEN_PER_YUAN:.2f}"


def in_order(amounts: Amounts) -> dict[str, int]:
    """Amounts in the order of the stages."""
    return {stage: amounts[stage] for stage in STAGES if stage in amounts}


def added(parts: Iterable[Amounts]) -> dict[str, int]:
    """Sums by stage."""
    sums: dict[str, int] = {}
    for part in parts:
        for stage, amount in part.items():
            sums[stage] = sums.get(stage, 0) + amount
    return in_order(sums)
