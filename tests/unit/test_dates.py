from datetime import date, datetime

import pytest

from sources.dates import DateSpan, Precision, parse_date

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR


@pytest.mark.parametrize(
    "written",
    [
        date(2019, 3, 15),
        datetime(2019, 3, 15, 9, 30),  # noqa: DTZ001 a workbook knows no time zone
        20190315,
        "20190315",
        "2019-03-15",
        "2019-3-15 00:00:00",
        "2019-03-15T09:30",
        "2019/3/15",
        "2019.3.15",
        "２０１９．３．１５",
        "2019年3月15日",
        "2019 年 3 月15 日",
        "2019年3月15号",
        "二○一九年三月十五日",
        "二〇一九年三月十五日",
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert parse_date(written) == DateSpan(date(2019, 3, 15), date(2019, 3, 15), DAY)


@pytest.mark.parametrize(
    "written", [2019.3, "2019.3", "2019.03", "2019-03", "201903", "2019年3月份", "二〇一九年三月"]
)
def test_a_month_covers_all_its_days(written):
    assert parse_date(written) == DateSpan(date(2019, 3, 1), date(2019, 3, 31), MONTH)


@pytest.mark.parametrize("written", [2019, "2019", "2019年", "2019年度", "二〇一九年"])
def test_a_year_covers_all_its_days(written):
    assert parse_date(written) == DateSpan(date(2019, 1, 1), date(2019, 12, 31), YEAR)


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2021年7月28日至2021年8月10日", date(2021, 7, 28), date(2021, 8, 10), DAY),
        ("2021年7月28日至8月10日(共10个工作日)", date(2021, 7, 28), date(2021, 8, 10), DAY),
        ("2022年1月31日至2月6日", date(2022, 1, 31), date(2022, 2, 6), DAY),
        ("2022年3月1日-15日", date(2022, 3, 1), date(2022, 3, 15), DAY),
        ("2022年3月1-15日", date(2022, 3, 1), date(2022, 3, 15), DAY),
        ("2019.03.01-2019.12.31", date(2019, 3, 1), date(2019, 12, 31), DAY),
        ("2019-03-01-2019-12-31", date(2019, 3, 1), date(2019, 12, 31), DAY),
        ("2019年3月—12月", date(2019, 3, 1), date(2019, 12, 31), MONTH),
        ("2019年3-12月", date(2019, 3, 1), date(2019, 12, 31), MONTH),
        ("2019年10月到2020年2月", date(2019, 10, 1), date(2020, 2, 29), MONTH),
        ("2019年10月1日至2020年2月", date(2019, 10, 1), date(2020, 2, 29), MONTH),
        ("2016—2019年", date(2016, 1, 1), date(2019, 12, 31), YEAR),
    ],
)
def test_a_period_runs_from_the_first_day_to_the_last(written, first, last, precision):
    assert parse_date(written) == DateSpan(first, last, precision)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("3月-12月", date(2019, 3, 1), date(2019, 12, 31)),
        ("3-12月", date(2019, 3, 1), date(2019, 12, 31)),
        ("3月15日", date(2019, 3, 15), date(2019, 3, 15)),
        ("2018年3月", date(2018, 3, 1), date(2018, 3, 31)),
    ],
)
def test_a_date_without_a_year_takes_the_given_one(written, first, last):
    span = parse_date(written, year=2019)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("written", ["3月-12月", "3月15日", "12", "5日"])
def test_a_date_without_any_year_stays_unread(written):
    assert parse_date(written) is None


@pytest.mark.parametrize("written", ["2019610", 2019610, "201911", 2019.1])
def test_a_date_that_can_be_read_in_two_ways_stays_unread(written):
    assert parse_date(written) is None


@pytest.mark.parametrize("written", ["2019-02-30", "2019-02-29", "20190431", "2019-13", "2019.0"])
def test_a_day_that_does_not_exist_stays_unread(written):
    assert parse_date(written) is None


@pytest.mark.parametrize("written", [43500, 43500.0, "43500", 12.5, True, None, "", "-"])
def test_serial_numbers_and_blanks_are_no_dates(written):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "19年3月",
        "2019年底",
        "第一季度",
        "二〇一九年第二批",
        "2019-03/15",
        "2019年11月至2月",
        "1019-03-15",
        float("nan"),
    ],
)
def test_other_texts_stay_unread(written):
    assert parse_date(written) is None


def test_leap_days_exist_in_leap_years():
    assert parse_date("2020-02-29").last == date(2020, 2, 29)
