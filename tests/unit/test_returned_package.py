"""The returned .xlsx is her own package: what is not marked is not touched."""

import re
from dataclasses import asdict, dataclass

import openpyxl
import pytest
from returned_kit import STYLES, parts, write_rich
from workbook_kit import ONE, ROW, SHEET, relations, sheet_xml, xlsx

from outputs.marked import write_marked
from outputs.marking.comments import BEGIN
from outputs.marking.problems import comment_lines
from outputs.marking.styles import COLOURS
from sources.contract import submitted_contracts
from sources.finding import Finding, Severity
from sources.opening import open_file
from sources.problem_list import LIST_SHEET, is_problem_list
from sources.reading import read_file

EDITED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",  # is no longer the selected sheet
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def finding(cell, severity=Severity.ERROR, **changes):
    words = {"rule": "a_rule", "message": "金额读不出。", "fix": "请填数字。", "sheet": "资金表"}
    return Finding(severity=severity, cell=cell, **{**words, **changes})


@pytest.fixture
def rich(tmp_path):
    return write_rich(tmp_path / "rich.xlsx")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "marked.xlsx"


def test_every_part_that_is_not_edited_stays_byte_for_byte(rich, target):
    write_marked(rich, [finding("B6")], target)
    before, after = parts(rich), parts(target)
    assert {name for name in before if before[name] != after[name]} == EDITED
    assert set(after) - set(before) == {"xl/worksheets/mingzhang1.xml"}
    kinds = ("media/", "charts/", "drawings/drawing", "theme")
    assert all(any(kind in name for name in before) for kind in kinds)


def test_the_marked_sheet_differs_in_styles_only(rich, target):
    write_marked(rich, [finding("B6")], target)
    before, after = (
        re.sub(r'\s(?:s|spans|tabSelected)="[^"]*"', "", p["xl/worksheets/sheet1.xml"].decode())
        for p in (parts(rich), parts(target))
    )
    assert before == after


def test_names_of_one_sheet_stay_with_it_and_the_list_is_what_opens(rich, target):
    write_marked(rich, [finding("B6")], target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == [LIST_SHEET, "资金表", "附表'1", "底稿"]
    assert book["资金表"].print_area == "'资金表'!$A$1:$D$7"
    assert book["底稿"].sheet_state == "hidden"
    assert book.active.title == LIST_SHEET
    assert [page.title for page in book if page.sheet_view.tabSelected] == [LIST_SHEET]


def test_a_marked_cell_keeps_all_of_its_style_but_the_fill(rich, target):
    write_marked(rich, [finding("B4")], target)
    before, after = (openpyxl.load_workbook(path)["资金表"]["B4"] for path in (rich, target))
    assert (after.number_format, after.font.b) == (before.number_format, True)
    assert after.fill.start_color.rgb == f"FF{COLOURS[Severity.ERROR]}"


def test_blank_cells_and_rows_that_are_not_written_are_marked_in_order(rich, target):
    write_marked(rich, [finding("E4:F4"), finding("C20"), finding("A2")], target)
    page = openpyxl.load_workbook(target)["资金表"]
    assert all(page[cell].fill.fill_type == "solid" for cell in ("E4", "F4", "C20", "A2"))
    xml = parts(target)["xl/worksheets/sheet1.xml"].decode()
    numbers = [int(number) for number in re.findall(r"<row[^>]*?\sr=\"(\d+)\"", xml)]
    assert numbers == sorted(set(numbers))
    assert 'customWidth="1"' in xml


def test_the_next_return_replaces_the_marks_and_gives_her_own_look_back(rich, target, tmp_path):
    write_marked(rich, [finding("B4"), finding("B6"), finding("C5")], target)
    second = tmp_path / "second.xlsx"
    write_marked(target, [finding("B6", message="还是不对。")], second)
    page = openpyxl.load_workbook(second)["资金表"]
    assert page["B4"].fill.start_color.rgb == "FFFFFF00"
    assert page["C5"].fill.fill_type is None
    assert page["B4"].comment.text == "自己的批注"
    assert page["C5"].comment is None
    assert page["B6"].comment.text.count(BEGIN) == 1
    assert "还是不对。" in page["B6"].comment.text
    boxes = parts(second)["xl/drawings/vmlDrawing1.vml"].decode()
    assert boxes.count("ObjectType") == len({"B4", "B6"})


def test_returning_the_same_again_and_again_adds_nothing(rich, target, tmp_path):
    found = [finding("B6"), finding("B4", Severity.WARNING)]
    write_marked(rich, found, target)
    again, third = tmp_path / "again.xlsx", tmp_path / "third.xlsx"
    write_marked(target, found, again)
    write_marked(again, found, third)
    before, after = parts(again), parts(third)
    # A style for each kind of marked cell may be left behind.
    assert {name for name in before if before[name] != after[name]} <= {
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert before.keys() == after.keys()
    fills = (before["xl/styles.xml"].count(b"<fill>"), after["xl/styles.xml"].count(b"<fill>"))
    assert fills[0] == fills[1]
    assert openpyxl.load_workbook(third).sheetnames.count(LIST_SHEET) == 1


def test_the_list_is_not_read_whatever_she_calls_it(rich, target):
    write_marked(rich, [finding("B6")], target)
    book = openpyxl.load_workbook(target)
    book[LIST_SHEET].title = "看过了"
    book["看过了"].delete_rows(1)
    book["资金表"]["B7"] = 4  # this library drops the results of formulas
    book.save(target)
    own, sent = (read_file(path, submitted_contracts()) for path in (rich, target))
    assert [table.records for table in own.tables] == [table.records for table in sent.tables]
    assert {(f.rule, f.cell) for f in own.all_findings} == {
        (f.rule, f.cell) for f in sent.all_findings
    }


def test_a_list_of_her_own_is_no_list_of_ours(tmp_path, target):
    book = openpyxl.Workbook()
    book.active.title = LIST_SHEET
    for row in (("序号", "问题", "整改措施"), (1, "路不通", "修路")):
        book.active.append(row)
    path = tmp_path / "表.xlsx"
    book.save(path)
    assert not is_problem_list(open_file(path)[0])
    write_marked(path, [finding("B2", sheet=LIST_SHEET)], target)
    assert openpyxl.load_workbook(target).sheetnames == [f"{LIST_SHEET}_", LIST_SHEET]


ODD = {
    "a prefix": sheet_xml()
    .replace("<", "<x:")
    .replace("<x:/", "</x:")
    .replace("xmlns=", "xmlns:x="),
    "cells without addresses": re.sub(r' r="[A-Z]\d"', "", sheet_xml()),
    "comments in the XML": sheet_xml().replace("<sheetData>", "<!-- 略 --><sheetData>"),
    "no styles": sheet_xml(),
    "the strict kind": sheet_xml().replace(SHEET, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
}


@pytest.mark.parametrize("oddity", ODD)
def test_a_package_that_is_not_edited_comes_back_all_the_same(tmp_path, target, oddity):
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(ODD[oddity], more={} if oddity == "no styles" else STYLES))
    write_marked(path, [finding("B2", sheet="表1")], target)
    page = openpyxl.load_workbook(target)["表1"]
    assert (page["A2"].value, page["B2"].value) == ("水厂", 1)
    assert page["B2"].fill.fill_type == "solid"


def test_a_plain_package_without_any_of_the_usual_parts_is_edited(tmp_path, target):
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(sheet_xml(row=ROW), more=STYLES))
    write_marked(path, [finding("B2", sheet="表1")], target)
    assert ONE.replace("<c ", '<c s="1" ') in parts(target)["xl/worksheets/s1.xml"].decode()


def test_a_conversation_is_left_alone(tmp_path, target):
    talk = (
        f'<comments xmlns="{SHEET}"><authors><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><t>[Threaded comment] 请核</t></text></comment>'
        "</commentList></comments>"
    )
    path = tmp_path / "表.xlsx"
    more = {
        "xl/comments1.xml": talk,
        "xl/worksheets/_rels/s1.xml.rels": relations(("comments", "../comments1.xml")),
    }
    path.write_bytes(xlsx(sheet_xml(), more=STYLES | more))
    write_marked(path, [finding("B2", sheet="表1")], target)
    assert "请核</t></text>" in parts(target)["xl/comments1.xml"].decode()
    assert "会话式批注" in openpyxl.load_workbook(target)[LIST_SHEET]["A2"].value


@pytest.mark.parametrize(("name", "kept"), [("表.xlsm", True), ("表.xlsx", False)])
def test_programs_go_back_only_under_a_name_that_says_so(tmp_path, name, kept):
    path, target = tmp_path / "受.xlsm", tmp_path / name
    path.write_bytes(xlsx(sheet_xml(), more=STYLES | {"xl/vbaProject.bin": "Sub"}))
    write_marked(path, [finding("B2", sheet="表1")], target)
    assert ("xl/vbaProject.bin" in parts(target)) == kept
    assert openpyxl.load_workbook(target)["表1"]["B2"].fill.fill_type == "solid"


@dataclass(frozen=True)
class Traced(Finding):
    id: str = ""
    cause: str = ""


def traced(cell, identity, cause="", **changes):
    return Traced(**{**asdict(finding(cell, **changes)), "id": identity, "cause": cause})


def test_what_follows_from_a_fault_stands_under_it(rich, target):
    found = [
        traced("B4", "b", "a", message="没有填写。"),
        finding("C4", message="别的。"),
        traced("B5", "c", "b", message="合计不对。"),
        traced("B3", "a", message="没有写明单位。", severity=Severity.WARNING),
        traced("B6", "b", "a", message="没有填写。"),
    ]
    write_marked(rich, found, target)
    page = openpyxl.load_workbook(target)[LIST_SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert [row[0] for row in rows] == ["1", "2", "2.1"]
    assert [row[3] for row in rows] == ["C4", "B3", "B4、B5、B6"]
    assert rows[2][4].startswith("（由第 2 条引起）")
    assert "由此引起的 3 处" in rows[1][8]


def test_a_comment_says_rule_value_and_example():
    lines = comment_lines(
        finding("B4", rule="fund_allocation_amount_yuan_range", value="-1", expected="不小于 0"),
        "1",
    )
    assert [line.partition("：")[0] for line in lines[1:]] == [
        "规则", "原来写的", "应为", "怎么改", "例如",
    ]  # fmt: skip
    assert "金额" in lines[1]


def test_a_missing_unit_is_not_answered_with_an_amount():
    found = finding("E2", rule="unit_missing", dataset="fund_allocation", field="amount_yuan")
    assert not [line for line in comment_lines(found, "1") if line.startswith("例如")]
