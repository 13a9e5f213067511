"""Columns of fund lines that nobody knows: read where their sums prove them, else asked about."""

import pytest
from reading_kit import sheet_of, table_in, tables_in

TITLE = ["示例县2020年资金表（单位：万元）"]


def amounts(table, *names):
    return [
        tuple(record["values"].get(name) for name in (*names, "amount_yuan"))
        for record in table["records"]
    ]


LINES = ["序号", "乡镇", "产业发展", "基础设施", "教育扶贫", "合计"]
PROVING = ([1, "甲镇", 5, 3, 2, 10], [2, "乙镇", 1, 1, "", 2])


def test_fund_lines_that_nobody_knows_are_read_where_the_sums_prove_them():
    table = table_in(TITLE, LINES, *PROVING)
    assert amounts(table, "area_name", "category") == [
        ("甲镇", "产业发展", "50000.00"),
        ("甲镇", "基础设施", "30000.00"),
        ("甲镇", "教育扶贫", "20000.00"),
        ("乙镇", "产业发展", "10000.00"),
        ("乙镇", "基础设施", "10000.00"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ([1, "甲镇", 5, 3, 2, 10], [2, "乙镇", 1, 1, "", 3]),
        ([1, "甲镇", 5, 3, 2, 10],),
        ([1, "甲镇", 5, 3, 2, 10], ["", "合计", 5, 3, 2, 10]),
        ([1, "甲镇", 0, 0, 0, 0], [2, "乙镇", 0, 0, 0, 0]),
        (*PROVING, [3, "丙镇", 7, 8, 9, "待定"]),
    ],
    ids=[
        "one row does not add up",
        "one row proves nothing",
        "nor does its total",
        "nor do zeros",
        "a total that cannot be read",
    ],
)
def test_fund_lines_without_a_proof_are_asked_about(rows):
    table = table_in(TITLE, LINES, *rows)
    assert (table["dataset"], table["records"]) == (None, [])
    assert [finding["rule"] for finding in table["findings"]] == ["table_unknown"]


def test_a_column_of_zeros_is_no_fund_line_because_it_adds_up_with_anything():
    header = ["乡镇", "产业发展", "基础设施", "面积", "合计"]
    table = table_in(TITLE, header, ["甲镇", 5, 3, 0, 8], ["乙镇", 1, 1, 0, 2])
    assert {category for category, _ in amounts(table, "category")} == {"产业发展", "基础设施"}
    assert [one["rule"] for one in table["findings"]] == ["column_unknown"]


def test_households_are_no_fund_lines():
    header = ["乡镇", "一般户（户）", "低保户（户）", "合计"]
    assert table_in(TITLE, header, ["甲镇", 5, 3, 8], ["乙镇", 1, 1, 2])["dataset"] is None


def test_fund_lines_are_proved_in_the_unit_of_each_cell():
    first = [1, "甲镇", "5万元", "30000元", 2, 10]
    table = table_in(TITLE, LINES, first, PROVING[1])
    assert amounts(table)[:2] == [("50000.00",), ("30000.00",)]


def test_a_fund_line_is_named_without_the_unit_of_its_header():
    header = ["乡镇", "产业发展（万元）", "基础设施 [单位：万元]", "合计（万元）"]
    table = table_in(["示例县表"], header, ["甲镇", 5, 3, 8], ["乙镇", 1, 1, 2])
    assert amounts(table, "category")[:2] == [("产业发展", "50000.00"), ("基础设施", "30000.00")]


def test_fund_lines_are_proved_by_the_rows_of_their_own_table():
    header = ["乡镇", "甲线", "乙线", "丙线", "丁线", "合计"]
    rows = (["甲镇", 1, 2, 3, 4, 10], ["乙镇", 1, 1, 1, 1, 4])
    upper, lower = tables_in(sheet_of(TITLE, header, *rows, [], TITLE, header, *rows))
    assert amounts(upper, "category") == amounts(lower, "category")
    assert len(upper["records"]) == 2 * 4


def test_a_table_of_unknown_figures_above_another_is_asked_about():
    header = ["乡镇", "甲线", "乙线", "丙线", "丁线"]
    second = (TITLE, ["项目名称", "金额"], ["路", 1])
    upper, lower = tables_in(sheet_of(["示例县表"], header, ["甲镇", 1, 2, 3, 4], [], *second))
    assert [one["rule"] for one in upper["findings"]] == ["table_unknown"]
    assert amounts(lower, "project_name") == [("路", "10000.00")]


def test_fund_lines_go_on_below_their_header_on_the_next_page():
    third = [3, "丙镇", 1, 1, 1, 3]
    table = table_in(TITLE, LINES, *PROVING, LINES, third)
    assert [record["cells"] for record in table["records"]][-3:] == ["C6", "D6", "E6"]
