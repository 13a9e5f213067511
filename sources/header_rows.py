"""The header texts above each column: one to four rows, merged across and down; 表头行.

Belongs here: which texts stand over a column. Does not belong here: what they mean (headers).
"""

import re

from sources.headers import HeaderText
from sources.opening import Sheet
from sources.text import as_text, fold

FIGURE = re.compile(r"^-?\d[\d,.]*%?$")
ONLY_UNIT = re.compile(r"^\(?(?:单位:?)?(?:[千百十]?[万亿]?元|户|人|个|亩|公里)\)?$")


def header_texts(sheet: Sheet, top: int, depth: int) -> list[HeaderText] | None:
    """The header texts above each column if rows top…top+depth-1 can be a header, else None."""
    rows = range(top, top + depth)
    if rows[-1] >= len(sheet.rows) or not _is_closed(sheet, rows):
        return None
    found = []
    for column in range(sheet.width):
        path = _path(sheet, rows, column)
        if path is None:
            return None
        if path:
            found.append(HeaderText(column, path[0][0], path[-1][0], tuple(t for _, t in path)))
    return found if len(found) > 1 else None


def _is_closed(sheet: Sheet, rows: range) -> bool:
    """No merged range crosses the lower edge, and the last row says something."""
    crosses = any(top <= rows[-1] < bottom for top, _, bottom, _ in sheet.merges)
    return not crosses and any(as_text(value) for value in sheet.rows[rows[-1]])


def _path(sheet: Sheet, rows: range, column: int) -> list[tuple[int, str]] | None:
    """(row, text) from the top down; None if a number stands there, which no header has."""
    path: list[tuple[int, str]] = []
    seen = set()
    for row in rows:
        value, anchor = sheet.merged_value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return None
        text = as_text(value)
        if FIGURE.match(fold(text)):
            return None
        below = range(row + 1, rows.stop)
        if not text and any(as_text(sheet.value(lower, column)) for lower in below):
            text, anchor = _from_left(sheet, row, below, column)
        if text and anchor not in seen:
            seen.add(anchor)
            if path and ONLY_UNIT.match(fold(text)):
                path[-1] = (row, f"{path[-1][1]}({fold(text).strip('()')})")
            else:
                path.append((row, text))
    return path


def _from_left(sheet: Sheet, row: int, below: range, column: int) -> tuple[str, tuple[int, int]]:
    """A group header of a file without merged ranges: the nearest text on the left, if grouped."""
    for left in range(column - 1, -1, -1):
        text = as_text(sheet.value(row, left))
        if text:
            is_group = any(as_text(sheet.value(lower, left)) for lower in below)
            return (text, (row, left)) if is_group else ("", (row, column))
    return "", (row, column)
