"""What clerks may write for a value of each type: the cell, and what it means."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from grid_kit import Formatted
from hypothesis import strategies as st
from opencc import OpenCC

from sources.contract import Field, FieldType

YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
UNITS = st.sampled_from(sorted(YUAN))
WORDS = st.text("甲乙丙丁村镇项目道路水厂（）", min_size=1, max_size=6).map(lambda t: f"某{t}程")
WIDE_DIGITS = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
WIDE_BRACKETS = str.maketrans("()", "（）")
TRADITIONAL = OpenCC("s2t")
FORMATS = ("General", "0.00", "#,##0.00", "0.00_ ", "#,##0.000000", "@")
DAYS = st.dates(date(2000, 1, 1), date(2039, 12, 31))
PHONES = {
    "12317": "12317",
    "029-86781234": "029-86781234",
    "（029）86781234": "029-86781234",
    "０２９－８６７８１２３４": "029-86781234",
    "029-86781234、12317": "029-86781234、12317",
    "13800001111": "13800001111",
}
DAY_FORMS: tuple[Callable[[date], object], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
)


class Written(NamedTuple):
    """A cell, and its meaning as `inspect` shows it; None for a blank."""

    cell: object
    meant: object


BLANK = Written(None, None)
NUMBERS = [Written(text, meant) for text, meant in sorted(PHONES.items())]
LISTED = {FieldType.PHONE: NUMBERS}
LISTED[FieldType.DOCUMENT] = [
    Written(f"{issuer}{brackets[0]}2019{brackets[1]}{number}号", f"{issuer}〔2019〕{number}号")
    for issuer in ("示财农", "示扶办发")
    for brackets in ("〔〕", "[]", "()", "（）", "【】", "﹝﹞")
    for number in (7, 104)
]


@st.composite
def written(draw, field: Field, unit: str, *, in_workbook: bool) -> Written:
    """A value of a field and one way of writing it."""
    match field.type:
        case FieldType.MONEY:
            fen = draw(st.integers(0, 10**11))
            return Written(draw(amounts(fen, unit, in_workbook=in_workbook)), shown_yuan(fen))
        case FieldType.INTEGER:
            number = draw(st.integers(0, 10**6))
            return Written(draw(integers(number, in_workbook=in_workbook)), number)
        case FieldType.YEAR:
            year = draw(st.integers(2010, 2030))
            return Written(draw(years(year, in_workbook=in_workbook)), year)
        case FieldType.DATE:
            return draw(dates(in_workbook=in_workbook))
        case FieldType.DOCUMENT | FieldType.PHONE:
            return draw(st.sampled_from(LISTED[field.type]))
    word = draw(st.sampled_from(field.allowed) if field.allowed else WORDS)
    return Written(word, word)


def shown_yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


@st.composite
def amounts(draw, fen: int, unit: str, *, in_workbook: bool) -> object:
    """An amount in a unit: a number under any format, or a text."""
    number = Decimal(fen) / 100 / YUAN[unit]
    if in_workbook and draw(st.booleans()):
        return Formatted(float(number), draw(st.sampled_from(FORMATS)))
    yuan = shown_yuan(fen)
    plain, grouped = f"{number:f}", f"{number:,f}"
    texts = (plain, grouped, plain.translate(WIDE_DIGITS), grouped.translate(WIDE_DIGITS))
    more = (f"¥{plain}", f" {plain} ", f"{plain}{unit}", f"{yuan}元", f"{number:.10f}")
    return draw(st.sampled_from((*texts, *more)))


@st.composite
def integers(draw, number: int, *, in_workbook: bool) -> object:
    if in_workbook and draw(st.booleans()):
        return Formatted(number, draw(st.sampled_from(("General", "0", "#,##0", "0.00"))))
    grouped = f"{number:,}"
    return draw(st.sampled_from((f"{number}", grouped, grouped.translate(WIDE_DIGITS))))


@st.composite
def years(draw, year: int, *, in_workbook: bool) -> object:
    texts = (f"{year}", f"{year}年", f"{year}年度", f"{year} 年", f"{year}".translate(WIDE_DIGITS))
    return draw(st.sampled_from((*texts, year) if in_workbook else texts))


@st.composite
def dates(draw, *, in_workbook: bool) -> Written:
    """A day, a month, a year, or a span of months."""
    day, later = sorted((draw(DAYS), draw(DAYS)))
    kind = draw(st.sampled_from(("day", "month", "year", "span", "cell")))
    if kind == "cell" and in_workbook:
        code = draw(st.sampled_from(("yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d")))
        return Written(Formatted(day, code), day.isoformat())
    if kind == "month":
        forms = (f"{day.year}年{day.month}月", f"{day:%Y-%m}", f"{day.year}.{day.month}")
        return Written(draw(st.sampled_from(forms)), f"{day:%Y-%m}")
    if kind == "year":
        return Written(f"{day.year}年", f"{day.year}")
    if kind == "span":
        mark = draw(st.sampled_from("至-—~到"))
        text = f"{day.year}年{day.month}月{mark}{later.year}年{later.month}月"
        ends = dict.fromkeys((f"{day:%Y-%m}", f"{later:%Y-%m}"))
        return Written(text, "/".join(ends))
    return Written(draw(st.sampled_from(DAY_FORMS))(day), day.isoformat())


@st.composite
def headers(draw, names: tuple[str, ...], unit: str | None = None) -> str:
    """One of the names, with blanks, a line break, other brackets or old characters in it."""
    word = draw(st.sampled_from(names))
    split = draw(st.integers(0, len(word)))
    ways = (
        word,
        " ".join(word),
        "　".join(word),
        f"{word[:split]}\n{word[split:]}",
        word.translate(WIDE_BRACKETS),
        TRADITIONAL.convert(word),
    )
    header = draw(st.sampled_from(ways))
    if unit is None:
        return header
    bracket = draw(st.sampled_from(("（{}）", "({})", "\n（单位：{}）", " [{}]", "（ {} ）")))
    return header + bracket.format(unit)
