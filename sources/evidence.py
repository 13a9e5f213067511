"""What the cells of a column look like, whatever its header says: amounts, places, dates, people.

Belongs here: judging contents and naming the likeliest field for an unknown header. Does not
belong here: accepting it; a likeness is told to people, never taken for an answer.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse, islice

from sources.amounts import split_amount
from sources.contract import Contract, FieldType
from sources.dates import parse_date
from sources.opening import Sheet
from sources.phones import parse_phones
from sources.text import as_text, fold, is_blank, without_unit

SAMPLE_ROWS = 200
FEWEST_CELLS = 3
CLEAR_SHARE = 0.8
ALIKE = 70.0
PLACE = re.compile(r"(?:省|市|县|区|旗|镇|乡|街道|村|社区|组)$")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# Contents that a type of their own holds, beside texts.
OWN_TYPES = {"日期": FieldType.DATE, "电话": FieldType.PHONE}
PERSON = re.compile(rf"^[{SURNAMES}][一-鿿×]{{1,2}}$")


@dataclass(frozen=True)
class Likeness:
    """The field that an unknown header comes closest to, and why; both may be missing."""

    contents: str
    field_title: str

    @property
    def words(self) -> str:
        """For the finding: 内容像金额，可能是“金额”."""
        contents = f"内容像{self.contents}" if self.contents else ""
        field = f"可能是“{self.field_title}”" if self.field_title else ""
        return "，".join(part for part in (contents, field) if part)


def _is_number(text: str) -> bool:
    return split_amount(text)[0] is not None


def _is_date(text: str) -> bool:
    return any(mark in text for mark in "年-/.") and parse_date(text) is not None


def _is_phone(text: str) -> bool:
    return len(text) >= len("12317") and bool(parse_phones(text))


KINDS: Mapping[str, Callable[[str], bool]] = {
    "电话": _is_phone,
    "日期": _is_date,
    "数字": _is_number,
    "地名": lambda text: PLACE.search(text) is not None,
    "人名": lambda text: PERSON.match(text) is not None,
}


def contents_of(sheet: Sheet, column: int, rows: Iterable[int]) -> str:
    """The kind that at least four fifths of the filled cells are of; '' if none, or too few."""
    cells = sheet.columns[column] if column < len(sheet.columns) else []
    texts = [as_text(cells[row]) for row in rows if row < len(cells) and not is_blank(cells[row])]
    if len(texts) < FEWEST_CELLS:
        return ""
    most = len(texts) - math.ceil(CLEAR_SHARE * len(texts))
    return next((kind for kind, fits in KINDS.items() if _fail_at_most(most, fits, texts)), "")


def _fail_at_most(most: int, fits: Callable[[str], bool], texts: Sequence[str]) -> bool:
    """True if no more texts than that are of another kind; it stops looking once there are more."""
    return next(islice(filterfalse(fits, texts), most, None), None) is None


def likeness(contract: Contract, header: str, contents: str) -> Likeness:
    """What an unknown header most likely means, by the likeness of words and its contents."""
    from rapidfuzz import fuzz, process

    words = {
        word: field
        for word, field in contract.by_header.items()
        if contents in ("", "数字") or field.type in (FieldType.TEXT, OWN_TYPES.get(contents))
    }
    key = without_unit(fold(header.rsplit("/", maxsplit=1)[-1]))[0]
    found = process.extractOne(key, list(words), scorer=fuzz.WRatio, score_cutoff=ALIKE)
    title = words[found[0]].title if found is not None else ""
    if not title and contents == "数字":
        title = next((field.title for field in contract.money_fields), "")
    return Likeness(contents, title)


def sample_rows(body: Sequence[int]) -> Sequence[int]:
    """The first rows of a body, enough to judge contents by."""
    return body[:SAMPLE_ROWS]
