"""What each row under a header is: data, total, subtotal, of-which, parent, section or note; 行.

Belongs here: the kind of a row and its place in a numbered tree. Does not belong here: adding up
(claims) and reading cells (casting).
"""

import re
from collections.abc import Sequence
from itertools import repeat

from sources.amounts import split_amount
from sources.body import BodyRow, Kind
from sources.bulk import clean_texts
from sources.headers import Column
from sources.nesting import Levels, serial_level, with_levels, with_parents, with_wholes
from sources.opening import Sheet
from sources.text import as_text, fold, numbering, without_of_which

TOTAL = re.compile(
    r"^(?:全[省市州县区旗镇乡村]|收入|支出)?(?:合计|总计|共计|总合计|累计)(?:数|金额)?(?:[:(].*|\d.*)?$"
)
SUBTOTAL = re.compile(r"^(?:小计|.{1,12}小计|.{1,8}合计)(?:数|金额|\([^()]*\))?:?$")
NOTE = re.compile(
    r"^(?:备注|注|说明|附注|填表人|制表人?|审核人?|复核|经办人|负责人|单位负责人|联系人|联系电话"
    r"|监督电话|举报电话|咨询电话|填报日期|公示期|公告期)\d?[:.、]"
)


FEW_CELLS = 2
COLUMN_NUMBERS = "栏次"
COLUMN_WORDS = frozenset({"栏次", "甲", "乙", "丙", "丁", "序号", "列次"})
# What notes and of-which labels begin with; '' is a cell of white space.
SUSPECT = frozenset(("", *"备注说附填制审复经负单联监举咨公其"))
# In a table of two columns a row with one text is a row whose figure is blank.
NARROWEST_WITH_SECTIONS = 2


def classify_rows(
    sheet: Sheet,
    body: Sequence[int],
    columns: Sequence[Column],
    label: Column | None,
    levels: Levels | None = None,
) -> list[BodyRow]:
    """Every row of a table's body that is not blank.

    `label` is the tree's label column, if any; with `levels` they stand in a column of serial
    numbers (一, 1, 2, 二, 1 …) or codes instead.
    """
    numbered = body[:1] if body and _numbers_columns(sheet, body[0], columns) else []
    noted = [BodyRow(index, Kind.NOTE, COLUMN_NUMBERS) for index in numbered]
    body = body[len(noted) :]
    if label is not None:
        rows = [row for index in body if (row := _classify(sheet, index, columns, label))]
        values = [column for column in columns if column is not label]
        return [*noted, *with_parents(rows, sheet, values)]
    rows = _plain_rows(sheet, body, columns, None if levels is None else levels.column)
    if levels is not None:
        rows = list(with_parents(list(with_levels(sheet, rows, levels)), sheet, _figures(columns)))
    return [*noted, *with_wholes(rows)]


def _numbers_columns(sheet: Sheet, row: int, columns: Sequence[Column]) -> bool:
    """True for a first row that numbers the columns (栏次 1 2 3 …): it is no record."""
    texts = [fold(sheet.value(row, column.index)) for column in columns]
    numbers = [int(text) for text in texts if text.isdecimal()]
    words = {text for text in texts if text and not text.isdecimal()}
    is_run = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    starts = bool(numbers) and numbers[0] in (1, len(words) + 1)
    is_whole = len(numbers) + len(words) == len(texts) and len(numbers) > 1
    return is_run and starts and is_whole and words <= COLUMN_WORDS


def _figures(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.is_figure]


def _plain_rows(
    sheet: Sheet, body: Sequence[int], columns: Sequence[Column], numbers: int | None
) -> list[BodyRow]:
    """Rows of a list: at once data where nothing speaks against it, else looked at closely.

    `numbers` is the column of serial numbers or codes, which name no row.
    """
    close = _suspects(sheet, body, columns)
    worded = [c.index for c in columns if c.meaning.field != "serial_no" and c.index != numbers]
    named = worded or [columns[0].index]
    names = [sheet.columns[index] for index in named]
    texts = sheet.texts(named[0])
    known: dict[object, str] = dict(zip(texts, clean_texts(texts), strict=True))
    first = names[0]
    labels = [known.get(first[index]) or _first_text(names, index) for index in body]
    rows = list(map(BodyRow, body, repeat(Kind.DATA), labels))
    if not close:
        return rows
    looked = (
        _classify(sheet, row.index, columns, None) if row.index in close else row for row in rows
    )
    return [row for row in looked if row is not None]


def _first_text(names: Sequence[Sequence[object]], index: int) -> str:
    for column in names:
        value = column[index]
        if isinstance(value, str) and value.strip():
            return as_text(value)
    return as_text(names[0][index])


def _suspects(sheet: Sheet, body: Sequence[int], columns: Sequence[Column]) -> set[int]:
    """Rows with few cells, or with a text that may be a total, a note or an of-which label."""
    found: set[int] = set()
    filled = [0] * len(body)
    full = 0
    for column in columns:
        odd = _odd_texts(sheet.texts(column.index))
        if not odd and full > FEW_CELLS:
            continue
        values = list(map(sheet.columns[column.index].__getitem__, body))
        if odd:
            found.update(row for row, value in zip(body, values, strict=True) if value in odd)
        if None not in values and "" not in values:
            full += 1
            continue
        filled = [
            count + (value is not None and value != "")
            for count, value in zip(filled, values, strict=True)
        ]
    few = FEW_CELLS - full
    found.update(row for row, count in zip(body, filled, strict=True) if count <= few)
    return found


def _odd_texts(texts: frozenset[str]) -> set[str]:
    joined = "".join(texts)
    if "计" in joined or "計" in joined:
        return {text for text in texts if text and _is_odd(text)}
    return {text for text in texts if text and text.lstrip()[:1] in SUSPECT}


def _is_odd(text: str) -> bool:
    return "计" in text or "計" in text or text.lstrip()[:1] in SUSPECT


def _classify(
    sheet: Sheet, index: int, columns: Sequence[Column], label: Column | None
) -> BodyRow | None:
    cells = [(column, as_text(sheet.value(index, column.index))) for column in columns]
    texts = [(column, text) for column, text in cells if text]
    if all(_is_serial(column, text) for column, text in texts):
        return None  # blank, or a row of the form that was numbered and left empty
    is_numbered = label is not None and numbering(sheet.value(index, label.index)) is not None
    said = None if is_numbered else _by_words(index, [text for _, text in texts])
    if said is not None:
        return said
    if label is not None:
        return _tree_row(sheet, index, label)
    shared = _has_merged(sheet, index, columns)
    return _list_row(index, texts, columns, shared=shared)


def _has_merged(sheet: Sheet, index: int, columns: Sequence[Column]) -> bool:
    """True if a text of a row above reaches down into this one."""
    for column in columns:
        value, (row, _) = sheet.merged_value(index, column.index)
        if row < index and as_text(value):
            return True
    return False


def _is_serial(column: Column, text: str) -> bool:
    return column.meaning.field == "serial_no" and serial_level(text) is not None


def _by_words(index: int, texts: Sequence[str]) -> BodyRow | None:
    for text in texts:
        kind = _kind_by_words(fold(text))
        if kind is not None:
            return BodyRow(index, kind, fold(text))
    if all(NOTE.match(fold(text)) for text in texts):
        return BodyRow(index, Kind.NOTE, fold(texts[0]))
    return None


def _list_row(
    index: int, texts: Sequence[tuple[Column, str]], columns: Sequence[Column], *, shared: bool
) -> BodyRow:
    """A row of a list; one text alone is a heading, unless it has `shared` texts beside it."""
    named = [pair for pair in texts if not _is_serial(*pair)]
    words = (pair for pair in named if not _is_figure(pair[1]))
    column, first = next(words, named[0])
    name, of_which = without_of_which(first)
    if of_which:
        return BodyRow(index, Kind.OF_WHICH, name)
    is_narrow = len(columns) <= NARROWEST_WITH_SECTIONS
    is_figure = column.meaning.group is not None or column.is_figure
    is_section = len(named) == 1 and not (is_narrow or is_figure or shared)
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
