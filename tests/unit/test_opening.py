import gzip
import zipfile

import openpyxl
import pytest
from workbook_kit import ods, sheet_xml, xls, xlsb, xlsx

from sources.limits import Limits
from sources.opening import (
    Sheet,
    UnreadableFileError,
    address,
    anchors_of,
    contains,
    open_file,
    position,
    sheet_is_blank,
    span,
)


def saved(tmp_path, content, name="表.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("cell", "place"), [("A1", (0, 0)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1", (0, 16383))]
)
def test_addresses_go_both_ways(cell, place):
    assert address(*place) == cell
    assert position(cell) == place


@pytest.mark.parametrize("text", ["", "A", "1", "a1", "A1:B2", "表!A1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="not a cell"):
        position(text)


def test_a_stretch_of_one_cell_is_the_cell():
    assert span(2, 0, 0) == "A3"
    assert span(2, 0, 3) == "A3:D3"


@pytest.mark.parametrize(
    ("outer", "cell", "inside"),
    [("A1:C3", "C3", True), ("A1:C3", "D3", False), ("B2", "B2", True), ("B2:C2", "A2", False)],
)
def test_a_range_contains_its_cells(outer, cell, inside):
    assert contains(outer, cell) is inside


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_offices(tmp_path, encoding):
    (sheet,) = open_file(saved(tmp_path, "县区,金额\n乐都区,819\n".encode(encoding)))
    assert sheet.rows == [["县区", "金额"], ["乐都区", "819"]]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_is_split_at_its_own_mark(tmp_path, mark):
    (sheet,) = open_file(saved(tmp_path, f"甲{mark}乙\n丙{mark}丁\n".encode()))
    assert sheet.rows == [["甲", "乙"], ["丙", "丁"]]


def test_a_quoted_cell_may_hold_marks_and_lines(tmp_path):
    (sheet,) = open_file(saved(tmp_path, '"甲,乙","一\n二"\n'.encode()))
    assert sheet.rows == [["甲,乙", "一\n二"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"%PDF-1.4\x00\x01",
        gzip.compress(b"x", mtime=0),
        b"\xff\xd8\xff\xe0",
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, content):
    with pytest.raises(UnreadableFileError) as refusal:
        open_file(saved(tmp_path, content, "表.xlsx"))
    assert refusal.value.rule == "file_unreadable"
    assert refusal.value.words["reason"]


def test_a_zip_of_something_else_is_refused(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableFileError):
        open_file(path)


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableFileError) as refusal:
        open_file(path, Limits(expanded=4 * 1024**2))
    assert refusal.value.rule == "file_too_big"
    assert refusal.value.words["expected"] == "4"


def test_leading_blank_rows_keep_their_addresses(tmp_path):
    book = openpyxl.Workbook()
    book.active["C4"] = "值"
    book.save(tmp_path / "表.xlsx")
    (sheet,) = open_file(tmp_path / "表.xlsx")
    assert sheet.value(3, 2) == "值"
    assert sheet.value(0, 0) is None


def test_the_suffix_does_not_decide(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "值"
    book.save(tmp_path / "表.xlsx")
    (tmp_path / "表.xlsx").rename(tmp_path / "表.csv")
    (sheet,) = open_file(tmp_path / "表.csv")
    assert sheet.value(0, 0) == "值"


def test_a_merged_cell_shows_the_value_of_its_corner():
    merges = [(0, 0, 1, 2)]
    sheet = Sheet("表", [["题", "", ""], ["", "", ""]], merges, anchors_of(merges))
    assert sheet.merged_value(1, 2) == ("题", (0, 0))
    assert sheet.value(1, 2) is None
    assert sheet.value(9, 9) is None


@pytest.mark.parametrize(
    ("rows", "blank"), [([], True), ([["", " ", None]], True), ([["", 0]], False)]
)
def test_a_sheet_is_blank_if_no_cell_holds_anything(rows, blank):
    assert sheet_is_blank(Sheet("表", rows)) is blank


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_text_of_two_bytes_is_known_without_its_mark(tmp_path, encoding):
    text = "县区,金额(万元)\r\n乐都区,819.5\r\n"
    (sheet,) = open_file(saved(tmp_path, text.encode(encoding)))
    assert sheet.rows == [["县区", "金额(万元)"], ["乐都区", "819.5"]]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("甲,乙,丙\n1,a;b;c;d,2\n3,e;f;g;h,4\n", 3),
        ("甲;乙\n1,50;2,50\n3,10;4,20\n", 2),
        ("甲\t乙\t丙\n一,二\t1,200\t3\n", 3),
        ('标题,,\n"甲;乙",丙;丁,戊\n1,2,3\n', 3),
        ("没有分隔\n只有一列\n", 1),
    ],
)
def test_the_mark_that_makes_even_rows_splits(tmp_path, text, width):
    (sheet,) = open_file(saved(tmp_path, text.encode()))
    assert sheet.width == width


WORKBOOKS = {"xlsx": xlsx(sheet_xml()), "xls": xls(), "xlsb": xlsb(), "ods": ods()}
PAGE = "<table><tr><td>项目名称</td></tr></table>"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (f"<html>{PAGE}</html>".encode(), "网页"),
        (f"\ufeff  <!DOCTYPE HTML>\n<html>{PAGE}".encode(), "网页"),
        (f'<?xml version="1.0"?>\n<html xmlns="x">{PAGE}</html>'.encode(), "网页"),
        (f"\ufeff<html>{PAGE}</html>".encode("utf-16-le"), "网页"),
        (f"<!-- 导出 -->\n{PAGE}".encode("gbk"), "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>", "网页"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML",
        ),
    ],
)
def test_a_page_under_the_name_of_a_table_is_told(tmp_path, content, word):
    with pytest.raises(UnreadableFileError) as refusal:
        open_file(saved(tmp_path, content, "表.xls"))
    assert refusal.value.rule == "file_disguised"
    assert word in refusal.value.words["value"]


def test_a_less_than_sign_at_the_start_is_no_page(tmp_path):
    (sheet,) = open_file(saved(tmp_path, "<1万元,2\n".encode()))
    assert sheet.rows == [["<1万元", "2"]]


@pytest.mark.parametrize("content", WORKBOOKS.values(), ids=WORKBOOKS)
@pytest.mark.parametrize("name", ["表.et", "表.csv", "表", "表.pdf"])
def test_a_workbook_is_known_under_any_name(tmp_path, content, name):
    (sheet,) = open_file(saved(tmp_path, content, name))
    assert sheet.rows == [["项目名称", "金额(元)"], ["水厂", 1]]


def test_a_hidden_sheet_gives_its_name_only(tmp_path):
    secret = sheet_xml('<c r="B2" t="str"><v>610122199001010011</v></c>')
    content = xlsx(sheet_xml(), secret, secret, states=["visible", "hidden", "veryHidden"])
    sheets = open_file(saved(tmp_path, content))
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [
        ("表1", True),
        ("表2", False),
        ("表3", False),
    ]
    assert "6101" not in repr(sheets)


def test_hidden_rows_and_columns_come_as_stretches(tmp_path):
    rows = "".join(f'<row r="{n}" hidden="{int(n != 5)}"/>' for n in range(3, 8))
    columns = '<cols><col min="3" max="5" hidden="1"/><col min="6" max="6" hidden="0"/></cols>'
    (sheet,) = open_file(saved(tmp_path, xlsx(sheet_xml(before=columns, after=rows))))
    assert sheet.hidden_rows == ((2, 3), (5, 6))
    assert sheet.hidden_columns == ((2, 4),)


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("declaration", ["", "<?xml version='1.0' encoding='UTF-8'?>"])
def test_errors_of_any_place_keep_their_text(tmp_path, quote, declaration):
    cells = '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2" t="e"><v>#N/A</v></c>'
    (sheet,) = open_file(saved(tmp_path, xlsx(declaration + sheet_xml(cells).replace('"', quote))))
    assert sheet.rows[1] == ["水厂", "#DIV/0!", "#N/A"]
    assert sheet.errors == [(1, 1), (1, 2)]
    assert sheet.unresolved == ()
