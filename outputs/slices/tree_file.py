"""`json/areas.tree.json` and its JSON Schema; 地区树文件.

Belongs here: the bytes of both, and reading what the tree is made of. Does not belong here: the
tree (`tree.py`). Like the slices it follows from `data/*.csv`, and `verify` derives it again.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from outputs.canonical import read_csv_as_text
from outputs.slices.files import Slice, bound, write_slice
from outputs.slices.places import UNPLACED_NAME, areas_by_code, own_areas
from outputs.slices.totals import Kind, Total, Totals, own_totals
from outputs.slices.tree import AreaNode, Project, area_trees, nodes
from outputs.slices.tree_schema import TREE_SCHEMA
from sources.contract import Contract

TREE, SCHEMA = "json/areas.tree.json", "schema/areas.tree.schema.json"
TREE_TITLE = "地区树：各地区记录数和金额的控制数"
PROJECTS = "project"


def tree_files(folder: Path, contracts: Sequence[Contract]) -> tuple[Slice, ...]:
    """The tree of a release folder's data/*.csv and its schema. Raises OSError, KeyError."""
    own: dict[str, dict[Kind, Total]] = {}
    projects: dict[str, list[Project]] = {}
    for contract in contracts:
        table = read_csv_as_text(folder / "data" / f"{contract.dataset}.csv")
        if not table.num_rows:
            continue
        for code, totals in own_totals(contract, table).items():
            own.setdefault(code, {}).update(totals)
        if contract.dataset == PROJECTS:
            projects = _projects(table)
    roots = area_trees(own, projects)
    return (Slice(TREE, (tree_bytes(roots),)), Slice(SCHEMA, (_dump(TREE_SCHEMA, indent=2),)))


def write_tree(folder: Path, contracts: Sequence[Contract]) -> None:
    """Write what `tree_files` gives below the release folder."""
    for one in tree_files(folder, contracts):
        write_slice(folder, one)


def tree_bytes(roots: Sequence[AreaNode]) -> bytes:
    """The trees as one JSON document."""
    document = {
        "title": TREE_TITLE,
        "unit": {"amount_yuan": "元", "amount_fen": "分"},
        "areas": sum(1 for _ in nodes(roots)),
        "roots": [_plain(root) for root in roots],
    }
    return _dump(document)


def _projects(table: pa.Table) -> dict[str, list[Project]]:
    columns = {name: table[name] for name in ("record_id", "project_name", "amount_fen")}
    found: dict[str, list[Project]] = {}
    for row in pa.table({"area": own_areas(table), **columns}).to_pylist():
        fen = int(row["amount_fen"]) if row["amount_fen"] else None
        found.setdefault(row["area"], []).append(
            Project(row["record_id"], row["project_name"] or "", fen)
        )
    return found


def _plain(node: AreaNode) -> dict[str, Any]:
    region = areas_by_code().get(node.code)
    return {
        "code": node.code,
        "name": UNPLACED_NAME if region is None else region.name,
        "level": None if region is None else region.level.value,
        "parent": (region.parent or None) if region else None,
        "valid_from": (bound(region.valid_from) or None) if region else None,
        "valid_to": (bound(region.valid_to) or None) if region else None,
        "own": _plain_totals(node.own),
        "with_below": _plain_totals(node.with_below),
        "projects": [
            {"record_id": one.record_id, "name": one.name or None, **_money(one.amount_fen)}
            for one in node.projects
        ],
        "children": [_plain(child) for child in node.children],
    }


def _plain_totals(totals: Totals) -> list[dict[str, Any]]:
    return [
        {
            "dataset": kind.dataset,
            "stage": kind.stage or None,
            "is_counted": kind.is_counted or None,
            "records": total.records,
            "without_amount": total.without_amount,
            **_money(total.amount_fen),
        }
        for kind, total in sorted(totals.items())
    ]


def _money(fen: int | None) -> dict[str, Any]:
    yuan = None if fen is None else f"{Decimal(fen).scaleb(-2):.2f}"
    return {"amount_yuan": yuan, "amount_fen": fen}


def _dump(value: Any, indent: int | None = None) -> bytes:
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return f"{text}\n".encode()
