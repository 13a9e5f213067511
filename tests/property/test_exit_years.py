"""Years that several rows share read back to every row, and the counts in them are checked."""

from typing import NamedTuple

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read, values_in
from hypothesis import given, settings
from hypothesis import strategies as st
from written_kit import WORDS, headers

FEW = settings(derandomize=True, max_examples=30, deadline=None)
MANY = settings(FEW, max_examples=80)
TITLE = "示例市贫困村退出情况表"
COUNTS = st.sampled_from(["", "（共{}个）", "(共{}个)", " ( 共 {} 个 ) ", "\n（共{}个）"])
NAMES = st.lists(WORDS, min_size=1, max_size=5)
COUNTIES = st.lists(st.tuples(WORDS, NAMES), min_size=1, max_size=4)


class Exits(NamedTuple):
    """A table, what must be read from it, and the counts that it claims."""

    grid: Grid
    records: list[dict[str, object]]
    counts: list[int]


@st.composite
def exits(draw) -> Exits:
    years = draw(st.lists(st.integers(2014, 2020), min_size=1, max_size=3, unique=True))
    mark = draw(st.sampled_from(["、", ",", "，", "；", "\n"]))
    head = [("退出时间", "退出年度"), ("县（市、区）", "县区"), ("贫困村", "退出贫困村")]
    grid = Grid([[TITLE], [draw(headers(names)) for names in head]], [(0, 0, 0, 2)])
    found = Exits(grid, [], [])
    for year in years:
        draw(exits_of(found, year, mark))
    return found


@st.composite
def exits_of(draw, found: Exits, year: int, mark: str) -> None:
    """The counties of one year, whose cell may say how many villages they make together."""
    counties = draw(COUNTIES)
    count = sum(len(names) for _, names in counties)
    words = draw(COUNTS)
    found.counts.extend([count] if words else [])
    first = len(found.grid.rows)
    shown = f"{year}{draw(st.sampled_from(['年', '年度']))}{words.format(count)}"
    for number, (county, names) in enumerate(counties):
        found.grid.rows.append([None if number else shown, county, mark.join(names)])
        said = {"document_title": TITLE, "exit_year": year, "county_name": county}
        said |= {"exit_names": mark.join(names), "exit_count": len(names)}
        found.records.append(said)
    if len(counties) > 1:
        found.grid.merges.append((first, 0, len(found.grid.rows) - 1, 0))


def reads_back(found: Exits, medium: Medium) -> None:
    table = only_table(read(found.grid, medium), "poverty_exit")
    assert values_in(table) == found.records
    claims = [(claim["values"], claim["holds"]) for claim in table["claims"]]
    assert claims == [({"exit_count": count}, True) for count in found.counts]


@FEW
@given(exits(), MEDIA)
def test_years_shared_by_rows_read_back(found, medium):
    reads_back(found, medium)


@FEW
@given(exits(), MEDIA, st.data())
def test_a_name_left_out_breaks_the_count_of_its_year_only(found, medium, data):
    """One more name in a cell: the year that says its count no longer holds."""
    row = data.draw(st.integers(2, len(found.grid.rows) - 1))
    found.grid.rows[row][2] += "、某漏村"
    table = only_table(read(found.grid, medium), "poverty_exit")
    year = found.records[row - 2]["exit_year"]
    said = [claim["holds"] for claim in table["claims"]]
    own = [one for one in found.records if one["exit_year"] == year]
    top = found.grid.rows[2 + found.records.index(own[0])][0]
    assert said.count(False) == ("共" in top)


@pytest.mark.slow
@MANY
@given(exits(), MEDIA)
def test_many_years_shared_by_rows_read_back(found, medium):
    reads_back(found, medium)
