"""What a column's cells look like, and what an unknown header may mean."""

import pytest
from reading_kit import FUND, sheet_of

from sources.evidence import contents_of, likeness


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1, 2.5, "1,200"], "数字"),
        (["甲村", "乙镇", "丙县"], "地名"),
        (["2019年3月", "2019-03-15", "2020.5"], "日期"),
        (["029-86781234", "12317", "029-86785678"], "电话"),
        (["王某某", "李某", "张×"], "人名"),
        (["水厂", "道路硬化", "大棚"], ""),
        ([1, 2], ""),
        ([1, 2, "甲村"], ""),
        (["", None, "-"], ""),
    ],
)
def test_contents_are_named_where_they_are_clear(cells, kind):
    sheet = sheet_of(["列"], *[[cell] for cell in cells])
    assert contents_of(sheet, 0, range(1, len(cells) + 1)) == kind


@pytest.mark.parametrize(
    ("header", "contents", "title"),
    [
        ("资金安排金额", "数字", "金额"),
        ("项目的名称", "", "项目名称"),
        ("本年投入", "数字", "金额"),
        ("帮扶干部", "人名", ""),
        ("资金拨付日期", "日期", "下达日期"),
        ("监督热线电话", "电话", "监督电话"),
        ("资金下达金额", "日期", ""),
    ],
)
def test_an_unknown_header_is_likened_by_words_and_contents(header, contents, title):
    assert likeness(FUND, header, contents).field_title == title


def test_nothing_alike_says_nothing():
    assert likeness(FUND, "帮扶干部", "").words == ""
