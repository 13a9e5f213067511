"""Figures spread over columns, under merged headers or none, read back to a record per cell."""

from dataclasses import dataclass, field

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read, values_in
from hypothesis import given, settings
from hypothesis import strategies as st
from written_kit import UNITS, WORDS, amounts, headers, integers, shown_yuan

from sources.contract import load_contracts

FEW = settings(derandomize=True, max_examples=30, deadline=None)
MANY = settings(FEW, max_examples=80)
FUND = load_contracts()["fund_allocation"]
LEVELS = FUND.field("fund_level")
TOTAL_COLUMNS = ("合计", "小计", "合 计", "总 计")
FEN = st.none() | st.integers(0, 10**10)


@dataclass
class Wide:
    """A table under way: rows of cells, merged ranges, and what must be read from it."""

    medium: Medium
    unit: str
    rows: list[list[object]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    records: list[dict[str, object]] = field(default_factory=list)
    claims: int = 0

    def money(self, draw, fen: int | None) -> object:
        if fen is None:
            return None
        return draw(amounts(fen, self.unit, in_workbook=self.medium.is_workbook))

    def count(self, draw, number: int | None) -> object:
        if number is None:
            return None
        return draw(integers(number, in_workbook=self.medium.is_workbook))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if self.medium.is_workbook and (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    def holds(self) -> None:
        table = only_table(read(Grid(self.rows, self.merges), self.medium), "fund_allocation")
        assert values_in(table) == self.records
        assert [claim["holds"] for claim in table["claims"]] == [True] * self.claims


def total(parts) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


@st.composite
def level_headers(draw, unit: str | None) -> tuple[list[str], list[str]]:
    """Levels, and what their columns are called."""
    levels = draw(st.lists(st.sampled_from(LEVELS.allowed), min_size=2, unique=True))
    words = [draw(headers((one, *LEVELS.synonyms.get(one, ())), unit)) for one in levels]
    before = draw(st.sampled_from(["", "其中：", "其中:"]))
    return levels, [f"{before}{word}" for word in words]


@st.composite
def level_tables(draw) -> Wide:
    """A column for each level of funds, and one or no column of their sum, first or last."""
    wide = Wide(draw(MEDIA), draw(UNITS))
    unit = wide.unit if draw(st.booleans()) else None
    levels, words = draw(level_headers(unit))
    place = draw(st.sampled_from([None, 0, len(words)]))
    if place is not None:
        words.insert(place, draw(headers(TOTAL_COLUMNS, unit)))
    name = draw(headers(("项目名称", "工程名称")))
    group = draw(st.sampled_from([None, "资金来源", "资金规模", "投资金额"]))
    wide.rows = [["示例县资金表"], [] if unit else [f"单位：{wide.unit}"]]
    if group is None:
        wide.rows.append(["序号", name, *words, "备注"])
    else:
        wide.rows.append(["序号", name, group, *[None] * (len(words) - 1), "备注"])
        wide.rows.append([None, None, *words, None])
        wide.merge(2, 2, 2, len(words) + 1)
        for column in (0, 1, len(words) + 2):
            wide.merge(2, column, 3, column)
    draw(level_rows(wide, levels, place))
    return wide


@st.composite
def level_rows(draw, wide: Wide, levels: list[str], place: int | None) -> None:
    table = draw(st.lists(st.lists(FEN, min_size=len(levels), max_size=len(levels)), min_size=1))
    table = [row if total(row) is not None else [0, *row[1:]] for row in table[:5]]
    body = []
    for number, row in enumerate(table, start=1):
        project = draw(WORDS)
        wide.records += [
            said(project, number, level, fen) for level, fen in zip(levels, row, strict=True)
            if fen is not None
        ]  # fmt: skip
        wide.claims += place is not None
        body.append([number, project, *draw(figures(wide, row, place)), None])
    if draw(st.booleans()):
        sums = [total(column) for column in zip(*table, strict=True)]
        wide.claims += sum(one is not None for one in sums) + (place is not None)
        row = [None, "合 计", *draw(figures(wide, sums, place)), None]
        body.insert(draw(st.sampled_from([0, len(body)])), row)
    wide.rows += body


@st.composite
def figures(draw, wide: Wide, row: list[int | None], place: int | None) -> list[object]:
    """The amounts of a row, with their sum where its column stands."""
    cells = [wide.money(draw, fen) for fen in row]
    if place is not None:
        cells.insert(place, wide.money(draw, total(row)))
    return cells


def said(project: str, number: int, level: str, fen: int) -> dict[str, object]:
    return {
        "serial_no": str(number),
        "document_title": "示例县资金表",
        "fund_level": level,
        "project_name": project,
        "amount_yuan": shown_yuan(fen),
    }


@st.composite
def group_tables(draw) -> Wide:
    """Households and amounts under the name of each group, and once more under 合计, or not."""
    wide = Wide(draw(MEDIA), draw(UNITS))
    groups = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
    shown = [*groups, "合计"] if draw(st.booleans()) else groups
    pair = [draw(headers(("户数", "改造户数"))), draw(headers(("金额", "补助资金"), wide.unit))]
    wide.rows = [["示例县资金表"], ["乡镇"], [None]]
    wide.merge(1, 0, 2, 0)
    for number, group in enumerate(shown):
        wide.rows[1] += [group, None]
        wide.rows[2] += pair
        wide.merge(1, 1 + 2 * number, 1, 2 + 2 * number)
    draw(group_rows(wide, groups, has_total=len(shown) > len(groups)))
    return wide


@st.composite
def group_rows(draw, wide: Wide, groups: list[str], *, has_total: bool) -> None:
    cell = st.none() | st.tuples(st.integers(0, 9999), st.integers(0, 10**10))
    table = draw(st.lists(st.lists(cell, min_size=len(groups), max_size=len(groups)), min_size=1))
    table = [row if any(row) else [(1, 0), *row[1:]] for row in table[:5]]
    for row in table:
        area = draw(WORDS)
        wide.records += [in_group(area, *one) for one in zip(groups, row, strict=True) if one[1]]
        wide.claims += has_total
        wide.rows.append([area, *draw(pairs(wide, row, has_total=has_total))])
    sums = [pair_sum(column) for column in zip(*table, strict=True)]
    wide.claims += sum(one is not None for one in sums) + has_total
    wide.rows.append(["合　计", *draw(pairs(wide, sums, has_total=has_total))])


def pair_sum(parts) -> tuple[int, int] | None:
    known = [part for part in parts if part is not None]
    return (sum(one for one, _ in known), sum(fen for _, fen in known)) if known else None


@st.composite
def pairs(draw, wide: Wide, row: list, *, has_total: bool) -> list[object]:
    shown = [*row, pair_sum(row)] if has_total else row
    flat = ((None, None) if one is None else one for one in shown)
    cells = ((wide.count(draw, count), wide.money(draw, fen)) for count, fen in flat)
    return [cell for pair in cells for cell in pair]


def in_group(area: str, group: str, pair: tuple[int, int]) -> dict[str, object]:
    return {
        "document_title": "示例县资金表",
        "category": group,
        "area_name": area,
        "household_count": pair[0],
        "amount_yuan": shown_yuan(pair[1]),
    }


LAYOUTS = pytest.mark.parametrize(
    "tables", [level_tables(), group_tables()], ids=["levels", "groups"]
)


@LAYOUTS
@FEW
@given(st.data())
def test_a_record_per_row_and_column_is_read_back(tables, data):
    data.draw(tables).holds()


@pytest.mark.slow
@LAYOUTS
@MANY
@given(st.data())
def test_many_records_per_row_and_column_are_read_back(tables, data):
    data.draw(tables).holds()
