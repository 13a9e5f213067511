"""Tables of pages that put several of them on one page: cells, columns, and pages of 200 rows.

Belongs here: the values that `grids.html` writes, and cutting a long table into pages. Does not
belong here: which tables a page has; the table of a dataset (`tables.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Literal

from outputs.site.addresses import PAGE_ROWS
from outputs.site.format import count, readable, yuan
from outputs.site.pages import Crumb, Page, page_steps

CONTINUED = "continued.html"
# Beside other tables, so that a page of many stays light; further pages have PAGE_ROWS.
FIRST_ROWS = 50
Kind = Literal["short", "text", "long", "year", "number", "amount"]


@dataclass(frozen=True)
class Cell:
    """What stands in one place; "" is not known. `reading` is an amount in 万元 or 亿元."""

    text: str
    href: str | None = None
    reading: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its heading, how it is set, and the unit of its numbers."""

    title: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True)
class Grid:
    """A whole table: `name` is its anchor, `caption` says of what and of whom it speaks."""

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """One page of a table, counted from 1; `files` are its pages' names in one folder.

    `first_rows` are on the first page, PAGE_ROWS on each further one.
    """

    grid: Grid
    number: int
    files: tuple[str, ...]
    first_rows: int

    @property
    def start(self) -> int:
        """How many rows stand on the pages before."""
        return 0 if self.number == 1 else self.first_rows + (self.number - 2) * PAGE_ROWS

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of this page."""
        length = self.first_rows if self.number == 1 else PAGE_ROWS
        return self.grid.rows[self.start : self.start + length]

    @property
    def scope(self) -> str:
        """Which rows of how many."""
        total = len(self.grid.rows)
        if len(self.files) == 1:
            return f"共 {count(total)} 行"
        last = self.start + len(self.rows)
        return f"第 {count(self.start + 1)}–{count(last)} 行，共 {count(total)} 行"

    @property
    def steps(self) -> tuple[int | None, ...]:
        """The pages to offer; None stands for a gap."""
        return page_steps(self.number, len(self.files))


def amount(value: Decimal | None, *, beside: str = "", href: str | None = None) -> Cell:
    """An amount in yuan, to the fen, with its reading in 万元 or 亿元 and a word beside that."""
    if value is None:
        return Cell("")
    reading = readable(value)
    return Cell(yuan(value), href, f"{reading}（{beside}）" if beside else reading)


def number(value: int | None, href: str | None = None) -> Cell:
    """A count; a known 0 is written, an unknown one is not. `href` is the list that it counts."""
    return Cell("") if value is None else Cell(count(value), href)


def pieces(page: str, grids: Sequence[Grid]) -> tuple[Piece, ...]:
    """The first page of each table that has rows, for the page at that address."""
    first = PurePosixPath(page).name
    filled = [grid for grid in grids if grid.rows]
    rows = PAGE_ROWS if len(filled) == 1 else FIRST_ROWS
    return tuple(Piece(grid, 1, _files(first, grid, rows), rows) for grid in filled)


def with_grids(page: Page, grids: Sequence[Grid]) -> Iterator[Page]:
    """The page with its tables, and a page for each further 200 rows of one of them."""
    found = pieces(page.path, grids)
    yield replace(page, context={**page.context, "pieces": found})
    for piece in found:
        for following in range(2, len(piece.files) + 1):
            yield _continued(page, replace(piece, number=following))


def _files(first: str, grid: Grid, first_rows: int) -> tuple[str, ...]:
    last = 1 - (-max(0, len(grid.rows) - first_rows) // PAGE_ROWS)
    return (first, *(f"{grid.name}-{step}.html" for step in range(2, last + 1)))


def _continued(page: Page, piece: Piece) -> Page:
    title = f"{page.title}：{piece.grid.title}（第 {piece.number} 页）"
    crumbs = (
        *page.crumbs[:-1],
        Crumb(page.crumbs[-1].label, page.path),
        Crumb(f"{piece.grid.title}第 {piece.number} 页", None),
    )
    context: Mapping[str, Any] = {**page.context, "pieces": (piece,)}
    path = PurePosixPath(page.path).with_name(piece.files[piece.number - 1]).as_posix()
    return Page(path, CONTINUED, title, page.column, crumbs, context)
