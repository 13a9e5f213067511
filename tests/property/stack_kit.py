"""Lists of any contracts that stand in one sheet: one below another, side by side, over pages."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from grid_kit import MEDIA, Grid, Medium, reading_of, shifted
from hypothesis import strategies as st
from list_kit import EMPTY, LISTS, Plan, dressed, gaps, grids, meant, plans, sums

from sources.contract import load_contracts
from sources.opening import address, span
from sources.reading import plain_table
from sources.table import Table


class Placed(NamedTuple):
    """A list, the rows of its records, its first column, and whether its title is asked about."""

    plan: Plan
    rows: list[int]
    left: int
    is_unclear: bool = False


@dataclass
class Stack:
    """Several lists in one grid."""

    medium: Medium
    grid: Grid
    lists: list[Placed]


@st.composite
def lists(draw, medium: Medium, datasets: list[str] = LISTS) -> tuple[Plan, Grid]:
    contract = load_contracts()[draw(st.sampled_from(datasets))]
    plan = draw(dressed(draw(plans(contract, medium))))
    return plan, draw(grids(plan, medium))


@st.composite
def stacks(draw) -> Stack:
    """Two or three lists below each other, of one or of several contracts."""
    medium = draw(MEDIA)
    stack = Stack(medium, Grid([]), [])
    datasets = LISTS if draw(st.booleans()) else [draw(st.sampled_from(LISTS))]
    for _ in range(draw(st.integers(2, 3))):
        plan, grid = draw(lists(medium, datasets))
        blank = draw(st.integers(0, 3)) if stack.lists else 0
        add(stack, plan, shifted(grid, len(stack.grid.rows) + blank, draw(st.integers(0, 2))))
    return stack


def add(stack: Stack, plan: Plan, grid: Grid) -> None:
    """Puts a list below what is there; its grid is blank so far down."""
    left = len(grid.rows[grid.records[0]]) - len(plan.fields)
    top = len(stack.grid.rows)
    is_merged = any(row == top for row, *_ in grid.merges)
    # 示例县 right below a record may be one more record as well as the first line of a title.
    is_touching = any(cell is not None for row in stack.grid.rows[-1:] for cell in row)
    is_unclear = is_touching and grid.rows[top][left:] == ["示例县"] and not is_merged
    stack.lists.append(Placed(plan, grid.records, left, is_unclear))
    stack.grid.rows += grid.rows[len(stack.grid.rows) :]
    stack.grid.merges += grid.merges


@st.composite
def neighbours(draw) -> Stack:
    """Two lists side by side with a column between them, whose headers begin in one row."""
    medium = draw(MEDIA)
    (left, first), (right, second) = (inside(*draw(lists(medium))) for _ in range(2))
    over = len(left.fields) + 1
    deeper = len(left.heading.rows) - len(right.heading.rows)
    first, second = shifted(first, max(0, -deeper), 0), shifted(second, max(0, deeper), over)
    rows = []
    for number in range(max(len(first.rows), len(second.rows))):
        here = first.rows[number] if number < len(first.rows) else EMPTY
        there = second.rows[number] if number < len(second.rows) else EMPTY
        rows.append([*here, *[None] * (over - len(here)), *there[over:]])
    grid = Grid(rows, first.merges + second.merges)
    return Stack(
        medium, grid, [Placed(left, first.records, 0), Placed(right, second.records, over)]
    )


def inside(plan: Plan, grid: Grid) -> tuple[Plan, Grid]:
    """The list with one text in each line above it, over its own columns."""
    rows = [list(row) for row in grid.rows]
    for row in rows[: len(plan.heading.rows)]:
        if len(row) > 1:
            row[:] = [*[None] * min(len(row) - 1, len(plan.fields) - 1), row[-1]]
    return plan, replace(grid, rows=rows)


@st.composite
def pages(draw) -> Stack:
    """One list over two or more pages; its header stands above the records of each."""
    medium = draw(MEDIA)
    plan, grid = draw(lists(medium))
    broken = [
        place
        for place in gaps(plan)
        if 0 < place < len(plan.records) and grid.records[place] - grid.records[place - 1] == 1
    ]
    header = len(plan.heading.rows)
    chosen = draw(st.lists(st.sampled_from(broken), unique=True)) if broken else []
    for place in sorted(chosen, reverse=True):
        grid = opened(grid, grid.records[place])
        grid.rows[grid.records[place] - 1] = list(grid.rows[header])
    return Stack(medium, grid, [Placed(plan, grid.records, 0)])


def opened(grid: Grid, at: int) -> Grid:
    """The grid with one more row before another; no merged range is cut there."""
    rows = [*grid.rows[:at], EMPTY, *grid.rows[at:]]
    merges = [(t + (t >= at), le, b + (t >= at), r) for t, le, b, r in grid.merges]
    return replace(grid, rows=rows, merges=merges, records=[r + (r >= at) for r in grid.records])


def reads_back(stack: Stack) -> None:
    """Each list is a table with its own records, addresses and totals; nothing else is found."""
    reading = reading_of(stack.grid, stack.medium)
    assert reading.findings == []
    assert len(reading.tables) == len(stack.lists)
    for table, placed in zip(reading.tables, stack.lists, strict=True):
        assert table.dataset == placed.plan.contract.dataset
        assert_same(table, placed)
        assert_addresses(table, placed, stack)


def assert_same(table: Table, placed: Placed) -> None:
    plain, plan = plain_table(table), placed.plan
    assert [one["rule"] for one in plain["findings"]] == ["title_unclear"] * placed.is_unclear
    assert [one["values"] for one in plain["records"]] == meant(plan)
    claims = [(one["values"], one["actual"], one["holds"]) for one in plain["claims"]]
    total = sums(plan)
    assert claims == [(total, total, True)] * (bool(total) * len(plan.labels))


def assert_addresses(table: Table, placed: Placed, stack: Stack) -> None:
    """Each record's stretch of cells, and the cell of each value that stands in its own row."""
    down, left = stack.medium.down, stack.medium.right + placed.left
    names = [one.name for one in placed.plan.fields]
    rows = [row + down for row in placed.rows]
    assert list(table.records.spans) == [span(row, left, left + len(names) - 1) for row in rows]
    for column, name in enumerate(names, start=left):
        cells = table.records.cells(name)
        for row, cell, record in zip(rows, cells, placed.plan.records, strict=True):
            assert record[name].cell is None or cell == address(row, column)
