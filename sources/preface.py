"""What stands above a table: title lines, unit line, document number, year; 表前文字.

Belongs here: telling those lines apart and reading them. Does not belong here: the header itself
(header_rows).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.amounts import header_unit, line_unit, split_amount
from sources.opening import Sheet
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


def read_preface(sheet: Sheet, rows: range, columns: range | None = None) -> Preface:
    """Title, unit, document number and year from the lines above a header.

    The title is what stands nearest above; what a blank row sets apart is another heading.
    """
    titles: list[str] = []
    unit = number = None
    for row, text in _lines(sheet, rows, columns or range(sheet.width)):
        if titles and row > 0 and not any(as_text(value) for value in sheet.rows[row - 1]):
            titles = [] if not _is_side_line(fold(text), text) else titles
        unit = unit or line_unit(text)
        text = UNIT_AT_END.sub("", text).strip()  # noqa: PLW2901 the unit has been taken from it
        key = fold(text)
        number = number or document_number(text)
        if not _is_side_line(key, text):
            titles.append(" ".join(text.split()))
    title = "".join(titles)
    return Preface(title, unit or header_unit(title), number, title_year(title))


def _is_side_line(key: str, text: str) -> bool:
    is_number_only = document_number(text) is not None and len(key) < LONGEST_NUMBER_LINE
    patterns = (ANNEX, FILLED_BY, UNIT_LINE, DATE_LINE, ONLY_NUMBER)
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

    Below another table (`start` > 0) a row of two texts, or with a figure, is one of its records
    unless it says the unit, the number or the date.
    """
    first = row
    while first > start:
        texts = [value for value in sheet.rows[first - 1] if as_text(value)]
        if len(texts) > MOST_TEXTS_IN_TITLE_ROW or (start > 0 and _is_record(texts)):
            break
        first -= 1
    return first


def _is_record(texts: Sequence[object]) -> bool:
    if any(_is_side_line(fold(text), as_text(text)) for text in texts):
        return False
    return len(texts) > 1 or any(split_amount(text)[0] is not None for text in texts)
