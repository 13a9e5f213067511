"""Dates and periods as clerks write them, each as a span of days; 日期.

Belongs here: text, number or workbook date → first and last day, and how precise it was. Does not
belong here: months of disclosure (period) and years of money (text, casting). Nothing is guessed:
serial numbers, lost marks (2019610) and days that do not exist stay None. Callers keep the text.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sources.amounts import decimal_of
from sources.numerals import with_digits
from sources.text import as_text, fold

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR_DIGITS = 4
CLOCK = re.compile(r"(?<=\d)[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
REMARK = re.compile(r"\([^()]*\)$")
RANGE = re.compile(r"[至到~]|[-—–]{1,2}")
JOINED = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?$")
WORDED = re.compile(
    r"^(?:(?P<year>\d{4})年度?)?(?:(?P<month>\d{1,2})月份?)?(?:(?P<day>\d{1,2})[日号])?$"
)
SHORT = re.compile(
    r"^(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?)?$"
)


class Precision(IntEnum):
    """How exactly a date is written; the larger, the finer."""

    YEAR = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True)
class DateSpan:
    """The days that a date or period covers, both ends included."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True)
class Parts:
    """Year, month and day as far as they are written."""

    year: int | None
    month: int | None
    day: int | None


def parse_date(value: object, year: int | None = None) -> DateSpan | None:
    """The span of a date or period, or None. `year` holds where the text names none (3月-12月)."""
    if isinstance(value, datetime):
        return DateSpan(value.date(), value.date(), Precision.DAY)
    if isinstance(value, date):
        return DateSpan(value, value, Precision.DAY)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    key = fold(with_digits(fold(CLOCK.sub("", as_text(value)))))
    return _from_text(REMARK.sub("", key), year)


def _from_number(value: float) -> DateSpan | None:
    """2019.3 and 20190315. In 2019.1 October has lost its zero as easily as January: None."""
    text = format(decimal_of(value), "f")
    return None if text.endswith(".1") else _from_text(text, None)


def _from_text(key: str, year: int | None) -> DateSpan | None:
    single = _span(_parts(key), year)
    if single is not None:
        return single
    spans = [_period(key[: mark.start()], key[mark.end() :], year) for mark in RANGE.finditer(key)]
    found = {span for span in spans if span is not None}
    return found.pop() if len(found) == 1 else None


def _period(start: str, end: str, year: int | None) -> DateSpan | None:
    """From one date to another; what the second leaves out is as in the first, and 3-12月 too."""
    last = _parts(end)
    if last is not None and re.search(r"(?:^|年)\d{1,2}$", start) and last.day is None:
        start += "月"
    elif last is not None and re.search(r"月\d{1,2}$", start) and last.day is not None:
        start += "日"
    first = _parts(start)
    if first is None or last is None:
        return None
    if last.year is None:
        last = Parts(first.year, last.month or first.month, last.day)
    one, other = _span(first, year), _span(last, year)
    if one is None or other is None or one.first > other.last:
        return None
    return DateSpan(one.first, other.last, min(one.precision, other.precision))


def _parts(key: str) -> Parts | None:
    if key.isdigit() and len(key) > YEAR_DIGITS:
        found = JOINED.match(key)
        if found is None or (found["day"] is None and found["month"] in ("11", "12")):
            return None  # 201911 may be November or the first of January
    else:
        found = WORDED.match(key) or SHORT.match(key)
    if found is None or not key:
        return None
    numbers = [found[name] for name in ("year", "month", "day")]
    return Parts(*(None if number is None else int(number) for number in numbers))


def _span(parts: Parts | None, year: int | None) -> DateSpan | None:
    used = (parts.year if parts else None) or year
    if parts is None or used is None or not FIRST_YEAR <= used <= LAST_YEAR:
        return None
    if parts.month is None:
        whole = DateSpan(date(used, 1, 1), date(used, 12, 31), Precision.YEAR)
        return whole if parts.day is None else None
    try:
        first = date(used, parts.month, 1 if parts.day is None else parts.day)
    except ValueError:
        return None
    if parts.day is not None:
        return DateSpan(first, first, Precision.DAY)
    days = calendar.monthrange(used, parts.month)[1]
    return DateSpan(first, first.replace(day=days), Precision.MONTH)
