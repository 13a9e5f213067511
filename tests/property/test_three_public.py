"""Numbered trees with a column per year and stage read back to one record per item and column."""

from dataclasses import dataclass, field
from itertools import groupby

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read, values_in
from hypothesis import given, settings
from hypothesis import strategies as st
from written_kit import UNITS, WORDS, amounts, headers, integers, shown_yuan

from sources.contract import load_contracts

FEW = settings(derandomize=True, max_examples=30, deadline=None)
MANY = settings(FEW, max_examples=80)
CONTRACT = load_contracts()["three_public"]
STAGES = CONTRACT.field("stage").allowed
CHINESE = "一二三四五六七八九"
LEAF_FORMS = ("{}.{}", "{}、{}", "（{}）{}", "{}．{}")
COUNT_UNITS = ("人", "个", "辆", "批次")
Column = tuple[int, str]


@dataclass
class Tree:
    """A table under way: its body, and the records and claims that it makes."""

    medium: Medium
    unit: str
    columns: list[Column]
    body: list[list[object]] = field(default_factory=list)
    records: list[dict[str, object]] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    fen: list[list[int | None]] = field(default_factory=list)

    def add_leaf(self, name: str, values: list[int | None], unit: str | None = None) -> None:
        """The records of an item: one for each column that says something."""
        for (year, stage), value in zip(self.columns, values, strict=True):
            record = {"document_title": TITLE, "item_name": name, "item_year": year, "stage": stage}
            if unit is None:
                self.records.append(record | {"amount_yuan": shown_yuan(value or 0)})
            else:
                self.records.append(record | {"quantity": value, "quantity_unit": unit})
            if value is None:
                self.records.pop()
        self.fen += [values] if unit is None else []


TITLE = "示例局“三公”经费情况表"


def sums(rows: list[list[int | None]]) -> list[int | None]:
    known = [[one for one in column if one is not None] for column in zip(*rows, strict=True)]
    return [sum(column) if column else None for column in known]


@st.composite
def trees(draw) -> Tree:
    years = st.tuples(st.integers(2012, 2029), st.sampled_from(STAGES))
    columns = draw(st.lists(years, min_size=1, max_size=3, unique=True))
    tree = Tree(draw(MEDIA), draw(UNITS), columns)
    for number in range(draw(st.integers(1, 3))):
        draw(branches(tree, CHINESE[number]))
    if draw(st.booleans()):
        draw(counts(tree, CHINESE[3]))
    if draw(st.booleans()):
        total = sums(tree.fen)
        tree.body.insert(0, [draw(st.sampled_from(["合计", "总 计"])), *draw(money(tree, total))])
        tree.claims = ["total"] * sum(one is not None for one in total) + tree.claims
    return tree


@st.composite
def branches(draw, tree: Tree, number: str) -> None:
    """An item by itself, or the sum of the items below it."""
    name = draw(WORDS)
    value = st.none() | st.integers(0, 10**9)
    row = st.lists(value, min_size=len(tree.columns), max_size=len(tree.columns))
    values = [draw(row) for _ in range(draw(st.integers(0, 3)))]
    values = [one if any(v is not None for v in one) else [0, *one[1:]] for one in values]
    own = sums(values) if values else [draw(st.integers(0, 10**9)) for _ in tree.columns]
    tree.body.append([f"{number}、{name}", *draw(money(tree, own))])
    if not values:
        tree.add_leaf(name, own)
        return
    tree.claims += [name] * sum(one is not None for one in own)
    form = draw(st.sampled_from(LEAF_FORMS))
    for place, one in enumerate(values, start=1):
        leaf = draw(WORDS)
        tree.body.append([form.format(place, leaf), *draw(money(tree, one))])
        tree.add_leaf(leaf, one)


@st.composite
def counts(draw, tree: Tree, number: str) -> None:
    """A heading without figures, and below it what is no money: its unit says so."""
    tree.body.append([f"{number}、相关统计数"])
    for place in range(1, draw(st.integers(2, 4))):
        name, unit = draw(WORDS), draw(st.sampled_from(COUNT_UNITS))
        bracket = draw(st.sampled_from(["({})", "（{}）"])).format(unit)
        values = [draw(st.integers(0, 9999)) for _ in tree.columns]
        cells = [draw(integers(one, in_workbook=tree.medium.is_workbook)) for one in values]
        tree.body.append([f"{place}.{name}{bracket}", *cells])
        tree.add_leaf(name, values, unit)


@st.composite
def money(draw, tree: Tree, row: list[int | None]) -> list[object]:
    is_workbook = tree.medium.is_workbook
    return [
        None if fen is None else draw(amounts(fen, tree.unit, in_workbook=is_workbook))
        for fen in row
    ]


@st.composite
def grids(draw, tree: Tree) -> Grid:
    """The tree under one header row, or with each year over its stages."""
    in_header = draw(st.booleans())
    unit = tree.unit if in_header else None
    item = draw(headers(("项目", "支出项目", "项目名称")))
    word = draw(st.sampled_from(["年", "年度"]))
    years = [f"{year}{word}" for year, _ in tree.columns]
    grid = Grid([[TITLE], *([] if in_header else [[f"单位：{tree.unit}"]])])
    grid.merges = [(0, 0, 0, len(years))]
    if len(years) > 1 and draw(st.booleans()):
        stages = [draw(headers((stage,), unit)) for _, stage in tree.columns]
        top = len(grid.rows)
        grid.rows += [[item, *years], [None, *stages]]
        grid.merges += [(top, 0, top + 1, 0), *spans(years, top)]
        for _, left, _, right in spans(years, top):
            grid.rows[top][left + 1 : right + 1] = [None] * (right - left)
    else:
        named = zip(years, tree.columns, strict=True)
        grid.rows.append([item, *(draw(headers((y + c[1],), unit)) for y, c in named)])
    grid.rows += tree.body
    return grid


def spans(years: list[str], row: int) -> list[tuple[int, int, int, int]]:
    """The merged cells of a year over several columns."""
    found = []
    column = 1
    for _, same in groupby(years):
        width = len(list(same))
        found += [(row, column, row, column + width - 1)] if width > 1 else []
        column += width
    return found


def reads_back(tree: Tree, grid: Grid) -> None:
    table = only_table(read(grid, tree.medium), "three_public")
    assert values_in(table) == tree.records
    assert [claim["holds"] for claim in table["claims"]] == [True] * len(tree.claims)


@FEW
@given(st.data())
def test_a_tree_in_years_reads_back_to_its_records(data):
    tree = data.draw(trees())
    reads_back(tree, data.draw(grids(tree)))


@pytest.mark.slow
@MANY
@given(st.data())
def test_many_trees_in_years_read_back_to_their_records(data):
    tree = data.draw(trees())
    reads_back(tree, data.draw(grids(tree)))
