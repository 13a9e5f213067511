"""An .xlsx copy of the cells of a file of another format; 另存的副本.

Belongs here: values with their types, merged ranges, what is hidden, and widths that fit. Does not
belong here: marks. Formulas, colours and pictures of the other format are not carried over; the
list of problems says so.
"""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sources.opening import Sheet

LONGEST_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NARROWEST, WIDEST = 6, 50
MEASURED_ROWS = 500
LONGEST_TEXT = 32_767
# What stays the same when it is written as a number: no code with leading zeros, no 1.50.
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,8})(?:\.\d{0,5}[1-9])?")
FIRST_DAY = dt.datetime(1900, 3, 1)  # noqa: DTZ001 cells know no zone; earlier days are ambiguous
DATE_FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
    "span": "[h]:mm:ss",
}


@dataclass(frozen=True)
class Copy:
    """The copy's bytes, and the name of each sheet in it by the name it had."""

    content: bytes
    names: Mapping[str, str]


def copy_cells(sheets: Sequence[Sheet], typed: bool) -> Copy:
    """A workbook of the visible sheets' cells.

    `typed` is False for text files, in which plain numbers are written as texts.
    """
    import xlsxwriter

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    names: dict[str, str] = {}
    with xlsxwriter.Workbook(sink, options) as book:
        formats = {kind: book.add_format({"num_format": c}) for kind, c in DATE_FORMATS.items()}
        for sheet in sheets:
            if sheet.visible:
                names[sheet.name] = _free_name(sheet.name, names.values())
                _fill(book.add_worksheet(names[sheet.name]), sheet, formats, typed)
        if not names:
            book.add_worksheet()
    return Copy(sink.getvalue(), names)


def _free_name(name: str, taken: Any) -> str:
    """A name that Excel allows."""
    plain = FORBIDDEN.sub("_", name).strip("'")[:LONGEST_NAME] or "表"
    used = {one.casefold() for one in taken}
    number, free = 1, plain
    while free.casefold() in used:
        number += 1
        free = f"{plain[: LONGEST_NAME - 4]}_{number}"
    return free


def _fill(page: Any, sheet: Sheet, formats: Mapping[str, Any], typed: bool) -> None:
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if value is not None and value != "":
                _write(page, (row, column), value if typed else _as_typed(value), formats)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        # Ranges that overlap, as a damaged file may state them, no program would open.
        if len(cells) > 1 and taken.isdisjoint(cells):
            taken |= cells
            value = sheet.value(top, left)
            page.merge_range(top, left, bottom, right, "")
            if value is not None:
                _write(page, (top, left), value if typed else _as_typed(value), formats)
    widths = _widths(sheet)
    hidden = {column for first, last in sheet.hidden_columns for column in range(first, last + 1)}
    for column, width in enumerate(widths):
        page.set_column(column, column, width, None, {"hidden": column in hidden})
    for first, last in sheet.hidden_rows:
        for row in range(first, min(last + 1, len(sheet.rows))):
            page.set_row(row, None, None, {"hidden": True})


def _as_typed(value: object) -> object:
    """A text that is a plain number, as a number."""
    if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
        return float(value)
    return value


def _write(page: Any, place: tuple[int, int], value: Any, formats: Mapping[str, Any]) -> None:
    """A value with its type; a text stays text, so that no formula comes alive."""
    if isinstance(value, bool):
        page.write_boolean(*place, value)
    elif isinstance(value, int | float):
        page.write_number(*place, value)
    elif (kind := _date_kind(value)) is not None:
        page.write_datetime(*place, value, formats[kind])
    else:
        page.write_string(*place, str(value)[:LONGEST_TEXT])


def _date_kind(value: object) -> str | None:
    """Which date format shows a value whole; None if it is no date that Excel knows."""
    if isinstance(value, dt.datetime):
        if value < FIRST_DAY:
            return None
        return "date" if value.time() == dt.time() else "moment"
    if isinstance(value, dt.date):
        return "date" if value >= FIRST_DAY.date() else None
    if isinstance(value, dt.time):
        return "time"
    return "span" if isinstance(value, dt.timedelta) else None


def _widths(sheet: Sheet) -> list[int]:
    """A width for each column that shows most of its texts; merged ones do not count."""
    widths = [NARROWEST] * sheet.width
    for row, values in enumerate(sheet.rows[:MEASURED_ROWS]):
        for column, value in enumerate(values):
            if value not in (None, "") and (row, column) not in sheet.anchors:
                widths[column] = max(widths[column], shown_width(str(value)[:WIDEST]) + 2)
    return [min(width, WIDEST) for width in widths]


def shown_width(text: str) -> int:
    """How wide a text is in narrow letters; Chinese quotation marks are wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
