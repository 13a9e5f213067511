"""Everything personal in the cells of a sheet, hidden ones too; 单元格.

Belongs here: going through columns with each text looked at once, figures that are numbers of
people, and headers. Does not belong here: what a text holds (detecting), other parts of a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from expectations.privacy.detecting import detect, detect_private, without_values
from expectations.privacy.headings import below, is_heading
from expectations.privacy.hits import Found, Kind, Spot
from expectations.privacy.numbers import UNIONPAY
from sources.opening import address

FIRST_LONG = 10_000_000_000  # the smallest figure that may be a telephone number
LAST_LONG = 10**19
EXACT_DIGITS = 15  # of a figure in a spreadsheet
CARD_DIGITS = range(16, 20)
TITLE_ROWS = 8
Column = Sequence[object]


@dataclass(frozen=True)
class Grid:
    """A sheet's name and cells from A1 on; `note` follows its name in places, as （隐藏）."""

    name: str
    rows: Sequence[Sequence[object]]
    note: str = ""

    @property
    def shown(self) -> str:
        """The name as it may be shown: it too can hold a number."""
        return f"工作表“{without_values(self.name)}”{self.note}"

    def spot(self, cell: str) -> Spot:
        """The place of one cell or range."""
        return Spot(f"{self.shown} {cell}", self.name, cell)


def scan_grid(grid: Grid) -> Iterator[tuple[Found, Spot]]:
    """Every found value with its place, column by column; no cell has one of a kind twice."""
    seen: set[tuple[str, str]] = set()
    for index, column in enumerate(zip_longest(*grid.rows)):
        for found, row, last in (*_in_texts(column), *_in_figures(column), *_below(grid, index)):
            cell = address(row, index)
            span = cell if last == row else f"{cell}:{address(last, index)}"
            if (found.kind.value.partition("_")[0], span) not in seen:
                seen.add((found.kind.value.partition("_")[0], span))
                yield found, grid.spot(span)


def _in_texts(column: Column) -> Iterator[tuple[Found, int, int]]:
    texts = {value for value in set(column) if isinstance(value, str)}
    holding = {text: found for text in texts if (found := detect_private(text))}
    if holding:
        for row, value in enumerate(column):
            if isinstance(value, str) and value in holding:
                yield from ((one, row, row) for one in holding[value])


def _in_figures(column: Column) -> Iterator[tuple[Found, int, int]]:
    for row, value in enumerate(column):
        if value.__class__ in (float, int) and FIRST_LONG <= value < LAST_LONG:
            yield from ((one, row, row) for one in in_figure(value))


def in_figure(value: float) -> list[Found]:
    """What a figure is if it is a number of a person.

    A spreadsheet keeps fifteen digits of a figure, so the check digit of a longer one is lost.
    """
    if value != int(value):
        return []
    text = str(value)
    if isinstance(value, float):
        text = str(int(float(f"{value:.14e}")))
        text = text[:EXACT_DIGITS].ljust(len(text), "0")
    found = detect(text)
    if not found and text.startswith(UNIONPAY) and len(text) in CARD_DIGITS:
        return [Found(Kind.BANK_CARD, text, 0, len(text))]
    return found


def _below(grid: Grid, index: int) -> Iterator[tuple[Found, int, int]]:
    """What headers of the column make of the values below them, each down to the next."""
    column = [row[index] if index < len(row) else None for row in grid.rows]
    heads = {text for text in set(column) if isinstance(text, str) and is_heading(text)}
    if not heads:
        return
    rows = [row for row, value in enumerate(column) if isinstance(value, str) and value in heads]
    for start, end in zip(rows, [*rows[1:], len(column)], strict=True):
        values = _texts(column, start + 1, end)
        if not values:
            continue  # a column of places of the poor is headings all the way down
        around = [str(one) for one in grid.rows[start] if isinstance(one, str)]
        words = "".join([grid.name, *around, *_title(grid, start)])
        for told in below(str(column[start]), around, values, words):
            yield told.found, told.row, told.last


def _texts(column: Column, start: int, end: int) -> Mapping[int, str]:
    return {
        row: text
        for row in range(start, end)
        if (text := _text(column[row])) and not is_heading(text)
    }


def _text(value: object) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _title(grid: Grid, row: int) -> list[str]:
    """The texts above a header."""
    above = grid.rows[max(row - TITLE_ROWS, 0) : row]
    return [one for cells in above for one in cells if isinstance(one, str)]
