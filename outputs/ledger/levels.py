"""The tree as a table of paths, one row per place, with a column for each level; 层级表.

Belongs here: columns and rows of `data/fund_flows_levels.csv`. Does not belong here: the tree
itself. Every stage is a column of its own; a total adds, in one of them, the rows that name that
stage in `leaf_stages`, and no others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyarrow as pa

from outputs.columns import ARROW_TYPES, VALUE, PublishedColumn
from outputs.ledger.adjacency import yuan
from outputs.ledger.statements import ALLOCATION, BUDGET, DISBURSEMENT, EXPENDITURE
from outputs.ledger.tree import Branch, Tree

STEP = " > "
LEVEL_TYPE = "administrative-classification:generic:level{}:label"
LEVEL_COLUMNS = {
    "中央": "central",
    "省": "province",
    "市": "city",
    "区县": "county",
    "乡镇": "town_or_unit",
    "单位": "town_or_unit",
    "项目": "project",
    "": "town_or_unit",
}
STAGE_COLUMNS = {
    BUDGET: "budget_yuan",
    ALLOCATION: "allocation_yuan",
    DISBURSEMENT: "disbursement_yuan",
    EXPENDITURE: "expenditure_yuan",
}


def _text(name: str, title: str, title_en: str, words: str, words_en: str) -> PublishedColumn:
    return PublishedColumn(name, title, title_en, "text", words, words_en)


def _level(name: str, title: str, title_en: str, fiscal_type: str) -> PublishedColumn:
    words = f"路径上的{title}；跳过的层级为空。"
    column = _text(name, title, title_en, words, f"{title_en} on the path; blank where skipped.")
    return replace(column, fiscal_type=fiscal_type)


def _stage(name: str, title: str, title_en: str) -> PublishedColumn:
    words = f"{title}环节从上一级得到（或自己报告）的金额；各列不能相加。"
    words_en = f"Amount of the stage {title_en} from the node above, or reported by the node."
    column = PublishedColumn(name, title, title_en, "money", words, words_en, unit="元")
    return replace(column, fiscal_type=VALUE)


COLUMNS = (
    PublishedColumn(
        name="budget_year",
        title="所属年度",
        title_en="Budget year",
        type="year",
        definition="资金所属年度。",
        definition_en="Year the money belongs to.",
        fiscal_type="date:fiscal-year",
    ),
    PublishedColumn(
        name="fund_key",
        title="资金标识",
        title_en="Key of the fund",
        type="text",
        definition="资金流向中的资金标识；没有写明的为空。",
        definition_en="As in fund_flows; blank where not stated.",
        fiscal_type="fin-source:generic:code",
    ),
    _level("central", "中央", "Centre", LEVEL_TYPE.format(1)),
    _level("province", "省", "Province", LEVEL_TYPE.format(2)),
    _level("city", "市", "City", LEVEL_TYPE.format(3)),
    _level("county", "区县", "County", LEVEL_TYPE.format(4)),
    _level("town_or_unit", "乡镇（单位）", "Town or unit", LEVEL_TYPE.format(5)),
    _level("project", "项目", "Project", "activity:generic:project:label"),
    _text("node", "节点", "Node", "本行的节点标识。", "Node of the row."),
    _text("path", "路径", "Path", "从根到本行的各节点标识。", "Nodes from the root to the row."),
    PublishedColumn(
        name="depth",
        title="深度",
        title_en="Depth",
        type="integer",
        definition="根为 0。",
        definition_en="0 for a root.",
    ),
    PublishedColumn(
        name="is_leaf",
        title="是否末端",
        title_en="Is a leaf",
        type="enum",
        definition="没有下级的为是。",
        definition_en="Yes where nothing stands below.",
        allowed=("是", "否"),
    ),
    _text(
        "leaf_stages",
        "末端环节",
        "Leaf stages",
        "本行在哪些环节是末端，以顿号分开；合计一个环节，只加写有该环节的行。",
        "Stages in which the row is a leaf; a total of one stage adds the rows that name it.",
    ),
    _stage("budget_yuan", "预算", "budget"),
    _stage("allocation_yuan", "分配", "allocation"),
    _stage("disbursement_yuan", "拨付", "disbursement"),
    _stage("expenditure_yuan", "支出", "expenditure"),
)


def level_table(trees: Iterable[Tree]) -> pa.Table:
    """One row for each place of the trees, in their order."""
    schema = pa.schema([(one.name, _kind(one)) for one in COLUMNS])
    rows = [row for tree in trees for root in tree.roots for row in _rows(tree, root, ())]
    arrays = [pa.array([row.get(name) for row in rows], pa.string()) for name in schema.names]
    return pa.table(arrays, names=schema.names).cast(schema)


def _kind(column: PublishedColumn) -> pa.DataType:
    return ARROW_TYPES[column.type]


def _rows(tree: Tree, branch: Branch, above: tuple[Branch, ...]) -> Iterator[dict[str, str]]:
    path = (*above, branch)
    is_leaf = not branch.children and not branch.is_continued
    row = {
        "budget_year": tree.budget_year,
        "fund_key": tree.fund_key,
        "node": branch.node.key,
        "path": STEP.join(one.node.key for one in path),
        "depth": str(len(above)),
        "is_leaf": "是" if is_leaf else "否",
        "leaf_stages": "、".join(branch.leaf_stages),
    }
    for one in path:
        column = LEVEL_COLUMNS[one.node.level]
        row[column] = f"{row[column]}{STEP}{one.node.name}" if column in row else one.node.name
    row |= {STAGE_COLUMNS[stage]: yuan(amount) for stage, amount in branch.stated.items()}
    yield row
    for child in branch.children:
        yield from _rows(tree, child, path)
