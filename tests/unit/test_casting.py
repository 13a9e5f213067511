from datetime import date, datetime
from decimal import Decimal

import pytest
from reading_kit import CONTRACTS, FUND

from sources.casting import RawColumn, cast_column, original_text
from sources.contract import Field
from sources.finding import Severity

EXIT = CONTRACTS["poverty_exit"]
FORM = CONTRACTS["performance_target"]


def cast(field, *raw, unit="万元", year=None):
    anchors = [(row, 1) for row in range(len(raw))]
    return cast_column(RawColumn(field, "表", "列", "B9", raw, anchors, [unit] * len(raw), year))


def found(column):
    return [(one.rule, one.cell) for one in column.findings]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (" 甲 ", "甲"),
        (None, ""),
    ],
)
def test_what_was_written_is_kept_as_excel_shows_it(value, text):
    assert original_text(value) == text


def test_money_keeps_yuan_text_unit_and_note_beside_each_other():
    column = cast(FUND.field("amount_yuan"), 20.0, "10(其中6万元)", "3元", "")
    assert column.values == [Decimal("200000.00"), Decimal("100000.00"), Decimal("3.00"), None]
    assert column.originals == ["20", "10(其中6万元)", "3元", ""]
    assert column.units[:3] == ["万元", "万元", "元"]
    assert column.notes == [None, "其中6万元", None, None]
    assert found(column) == [("amount_with_note", "B2")]


def test_words_for_nothing_are_blank_and_other_words_are_not():
    column = cast(FUND.field("amount_yuan"), "无", "未安排", "-", "待定")
    assert column.values == [None] * 4
    assert found(column) == [("amount_not_number", "B4")]


def test_a_missing_unit_is_one_finding_at_the_header_for_all_rows():
    column = cast(FUND.field("amount_yuan"), 1, "2", 3, unit=None)
    assert column.values == [None] * 3
    assert found(column) == [("unit_missing", "B9")]


def test_a_missing_unit_is_an_error_only_where_the_amount_is_required():
    (required,) = cast(FUND.field("amount_yuan"), 1, unit=None).findings
    (other,) = cast(FORM.field("fund_total_yuan"), 1, unit=None).findings
    assert (required.severity, other.severity) == (Severity.ERROR, Severity.WARNING)


def test_below_a_fen_is_rounded_and_said_so():
    column = cast(FUND.field("amount_yuan"), "0.005", unit="元")
    assert column.values == [Decimal("0.01")]
    assert column.findings[0].expected == "0.01"


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2016 年 (共 10 个)", 2016),
        ("2016年", 2016),
        ("2016年度", 2016),
        (2016.0, 2016),
        ("２０１６", 2016),
        ("二〇一六年", None),
        ("16年", None),
        ("2016-2017年", None),
    ],
)
def test_a_year_is_read_or_said_to_be_unreadable(value, year):
    column = cast(EXIT.field("exit_year"), value)
    assert column.values == [year]
    assert found(column) == ([] if year else [("year_not_readable", "B1")])


def test_a_cell_that_stands_for_several_rows_is_one_fault():
    raw = RawColumn(
        EXIT.field("exit_year"), "表", "列", "A1", ["去年"] * 3, [(1, 0)] * 3, [None] * 3
    )
    assert found(cast_column(raw)) == [("year_not_readable", "A2")]


def test_counts_are_whole_numbers():
    column = cast(FUND.field("household_count"), 74.0, "57户", 1.5, "", "无", "三")
    assert column.values == [74, 57, None, None, None, None]
    assert found(column) == [("number_not_integer", "B3"), ("number_not_integer", "B6")]


def test_texts_lose_their_ends_and_marks_for_nothing():
    assert cast(FUND.field("remark"), " 续建 ", "/", "", 3.0).values == ["续建", None, None, "3"]


def test_synonyms_of_a_choice_become_the_allowed_value_and_other_words_stay():
    written = FUND.field("fund_level").model_dump() | {"origin": "column", "derive": None}
    column = cast(Field.model_validate(written), "省财政", "县（区）级", "中央", "世行", "/")
    assert column.values == ["省级", "县级", "中央", "世行", None]
    assert column.originals == ["省财政", "县（区）级", "中央", "世行", "/"]
    assert found(column) == []


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2019年", "2019"),
        ("2019年3月", "2019-03"),
        ("2019.3.15", "2019-03-15"),
        (date(2019, 3, 15), "2019-03-15"),
        (datetime(2019, 3, 15, 9, 30), "2019-03-15"),  # noqa: DTZ001 as workbooks hold them
        ("2019年3月至12月", "2019-03/2019-12"),
        ("2019年3月1日-2019年3月31日", "2019-03-01/2019-03-31"),
        ("2018-2020年", "2018/2020"),
        ("2019-03/2019-12", "2019-03/2019-12"),
        ("2019/3", "2019-03"),
        ("2019年10月1日至2020年2月", "2019-10/2020-02"),
        ("", None),
        ("/", None),
        ("无", None),
    ],
)
def test_a_date_is_kept_as_precisely_as_it_was_written(value, iso):
    column = cast(FUND.field("implementation_period"), value)
    assert column.values == [iso]
    assert found(column) == []


@pytest.mark.parametrize("value", ["尽快", "2019年2月30日", 43539.0, "2019610", "3月-12月"])
def test_a_date_that_is_not_written_out_is_said_to_be_unreadable(value):
    column = cast(FUND.field("allocated_on"), value)
    assert column.values == [None]
    assert found(column) == [("date_not_readable", "B1")]
    assert column.findings[0].severity is Severity.ERROR
    assert column.findings[0].expected == FUND.field("allocated_on").example


def test_months_take_the_year_of_the_title_where_the_contract_lets_them():
    """Money may be allocated in the year before its own: a date of allocation takes none."""
    period, day = FUND.field("implementation_period"), FUND.field("allocated_on")
    assert cast(period, "3月-12月", year=2019).values == ["2019-03/2019-12"]
    assert cast(period, "2018年3月-12月", year=2019).values == ["2018-03/2018-12"]
    assert found(cast(period, "3月-12月")) == [("date_not_readable", "B1")]
    assert found(cast(day, "12月20日", year=2019)) == [("date_not_readable", "B1")]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (12317.0, "12317"),
        ("12317", "12317"),
        ("全国：12317；本县 029 86781234", "12317、029-86781234"),
        ("（029）86781234、12317、12317", "029-86781234、12317"),
        ("", None),
        ("无", None),
    ],
)
def test_telephones_are_written_in_one_form(value, numbers):
    column = cast(FUND.field("supervision_phone"), value)
    assert column.values == [numbers]
    assert found(column) == []


@pytest.mark.parametrize("value", ["见公示栏", "029-8678****", "029-"])
def test_a_cell_without_a_whole_number_keeps_its_text_and_asks(value):
    column = cast(FUND.field("supervision_phone"), value)
    assert (column.values, column.originals) == ([None], [value])
    assert found(column) == [("phone_not_readable", "B1")]
    assert column.findings[0].severity is Severity.WARNING
