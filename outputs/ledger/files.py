"""The hierarchies of a release: the table of levels and the tree, made from its flows; 层级文件.

Belongs here: which files are derived from `data/fund_flows.csv` and their bytes. Does not belong
here: writing a release and verifying it. Both derive the files from the published text, so these
need no signature of their own: nobody can change them and leave the flows as they are.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from outputs.canonical import text_columns
from outputs.formats.csv_file import csv_bytes
from outputs.ledger.adjacency import Amounts, networks, yuan
from outputs.ledger.levels import level_table
from outputs.ledger.tree import Branch, Tree, branches, tree_of

FLOWS = "fund_flows"
LEVELS_NAME = "fund_flows_levels"
LEVELS = f"data/{LEVELS_NAME}.csv"
TREE = f"json/{FLOWS}.tree.json"
LEVELS_TITLE, TREE_TITLE = "资金流向层级表", "资金流向树"
STAGE_WORDS = {
    "预算": "budget",
    "分配": "allocation",
    "拨付": "disbursement",
    "支出": "expenditure",
}


def derived_files(flows: pa.Table) -> dict[str, bytes]:
    """By path in the release, the bytes of the files that follow from the published flows.

    Raises KeyError if a column is missing, decimal.InvalidOperation for an amount that is none.
    """
    texts = dict(zip(flows.schema.names, text_columns(flows), strict=True))
    trees = [tree_of(one) for one in networks(pa.table(texts).to_pylist())]
    return {LEVELS: csv_bytes(level_table(trees)), TREE: tree_bytes(trees)}


def tree_bytes(trees: list[Tree]) -> bytes:
    """All trees as one JSON document: amounts are texts in yuan by stage."""
    document = {
        "dataset": FLOWS,
        "title": TREE_TITLE,
        "unit": "元",
        "stages": STAGE_WORDS,
        "trees": [_plain_tree(one) for one in trees],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def _plain_tree(tree: Tree) -> dict[str, Any]:
    return {
        "budget_year": tree.budget_year,
        "fund_key": tree.fund_key,
        "control": {
            "places": sum(1 for _ in branches(tree)),
            "leaf_totals": _plain(tree.leaf_totals),
            "overruns": [
                {"node": key, **_plain(amounts)} for key, amounts in sorted(_overruns(tree))
            ],
        },
        "roots": [_plain_branch(one) for one in tree.roots],
    }


def _overruns(tree: Tree) -> Iterator[tuple[str, Mapping[str, int]]]:
    for branch in branches(tree):
        if branch.overrun and not branch.is_continued and branch.passed_on:
            yield branch.node.key, branch.overrun


def _plain_branch(branch: Branch) -> dict[str, Any]:
    """One place; a node that is continued elsewhere has no children here."""
    plain: dict[str, Any] = {
        "node": branch.node.key,
        "name": branch.node.name,
        "code": branch.node.code or None,
        "level": branch.node.level or None,
        "given": _plain(branch.given),
        "own": _plain(branch.own),
        "received": _plain(branch.received),
        "passed_on": _plain(branch.passed_on),
        "overrun": _plain(branch.overrun),
        "is_continued": branch.is_continued,
        "children": [_plain_branch(one) for one in branch.children],
    }
    return plain


def _plain(amounts: Amounts) -> dict[str, str]:
    return {STAGE_WORDS[stage]: yuan(amount) for stage, amount in amounts.items()}
