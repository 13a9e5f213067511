"""What stands above a table: title lines, unit line, document number, year; 表前文字.

Belongs here: telling those lines apart and reading them. Does not belong here: the header itself
(header_rows).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sources.amounts import header_unit, line_unit, split_amount
from sources.opening import Sheet
from sources.rows import NOTE, TOTAL
from sources.text import as_text, document_number, fold, title_year

LONGEST_NUMBER_LINE = 24
MOST_TEXTS_IN_TITLE_ROW = 2
# A title that goes on with its unit: 某县资金安排表（单位：万元）.
UNIT_AT_END = re.compile(r"(?<=[一-鿿\d])\s*[(（]\s*(?:金额)?单位\s*[:：][^()（）]*[)）]$")
ANNEX = re.compile(r"^(?:附件|附表|附)[一二三四五六七八九十\d]*[:.]?$|^表[\d\-.]+$")
ONLY_NUMBER = re.compile(r"^[文发]?[文]?字?号?[:]?[一-鿿]*〔\d{4}〕\d+号$")
FILLED_BY = re.compile(
    r"^(?:填报单位|填表单位|编制单位|制表单位|单位名称|填报日期|日期|填报时间|公示时间|公示期|公告期|公告时间|监督电话|举报电话|联系电话"
    r"|咨询电话|联系人|监督单位|制表人|审核人)[::]?"
)
ENDS_IN_TABLE = re.compile(r"表(?:\(.*\))?$")
# Of counts (单位：件), or who sends the table (单位：某办); of money it is read before.
UNIT_LINE = re.compile(r"^\(?(?:计量|数量)?单位:")
DATE_LINE = re.compile(r"^\(?\d{4}年\d{1,2}月(?:\d{1,2}日)?\)?$")


@dataclass(frozen=True)
class Preface:
    """What stands above a table: its title, money unit, document number and year."""

    title: str = ""
    unit: str | None = None
    document_no: str | None = None
    year: int | None = None


def read_prefaces(sheet: Sheet, rows: range, columns: Sequence[range]) -> list[Preface]:
    """What stands above tables side by side, or above a single one.

    They share what stands above any of them, unless several have titles of their own: then a unit
    or a number over the one says nothing of the other.
    """
    own = [read_preface(sheet, rows, one) for one in columns]
    if sum(bool(one.title) for one in own) > 1:
        return own
    shared = read_preface(sheet, rows)
    return [
        replace(
            shared, unit=one.unit or shared.unit, document_no=one.document_no or shared.document_no
        )
        for one in own
    ]


def read_preface(sheet: Sheet, rows: range, columns: range | None = None) -> Preface:
    """Title, unit, document number and year from the lines above a header.

    The title is what stands nearest above; what a blank row sets apart is another heading. Lines
    that state two units state none.
    """
    titles: list[tuple[int, str]] = []
    units: set[str | None] = set()
    number = None
    for row, text in _lines(sheet, rows, columns or range(sheet.width)):
        is_below = bool(titles) and titles[-1][0] < row
        if is_below and not any(as_text(value) for value in sheet.rows[row - 1]):
            titles = [] if not _is_side_line(fold(text), text) else titles
        units.add(line_unit(text))
        text = UNIT_AT_END.sub("", text).strip()  # noqa: PLW2901 the unit has been taken from it
        key = fold(text)
        number = number or document_number(text)
        if not _is_side_line(key, text):
            titles.append((row, " ".join(text.split())))
    title = "".join(line for _, line in titles)
    stated = units - {None} or {header_unit(title)}
    unit = stated.pop() if len(stated) == 1 else None
    return Preface(title, unit, number, title_year(title))


def _is_side_line(key: str, text: str) -> bool:
    is_number_only = document_number(text) is not None and len(key) < LONGEST_NUMBER_LINE
    patterns = (ANNEX, FILLED_BY, UNIT_LINE, DATE_LINE, ONLY_NUMBER, NOTE)
    is_side = any(pattern.match(key) for pattern in patterns)
    return is_side or line_unit(text) is not None or is_number_only


def _lines(sheet: Sheet, rows: range, columns: range) -> Iterator[tuple[int, str]]:
    for row in rows:
        for column in columns:
            text = as_text(sheet.value(row, column))
            if text:
                yield row, text


def preface_start(sheet: Sheet, start: int, row: int) -> int:
    """First of the title lines above a header: they hold one or two texts each.

    Below another table (`start` > 0) its records, totals and notes come before them.
    """
    first = row
    while first > start:
        texts = _texts(sheet, first - 1)
        if len(texts) > MOST_TEXTS_IN_TITLE_ROW or (start > 0 and _is_record(sheet, first - 1)):
            break
        first -= 1
    return _below_tail(sheet, first, row) if start > 0 else first


def may_be_record(sheet: Sheet, row: int) -> bool:
    """True for a title line right below another table that may as well be its last record.

    A record without figures looks like it. A merged line is a title, and so is one that ends in 表
    or says the unit or who filled in the table.
    """
    texts = _texts(sheet, row)
    is_merged = any(top == row and right > left for top, left, _, right in sheet.merges)
    if is_merged or not texts or not _texts(sheet, row - 1) or any(map(_is_label, texts)):
        return False
    named = [fold(text) for text in texts if not _is_side_line(fold(text), as_text(text))]
    return bool(named) and not any(ENDS_IN_TABLE.search(key) for key in named)


def _below_tail(sheet: Sheet, first: int, row: int) -> int:
    """The first line below what still belongs to the table above.

    These are its notes, and lines that a blank row sets apart from the title.
    """
    while first < row and any(NOTE.match(fold(text)) for text in _texts(sheet, first)):
        first += 1
    end = next((line for line in range(first, row) if not _texts(sheet, line)), row)
    is_apart = _has(sheet, range(end, row), side_lines=False)
    return end if is_apart and not _has(sheet, range(first, end), side_lines=True) else first


def _has(sheet: Sheet, rows: range, *, side_lines: bool) -> bool:
    """True if some lines hold a unit, a number or the like; or else anything but these."""
    texts = (text for _, text in _lines(sheet, rows, range(sheet.width)))
    return any(_is_side_line(fold(text), text) is side_lines for text in texts)


def _texts(sheet: Sheet, row: int) -> list[object]:
    return [value for value in sheet.rows[row] if as_text(value)]


def _is_record(sheet: Sheet, row: int) -> bool:
    texts = _texts(sheet, row)
    if any(TOTAL.match(fold(text)) for text in texts):
        return True
    if any(map(_is_label, texts)):
        return False
    if texts and any(top < row <= bottom for top, _, bottom, _ in sheet.merges):
        return True  # It goes on under a cell of the row above: no title does.
    if any(split_amount(text)[0] is not None for text in texts):
        return True
    if len(texts) < MOST_TEXTS_IN_TITLE_ROW:
        return False
    sides = [text for text in texts if _is_side_line(fold(text), as_text(text))]
    return not sides or _is_named_date(sheet, row, texts, sides)


def _is_named_date(
    sheet: Sheet, row: int, texts: Sequence[object], sides: Sequence[object]
) -> bool:
    """True for a name and a day right below a record: they go on with it, and are no title."""
    is_date = all(DATE_LINE.match(fold(text)) for text in sides) and len(sides) < len(texts)
    is_touching = bool(_texts(sheet, row - 1))
    return is_date and is_touching and not any(ENDS_IN_TABLE.search(fold(text)) for text in texts)


def _is_label(text: object) -> bool:
    """True for what stands beside a table only: its unit, or who filled it in and when."""
    return FILLED_BY.match(fold(text)) is not None or line_unit(text) is not None
