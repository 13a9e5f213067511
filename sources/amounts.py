"""Money and counts from what clerks write: units, separators, width, notes in brackets; 金额.

Belongs here: text or number → exact Decimal in yuan, or int. Does not belong here: which unit
applies to a column (headers, layout). Nothing here guesses: what cannot be read stays None.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sources.numerals import chinese_integer
from sources.text import fold, is_blank, joined_digits

YUAN_PER_UNIT = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
FEN = Decimal("0.01")
_UNITS = "|".join(sorted(YUAN_PER_UNIT, key=len, reverse=True))
_NUMBER = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|-?\.\d+"

AMOUNT = re.compile(
    rf"^(?:人民币)?[¥￥]?(?P<number>{_NUMBER})(?:(?P<unit>{_UNITS}|万|亿)整?)?"
    r"(?P<note>\(.*\)|[,;](?!\d).*)?$"
)
CHINESE = re.compile(
    r"^(?:人民币)?:?(?P<yuan>[^元圆角分]+?)(?:[元圆]|(?<=[万亿]))"
    r"(?:(?P<jiao>[零〇壹贰叁肆伍陆柒捌玖一二三四五六七八九])角)?"
    r"(?:[零〇]?(?P<fen>[壹贰叁肆伍陆柒捌玖一二三四五六七八九])分)?[整正]?$"
)
VAGUE = re.compile(r"约|左右|上下|以内|暂估|预估|估算")
NEGATIVE = re.compile(rf"^\((?P<number>{_NUMBER})\)$")
UNIT_LINE = re.compile(r"(?:^|[^一-鿿]|金额|资金|计量|货币|计价)单位[::为](?P<units>[^::]+)$")
UNIT_IN_BRACKETS = re.compile(rf"\((?:单位:?)?(?P<unit>{_UNITS})(?:/[一-鿿])?\)")
UNIT_WORDS = re.compile(rf"^(?:{_UNITS})$")
SHORT_UNITS = {"万": "万元", "亿": "亿元"}
# DECIMAL(18,2) holds what is less; what is more is a slip of the pen.
BEYOND_BELIEF = 10**16


@dataclass(frozen=True)
class Amount:
    """Yuan exact as written (not rounded), the unit it was written in, and words beside it."""

    yuan: Decimal
    unit: str
    note: str | None = None

    @property
    def rounded(self) -> Decimal:
        """Yuan with two decimals, half up."""
        return self.yuan.quantize(FEN, ROUND_HALF_UP)

    @property
    def is_exact(self) -> bool:
        """True if nothing finer than a fen was written."""
        return self.rounded == self.yuan


def decimal_of(value: float) -> Decimal:
    """A workbook's number as a decimal.

    Workbooks hold doubles of which Excel shows and keeps 15 significant digits; the digits after
    that are noise of binary fractions (0.1+0.2), not something that anybody wrote.
    """
    return Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)


def parse_amount(value: object, unit: str | None) -> Amount | None:
    """An amount in yuan, or None if the cell holds none that can be read.

    The unit in the cell wins over `unit`, the column's; with neither the result is None.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        written = decimal_of(value)
        if unit is None or not written.is_finite():
            return None
        return _believable(Amount(written * YUAN_PER_UNIT[unit], unit))
    number, own_unit, note = split_amount(value)
    used = own_unit or unit
    if number is None or used is None:
        return None
    return _believable(Amount(number * YUAN_PER_UNIT[used], used, note))


def _believable(amount: Amount) -> Amount | None:
    return amount if abs(amount.yuan) < BEYOND_BELIEF else None


def split_amount(value: object) -> tuple[Decimal | None, str | None, str | None]:
    """Number, unit and note of an amount as text: 10(其中6万元) is 10, None and 其中6万元.

    A rate (20万元/户), a limit (≤120万元), a range or an approximate figure is no amount.
    """
    key = joined_digits(value)
    if key is None:
        return None, None, None
    negative = NEGATIVE.match(key)
    if negative is not None:
        return -_decimal(negative["number"]), None, None
    found = AMOUNT.match(key)
    if found is None:
        yuan = chinese_yuan(key)
        return yuan, None if yuan is None else "元", None
    note = found["note"]
    if note is not None:
        note = note.strip(",;").removeprefix("(").removesuffix(")")
        if VAGUE.match(note):
            return None, None, None
    unit = SHORT_UNITS.get(found["unit"], found["unit"])
    return _decimal(found["number"]), unit, note


def chinese_yuan(key: str) -> Decimal | None:
    """Yuan of a sum in Chinese characters that says 元, 万 or 亿: 叁拾伍万元整; else None."""
    found = CHINESE.match(key)
    whole = chinese_integer(found["yuan"]) if found else None
    if found is None or whole is None:
        return None
    jiao, fen = (chinese_integer(found[name] or "零") for name in ("jiao", "fen"))
    return Decimal(whole) + Decimal((jiao or 0) * 10 + (fen or 0)).scaleb(-2)


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def header_unit(header: str) -> str | None:
    """The money unit in a header's brackets: 资金安排额(万元) → 万元."""
    found = UNIT_IN_BRACKETS.search(fold(header))
    return None if found is None else found["unit"]


def without_money_unit(header: str) -> str:
    """A header as it is written, without its closing money unit: 产业发展（万元） → 产业发展."""
    key = UNIT_IN_BRACKETS.sub("", fold(header))
    starts = (header[:end] for end in range(len(header)))
    return next((start for start in starts if fold(start) == key), header)


def line_unit(text: object) -> str | None:
    """The money unit of a unit line (单位：万元, 金额单位:元, 单位：户、万元), or None."""
    key = fold(text).strip("()")
    found = UNIT_LINE.search(key) or UNIT_LINE.search("," + key)
    if found is None:
        return header_unit(key) if "单位" in key else None
    words = [word for word in re.split(r"[、,/;]", found["units"]) if UNIT_WORDS.match(word)]
    return words[0] if len(words) == 1 else None


def parse_integer(value: object) -> int | None:
    """A whole number, or None: 74, 74.0, '1,200', '57户'."""
    if isinstance(value, bool) or is_blank(value):
        return None
    if isinstance(value, int | float):
        number = decimal_of(value)
        return _whole(number) if number.is_finite() else None
    found = re.match(rf"^({_NUMBER})[户人个村座处批次辆]?$", fold(value))
    if found is None:
        return None
    return _whole(_decimal(found[1]))


def _whole(number: Decimal) -> int | None:
    believable = abs(number) < BEYOND_BELIEF
    return int(number) if believable and number == number.to_integral_value() else None
