"""What each row under a header is: data, total, subtotal, of-which, parent, section or note; 行.

Belongs here: the kind of a row and its place in a numbered tree. Does not belong here: adding up
(claims) and reading cells (casting).
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from sources.amounts import split_amount
from sources.headers import Column
from sources.opening import Sheet
from sources.text import as_text, fold, numbering, without_of_which

TOTAL = re.compile(r"^(?:合计|总计|共计|总合计|累计)(?:数|金额)?:?$")
SUBTOTAL = re.compile(r"^(?:小计|.{1,12}小计)(?:数|金额)?:?$")
NOTE = re.compile(
    r"^(?:备注|注|说明|附注|填表人|制表人?|审核人?|复核|经办人|负责人|单位负责人|联系人|联系电话"
    r"|监督电话|举报电话|咨询电话|填报日期|公示期|公告期)\d?[:.、]"
)


FEW_CELLS = 2
# What notes and of-which labels begin with; '' is a cell of white space.
SUSPECT = frozenset(("", *"备注说附填制审复经负单联监举咨公其"))
# In a table of two columns a row with one text is a row whose figure is blank.
NARROWEST_WITH_SECTIONS = 2


class Kind(StrEnum):
    """Kinds of rows."""

    DATA = "data"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    OF_WHICH = "of_which"
    PARENT = "parent"
    SECTION = "section"
    NOTE = "note"


class BodyRow(NamedTuple):
    """One row: its index, kind, label without numbering, tree level and the rows above it.

    `above` runs from the outermost to the nearest; for an of-which row the last one is its whole.
    """

    index: int  # type: ignore[assignment]  # the row, not tuple.index
    kind: Kind
    label: str
    level: int | None = None
    above: tuple["BodyRow", ...] = ()


def classify_rows(
    sheet: Sheet, body: range, columns: Sequence[Column], label: Column | None
) -> list[BodyRow]:
    """Every row of a table's body that is not blank. `label` is the tree's label column, if any."""
    if label is None:
        return list(_with_wholes(_plain_rows(sheet, body, columns)))
    rows = [row for index in body if (row := _classify(sheet, index, columns, label))]
    values = [column for column in columns if column is not label]
    return list(_with_parents(rows, sheet, values))


def _plain_rows(sheet: Sheet, body: range, columns: Sequence[Column]) -> list[BodyRow]:
    """Rows of a list: at once data where nothing speaks against it, else looked at closely."""
    close = _suspects(sheet, body, columns)
    named = [c.index for c in columns if c.meaning.field != "serial_no"] or [columns[0].index]
    names = [sheet.columns[index] for index in named]
    known = {text: as_text(text) for text in sheet.texts(named[0])}
    rows = []
    for index in body:
        if index in close:
            row = _classify(sheet, index, columns, None)
        else:
            first = names[0][index]
            label = known.get(first, "") if isinstance(first, str) else ""
            row = BodyRow(index, Kind.DATA, label or _first_text(names, index))
        if row is not None:
            rows.append(row)
    return rows


def _first_text(names: Sequence[Sequence[object]], index: int) -> str:
    for column in names:
        value = column[index]
        if isinstance(value, str) and value.strip():
            return as_text(value)
    return as_text(names[0][index])


def _suspects(sheet: Sheet, body: range, columns: Sequence[Column]) -> set[int]:
    """Rows with few cells, or with a text that may be a total, a note or an of-which label."""
    filled = [0] * len(body)
    found: set[int] = set()
    for column in columns:
        values = sheet.columns[column.index][body.start : body.stop]
        filled = [
            count + (value is not None and value != "")
            for count, value in zip(filled, values, strict=True)
        ]
        odd = {text for text in sheet.texts(column.index) if text and _is_odd(text)}
        if odd:
            found.update(row for row, value in zip(body, values, strict=True) if value in odd)
    found.update(row for row, count in zip(body, filled, strict=True) if count <= FEW_CELLS)
    return found


def _is_odd(text: str) -> bool:
    return "计" in text or "計" in text or text.lstrip()[:1] in SUSPECT


def _classify(
    sheet: Sheet, index: int, columns: Sequence[Column], label: Column | None
) -> BodyRow | None:
    cells = [(column, as_text(sheet.value(index, column.index))) for column in columns]
    texts = [(column, text) for column, text in cells if text]
    if not texts:
        return None
    named = (pair for pair in texts if pair[0].meaning.field != "serial_no")
    column, first = next((pair for pair in named if not _is_figure(pair[1])), texts[0])
    for _, text in texts:
        kind = _kind_by_words(fold(text))
        if kind is not None:
            return BodyRow(index, kind, fold(text))
    if all(NOTE.match(fold(text)) for _, text in texts):
        return BodyRow(index, Kind.NOTE, fold(texts[0][1]))
    if label is not None:
        return _tree_row(sheet, index, label)
    name, of_which = without_of_which(first)
    if of_which:
        return BodyRow(index, Kind.OF_WHICH, name)
    is_section = (
        len(texts) == 1 and len(columns) > NARROWEST_WITH_SECTIONS and column.meaning.group is None
    )
    return BodyRow(index, Kind.SECTION if is_section else Kind.DATA, first)


def _is_figure(text: str) -> bool:
    return split_amount(text)[0] is not None


def _kind_by_words(key: str) -> Kind | None:
    if TOTAL.match(key):
        return Kind.TOTAL
    return Kind.SUBTOTAL if SUBTOTAL.match(key) else None


def _tree_row(sheet: Sheet, index: int, label: Column) -> BodyRow:
    text, of_which = without_of_which(sheet.value(index, label.index))
    level, name = numbering(text) or (None, text)
    return BodyRow(index, Kind.OF_WHICH if of_which else Kind.DATA, name, level)


def _with_wholes(rows: Sequence[BodyRow]) -> Iterator[BodyRow]:
    """Give each of-which row of a plain list the row that it is part of."""
    whole: BodyRow | None = None
    for row in rows:
        if row.kind is Kind.OF_WHICH and whole is not None:
            yield row._replace(above=(whole,))
            continue
        if row.kind in (Kind.DATA, Kind.TOTAL, Kind.SUBTOTAL):
            whole = row
        yield row


def _with_parents(
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
