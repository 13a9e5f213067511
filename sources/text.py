"""Cleaning of cell text: width, white space, brackets, numbering, lists of names.

Belongs here: what is true of any text in any table. Does not belong here: what a text means for a
dataset (contract, headers) and numbers (amounts).
"""

import math
import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from opencc import OpenCC

LONGEST_KEY = 60  # longer texts are no labels, headers or units
FOLDS_KEPT = 1 << 16  # the same words come again and again down a column
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BLANK_MARKS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\"})
LONGEST_BLANK_MARK = max(map(len, BLANK_MARKS))

DOCUMENT_NUMBER = re.compile(
    r"(?P<issuer>[一-鿿]{2,14})[〔\[【(](?P<year>(?:19|20)\d{2})[〕\]】)](?P<number>\d{1,5})号"
)
LOOSE_DOCUMENT_NUMBER = re.compile(
    r"([一-鿿]{2,14})\s*[〔［\[﹝（(【]\s*(\d{4})\s*[〕］\]﹞）)】]\s*(\d{1,5})\s*号"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|-度)")
YEAR_RANGE = re.compile(r"(?:19|20)\d{2}年?[-—–~至到]+(?:19|20)\d{2}年")

FIRST_FIGURE = re.compile(r"\d(?:[\d\s,.]*\d)?")
SPLIT = re.compile(r"\s")
GROUPED = re.compile(r"^\d{1,3}(?:\s\d{3})+(?:\.\d+)?$")

# One pattern a level, from the outermost: 一、  (一)  1.  (1)  ①
NUMBERINGS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、,.]"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)[、,.]?"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^\(\d{1,2}\)[、.]?"),
)
CIRCLED = re.compile(r"^[①-⑳]")  # folding makes 3 of ③, so it is looked for before
OF_WHICH = re.compile(r"^其中[:,、]?")
UNIT_BRACKET = re.compile(r"\s*[(（](?P<unit>[^()（）]{1,4})[)）]$")


def as_text(value: object) -> str:
    """A cell as text in NFC, with white space at the ends and control characters removed."""
    if value is None:
        return ""
    if isinstance(value, str) and value.isprintable() and unicodedata.is_normalized("NFC", value):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return f"{Decimal(repr(value)):f}"  # 1e-06 would be taken for a word
    text = unicodedata.normalize("NFC", str(value))
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(value: object) -> str:
    """A cell as a key for comparing: half width, one kind of bracket and colon, no white space."""
    return _fold(as_text(value))


@lru_cache(maxsize=FOLDS_KEPT)
def _fold(text: str) -> str:
    text = simplified(unicodedata.normalize("NFKC", text))
    text = text.replace("[", "(").replace("]", ")").replace("﹝", "〔").replace("﹞", "〕")
    return "".join(text.split())


def joined_digits(value: object) -> str | None:
    """A figure folded, where blanks may stand between groups of three digits (12 000).

    None if a blank splits its digits in any other way: 1 2.5 may be two figures or one.
    """
    text = unicodedata.normalize("NFKC", as_text(value)).replace("\u2212", "-")
    first = FIRST_FIGURE.search(text)
    if first is not None and SPLIT.search(first[0]) and not GROUPED.match(first[0]):
        return None
    return fold(text)


def simplified(text: str) -> str:
    """Traditional characters of a short text as simplified ones; keys only, never values."""
    if len(text) > LONGEST_KEY or text.isascii():
        return text
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def is_blank(value: object) -> bool:
    """True for an empty cell and for the marks that clerks write for “nothing here”."""
    if not isinstance(value, str):
        return value is None
    text = value.strip()
    return len(text) <= LONGEST_BLANK_MARK and fold(text) in BLANK_MARKS


def with_document_brackets(value: object) -> str | None:
    """A text with 〔〕 in the document numbers that it holds, or None if it holds none."""
    text, count = LOOSE_DOCUMENT_NUMBER.subn(
        lambda found: f"{found[1]}〔{int(found[2])}〕{int(found[3])}号", as_text(value)
    )
    return text if count else None


def document_number(value: object) -> str | None:
    """The document number in a text with 〔〕 for whatever brackets stood there, or None."""
    key = "".join(unicodedata.normalize("NFKC", as_text(value)).split())
    found = DOCUMENT_NUMBER.search(key.replace("﹝", "〔").replace("﹞", "〕"))
    if found is None:
        return None
    issuer = re.sub(r"^(?:文号|发文字号)", "", found["issuer"])
    return f"{issuer}〔{found['year']}〕{found['number']}号"


def title_year(title: str) -> int | None:
    """The one year that a title names as 2018年, 2021年度 or 2017-度; None if none or several."""
    key = fold(title)
    if YEAR_RANGE.search(key):
        return None
    years = {int(year) for year in YEAR.findall(key)}
    return years.pop() if len(years) == 1 else None


def numbering(value: object) -> tuple[int, str] | None:
    """Level (0 is the outermost) and the text after its number, or None without a number."""
    text = as_text(value)
    if not _may_begin_number(text[:1]):
        return None
    if CIRCLED.match(text):
        return len(NUMBERINGS), text[1:].strip()
    key = fold(text)
    for level, pattern in enumerate(NUMBERINGS):
        found = pattern.match(key)
        if found is not None:
            return level, after_folded(text, found.end())
    return None


@cache
def _may_begin_number(first: str) -> bool:
    """True unless no numbering begins with this character; most texts of a column are told at once.

    One that folds away tells nothing of what comes after it.
    """
    key = fold(first)[:1]
    return not key or key in "一二三四五六七八九十(" or key.isdecimal()


def without_of_which(value: object) -> tuple[str, bool]:
    """A label without its opening 其中, and whether there was one."""
    text = as_text(value)
    found = OF_WHICH.match(fold(text))
    return (text, False) if found is None else (after_folded(text, found.end()), True)


def after_folded(text: str, count: int) -> str:
    """What is left of a text after those characters that make the first `count` of its fold."""
    consumed = 0
    for position, character in enumerate(text):
        if consumed >= count:
            return text[position:].strip()
        consumed += len(fold(character))
    return ""


def without_unit(value: str) -> tuple[str, str | None]:
    """A label without its closing unit in brackets, and that unit: 人数(人) → 人数, 人."""
    found = UNIT_BRACKET.search(value)
    return (value, None) if found is None else (value[: found.start()], found["unit"])


def count_names(value: str | None) -> int | None:
    """How many names a list like 者海镇、纸厂乡 holds; None for a blank."""
    if value is None:
        return None
    return len([name for name in re.split(r"[、,，;；\n]", value) if name.strip()])
