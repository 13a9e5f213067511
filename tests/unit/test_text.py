import pytest

from sources.text import (
    after_folded,
    as_text,
    count_names,
    document_number,
    fold,
    is_blank,
    numbering,
    title_year,
    without_of_which,
    without_unit,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (3.5, "3.5"),
        (1e-06, "0.000001"),
        ("  水果基地 ", "水果基地"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("水\x07厂\x00", "水厂"),
        ("e\u0301", "é"),
        ("（全角）", "（全角）"),
    ],
)
def test_a_cell_as_text_keeps_what_was_written(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("项 目\n名称", "项目名称"),
        ("金额（万元）", "金额(万元)"),
        ("[甲]﹝乙﹞", "(甲)〔乙〕"),
        ("１２：３", "12:3"),
        ("合\u3000计", "合计"),
    ],
)
def test_folding_makes_one_key_of_many_spellings(value, key):
    assert fold(value) == key


@pytest.mark.parametrize("value", [None, "", "  ", "-", "——", "/", "－"])
def test_marks_for_nothing_are_blank(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, "0", "无", "a/b"])
def test_zero_and_words_are_not_blank(value):
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("文号：达市财农﹝2024﹞3号", "达市财农〔2024〕3号"),
        ("清财农发[2020]104号", "清财农发〔2020〕104号"),
        ("仙农（2018） 4 号", "仙农〔2018〕4号"),
        ("2018年资金表", None),
        ("达市财农〔24〕3号", None),
    ],
)
def test_a_document_number_is_found_in_whatever_brackets(text, number):
    assert document_number(text) == number


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("铜川市耀州区2018年扶贫资金分配表", 2018),
        ("2021年度计划", 2021),
        ("台创园2017-度部门预算", 2017),
        ("2016—2019年退出情况表", None),
        ("2018年和2019年对比表", None),
        ("2018年资金（2018年第二批）", 2018),
        ("20191227", None),
        ("资金表", None),
    ],
)
def test_a_title_names_one_year_or_none(title, year):
    assert title_year(title) == year


@pytest.mark.parametrize(
    ("label", "level", "rest"),
    [
        ("一、支出合计", 0, "支出合计"),
        ("（十一）其他", 1, "其他"),
        ("1.人数", 2, "人数"),
        ("2、接待费", 2, "接待费"),
        ("(2)购置", 3, "购置"),
        ("③ 其他", 4, "其他"),
    ],
)
def test_a_number_before_a_label_gives_its_level(label, level, rest):
    assert numbering(label) == (level, rest)


@pytest.mark.parametrize("label", ["支持产业发展", "2.5公里道路", "2018年资金", ""])
def test_other_labels_have_no_number(label):
    assert numbering(label) is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [("其中：维护费", ("维护费", True)), ("其中", ("", True)), ("维护费", ("维护费", False))],
)
def test_of_which_is_taken_off(label, expected):
    assert without_of_which(label) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("团组数(个)", ("团组数", "个")),
        ("接待费（万元）", ("接待费", "万元")),
        ("芋园(五峰)村", ("芋园(五峰)村", None)),
        ("出国(境)费用", ("出国(境)费用", None)),
    ],
)
def test_a_closing_unit_is_taken_off(label, expected):
    assert without_unit(label) == expected


def test_what_folding_joined_is_cut_in_the_original():
    assert after_folded("（ 一 ）支持 产业", 3) == "支持 产业"


@pytest.mark.parametrize(
    ("names", "count"),
    [("者海镇、纸厂乡", 2), ("黄泥河镇", 1), ("甲、、乙、", 2), ("甲，乙\n丙", 3), (None, None)],
)
def test_names_in_a_list_are_counted(names, count):
    assert count_names(names) == count
