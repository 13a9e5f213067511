"""Which rows of a body belong to which: numbered trees, headings, of-which rows; 层级.

Belongs here: levels and parents. Does not belong here: what a row is by its own words (rows).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sources.body import BodyRow, Kind
from sources.headers import Column
from sources.opening import Sheet
from sources.text import as_text, fold

# The serial numbers of a list: 一, (一), 1, (1); the deeper the later.
SERIALS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]?$"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)$"),
    re.compile(r"^\d{1,4}[、.]?$"),
    re.compile(r"^(?:\(\d{1,3}\)|\d{1,3}[.-]\d{1,3})$"),
)
ARABIC, MOST_ARABIC = 2, 9999  # the third form as a number in a cell
LEVELLED = frozenset({Kind.DATA, Kind.SECTION})


@dataclass(frozen=True)
class Levels:
    """The column whose values put rows on levels, and the level that a value means."""

    column: int
    of: Callable[[object], int | None]


def with_levels(sheet: Sheet, rows: Sequence[BodyRow], levels: Levels) -> Iterator[BodyRow]:
    """Give each row the level of its serial number or code."""
    for row in rows:
        level = levels.of(sheet.value(row.index, levels.column)) if row.kind in LEVELLED else None
        kind = Kind.DATA if level is not None else row.kind
        yield BodyRow(row.index, kind, row.label, level, row.above)


def serial_level(value: object) -> int | None:
    """The level of a serial number: 一 is 0, (一) 1, 1 is 2, (1) 3; None for anything else."""
    if isinstance(value, float) and value.is_integer():
        return ARABIC if 0 <= value <= MOST_ARABIC else None
    key = fold(value)
    return next((level for level, form in enumerate(SERIALS) if form.match(key)), None)


def code_level(value: object) -> int | None:
    """The level of a code is its length: 213, 21305, 2130504. None for anything else."""
    key = fold(value)
    return len(key) if key.isdecimal() else None


def with_wholes(rows: Sequence[BodyRow]) -> Sequence[BodyRow]:
    """Give each of-which row the row that it is part of, each record the heading above it."""
    giving = (Kind.OF_WHICH, Kind.SECTION)
    if not any(row.kind in giving for row in rows):
        return rows
    return list(_with_wholes(rows))


def _with_wholes(rows: Sequence[BodyRow]) -> Iterator[BodyRow]:
    whole: BodyRow | None = None
    heading: BodyRow | None = None
    for row in rows:
        if row.kind is Kind.OF_WHICH and whole is not None:
            yield row._replace(above=(whole,))
            continue
        if row.kind in (Kind.DATA, Kind.TOTAL, Kind.SUBTOTAL, Kind.PARENT):
            whole = row
        if row.kind is Kind.SECTION:
            heading = row
        is_headed = row.kind is Kind.DATA and not row.above and heading is not None
        yield row._replace(above=(heading,)) if is_headed and heading else row


def with_parents(
    rows: Sequence[BodyRow], sheet: Sheet, values: Sequence[Column]
) -> Iterator[BodyRow]:
    """Mark parents and the rows of an of-which group, and give each row the rows above it."""
    stack: list[BodyRow] = []
    group: int | None = None
    for position, row in enumerate(rows):
        level = _level(row, stack)
        if level is None:
            yield row
            continue
        while stack and (stack[-1].level or 0) >= level:
            stack.pop()
        group = _of_which_group(row, level, group)
        kind = Kind.OF_WHICH if group is not None else _kind(rows, position, level)
        if kind is Kind.PARENT and not _has_values(sheet, row, values):
            kind = Kind.SECTION
        placed = row._replace(level=level, kind=kind, above=tuple(stack))
        stack.append(placed)
        yield placed


def _level(row: BodyRow, stack: Sequence[BodyRow]) -> int | None:
    if row.level is not None or row.kind is not Kind.OF_WHICH:
        return row.level
    return (stack[-1].level or 0) + 1 if stack else 0


def _of_which_group(row: BodyRow, level: int, group: int | None) -> int | None:
    if row.kind is Kind.OF_WHICH:
        return level
    return group if group is not None and level >= group else None


def _kind(rows: Sequence[BodyRow], position: int, level: int) -> Kind:
    """A row is a parent if deeper rows follow that are not introduced as “of which”."""
    following = next((row for row in rows[position + 1 :] if row.level is not None), None)
    is_deeper = following is not None and (following.level or 0) > level
    is_split = following is not None and following.kind is Kind.OF_WHICH
    return Kind.PARENT if is_deeper and not is_split else Kind.DATA


def _has_values(sheet: Sheet, row: BodyRow, values: Sequence[Column]) -> bool:
    return any(as_text(sheet.value(row.index, column.index)) for column in values)
