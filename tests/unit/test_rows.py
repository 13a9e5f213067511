import pytest
from reading_kit import FUND, THREE_PUBLIC, sheet_of, table_in

from sources.body import Kind
from sources.frame import Frame
from sources.layout import find_areas

HEADER = ["序号", "项目名称", "建设地点", "金额(元)"]


def kinds(*rows, header=HEADER, contract=FUND, title="资金表"):
    sheet = sheet_of([title], header, *rows)
    (area,) = find_areas(sheet, [contract])
    return [(row.kind, row.label) for row in Frame(sheet, area).rows]


@pytest.mark.parametrize(
    ("row", "kind", "label"),
    [
        ([1, "水厂", "甲村", 5], Kind.DATA, "水厂"),
        (["合计", "", "", 5], Kind.TOTAL, "合计"),
        (["合  计", "", "", 5], Kind.TOTAL, "合计"),
        (["", "总计", "", 5], Kind.TOTAL, "总计"),
        ([9, "合计", "", 5], Kind.TOTAL, "合计"),
        (["", "", "合计", 5], Kind.TOTAL, "合计"),
        (["小计", "", "", 5], Kind.SUBTOTAL, "小计"),
        (["", "中央资金小计", "", 5], Kind.SUBTOTAL, "中央资金小计"),
        (["", "其中：中央资金", "", 5], Kind.OF_WHICH, "中央资金"),
        (["一区", "", "", ""], Kind.SECTION, "一区"),
        (["备注：略", "", "", ""], Kind.NOTE, "备注:略"),
        (["制表人：甲", "", "审核人：乙", ""], Kind.NOTE, "制表人:甲"),
        ([1, "合计服务项目", "甲村", 5], Kind.DATA, "合计服务项目"),
        ([1, "注水工程", "甲村", 5], Kind.DATA, "注水工程"),
    ],
)
def test_a_row_is_what_its_words_say(row, kind, label):
    assert kinds(row) == [(kind, label)]


def test_blank_rows_are_no_rows():
    assert kinds(["", None, " ", ""]) == []


def test_a_lone_text_beside_a_name_merged_from_above_is_a_record():
    rows = [[1, "水厂", "甲村", 5], ["", "", "乙村", ""]]
    sheet = sheet_of(["资金表"], HEADER, *rows, merges=[(2, 1, 3, 1)])
    (area,) = find_areas(sheet, [FUND])
    assert [row.kind for row in Frame(sheet, area).rows] == [Kind.DATA, Kind.DATA]


def test_a_total_is_seen_behind_the_amount():
    header = ["金额(元)", "项目名称"]
    assert kinds([5, "水厂"], [5, "合计"], header=header) == [
        (Kind.DATA, "水厂"),
        (Kind.TOTAL, "合计"),
    ]


def test_an_of_which_row_belongs_to_the_row_above():
    sheet = sheet_of(HEADER, [1, "水厂", "甲村", 5], ["", "其中：泵", "", 2])
    (area,) = find_areas(sheet, [FUND])
    whole, part = Frame(sheet, area).rows
    assert part.above == (whole,)


TREE = ["项目", "2017年预算数"]


def tree(*rows):
    return kinds(*rows, header=TREE, contract=THREE_PUBLIC, title="三公经费（元）")


def test_a_numbered_tree_has_parents_parts_and_of_which():
    assert tree(
        ["一、支出合计", 5],
        ["1、接待费", 2],
        ["2、用车费", 3],
        ["其中：（1）维护费", 1],
        ["（2）购置费", 2],
        ["二、统计数", ""],
        ["1.批次（批）", 7],
    ) == [
        (Kind.PARENT, "支出合计"),
        (Kind.DATA, "接待费"),
        (Kind.DATA, "用车费"),
        (Kind.OF_WHICH, "维护费"),
        (Kind.OF_WHICH, "购置费"),
        (Kind.SECTION, "统计数"),
        (Kind.DATA, "批次（批）"),
    ]


def test_a_row_after_an_of_which_group_is_a_row_again():
    assert [
        kind for kind, _ in tree(["1、用车费", 3], ["其中：（1）维护费", 1], ["2、接待费", 2])
    ] == [
        Kind.DATA,
        Kind.OF_WHICH,
        Kind.DATA,
    ]


def test_parents_are_never_records():
    table = table_in(
        ["资金安排表（元）"],
        ["资金用途", "金额"],
        ["一、中央资金", 3],
        ["(一)产业", 1],
        ["(二)道路", 2],
    )
    assert [record["values"]["purpose"] for record in table["records"]] == ["产业", "道路"]
    assert {record["values"]["fund_name"] for record in table["records"]} == {"中央资金"}
