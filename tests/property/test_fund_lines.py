"""Columns of fund lines that nobody knows: read where they make the total, else asked about."""

from dataclasses import dataclass, field

import pytest
from grid_kit import MEDIA, Grid, Medium, read, reading_of
from hypothesis import given, settings
from hypothesis import strategies as st
from stack_kit import Placed, assert_same, lists
from written_kit import UNITS, WORDS, amounts, shown_yuan

from sources.opening import address
from sources.reading import plain_table

FEW = settings(derandomize=True, max_examples=50, deadline=None)
MANY = settings(FEW, max_examples=80)
TITLE = "示例县某项资金表"
FEN = st.none() | st.integers(0, 10**10)
HEADERS = WORDS.filter(lambda word: "（" not in word and "）" not in word)


@dataclass
class Lines:
    """Amounts by area and fund line, in fen, and how they are written."""

    medium: Medium
    unit: str
    words: list[str]
    table: list[list[int | None]]
    totals: list[int | None]
    total_at: int
    unit_in_header: bool
    areas: list[str] = field(default_factory=list)


@st.composite
def lines(draw, medium: Medium) -> Lines:
    """Each line has an amount, and two rows have a total: what a proof needs."""
    words = draw(st.lists(HEADERS, min_size=2, max_size=5, unique=True))
    some = st.lists(FEN, min_size=len(words), max_size=len(words))
    full = st.lists(st.integers(1, 10**10), min_size=len(words), max_size=len(words))
    rest = [row if total(row) is not None else [0, *row[1:]] for row in draw(st.lists(some))[:3]]
    table = draw(st.permutations([draw(full), draw(full), *rest]))
    made = Lines(medium, draw(UNITS), words, table, [total(row) for row in table], 0, False)
    made.total_at = draw(st.sampled_from([0, len(words)]))
    made.unit_in_header = draw(st.booleans())
    made.areas = [f"{draw(WORDS)}镇" for _ in table]
    return made


def total(parts) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


@st.composite
def written(draw, made: Lines, *, has_total: bool = False, pages: bool = False) -> Grid:
    """The table under its title, perhaps with a row of totals and with the header once more."""
    unit = f"（{made.unit}）" if made.unit_in_header else ""
    words = [f"{word}{unit}" for word in made.words]
    words.insert(made.total_at, f"合计{unit}")
    header = ["序号", "乡镇", *words, "备注"]
    rows = [[TITLE], [] if unit else [f"单位：{made.unit}"], header]
    at = []
    for number, (area, parts) in enumerate(zip(made.areas, made.table, strict=True)):
        rows += [list(header)] if pages and number == len(made.areas) - 1 else []
        at.append(len(rows))
        shown = draw(figures(made, parts, made.totals[number]))
        rows.append([number + 1, area, *shown, None])
    if has_total:
        sums = [total(column) for column in zip(*made.table, strict=True)]
        rows.append([None, "合计", *draw(figures(made, sums, total(made.totals))), None])
    return Grid(rows, records=at)


@st.composite
def figures(draw, made: Lines, parts: list[int | None], whole: int | None) -> list[object]:
    shown = [*parts[: made.total_at], whole, *parts[made.total_at :]]
    is_book = made.medium.is_workbook
    return [
        None if fen is None else draw(amounts(fen, made.unit, in_workbook=is_book)) for fen in shown
    ]


def expected(made: Lines, grid: Grid, top: int = 0) -> list[tuple[str, dict[str, object]]]:
    """The cell and the values of a record for each amount."""
    found = []
    down, right = made.medium.down + top, made.medium.right
    for number, (area, parts) in enumerate(zip(made.areas, made.table, strict=True)):
        for place, (word, fen) in enumerate(zip(made.words, parts, strict=True)):
            column = right + 2 + place + (place >= made.total_at)
            values = {"serial_no": str(number + 1), "document_title": TITLE, "category": word}
            values |= {"area_name": area, "amount_yuan": shown_yuan(fen or 0)}
            if fen is not None:
                found.append((address(grid.records[number] + down, column), values))
    return found


def records_of(table: dict) -> list[tuple[str, dict[str, object]]]:
    return [(record["cells"], record["values"]) for record in table["records"]]


def read_where_proved(data: st.DataObject) -> None:
    made = data.draw(MEDIA.flatmap(lines))
    has_total, pages = data.draw(st.booleans()), data.draw(st.booleans())
    grid = data.draw(written(made, has_total=has_total, pages=pages))
    (table,) = read(grid, made.medium)["tables"]
    assert table["findings"] == []
    assert records_of(table) == expected(made, grid)
    assert {claim["holds"] for claim in table["claims"]} == {True}


@FEW
@given(st.data())
def test_lines_that_make_the_total_are_a_record_per_cell(data):
    read_where_proved(data)


@pytest.mark.slow
@MANY
@given(st.data())
def test_many_lines_that_make_the_total_are_a_record_per_cell(data):
    read_where_proved(data)


@FEW
@given(st.data(), st.integers(-(10**6), 10**6).filter(bool))
def test_lines_that_miss_the_total_of_one_row_are_asked_about(data, by):
    made = data.draw(MEDIA.flatmap(lines))
    row = data.draw(st.integers(0, len(made.totals) - 1))
    made.totals[row] = abs((made.totals[row] or 0) + by) or 1
    if made.totals[row] == total(made.table[row]):
        made.totals[row] += 1
    reading = read(data.draw(written(made, pages=data.draw(st.booleans()))), made.medium)
    assert_asked(reading["tables"], made)


@FEW
@given(st.data())
def test_lines_with_a_single_total_are_asked_about(data):
    made = data.draw(MEDIA.flatmap(lines))
    if data.draw(st.booleans()):
        made.areas, made.table, made.totals = made.areas[:1], made.table[:1], made.totals[:1]
    else:
        made.totals[1:] = [None] * len(made.totals[1:])
    has_total = len(made.table) == 1 and data.draw(st.booleans())
    reading = read(data.draw(written(made, has_total=has_total)), made.medium)
    assert_asked(reading["tables"], made)


def assert_asked(tables: list[dict], made: Lines) -> None:
    """No record, and one finding that names every line."""
    (table,) = tables
    assert (table["dataset"], table["records"]) == (None, [])
    (finding,) = table["findings"]
    assert finding["rule"] == "table_unknown"
    assert all(word in finding["message"] for word in made.words)


@FEW
@given(st.data())
def test_a_line_of_zeros_proves_nothing_and_is_asked_about(data):
    made = data.draw(MEDIA.flatmap(lines))
    place = data.draw(st.integers(0, len(made.words)))
    made.total_at += made.total_at > 0
    made.words.insert(place, "可能是面积")
    for row in made.table:
        row.insert(place, 0)
    grid = data.draw(written(made))
    (table,) = read(grid, made.medium)["tables"]
    known = [one for one in expected(made, grid) if one[1]["category"] != "可能是面积"]
    assert records_of(table) == known
    (finding,) = table["findings"]
    assert finding["rule"] == "column_unknown"
    assert "可能是面积" in finding["value"]


@FEW
@given(st.data(), st.booleans(), st.booleans())
def test_lines_above_and_below_a_list_are_proved_by_their_own_rows(data, is_first, is_wrong):
    medium = data.draw(MEDIA)
    made = data.draw(lines(medium))
    made.totals[0] = (made.totals[0] or 0) + is_wrong
    own = data.draw(written(made))
    plan, grid = data.draw(lists(medium))
    upper, lower = (own, grid) if is_first else (grid, own)
    blank = [[]] * data.draw(st.integers(1, 3))
    top = 0 if is_first else len(grid.rows) + len(blank)
    merges = grid.merges
    if is_first:
        down = len(own.rows) + len(blank)
        merges = [(t + down, le, b + down, r) for t, le, b, r in grid.merges]
    tables = reading_of(Grid([*upper.rows, *blank, *lower.rows], merges), medium).tables
    found, other = tables if is_first else tables[::-1]
    assert_same(other, Placed(plan, [], 0))
    if is_wrong:
        assert_asked([plain_table(found)], made)
    else:
        assert records_of(plain_table(found)) == expected(made, own, top)
