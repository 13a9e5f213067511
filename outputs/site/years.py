"""How much money moved in each year, from whom and to whom, as the home page tells it; 分年度.

Belongs here: one line per budget year from the release's tree of flows. Does not belong here: the
pictures of the same tree (`pictures.flows`), the balances of its places (`ledger`). A line speaks
of one stage only, the one that tells most of where the money is: stages speak of the same money.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.ledger.files import TREE
from outputs.site.pictures.flows import NOBODY, STAGES, VERBS
from outputs.site.releases import Release

NAMED = 3


@dataclass(frozen=True)
class Party:
    """Who gave or received, and how much in yuan; `code` and `node` as the tree has them."""

    name: str
    yuan: Decimal
    code: str = ""
    node: str = ""


@dataclass(frozen=True)
class YearLine:
    """One year in one stage: what all roots of all its funds passed on, which are different money.

    `funds`, `givers` and `receivers` are the largest that have a name; the counts are of all of
    these.
    `unnamed_yuan` is what went to payees that no table names. `year` is "" where none is stated.
    """

    year: str
    stage: str
    yuan: Decimal
    funds: tuple[Party, ...]
    fund_count: int
    givers: tuple[Party, ...]
    giver_count: int
    receivers: tuple[Party, ...]
    receiver_count: int
    unnamed_yuan: Decimal


def year_lines(release: Release) -> tuple[YearLine, ...]:
    """The years of a release, the newest first; none without a tree. Raises OSError."""
    path = release.folder / TREE
    if not path.is_file():
        return ()
    by_year: dict[str, list[Mapping[str, Any]]] = {}
    for tree in json.loads(path.read_text(encoding="utf-8"))["trees"]:
        by_year.setdefault(tree["budget_year"] or "", []).append(tree)
    found = (_line(year, trees) for year, trees in sorted(by_year.items(), reverse=True))
    return tuple(line for line in found if line is not None)


def _line(year: str, trees: list[Mapping[str, Any]]) -> YearLine | None:
    roots = [root for tree in trees for root in tree["roots"]]
    stage = next((one for one in STAGES if any(_passed(root, one) for root in roots)), None)
    if stage is None:
        return None
    funds = _sums(
        (tree["fund_key"], _passed(root, stage)) for tree in trees for root in tree["roots"]
    )
    given = _sums((root["name"], _passed(root, stage)) for root in roots)
    received = _sums(_received(roots, stage))
    nodes = _nodes(roots)
    unnamed = received.pop(NOBODY, Decimal(0))
    funds.pop("", None)
    return YearLine(
        year=year,
        stage=VERBS[stage],
        yuan=sum(given.values(), Decimal(0)),
        funds=_largest(funds),
        fund_count=len(funds),
        givers=_largest(given, nodes),
        giver_count=len(given),
        receivers=_largest(received, nodes),
        receiver_count=len(received),
        unnamed_yuan=unnamed,
    )


def _passed(root: Mapping[str, Any], stage: str) -> Decimal:
    return Decimal(root["passed_on"].get(stage, 0))


def _received(roots: list[Mapping[str, Any]], stage: str) -> Iterator[tuple[str, Decimal]]:
    for root in roots:
        for child in root["children"]:
            yield child["name"], Decimal(child["given"].get(stage, 0))


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """By name what is more than nothing."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, amount in amounts:
        if amount > 0:
            found[name] += amount
    return found


def _nodes(roots: list[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """By name the code and node of who gave and received; none for a name that two share."""
    found: dict[str, tuple[str, str]] = {}
    for one in (*roots, *(child for root in roots for child in root["children"])):
        own = (one["code"] or "", one["node"] or "")
        if found.setdefault(one["name"], own) != own:
            found[one["name"]] = ("", "")
    return found


def _largest(
    found: Mapping[str, Decimal], nodes: Mapping[str, tuple[str, str]] | None = None
) -> tuple[Party, ...]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    known = nodes or {}
    return tuple(
        Party(name, amount, *known.get(name, ("", ""))) for name, amount in ordered[:NAMED]
    )
