"""Dates and sums come back from every way of writing them, and no text makes a reader fail."""

from datetime import date
from decimal import Decimal

import cn2an
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.amounts import parse_amount
from sources.dates import DateSpan, Precision, parse_date
from sources.numerals import chinese_integer
from sources.phones import parse_phones
from sources.text import joined_digits

OFTEN = settings(derandomize=True, max_examples=300, deadline=None)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
SMALL = ["", *"一二三四五六七八九"]
WRITTEN = st.text(
    st.sampled_from("0123456789０９.,，- 　年月日至元万亿整约()（）二〇十三百壹零号×")
)


def chinese(number):
    """Numerals up to 39 by hand: 15 → 十五."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else SMALL[tens]) + ("十" if tens else "") + SMALL[ones]


@OFTEN
@given(DAYS)
def test_a_day_comes_back_from_every_way_of_writing_it(day):
    digits = "".join("〇一二三四五六七八九"[int(one)] for one in str(day.year))
    written = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{digits}年{chinese(day.month)}月{chinese(day.day)}日",
    )
    for text in written:
        assert parse_date(text) == DateSpan(day, day, Precision.DAY), text


@OFTEN
@given(DAYS, DAYS)
def test_a_period_runs_from_its_first_day_to_its_last_or_is_none(one, other):
    span = parse_date(f"{one.year}年{one.month}月{one.day}日至{other:%Y-%m-%d}")
    assert span == (DateSpan(one, other, Precision.DAY) if one <= other else None)


@OFTEN
@given(st.integers(1, 10**15))
def test_sums_in_characters_come_back(yuan):
    for style in ("low", "up"):
        assert chinese_integer(cn2an.an2cn(yuan, style)) == yuan
        amount = parse_amount(f"{cn2an.an2cn(yuan, style)}元整", "万元")
        assert amount.yuan == Decimal(yuan)


@OFTEN
@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_blanks_between_groups_of_three_change_nothing(number):
    assert parse_amount(f"{number:,}".replace(",", " "), "元").yuan == number


@OFTEN
@given(WRITTEN)
def test_any_text_is_read_or_refused_but_never_fails(text):
    parse_date(text, 2019)
    parse_amount(text, "万元")
    parse_phones(text)
    joined_digits(text)
