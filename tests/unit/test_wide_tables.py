"""Tables that spread one figure over columns: levels, fund lines, totals over some of them."""

import pytest
from reading_kit import sheet_of, table_in, tables_in

TITLE = ["示例县2020年资金表（单位：万元）"]


def amounts(table, *names):
    return [
        tuple(record["values"].get(name) for name in (*names, "amount_yuan"))
        for record in table["records"]
    ]


def claims(table):
    return [
        (claim["cells"], claim["values"].get("amount_yuan"), claim["holds"])
        for claim in table["claims"]
    ]


LEVELS = (
    ["序号", "项目名称", "总投资", "资金来源", "", "", ""],
    ["", "", "", "中央", "省级资金", "区级", "小计"],
    [1, "水厂", 10, 5, 3, 2, 10],
    [2, "路", 7, 7, "", "", 7],
)


def test_a_column_per_level_makes_a_record_per_cell():
    table = table_in(TITLE, *LEVELS)
    assert amounts(table, "project_name", "fund_level") == [
        ("水厂", "中央", "50000.00"),
        ("水厂", "省级", "30000.00"),
        ("水厂", "县级", "20000.00"),
        ("路", "中央", "70000.00"),
    ]


def test_plain_amounts_beside_levels_are_claims_and_are_never_added_to_them():
    table = table_in(TITLE, *LEVELS)
    assert claims(table) == [
        ("C4", "100000.00", True),
        ("G4", "100000.00", True),
        ("C5", "70000.00", True),
        ("G5", "70000.00", True),
    ]


def test_a_level_total_that_is_off_does_not_hold():
    rows = [*LEVELS[:2], [1, "水厂", 11, 5, 3, 2, 10]]
    assert claims(table_in(TITLE, *rows)) == [("C4", "110000.00", False), ("G4", "100000.00", True)]


def test_a_total_under_a_header_speaks_of_the_columns_under_it_only():
    table = table_in(
        ["示例县2020年项目表"],
        ["项目名称", "资金规模（万元）", "", "", "", ""],
        ["", "合计", "财政资金", "", "", "自筹"],
        ["", "", "小计", "中央", "省级", ""],
        ["水厂", 10, 8, 5, 3, 2],
        ["总计", 10, 8, 5, 3, 2],
    )
    assert amounts(table, "fund_level") == [
        ("中央", "50000.00"),
        ("省级", "30000.00"),
        ("自筹", "20000.00"),
    ]
    assert {holds for _, _, holds in claims(table)} == {True}
    assert ("C5", "80000.00", True) in claims(table)


def test_one_level_beside_the_whole_is_its_of_which():
    table = table_in(TITLE, ["项目名称", "总投资", "其中：中央资金"], ["水厂", 10, 5])
    (record,) = table["records"]
    assert record["values"]["amount_yuan"] == "100000.00"
    assert record["values"]["of_which_yuan"] == "50000.00"
    assert record["values"]["of_which_fund"] == "中央资金"


def test_stages_of_one_amount_are_never_taken_for_parts():
    table = table_in(TITLE, ["项目名称", "计划资金", "到位资金", "支出资金"], ["路", 5, 4, 3])
    assert table["dataset"] is None


def test_two_tables_side_by_side_are_two_tables():
    header = ["序号", "乡镇", "金额"]
    left, right = tables_in(
        sheet_of(
            TITLE,
            header * 2,
            [1, "甲镇", 5, 3, "丙镇", 2],
            [2, "乙镇", 6, 4, "丁镇", 1],
            ["合计", "", 11, "合计", "", 3],
        )
    )
    assert amounts(left, "area_name") == [("甲镇", "50000.00"), ("乙镇", "60000.00")]
    assert amounts(right, "area_name") == [("丙镇", "20000.00"), ("丁镇", "10000.00")]
    assert (left["range"], right["range"]) == ("A1:C5", "D1:F5")
    assert [claim["holds"] for claim in (*left["claims"], *right["claims"])] == [True, True]


def test_tables_side_by_side_with_a_gap_keep_their_own_titles_and_units():
    left, right = tables_in(
        sheet_of(
            ["甲表（单位：元）", "", "", "乙表（单位：万元）", ""],
            ["乡镇", "金额", "", "项目名称", "金额"],
            ["甲镇", 5, "", "路", 5],
        )
    )
    assert amounts(left, "area_name") == [("甲镇", "5.00")]
    assert amounts(right, "project_name") == [("路", "50000.00")]


def test_a_unit_or_number_under_the_title_beside_says_nothing_of_a_table():
    left, right = tables_in(
        sheet_of(
            ["甲表", "", "", "乙表", ""],
            ["示财农〔2019〕7号", "单位：元"],
            ["乡镇", "金额", "", "项目名称", "金额（万元）"],
            ["甲镇", 5, "", "路", 5],
        )
    )
    assert (left["title"], left["unit"]) == ("甲表", "元")
    assert left["document_no"] == "示财农〔2019〕7号"
    assert (right["title"], right["unit"], right["document_no"]) == ("乙表", "万元", None)


def test_tables_side_by_side_under_one_title_share_all_that_stands_above_them():
    header = ["乡镇", "金额"]
    title = ["示例县2019年资金表"]
    rows = [["甲镇", 5, "", "乙镇", 6]]
    unit_line = ["", "", "", "", "单位：万元"]
    left, right = tables_in(sheet_of(title, unit_line, [*header, "", *header], *rows))
    for table in (left, right):
        assert (table["title"], table["unit"]) == ("示例县2019年资金表", "万元")
        assert table["records"][0]["values"]["budget_year"] == 2019


def test_serial_numbers_of_two_levels_make_headings_claims():
    table = table_in(
        TITLE,
        ["序号", "项目名称", "地点", "金额"],
        ["一", "产业项目", "", 30],
        [1, "大棚", "甲村", 10],
        [2, "养殖", "乙村", 20],
        ["二", "基础设施", "", 5],
        [1, "路", "丙村", 5],
        ["合计", "", "", 35],
    )
    assert amounts(table, "project_type", "project_name") == [
        ("产业项目", "大棚", "100000.00"),
        ("产业项目", "养殖", "200000.00"),
        ("基础设施", "路", "50000.00"),
    ]
    assert [holds for _, _, holds in claims(table)] == [True, True, True]


def test_names_numbered_on_two_levels_are_not_counted_twice():
    table = table_in(
        TITLE,
        ["项目名称", "地点", "金额"],
        ["一、产业项目", "", 30],
        ["1.大棚", "甲村", 10],
        ["2.养殖", "乙村", 20],
    )
    assert amounts(table, "project_type", "project_name") == [
        ("产业项目", "大棚", "100000.00"),
        ("产业项目", "养殖", "200000.00"),
    ]


def test_a_heading_between_the_rows_is_their_type():
    table = table_in(
        TITLE,
        ["项目名称", "地点", "金额"],
        ["（一）产业项目", "", ""],
        ["大棚", "甲村", 10],
        ["（二）基础设施", "", ""],
        ["路", "丙村", 5],
    )
    assert amounts(table, "project_type") == [("产业项目", "100000.00"), ("基础设施", "50000.00")]
    assert table["findings"] == []


@pytest.mark.parametrize("numbers", [["栏次", 1, 2, 3], [1, 2, 3, 4], ["甲", "乙", 1, 2]])
def test_a_row_that_numbers_the_columns_is_no_record(numbers):
    header = ["序号", "项目名称", "地点", "金额"]
    table = table_in(TITLE, header, numbers, [1, "大棚", "甲村", 10])
    assert amounts(table, "project_name") == [("大棚", "100000.00")]


def test_traditional_characters_are_the_same_headers():
    table = table_in(
        ["示例縣資金安排表", "單位：萬元"],
        ["項目名稱", "地點", "資金安排額"],
        ["大棚", "甲村", 10],
        ["合計", "", 10],
    )
    assert (table["unit"], table["records"][0]["values"]["amount_yuan"]) == ("万元", "100000.00")
    assert [claim["holds"] for claim in table["claims"]] == [True]


def test_a_unit_under_its_header_belongs_to_it():
    table = table_in(["项目名称", "地点", "金额"], ["", "", "万元"], ["大棚", "甲村", 10])
    assert amounts(table, "project_name") == [("大棚", "100000.00")]


def test_a_column_per_year_gives_each_record_its_year():
    table = table_in(
        ["示例县资金表（单位：万元）"],
        ["县区", "2018年", "2019年度", "合计"],
        ["甲县", 1, 2, 3],
        ["乙县", 3, 4, 7],
    )
    assert amounts(table, "area_name", "budget_year") == [
        ("甲县", 2018, "10000.00"),
        ("甲县", 2019, "20000.00"),
        ("乙县", 2018, "30000.00"),
        ("乙县", 2019, "40000.00"),
    ]
    assert [holds for _, _, holds in claims(table)] == [True, True]


def test_a_column_of_years_says_more_than_the_title():
    table = table_in(
        ["示例县2020年资金表（单位：万元）"], ["年度", "项目名称", "金额"], ["2019年", "路", 1]
    )
    assert table["records"][0]["values"]["budget_year"] == 2019


def test_ditto_marks_stand_for_the_cell_above():
    table = table_in(
        TITLE,
        ["项目名称", "责任单位", "金额"],
        ["路", "水务局", 1],
        ["桥", "同上", 2],
        ["坝", "〃", 3],
    )
    assert [record["values"]["responsible_unit"] for record in table["records"]] == ["水务局"] * 3


def test_a_single_year_over_a_single_stage_is_kept():
    table = table_in(["三公经费表（单位：元）"], ["项目", "2017年"], ["", "预算数"], ["接待费", 5])
    values = table["records"][0]["values"]
    assert (values["item_year"], values["stage"], values["amount_yuan"]) == (2017, "预算数", "5.00")


def test_of_two_datasets_that_fit_alike_the_one_that_its_title_asks_for_is_taken():
    table = table_in(["彩票公益金分配表（单位：元）"], ["项目名称", "金额"], ["养老", 5])
    assert table["dataset"] == "lottery_fund"
