"""Totals and subtotals stand above or below their parts, and hold wherever they stand."""

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read
from hypothesis import given, settings
from hypothesis import strategies as st
from written_kit import WORDS, amounts, headers, shown_yuan

FEW = settings(derandomize=True, max_examples=30, deadline=None)
MANY = settings(FEW, max_examples=80)
GROUPS = st.lists(st.lists(st.integers(1, 10**9), min_size=1, max_size=4), min_size=1, max_size=4)
# What closes a group, and what speaks of all of them; 合计 may be either.
WORDINGS = st.sampled_from(
    [
        ("小计", "合计"),
        ("小 计", "总 计"),
        ("小計", "总計"),
        ("小计", "合计："),
        ("合 计", "总　计"),
    ]
)


@st.composite
def grids(draw, groups: list[list[int]], medium: Medium) -> Grid:
    """Groups with their subtotals all above or all below, and the total first or last."""
    closes_first, total_first = draw(st.booleans()), draw(st.booleans())
    subtotal, total = draw(WORDINGS)
    column = draw(st.integers(0, 2))

    def row(cells: list[object], fen: int) -> list[object]:
        return [*cells, draw(amounts(fen, "元", in_workbook=medium.is_workbook)), None]

    def labelled(label: str, fen: int) -> list[object]:
        return row([label if index == column else None for index in range(3)], fen)

    body: list[list[object]] = []
    for group in groups:
        numbered = enumerate(group, start=1)
        parts = [row([number, draw(WORDS), draw(WORDS)], fen) for number, fen in numbered]
        closer = labelled(subtotal, sum(group))
        body += [closer, *parts] if closes_first else [*parts, closer]
    body.insert(0 if total_first else len(body), labelled(total, sum(map(sum, groups))))
    head = [draw(headers((name,))) for name in ("序号", "项目名称", "建设地点")]
    return Grid([[*head, draw(headers(("金额",), "元")), "备注"], *body])


def holds(groups: list[list[int]], grid: Grid, medium: Medium) -> None:
    table = only_table(read(grid, medium), "fund_allocation")
    read_amounts = [one["values"]["amount_yuan"] for one in table["records"]]
    assert read_amounts == [shown_yuan(fen) for group in groups for fen in group]
    parts = [one["actual"]["amount_yuan"] for one in table["claims"]]
    sums = [shown_yuan(sum(group)) for group in groups]
    total = shown_yuan(sum(map(sum, groups)))
    assert parts in ([total, *sums], [*sums, total])
    assert all(one["holds"] for one in table["claims"])


@FEW
@given(GROUPS, MEDIA, st.data())
def test_totals_hold_above_and_below_their_parts(groups, medium, data):
    holds(groups, data.draw(grids(groups, medium)), medium)


@pytest.mark.slow
@MANY
@given(GROUPS, MEDIA, st.data())
def test_many_totals_hold_above_and_below_their_parts(groups, medium, data):
    holds(groups, data.draw(grids(groups, medium)), medium)
