"""Rows of a grid as HTML; 表格的行.

Belongs here: the cells of a row, escaped. Does not belong here: all else of a page, which is
templates. A template takes 10 µs a cell, and the areas of a province have two million of them.
"""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from outputs.site.grid import Cell, Column

UNKNOWN = "—"
NUMBERS = ("amount", "number", "year")


def row_html(row: Sequence[Cell], columns: Sequence[Column], root: str) -> Markup:
    """The cells of a row, its first as the row's heading; links are relative to `root`."""
    cells = (_cell(cell, column.kind, root) for cell, column in zip(row, columns, strict=True))
    kind = columns[0].kind
    head = f'<th scope="row" class="{kind}">{next(cells)}</th>'
    rest = (
        f'<td class="{column.kind}">{text}</td>'
        for text, column in zip(cells, columns[1:], strict=True)
    )
    # Every text and address in it was escaped above.
    return Markup(f"<tr>{head}{''.join(rest)}</tr>")  # noqa: S704


def _cell(cell: Cell, kind: str, root: str) -> str:
    text = escape(cell.text)
    if not text and kind in NUMBERS:
        return UNKNOWN
    if cell.reading:
        text = f'<data value="{text.replace(",", "")}">{text}</data>'
    if cell.href:
        sourced = ' class="sourced"' if kind in NUMBERS else ""
        text = f'<a{sourced} href="{root}{escape(cell.href)}">{text}</a>'
    return f"{text}<small>{escape(cell.reading)}</small>" if cell.reading else text
