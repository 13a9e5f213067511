"""The review pack tells a leader what is new, and its digest binds exactly that."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from published_sample import nasty, reasoned, record, table

from outputs.comparing import columns_missing
from outputs.review import SHOWN_CHANGES, pack_digest, write_review_pack
from outputs.review_pack import (
    ReturnedSubmission,
    ReviewedDataset,
    ReviewedUnit,
    ReviewPack,
    finding_groups,
    unchecked_groups,
    withheld_sheet,
)

FINDING = {
    "rule": "area_is_a_place",
    "title": "地区列写的是地名",
    "unit": "610124",
    "dataset": "fund_allocation",
    "sheet": "表1",
    "cell": "B7",
    "message": "地区列里的“<b>水厂</b>”不像地名。",
    "state": "failed",
    "waived_until": "",
}


def pack(**values: object) -> ReviewPack:
    found = reasoned(table([record(1)]), table([record(1, remark="=1+1")]))
    dataset = ReviewedDataset(
        id="fund_allocation",
        title="扶贫资金分配结果",
        rows=2,
        amount_yuan=Decimal("1300000.00"),
        added=1,
        removed=0,
        modified=1,
        difference_yuan=Decimal("-20000.00"),
    )
    known = {
        "office": "示例市扶贫办",
        "demo": True,
        "datasets": (dataset,),
        "units": (ReviewedUnit("610124", "周至县", 2),),
        "changes": {"fund_allocation": found},
        "findings": (FINDING,),
        "withheld": ({"dataset": "fund_allocation", "field": "serial_no", "reason": "不上网"},),
        "returned": (ReturnedSubmission("鄠邑区", "坏表.xlsx", 3),),
        "previous": "2026.10.0",
    }
    return ReviewPack(**(known | values))


def page(folder) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_new_and_lost_columns_are_told(tmp_path):
    (dataset,) = pack().datasets
    changed = replace(dataset, new_columns=("资金层级", "类别"), lost_columns=("备注",))
    write_review_pack(tmp_path / "changed", pack(datasets=(changed,)))
    html = page(tmp_path / "changed")
    assert "扶贫资金分配结果的列与上一版本不同" in html
    assert "新增 <b>资金层级、类别</b>；去掉 <b>备注</b>。" in html
    book = openpyxl.load_workbook(tmp_path / "changed" / "review.xlsx")
    titles, row = (list(line) for line in book["概况"].iter_rows(values_only=True))
    assert row[titles.index("新增列")] == "资金层级、类别"
    assert row[titles.index("去掉的列")] == "备注"
    write_review_pack(tmp_path / "same", pack())
    assert "的列与上一版本不同" not in page(tmp_path / "same")


def test_columns_are_compared_with_those_of_the_last_release():
    old, new = nasty().drop_columns(["remark"]), nasty().drop_columns(["location"])
    assert columns_missing(new, old) == ("备注",)
    assert columns_missing(old, new) == ("实施地点",)
    assert columns_missing(old, old) == ()


def test_datasets_with_nothing_to_read_are_named_in_one_line(tmp_path):
    (dataset,) = pack().datasets
    none = {"added": 0, "modified": 0, "rows": 0}
    silent = replace(dataset, id="fund_transfer", title="资金下达情况", **none)
    emptied = replace(silent, id="three_public", title="三公经费", removed=3)
    write_review_pack(tmp_path, pack(datasets=(dataset, silent, emptied)))
    html = page(tmp_path)
    assert "本次拟发布 <b>2</b> 个数据集" in html
    assert "没有记录、也没有变化的数据集（1 个）：资金下达情况。" in html
    assert '<th scope="row">三公经费</th>' in html
    assert '<th scope="row">资金下达情况</th>' not in html


def test_the_page_says_what_is_new_what_is_odd_and_what_stays_out(tmp_path):
    write_review_pack(tmp_path, pack())
    html = page(tmp_path)
    for words in (
        "示例市扶贫办",
        "2026.10.0",
        "1,300,000.00",
        "-20,000.00",
        "130.00",
        "地区列写的是地名",
        "表1 B7",
        "不上网",
        "坏表.xlsx",
        "周至县",
        "=1+1",
    ):
        assert words in html


def test_the_folder_is_whole_without_a_server_or_a_script(tmp_path):
    write_review_pack(tmp_path, pack())
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["forms.html", "index.html", "review.xlsx", "style.css"]
    html = page(tmp_path)
    assert "<script" not in html
    assert "http:" not in html.replace("http-equiv", "")
    assert "https:" not in html


def test_what_a_clerk_typed_is_never_markup(tmp_path):
    write_review_pack(tmp_path, pack())
    assert "<b>水厂</b>" not in page(tmp_path)
    assert "&lt;b&gt;水厂" in page(tmp_path)


def test_a_first_release_without_any_oddity_says_so(tmp_path):
    empty = pack(changes={}, findings=(), withheld=(), returned=(), previous=None)
    write_review_pack(tmp_path, empty)
    html = page(tmp_path)
    assert "这是首次发布" in html
    assert "没有需要留意的提示" in html
    assert "没有被退回的报送件" in html


def test_a_real_pack_carries_no_example_mark(tmp_path):
    write_review_pack(tmp_path, pack(demo=False))
    assert 'class="demo"' not in page(tmp_path)


def test_the_page_shows_the_first_changes_and_the_workbook_all(tmp_path):
    many = reasoned(None, table([record(n) for n in range(1, SHOWN_CHANGES + 51)]))
    write_review_pack(tmp_path, pack(changes={"fund_allocation": many}))
    assert page(tmp_path).count('<th scope="row">新增</th>') == SHOWN_CHANGES
    assert "其余见 review.xlsx" in page(tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "review.xlsx")["改动"]
    assert sheet.max_row == SHOWN_CHANGES + 51


def test_a_workbook_with_more_changes_than_anybody_reads_says_where_the_others_are(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("outputs.review_book.MOST_ROWS", 0)
    write_review_pack(tmp_path, pack())
    rows = list(openpyxl.load_workbook(tmp_path / "review.xlsx")["改动"].values)
    assert len(rows) == 2
    assert rows[-1][0] == "这里只列前 0 行；全部见候选稿文件夹里的 changes 文件夹"


def test_the_workbook_has_no_formula(tmp_path):
    write_review_pack(tmp_path, pack())
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    assert book.sheetnames == [
        "概况", "单位", "改动", "提示", "变动提醒", "记录数", "不公开", "退回",
    ]  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_findings_are_grouped_by_rule_with_names_instead_of_codes():
    other = FINDING | {"rule": "a_rule", "title": "另一条", "unit": None}
    groups = finding_groups(pack(findings=(FINDING, other, FINDING)))
    assert [(group.rule, len(group.findings)) for group in groups] == [
        ("a_rule", 1),
        ("area_is_a_place", 2),
    ]
    assert groups[1].findings[0].unit == "周至县"
    assert groups[1].findings[0].dataset == "扶贫资金分配结果"


def test_whatever_is_withheld_is_shown_with_all_its_keys():
    sheet = withheld_sheet(pack(withheld=({"reason": "隐私", "extra": 1}, {"unit": "610124"})))
    assert sheet.titles == ("单位", "原因", "extra")
    assert sheet.rows == (("", "隐私", "1"), ("周至县", "", ""))


def test_the_same_content_gives_the_same_bytes(tmp_path):
    write_review_pack(tmp_path / "one", pack())
    write_review_pack(tmp_path / "two", pack())
    assert pack_digest(tmp_path / "one") == pack_digest(tmp_path / "two")


@pytest.mark.parametrize("name", ["index.html", "style.css", "review.xlsx", "更多.txt"])
def test_any_changed_or_added_file_changes_the_digest(tmp_path, name):
    write_review_pack(tmp_path, pack())
    before = pack_digest(tmp_path)
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")
    assert pack_digest(tmp_path) != before


def test_the_digest_is_that_of_sorted_sha256sum_lines(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_bytes(b"1")
    (tmp_path / "a.txt").write_bytes(b"2")
    lines = sorted(
        [
            f"{hashlib.sha256(b'1').hexdigest()}  b/x.txt\n",
            f"{hashlib.sha256(b'2').hexdigest()}  a.txt\n",
        ]
    )
    assert pack_digest(tmp_path) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_forms_are_filled_in_and_ask_each_role_in_turn(tmp_path):
    write_review_pack(tmp_path, pack())
    text = (tmp_path / "forms.html").read_text(encoding="utf-8")
    roles = ["保密审查单", "提供单位：", "综合处保密审查", "分管领导审核", "主要领导审定"]
    places = [text.rindex(role) for role in roles]
    assert places == sorted(places)
    for item in pack().datasets:
        assert (f'<th scope="row">{item.title}</th>' in text) is bool(item.rows)
    assert "<script" not in text
    assert "style=" not in text


def test_what_was_not_read_is_named_for_people_to_look(tmp_path):
    found = {**FINDING, "rule": "sheet_hidden", "title": "没有隐藏的工作表"}
    groups = finding_groups(pack(findings=(FINDING, found)))
    assert [one.rule for one in unchecked_groups(groups)] == ["sheet_hidden"]
    write_review_pack(tmp_path, pack(findings=(FINDING, found)))
    assert "没有隐藏的工作表：没有做到的有" in page(tmp_path)
