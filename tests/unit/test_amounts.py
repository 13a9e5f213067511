from decimal import Decimal

import pytest

from sources.amounts import (
    decimal_of,
    header_unit,
    line_unit,
    parse_amount,
    parse_integer,
    split_amount,
)

READ = [
    (12.5, "万元", "125000"),
    (0, "元", "0"),
    ("12.5", "万元", "125000"),
    ("1,234.50", "元", "1234.50"),
    ("１２．５", "万元", "125000"),
    ("206.7万元", None, "2067000"),
    ("3亿元", "万元", "300000000"),
    ("5千元", "元", "5000"),
    ("¥100", "元", "100"),
    ("(5)", "元", "-5"),
    ("-5", "元", "-5"),
    (".5", "万元", "5000"),
    ("10(其中,灾情因素6万元)", "万元", "100000"),
    ("10;待定", "万元", "100000"),
    (0.1 + 0.2, "万元", "3000"),
    ("１，２３４．５０", "元", "1234.50"),
    ("(1,234.50)", "元", "-1234.50"),
    ("\u22125", "元", "-5"),
    ("0.35亿元", "万元", "35000000"),
    ("20万", "元", "200000"),
    ("20万", "万元", "200000"),
    ("0.5亿", None, "50000000"),
    ("20万元整", None, "200000"),
    ("人民币20元", None, "20"),
    ("12 000", "元", "12000"),
    ("1 234 567.89 元", None, "1234567.89"),
    ("10（其中，灾情因素6万元）", "万元", "100000"),
    ("29.862588万元", None, "298625.88"),
    ("0.123456789", "万元", "1234.56789"),
    ("二十万元", "元", "200000"),
    ("叁拾伍万元整", "万元", "350000"),
    ("一百二十三万四千元", None, "1234000"),
    ("二十万", "万元", "200000"),
    ("两百万元", None, "2000000"),
    ("人民币贰拾万圆整", None, "200000"),
    ("壹佰元零伍分", None, "100.05"),
    ("壹佰元伍角", None, "100.50"),
    ("一千〇五元", None, "1005"),
]
UNREADABLE = [
    ("", "万元"),
    (None, "万元"),
    ("待定", "万元"),
    ("1.2.3", "万元"),
    ("12,34", "万元"),
    ("1,2345", "元"),
    ("1,234,5", "元"),
    ("五百", "万元"),
    ("10-20", "万元"),
    ("≤120万元", "万元"),
    ("1e5", "万元"),
    ("1.2E+5", "元"),
    ("—", "元"),
    ("/", "元"),
    ("1,23", "元"),
    ("12 00", "元"),
    ("1 2.5", "元"),
    ("约3", "万元"),
    ("约20万元", None),
    ("20万元左右", None),
    ("10(约)", "万元"),
    ("120+30", "元"),
    ("20万元/户", None),
    ("15%", "元"),
    ("万元", "元"),
    ("元", "元"),
    ("一百二元", None),
    ("百万元", None),
    ("一百二十三万四千", "万元"),
    ("三十几万元", None),
    (float("inf"), "元"),
    (float("nan"), "元"),
    (True, "万元"),
    (12.5, None),
    ("12.5", None),
]


@pytest.mark.parametrize(("value", "unit", "yuan"), READ)
def test_an_amount_is_read_exactly(value, unit, yuan):
    assert parse_amount(value, unit).yuan == Decimal(yuan)


@pytest.mark.parametrize(("value", "unit"), UNREADABLE)
def test_what_is_no_amount_or_has_no_unit_stays_unread(value, unit):
    assert parse_amount(value, unit) is None


@pytest.mark.parametrize(
    ("value", "note"),
    [("10(其中,灾情因素6万元)", "其中,灾情因素6万元"), ("10;待定", "待定"), ("10", None)],
)
def test_words_beside_an_amount_are_kept(value, note):
    assert parse_amount(value, "万元").note == note


@pytest.mark.parametrize(
    ("wan", "fen", "exact"),
    [("0.000001", "0.01", True), ("0.0000015", "0.02", False), ("0.0000004", "0.00", False)],
)
def test_below_a_fen_is_rounded_half_up_and_said_so(wan, fen, exact):
    amount = parse_amount(wan, "万元")
    assert amount.rounded == Decimal(fen)
    assert amount.is_exact is exact


def test_a_double_is_what_excel_shows_of_it():
    assert decimal_of(0.1 + 0.2) == Decimal("0.3")
    assert decimal_of(123456789012.34) == Decimal("123456789012.34")
    assert decimal_of(7) == 7


@pytest.mark.parametrize(
    ("text", "parts"),
    [("206.7万元", (Decimal("206.7"), "万元", None)), ("无", (None, None, None))],
)
def test_an_amount_is_split_into_number_unit_and_note(text, parts):
    assert split_amount(text) == parts


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("资金安排额(万元)", "万元"),
        ("资金（单位：元）", "元"),
        ("标准（元/户）", "元"),
        ("资金【亿元】", None),
        ("资金", None),
        ("人数(人)", None),
    ],
)
def test_a_header_states_its_unit_in_brackets(header, unit):
    assert header_unit(header) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("    单位:元", "元"),
        ("金额单位：万元", "万元"),
        ("（单位：万元）", "万元"),
        ("单位:户、万元", "万元"),
        ("单位:元、万元", None),
        ("填报单位：财政局", None),
        ("责任单位", None),
        (None, None),
    ],
)
def test_a_unit_line_states_one_money_unit(text, unit):
    assert line_unit(text) == unit


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (74, 74),
        (74.0, 74),
        ("1,200", 1200),
        ("57户", 57),
        (" ５ ", 5),
        ("3.0", 3),
        (1.5, None),
        ("1.5", None),
        ("三", None),
        ("", None),
        ("-", None),
        (True, None),
        (float("nan"), None),
    ],
)
def test_a_count_is_a_whole_number_or_nothing(value, number):
    assert parse_integer(value) == number
