"""A table as a clerk sees it, each row coloured by what it was taken for; 认读图.

Belongs here: the picture in a terminal, and its plain form elsewhere. Does not belong here: the
reading (sources) and the list of findings (inspection).
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.console import say
from sources.opening import Sheet, position
from sources.table import Table
from sources.text import as_text

ROLES = {
    "title": ("表前文字", "bold magenta"),
    "header": ("表头", "bold cyan"),
    "data": ("数据", ""),
    "total": ("合计", "bold yellow"),
    "note": ("其他文字", "dim"),
}
LEGEND = "、".join(words for words, _ in ROLES.values())
SHOWN_DATA_ROWS = 8
SHOWN_TEXT = 16
FEW_ROWS = 3


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number as people count, its role, its texts."""

    number: int
    role: str
    texts: Sequence[str]


def lines_of(table: Table, sheet: Sheet) -> list[Line]:
    """Every row of a table's range that says something, with its role."""
    (top, left), (bottom, right) = (position(part) for part in corners(table.range))
    roles = roles_of(table)
    header = max((row for row, role in roles.items() if role == "header"), default=top)
    lines = []
    for row in range(top, bottom + 1):
        texts = [as_text(sheet.value(row, column)) for column in range(left, right + 1)]
        if any(texts):
            role = roles.get(row, "title" if row < header else "note")
            lines.append(Line(row + 1, role, texts))
    return lines


def corners(cells: str) -> tuple[str, str]:
    """First and last cell of a range."""
    first, _, last = cells.partition(":")
    return first, last or first


def roles_of(table: Table) -> dict[int, str]:
    """Row → header, data or total, as the reading took it; a row of records is data."""
    roles: dict[int, str] = {}
    for column in table.columns:
        (top, _), (bottom, _) = (position(part) for part in corners(column.cells))
        roles |= dict.fromkeys(range(top, bottom + 1), "header")
    for claim in table.claims:
        roles[position(corners(claim.cells)[0])[0]] = "total"
    for cells in table.records.spans:
        roles[position(corners(cells)[0])[0]] = "data"
    return roles


def print_picture(table: Table, sheet: Sheet) -> None:
    """The rows in their colours on a terminal, or which rows were taken for what elsewhere."""
    lines = lines_of(table, sheet)
    if sys.stdout.isatty():
        print_colours(table, lines)
        return
    for role, numbers in stretches(lines):
        first, last = numbers[0], numbers[-1]
        rows = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        say(f"  {rows}：{ROLES[role][0]}")


def stretches(lines: Sequence[Line]) -> Iterator[tuple[str, list[int]]]:
    """Roles with the row numbers that follow each other in them."""
    for role, group in groupby(lines, key=lambda line: line.role):
        yield role, [line.number for line in group]


def print_colours(table: Table, lines: Sequence[Line]) -> None:
    """A coloured picture; of long stretches of data only the first rows."""
    from rich.console import Console
    from rich.table import Table as Grid

    (_, left), (_, right) = (position(part) for part in corners(table.range))
    letters = [letters_of(column) for column in range(left, right + 1)]
    grid = Grid("", *letters, "读作", show_lines=False, header_style="dim")
    for line in shortened(lines):
        words, style = ROLES[line.role]
        grid.add_row(str(line.number), *map(short, line.texts), words, style=style)
    console = Console()
    console.print(grid)


def shortened(lines: Sequence[Line]) -> Iterator[Line]:
    """All rows but the middle of a long stretch of data."""
    for role, group in groupby(lines, key=lambda line: line.role):
        rows = list(group)
        if role != "data" or len(rows) <= SHOWN_DATA_ROWS + FEW_ROWS:
            yield from rows
            continue
        yield from rows[:SHOWN_DATA_ROWS]
        left_out = len(rows) - SHOWN_DATA_ROWS - 1
        yield Line(rows[SHOWN_DATA_ROWS].number, role, [f"…… 另有 {left_out} 行 ……"])
        yield rows[-1]


def short(text: str) -> str:
    """A cell's text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_TEXT else f"{flat[:SHOWN_TEXT]}…"


def letters_of(column: int) -> str:
    """A column's letters."""
    from sources.opening import address

    return address(0, column)[:-1]


def sheets_by_name(sheets: Sequence[Sheet]) -> Mapping[str, Sheet]:
    """Sheets to look their tables' cells up in."""
    return {sheet.name: sheet for sheet in sheets}
