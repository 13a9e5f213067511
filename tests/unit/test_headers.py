import pytest
from reading_kit import CONTRACTS, FUND, THREE_PUBLIC

from sources.headers import HeaderText, known_field, meaning_of
from sources.matching import match_contract

LOTTERY = CONTRACTS["lottery_fund"]


def texts(*headers):
    return [HeaderText(index, 0, 0, (header,)) for index, header in enumerate(headers)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("项目名称", "project_name"),
        ("项 目\n名 称", "project_name"),
        ("资金安排额(万元)", "amount_yuan"),
        ("资金安排额（单位：元）", "amount_yuan"),
        ("户数（户）", "household_count"),
        ("乡镇（街道）", "area_name"),
        ("备 注：", "remark"),
        ("建设地点", "location"),
        ("序号", "serial_no"),
    ],
)
def test_a_header_names_a_field_however_it_is_spelled(header, field):
    assert known_field(FUND, header).name == field


@pytest.mark.parametrize("header", ["神秘", "金额合计说明", "联系电话", "类别", "表题"])
def test_other_headers_name_nothing(header):
    assert known_field(FUND, header) is None


def test_a_group_header_is_a_value_and_a_total_group_a_claim():
    graded = meaning_of(FUND, ("D级", "补助资金(万元)"))
    assert (graded.field, graded.gives) == ("amount_yuan", (("category", "D级"),))
    assert graded.group == "D级"
    total = meaning_of(FUND, ("合计", "总户数"))
    assert (total.field, total.is_total, total.gives) == ("household_count", True, ())


def test_a_group_header_over_other_fields_is_only_words():
    assert meaning_of(FUND, ("基本情况", "项目名称")).field == "project_name"
    assert meaning_of(FUND, ("基本情况", "项目名称")).group is None


@pytest.mark.parametrize(
    ("header", "year", "stage"),
    [
        ("2016-执行数", 2016, "执行数"),
        ("2017年预算数", 2017, "预算数"),
        ("2018年度决算数", 2018, "决算数"),
    ],
)
def test_a_header_may_carry_year_and_stage(header, year, stage):
    meaning = meaning_of(THREE_PUBLIC, (header,))
    assert meaning.field == "amount_yuan"
    assert dict(meaning.gives) == {"item_year": year, "stage": stage}


def test_an_of_which_header_carries_the_fund():
    meaning = meaning_of(FUND, ("其中：少数民族发展资金（万元）",))
    assert meaning.field == "of_which_yuan"
    assert dict(meaning.gives) == {"of_which_fund": "少数民族发展资金"}


def test_a_contract_fits_if_every_identifying_field_is_there():
    assert match_contract(FUND, texts("项目名称", "金额"), "").fits
    missing = match_contract(FUND, texts("项目名称", "地点"), "")
    assert not missing.fits
    assert missing.missing == ("金额",)


def test_a_title_may_be_needed_and_counts():
    headers = texts("项目类别", "金额")
    assert match_contract(LOTTERY, headers, "2018年彩票公益金使用情况").fits
    assert not match_contract(LOTTERY, headers, "2018年使用情况").fits
    titled = match_contract(FUND, texts("项目名称", "金额"), "资金分配表")
    assert titled.score > match_contract(FUND, texts("项目名称", "金额"), "一览").score


def test_unknown_columns_are_named_and_cost_a_little():
    match = match_contract(FUND, texts("项目名称", "金额", "神秘"), "")
    assert match.unknown == ("神秘",)
    assert match.score < match_contract(FUND, texts("项目名称", "金额"), "").score


def test_a_unit_may_stand_in_either_header_row():
    path = [HeaderText(0, 0, 1, ("D级（万元）", "补助资金")), HeaderText(1, 0, 0, ("村名",))]
    assert [column.unit for column in match_contract(FUND, path, "").columns] == ["万元", None]
