import pytest

from sources.numerals import chinese_integer, with_digits


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("二十", 20),
        ("一百〇五", 105),
        ("叁拾伍万", 350_000),
        ("一百二十三万四千", 1_234_000),
        ("两百万", 2_000_000),
        ("贰仟萬", 20_000_000),
        ("一亿二千万", 120_000_000),
    ],
)
def test_a_numeral_written_in_full_is_read(numeral, number):
    assert chinese_integer(numeral) == number


@pytest.mark.parametrize(
    "numeral", ["", "12", "一百二", "三五", "百万", "一点五", "二万一万", "负五万", "几十", "两两"]
)
def test_what_is_not_written_in_full_is_not_read(numeral):
    assert chinese_integer(numeral) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("二〇一九年三月十五日", "2019年3月15日"),
        ("二○二〇年十月", "2020年10月"),
        ("二O一三年五月二十三日", "2013年5月23日"),
        ("二零一九年十二月三十一日", "2019年12月31日"),
        ("十一月三十日", "11月30日"),
        ("2019年3月", "2019年3月"),
        ("十十月", "十十月"),
        ("二十年", "二十年"),
    ],
)
def test_dates_get_digits(text, plain):
    assert with_digits(text) == plain
