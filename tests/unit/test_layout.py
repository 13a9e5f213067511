import pytest
from reading_kit import CONTRACTS, sheet_of, table_in, tables_in

from sources.header_rows import header_texts
from sources.layout import find_areas
from sources.preface import read_preface

LISTS = [contract for contract in CONTRACTS.values() if contract.layout == "list"]


def preface(*lines):
    rows = [[line] if isinstance(line, str) else line for line in lines]
    return read_preface(sheet_of(*rows), range(len(rows)))


@pytest.mark.parametrize(
    ("lines", "title", "unit", "number", "year"),
    [
        (["某县2018年资金分配表", "单位：万元"], "某县2018年资金分配表", "万元", None, 2018),
        (["附件", "某县资金", "安排表"], "某县资金安排表", None, None, None),
        (["附表1:", "资金表（万元）"], "资金表（万元）", "万元", None, None),
        (
            ["资金表", ["文号：达市财农﹝2024﹞3号", "单位：元"]],
            "资金表",
            "元",
            "达市财农〔2024〕3号",
            None,
        ),
        (["资金表", "填报单位：财政局", "2019年3月5日"], "资金表", None, None, None),
        (["表12-1-10", "资金表"], "资金表", None, None, None),
        (["", ["示例县", "资金安排表"], "单位：元"], "示例县资金安排表", "元", None, None),
        (["某县办理情况表", "单位：件"], "某县办理情况表", None, None, None),
        (["某县办理情况表", "（计量单位：个）"], "某县办理情况表", None, None, None),
        ([], "", None, None, None),
    ],
)
def test_the_lines_above_a_table_say_title_unit_number_and_year(lines, title, unit, number, year):
    said = preface(*lines)
    assert (said.title, said.unit, said.document_no, said.year) == (title, unit, number, year)


def test_a_header_of_two_rows_is_read_down_each_column():
    sheet = sheet_of(["村名", "D级", ""], ["", "户数", "资金"], merges=((0, 0, 1, 0), (0, 1, 0, 2)))
    paths = [text.path for text in header_texts(sheet, 0, 2)]
    assert paths == [("村名",), ("D级", "户数"), ("D级", "资金")]


def test_a_header_that_lost_its_merges_is_read_the_same():
    sheet = sheet_of(["村名", "D级", ""], ["", "户数", "资金"])
    paths = [text.path for text in header_texts(sheet, 0, 2)]
    assert paths == [("村名",), ("D级", "户数"), ("D级", "资金")]


def test_a_header_of_three_rows_that_lost_its_merges_is_read_the_same():
    sheet = sheet_of(
        ["村名", "危房", "", "备注"],
        ["", "D级", "", ""],
        ["", "户数", "资金", ""],
        ["甲村", 1, 2, ""],
    )
    paths = [text.path for text in header_texts(sheet, 0, 3)]
    assert paths == [("村名",), ("危房", "D级", "户数"), ("危房", "D级", "资金"), ("备注",)]


def test_a_row_with_a_number_is_no_header():
    assert header_texts(sheet_of(["项目名称", 5]), 0, 1) is None


def test_a_merge_across_the_lower_edge_is_no_header():
    sheet = sheet_of(["村名", "金额"], ["", "万元"], merges=((0, 0, 1, 0),))
    assert header_texts(sheet, 0, 1) is None
    assert header_texts(sheet, 0, 2) is not None


def test_one_text_is_no_header():
    assert header_texts(sheet_of(["金额", ""]), 0, 1) is None


def test_tables_below_each_other_keep_their_rows_and_titles():
    """Two columns only, where a record looks like a title line with two texts."""
    first, second = tables_in(
        sheet_of(
            ["甲表", ""],
            ["单位：万元", ""],
            ["项目名称", "金额"],
            ["水厂", 1],
            ["道路", 2],
            ["", ""],
            ["乙表", ""],
            ["", "单位：元"],
            ["项目名称", "金额"],
            ["桥", 3],
        )
    )
    assert [record["cells"] for record in first["records"]] == ["A4:B4", "A5:B5"]
    assert (first["title"], first["range"]) == ("甲表", "A1:B5")
    assert [record["values"]["amount_yuan"] for record in second["records"]] == ["3.00"]
    assert (second["title"], second["unit"], second["range"]) == ("乙表", "元", "A7:B10")


def test_a_record_of_two_texts_above_a_second_table_is_not_its_title():
    first, second = tables_in(
        sheet_of(
            ["项目名称", "金额（元）"],
            ["水厂", "待定"],
            ["村名", "项目名称", "金额"],
            ["甲村", "桥", 3],
        )
    )
    assert len(first["records"]) == len(second["records"]) == 1
    assert second["title"] == ""


UPPER = (["项目名称", "金额（元）"], ["水厂", 1])
LOWER = (["示例县2019年资金安排表"], ["单位：元"], ["项目名称", "金额"], ["坝", 3])


@pytest.mark.parametrize(
    ("between", "rows"),
    [
        ([["合计", ""]], "A1:B3"),
        ([["注：含2018年结转"]], "A1:B3"),
        ([["制表人：张三", "审核人：李四"]], "A1:B3"),
        ([["桥", ""], []], "A1:B3"),
        ([["附件2"], []], "A1:B2"),
    ],
    ids=["total", "note", "signature", "record apart", "annex apart"],
)
def test_lines_between_two_tables_are_no_part_of_the_lower_title(between, rows):
    upper, lower = tables_in(sheet_of(*UPPER, *between, *LOWER))
    assert upper["range"] == rows
    assert (lower["title"], lower["unit"]) == ("示例县2019年资金安排表", "元")
    assert lower["records"][0]["values"]["budget_year"] == 2019
    assert upper["findings"] == lower["findings"] == []


def test_a_record_of_an_amount_and_a_date_above_a_second_table_is_not_its_title():
    header = ["资金名称", "项目名称", "金额（元）", "下达日期"]
    rows = (["甲资金", "水厂", 1, "2019年4月"], ["", "", 2, "2019年5月"])
    upper, lower = tables_in(sheet_of(header, *rows, *LOWER))
    amounts = [record["values"]["amount_yuan"] for record in upper["records"]]
    assert amounts == ["1.00", "2.00"]
    assert lower["title"] == "示例县2019年资金安排表"


@pytest.mark.parametrize("below", [LOWER, [UPPER[0], ["坝", 3]]], ids=["title", "header again"])
def test_a_name_without_a_figure_right_above_a_second_table_is_asked_about(below):
    upper, lower = tables_in(sheet_of(*UPPER, ["桥", ""], *below))
    assert len(upper["records"]) == len(lower["records"]) == 1
    (finding,) = lower["findings"]
    assert (finding["rule"], finding["cell"], finding["value"]) == ("title_unclear", "A3", "桥")


def test_numbered_names_of_another_table_make_no_tree_of_this_one():
    header = ["项目名称", "地点", "金额（元）"]
    numbered = (["一、产业", "", 3], ["1.养殖", "乙村", 3])
    plain = (["产业项目", "", ""], ["大棚", "甲村", 1])
    first, second = tables_in(sheet_of(header, *plain, [], LOWER[0], header, *numbered))
    assert [record["values"].get("project_name") for record in first["records"]] == ["大棚"]
    assert first["records"][0]["values"]["project_type"] == "产业项目"
    assert [record["values"]["project_name"] for record in second["records"]] == ["养殖"]


def test_two_units_above_a_table_are_none():
    """单位：元 may speak of the table above, and to take it would make 万元 of the lower one 元."""
    lower = tables_in(sheet_of(*UPPER, ["单位：元"], LOWER[0], ["单位：万元"], *LOWER[2:]))[1]
    assert lower["unit"] is None
    assert [one["rule"] for one in lower["findings"]] == ["unit_missing"]


def test_a_merged_line_right_below_a_record_is_a_title():
    merges = ((2, 0, 2, 1),)
    lower = tables_in(sheet_of(*UPPER, ["示例县", ""], *LOWER, merges=merges))[1]
    assert (lower["title"], lower["findings"]) == ("示例县示例县2019年资金安排表", [])


def test_a_header_printed_again_on_the_next_page_goes_on_with_the_table():
    header = ["项目名称", "金额（元）"]
    (table,) = tables_in(sheet_of(header, ["水厂", 1], header, ["桥", 3], ["合计", 4]))
    assert [record["cells"] for record in table["records"]] == ["A2:B2", "A4:B4"]
    assert [claim["holds"] for claim in table["claims"]] == [True]


def test_a_table_may_stand_anywhere_in_the_sheet():
    table = table_in([], [None, None, "单位：元"], [], [None, "项目名称", "金额"], [None, "桥", 3])
    assert table["records"][0]["cells"] == "B5:C5"
    assert table["range"] == "B2:C5"


def test_the_best_contract_is_taken():
    sheet = sheet_of(["2018年彩票公益金使用情况"], ["项目类别", "项目数", "金额"], ["养老", 1, 2])
    (area,) = find_areas(sheet, LISTS)
    assert area.match.contract.dataset == "lottery_fund"


def test_words_that_are_no_header_make_no_table():
    assert find_areas(sheet_of(["通知", "各单位"], ["请于", "5日前报送"]), LISTS) == []
    assert find_areas(sheet_of(["通知", "项目名称", "请看附件"]), LISTS) == []


def test_the_title_is_what_stands_nearest_above():
    table = table_in(
        ["填表说明"],
        ["本表由各县填报"],
        [""],
        ["示例县2019年资金安排表"],
        ["单位：元"],
        ["项目名称", "金额"],
        ["路", 100],
    )
    assert table["title"] == "示例县2019年资金安排表"


def test_a_blank_row_between_title_and_unit_loses_neither():
    table = table_in(["示例县资金安排表"], [""], ["单位：元"], ["项目名称", "金额"], ["路", 100])
    assert (table["title"], table["unit"]) == ("示例县资金安排表", "元")


def test_a_record_whose_values_are_words_of_wide_headers_begins_no_table():
    header = ["项目名称", "验收层级", "年度", "验收单位", "验收结果"]
    record, total = ["水厂", "县级", "2010年", "", "合格"], ["合计", "", "", "", ""]
    (table,) = tables_in(sheet_of(["项目验收表"], header, record, total))
    assert [record["cells"] for record in table["records"]] == ["A3:E3"]


def test_income_and_spending_beside_each_other_are_two_tables_with_their_totals():
    rows = [
        ["示例局2019年部门预算收支总表"],
        ["单位：万元"],
        ["收入", "", "支出", ""],
        ["项目", "预算数", "项目", "预算数"],
        ["拨款", 5, "农林水支出", 4],
        ["基金", 0, "住房保障支出", 1],
        ["收入总计", 5, "支出总计", 5],
    ]
    income, spending = tables_in(sheet_of(*rows, merges=[(2, 0, 2, 1), (2, 2, 2, 3)]))
    assert [one["values"]["budget_kind"] for one in income["records"]] == ["收入", "收入"]
    assert [one["cells"] for one in spending["records"]] == ["D5", "D6"]
    assert [one["holds"] for table in (income, spending) for one in table["claims"]] == [True, True]


def test_a_name_and_a_day_right_below_a_record_are_one_more_record():
    rows = [
        ["示例县征求意见表"],
        ["草案名称", "征求意见时间"],
        ["某草案", "2000年1月1日"],
        ["示例县东西部协作表"],
        ["帮扶单位", "受帮扶地区"],
        ["甲", "乙"],
    ]
    upper, lower = tables_in(sheet_of(*rows))
    assert [record["cells"] for record in upper["records"]] == ["A3:B3"]
    assert (lower["title"], upper["findings"]) == ("示例县东西部协作表", [])


def test_words_that_a_column_may_hold_begin_no_table_below_two_side_by_side():
    title, header, row = "示例县审计问题整改表", ["发现问题", "整改状态"], ["某问题", "已整改"]
    sheet = sheet_of([title, None, None, title], [*header, None, *header], [*row, None, *row])
    left, right = tables_in(sheet)
    assert [record["cells"] for record in left["records"]] == ["A3:B3"]
    assert [record["cells"] for record in right["records"]] == ["D3:E3"]


def test_a_record_of_known_words_near_the_next_header_is_no_part_of_that_header():
    rows = [
        ["示例县某项验收表"],
        ["项目名称", "验收单位", "验收结果", "验收层级"],
        ["水厂", "", "合格", "县级"],
        ["示例县东西部协作表"],
        ["帮扶单位", "受帮扶地区"],
        ["甲", "乙"],
    ]
    upper, lower = tables_in(sheet_of(*rows))
    assert [record["cells"] for record in upper["records"]] == ["A3:D3"]
    assert (upper["dataset"], lower["dataset"]) == ("project_acceptance", "assistance")
    assert lower["title"] == "示例县东西部协作表"


def test_a_row_under_a_cell_merged_from_above_is_a_record_before_the_next_page():
    header = ["审计检查单位", "被审计单位", "发现问题", "整改措施"]
    rows = [
        ["示例县审计表"],
        header,
        ["甲", "乙", "丙", "丁"],
        ["", "", "", "戊"],
        header,
        ["己", "庚", "辛", "壬"],
    ]
    (table,) = tables_in(sheet_of(*rows, merges=[(2, 2, 3, 2)]))
    assert [record["cells"] for record in table["records"]] == ["A3:D3", "A4:D4", "A6:D6"]
