import csv
from pathlib import Path

import openpyxl
import pytest

import sources
from outputs.folding import folded
from outputs.marked import write_marked
from outputs.marking.findings_file import write_findings_csv
from outputs.marking.styles import COLOURS
from sources.finding import Finding, Severity
from sources.problem_list import LIST_SHEET
from sources.reading import plain_finding

SAMPLES = Path(sources.__file__).parent / "samples"
XLS = next((SAMPLES / "2019-12").rglob("*.xls"))
CSV = next((SAMPLES / "2018-11").rglob("*.csv"))


FIRST = 3  # the first problem of a list without notes


def finding(cell="E5", severity=Severity.ERROR, **changes):
    words = {"rule": "a_rule", "message": "金额读不出。", "fix": "请填数字。", "sheet": "甲表"}
    return Finding(severity=severity, cell=cell, **{**words, **changes})


@pytest.fixture
def book(tmp_path):
    """Her workbook: two sheets, a merge, a formula, a bold cell, a comment, a column's width."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "甲表"
    page["A1"] = "标题"
    page.merge_cells("A1:F1")
    page["A1"].font = openpyxl.styles.Font(bold=True)
    page["E5"], page["E6"], page["E7"] = "五百", 3, "=SUM(E6:E6)"
    page["E6"].comment = openpyxl.comments.Comment("自己的批注", "她")
    page.column_dimensions["E"].width = 33
    book.create_sheet("乙表")["A1"] = "别的"
    path = tmp_path / "表.xlsx"
    book.save(path)
    return path


def marked(source, findings, tmp_path):
    target = tmp_path / "returned" / "表.xlsx"
    write_marked(source, findings, target)
    return openpyxl.load_workbook(target)


def test_a_faulty_cell_is_coloured_and_explained(book, tmp_path):
    result = marked(book, [finding(expected="数字", difference="3")], tmp_path)
    cell = result["甲表"]["E5"]
    assert cell.fill.start_color.rgb.endswith(COLOURS[Severity.ERROR])
    for words in ("必须改", "金额读不出。", "应为：数字", "相差：3", "请填数字。"):
        assert words in cell.comment.text
    assert result["甲表"]["E6"].fill.fill_type is None


def test_her_own_workbook_is_kept(book, tmp_path):
    result = marked(book, [finding()], tmp_path)
    assert result.sheetnames == [LIST_SHEET, "甲表", "乙表"]
    page = result["甲表"]
    assert page["E7"].value == "=SUM(E6:E6)"
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:F1"]
    assert page["A1"].font.bold
    assert page.column_dimensions["E"].width == 33
    assert page["E5"].value == "五百"
    assert page["E6"].comment.text == "自己的批注"
    assert result["乙表"]["A1"].value == "别的"


def test_the_list_comes_first_with_a_link_for_every_problem(book, tmp_path):
    findings = [finding("E6", Severity.WARNING, message="请说明。"), finding()]
    result = marked(book, findings, tmp_path)
    page = result.worksheets[0]
    assert page.title == LIST_SHEET
    assert [page.cell(row, 2).value for row in (FIRST, FIRST + 1)] == ["必须改", "请说明"]
    assert [page.cell(row, 5).value for row in (FIRST, FIRST + 1)] == ["金额读不出。", "请说明。"]
    assert page.cell(FIRST, 4).hyperlink.location == "'甲表'!E5"
    assert page.max_row == FIRST + 1


def test_the_same_fault_on_many_cells_is_one_line(book, tmp_path):
    findings = [finding(f"E{row}") for row in range(5, 26)]
    assert len(folded(findings)) == 1
    page = marked(book, findings, tmp_path).worksheets[0]
    assert page.max_row == FIRST
    assert page.cell(FIRST, 4).value.endswith("等 21 处")


def test_a_second_fault_of_a_cell_is_added_to_its_comment(book, tmp_path):
    result = marked(book, [finding("E6"), finding("E6", message="还有一处。")], tmp_path)
    text = result["甲表"]["E6"].comment.text
    assert "自己的批注" in text
    assert "金额读不出。" in text
    assert "还有一处。" in text


def test_a_range_and_a_merged_cell_can_be_marked(book, tmp_path):
    result = marked(book, [finding("A8:C8"), finding("B1", message="标题。")], tmp_path)
    page = result["甲表"]
    assert all(page[f"{c}8"].fill.fill_type == "solid" for c in "ABC")
    assert "标题。" in page["A1"].comment.text
    assert page["A1"].fill.fill_type == "solid"


def test_findings_of_no_sheet_stand_in_the_list_only(book, tmp_path):
    result = marked(book, [finding("", sheet=""), finding("E5", sheet="丙表")], tmp_path)
    assert result.worksheets[0].max_row == FIRST + 1
    assert result["甲表"]["E5"].comment is None


@pytest.mark.parametrize("source", [XLS, CSV], ids=["xls", "csv"])
def test_another_format_comes_back_as_a_copy_of_its_cells(source, tmp_path):
    from sources.opening import open_file

    (sheet,) = open_file(source)
    result = marked(source, [finding("B4", sheet=sheet.name)], tmp_path)
    page = result[result.sheetnames[1]]
    copied = [[cell.value for cell in row] for row in page.iter_rows()]
    # A plain number of a text file becomes a number.
    texts = {str(value) for row in sheet.rows for value in row if value}
    assert texts <= {str(value) for row in copied for value in row}
    merges = {str(one) for one in page.merged_cells.ranges}
    assert len(merges) == len(sheet.merges)
    assert page["A4" if merges else "B4"].fill.fill_type == "solid"


def test_a_file_that_cannot_be_opened_gives_the_list(tmp_path):
    source = tmp_path / "坏.xlsx"
    source.write_bytes(b"PK\x03\x04broken")
    result = marked(source, [finding("", sheet="", message="打不开。")], tmp_path)
    assert result.sheetnames[0] == LIST_SHEET
    assert result.worksheets[0].cell(FIRST + 1, 5).value == "打不开。"


def test_no_formula_comes_alive_from_text(tmp_path):
    source = tmp_path / "表.csv"
    source.write_text("项目名称,金额(元)\n=1+1,@SUM(A1)\n", encoding="utf-8")
    found = finding("B2", sheet="表", value="=cmd|'/c calc'!A0", message="=HYPERLINK(1)")
    result = marked(source, [found], tmp_path)
    cells = [c for page in result.worksheets for row in page.iter_rows() for c in row if c.value]
    assert "f" not in {cell.data_type for cell in cells}
    assert "=1+1" in {cell.value for cell in cells}


def test_findings_csv_is_for_excel_and_cannot_run(tmp_path):
    nasty = ["=1+1", "+x", "@y", "-cmd", "-5.00", "\t=1", "甲"]
    path = tmp_path / "findings.csv"
    write_findings_csv([plain_finding(finding(value=value)) for value in nasty], path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert [row["原来写的"] for row in rows] == [
        "'=1+1", "'+x", "'@y", "'-cmd", "-5.00", "'\t=1", "甲",
    ]  # fmt: skip
    assert {row["规则编号"] for row in rows} == {"a_rule"}
    assert {row["性质"] for row in rows} == {"必须改"}
