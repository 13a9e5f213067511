"""Where the money came from and where it went, from the release's tree of flows; 资金流向图.

Belongs here: from json/fund_flows.tree.json to pictures, one per fund, year and stage: stages speak
of the same money and are never added. Does not belong here: the drawing (icicle).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from outputs.ledger.files import TREE
from outputs.site.addresses import flows_place
from outputs.site.format import yuan
from outputs.site.pictures.icicle import Place, icicle_drawing
from outputs.site.pictures.picture import Picture, readable
from outputs.site.releases import Release

# The stage that tells most of where money is, first.
STAGES = ("disbursement", "allocation", "budget", "expenditure")
VERBS = {"disbursement": "拨付", "allocation": "分配", "budget": "预算安排", "expenditure": "支出"}
COLUMNS = 4
LARGEST = 8
# As the ledger names a payee that no table names.
NOBODY = "（没有写明收款方）"
REST = "没有写明再往下的去向"
HEADS = ("从", "到", "金额（元）")


def flow_pictures(release: Release) -> Mapping[tuple[str, str], Picture]:
    """A picture for every year and fund of the release's ledger, in its strongest stage.

    Keys are budget year and fund as the tree has them, "" for unknown.
    """
    found = {(tree["budget_year"], tree["fund_key"]): _picture(tree) for tree in _trees(release)}
    return {key: picture for key, picture in found.items() if picture is not None}


def newest_flow(release: Release) -> Picture | None:
    """The newest year over all its funds, which are different money; None without any."""
    trees = _trees(release)
    year = max((tree["budget_year"] for tree in trees), default="")
    own = [tree for tree in trees if tree["budget_year"] == year]
    stage = _stage([root for tree in own for root in tree["roots"]])
    if stage is None:
        return None
    funds = [_fund(tree, stage) for tree in own]
    keys = [tree["fund_key"] for tree, fund in zip(own, funds, strict=True) if fund.yuan > 0]
    return _drawn([fund for fund in funds if fund.yuan > 0], keys, f"{year} 年", "all", stage)


def _trees(release: Release) -> Sequence[Mapping[str, Any]]:
    path = release.folder / TREE
    if not path.exists():
        return ()
    trees: Sequence[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["trees"]
    return trees


def _picture(tree: Mapping[str, Any]) -> Picture | None:
    stage = _stage(tree["roots"])
    if stage is None:
        return None
    year = f"{tree['budget_year']} 年" if tree["budget_year"] else "没有写明年度的"
    fund = f"“{tree['fund_key']}”" if tree["fund_key"] else ""
    digest = hashlib.sha256(tree["fund_key"].encode()).hexdigest()[:8]
    name = f"{tree['budget_year'] or 'other'}-{digest}"
    givers = _givers(tree, stage, 1)
    return _drawn(givers, [tree["fund_key"]] * len(givers), f"{year}{fund}", name, stage)


def _drawn(
    roots: Sequence[Place], keys: Sequence[str], when: str, name: str, stage: str
) -> Picture:
    """The picture of roots of funds with these keys, on whose pages their single flows stand."""
    rows = [
        (row, flows_place(key))
        for root, key in zip(roots, keys, strict=True)
        for row in _rows(root)
    ]
    return Picture(
        name=f"flow-{name}",
        title=f"{when}{VERBS[stage]}：从谁到谁",
        sentence=_sentence(roots, when, VERBS[stage]),
        heads=HEADS,
        rows=tuple(row for row, _ in rows),
        drawing=icicle_drawing(roots),
        proofs=tuple(place for _, place in rows),
    )


def _fund(tree: Mapping[str, Any], stage: str) -> Place:
    """A fund with those that gave of it; what they gave is what it holds."""
    givers = _givers(tree, stage, 2)
    total = sum((giver.yuan for giver in givers), Decimal(0))
    return Place(tree["fund_key"] or "没有写明资金名称", total, givers)


def _givers(tree: Mapping[str, Any], stage: str, column: int) -> tuple[Place, ...]:
    givers = [root for root in tree["roots"] if Decimal(root["passed_on"].get(stage, 0)) > 0]
    return _largest([_place(root, root["passed_on"], stage, column) for root in givers])


def _stage(roots: Sequence[Mapping[str, Any]]) -> str | None:
    return next((one for one in STAGES if _gives(roots, one)), None)


def _gives(roots: Sequence[Mapping[str, Any]], stage: str) -> bool:
    return any(Decimal(root["passed_on"].get(stage, 0)) > 0 for root in roots)


def _place(branch: Mapping[str, Any], amounts: Mapping[str, str], stage: str, column: int) -> Place:
    """A node with what it has, down to COLUMNS; what it keeps is a rest."""
    amount = Decimal(amounts.get(stage, 0))
    given = [child for child in branch["children"] if Decimal(child["given"].get(stage, 0)) > 0]
    if column == COLUMNS or not given:
        return Place(branch["name"], amount, is_rest=branch["name"] == NOBODY)
    children = _largest([_place(child, child["given"], stage, column + 1) for child in given])
    kept = amount - sum((child.yuan for child in children), Decimal(0))
    rest = (Place(REST, kept, is_rest=True),) if kept > 0 else ()
    return Place(branch["name"], amount, (*children, *rest))


def _largest(places: Sequence[Place]) -> tuple[Place, ...]:
    """The largest places, and all others as one."""
    ordered = sorted(places, key=lambda place: (-place.yuan, place.name))
    shown, others = ordered[:LARGEST], ordered[LARGEST:]
    if len(others) <= 1:
        return tuple(ordered)
    total = sum((place.yuan for place in others), Decimal(0))
    return (*shown, Place(f"其他 {len(others)} 个", total))


def _rows(root: Place) -> Iterator[tuple[str, ...]]:
    waiting = [root]
    while waiting:
        place = waiting.pop()
        for child in place.children:
            yield place.name, child.name, yuan(child.yuan)
        waiting += reversed(place.children)


def _sentence(roots: Sequence[Place], when: str, verb: str) -> str:
    first = roots[0]
    givers = "、".join(f"{root.name} {readable(root.yuan)}" for root in roots[:3])
    more = f"等 {len(roots)} 个单位" if len(roots) > 3 else ""  # noqa: PLR2004 as many as named
    to = [child for child in first.children if not child.is_rest and child.name != NOBODY][:3]
    largest = "、".join(f"{child.name} {readable(child.yuan)}" for child in to)
    tail = f"其中{first.name}{verb}最多的是{largest}。" if to else ""
    return f"{when}{verb}出去的资金：{givers}{more}。{tail}"
