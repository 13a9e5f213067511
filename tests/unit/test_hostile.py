"""Files made to hurt the reader, or broken on the way: a finding, and the next file opens."""

import io
import struct
import zipfile

import pytest
from workbook_kit import (
    ODS_NAMES,
    SHEET,
    biff,
    number,
    ods,
    ole,
    record,
    sheet_xml,
    xls,
    xlsx,
    zipped,
)

from pipelines.inspection import inspect_file
from sources.contract import load_contracts
from sources.limits import MEBIBYTE, Limits
from sources.opening import open_file
from sources.reading import read_file
from sources.refusal import UnreadableFileError

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
SHARED = {"xl/sharedStrings.xml": f'{LAUGHS}<sst xmlns="{SHEET}"><si><t>&a9;</t></si></sst>'}
CELL = '<c r="B2" t="str"><v>{}</v></c>'
ZEROS = b"0" * (8 * MEBIBYTE)
SMALL = Limits(expanded=4 * MEBIBYTE)


def opened(tmp_path, content, limits=None):
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    return open_file(path, limits or Limits())


def refusal(tmp_path, content, limits=None):
    with pytest.raises(UnreadableFileError) as refused:
        opened(tmp_path, content, limits)
    return refused.value


def outcome(tmp_path, content):
    try:
        opened(tmp_path, content)
    except UnreadableFileError as refused:
        return refused.rule
    return "opened"


def lying(parts):
    """A zip whose directory and headers claim ten bytes for every part."""
    content = bytearray(zipped(parts))
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.find(magic)
        while place >= 0:
            content[place + offset : place + offset + 4] = struct.pack("<I", 10)
            place = content.find(magic, place + 4)
    return bytes(content)


def stored(parts):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def locked(content):
    """A zip with the bit of encryption set on every part."""
    content = bytearray(content)
    for magic, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(magic)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(magic, place + 4)
    return bytes(content)


PARTS = {"xl/worksheets/s1.xml": sheet_xml()}
ENCRYPTED = {"EncryptedPackage": b"x", "EncryptionInfo": b"x"}
UNREADABLE = [
    ("an empty file", b"", "空"),
    ("the beginning of a zip", b"PK\x03\x04", "损坏"),
    ("half a workbook", xlsx(sheet_xml())[:600], "损坏"),
    ("half an old workbook", xls()[:700], ""),
    ("an old workbook without its stream", xls()[:1536], ""),
    ("a zip of nothing", zipped({}), "表格"),
    ("a zip of a workbook", zipped({"a/表.xlsx": xlsx(sheet_xml())}), "解压"),
    ("a Word document", zipped({"word/document.xml": "<w/>"}), "Word"),
    ("an old Word document", ole({"WordDocument": b"x"}), "Word"),
    ("another OLE file", ole({"Whatever": b"x"}), "表格"),
    ("a PDF", b"%PDF-1.7\n1 0 obj", "PDF"),
    ("a picture", b"\x89PNG\r\n\x1a\n", "图片"),
    ("an archive", b"Rar!\x1a\x07\x01\x00", "压缩包"),
    ("an encrypted workbook", ole(ENCRYPTED), "密码"),
    ("an encrypted old workbook", ole({"Workbook": record(0x2F, b"\x00" * 6) + biff()}), "密码"),
    ("an encrypted open document", ods(encrypted="<encryption-data/>"), "密码"),
    ("an encrypted zip", locked(zipped(PARTS)), "密码"),
    ("sizes that are lies", lying(PARTS | {"xl/workbook.xml": "x" * 99}), "损坏"),
    ("a workbook without sheets", zipped({"xl/workbook.xml": "<workbook/>"}), "表格"),
    ("broken XML", xlsx("<worksheet><sheetData><row"), ""),
    ("a billion laughs", xlsx(sheet_xml('<c r="B2" t="s"><v>0</v></c>'), more=SHARED), "实体"),
    ("laughs in the sheet", xlsx(LAUGHS + sheet_xml(CELL.format("&a9;"))), "实体"),
    ("laughs in the workbook", zipped(PARTS | {"xl/workbook.xml": LAUGHS}), "实体"),
    ("a file from outside", xlsx(OUTSIDE + sheet_xml(CELL.format("&a;"))), "实体"),
    (
        "laughs in two bytes a character",
        xlsx(sheet_xml(), more={"xl/styles.xml": LAUGHS.encode("utf-16")}),
        "实体",
    ),
    (
        "laughs in an open document",
        zipped({"content.xml": LAUGHS + "<x/>"}),
        "实体",
    ),
]


@pytest.mark.parametrize(
    ("content", "word"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE]
)
def test_a_broken_or_hostile_file_is_refused_with_its_reason(tmp_path, content, word):
    refused = refusal(tmp_path, content)
    assert refused.rule == "file_unreadable"
    assert word in refused.words["reason"]


BOMBS = [
    ("one part", zipped({"xl/worksheets/s1.xml": ZEROS})),
    ("many parts", zipped({f"xl/media/{n}.png": ZEROS[: MEBIBYTE // 2] for n in range(16)})),
    ("a bomb that is stored", stored({"xl/worksheets/s1.xml": ZEROS})),
    ("long text", b"a,b\n" * (2 * MEBIBYTE)),
]


@pytest.mark.parametrize("content", [case[1] for case in BOMBS], ids=[case[0] for case in BOMBS])
def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, content):
    refused = refusal(tmp_path, content, SMALL)
    assert refused.rule == "file_too_big"
    assert refused.words["value"] in ("8", "9")  # the container adds a little
    assert refused.words["expected"] == "4"


def test_a_bomb_inside_a_zip_is_not_unpacked(tmp_path):
    inner = zipped({"xl/worksheets/s1.xml": ZEROS})
    assert "解压" in refusal(tmp_path, zipped({"表.xlsx": inner}), SMALL).words["reason"]
    (sheet,) = opened(tmp_path, xlsx(sheet_xml(), more={"xl/media/x.zip": inner}), SMALL)
    assert sheet.value(1, 1) == 1


def test_too_many_cells_are_refused(tmp_path):
    content = xlsx(sheet_xml(after='<row r="1000"><c r="AZ1000"><v>1</v></c></row>'))
    refused = refusal(tmp_path, content, Limits(cells=51_999))
    assert refused.rule == "sheet_too_large"
    assert refused.words["rows"] == "1000"
    assert refused.words["columns"] == "52"
    assert len(opened(tmp_path, content, Limits(cells=52_000))[0].rows) == 1000


def test_blank_formatted_rows_are_no_rows(tmp_path):
    blank = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, 200_000))
    cells = "".join(f'<c r="{column}2" s="1"/>' for column in ("C", "D", "XFD"))
    content = xlsx(
        sheet_xml(before='<dimension ref="A1:XFD1048576"/>', amount=CELL.format(1) + cells).replace(
            "</sheetData>", blank + "</sheetData>"
        )
    )
    (sheet,) = opened(tmp_path, content)
    assert sheet.rows == [["项目名称", "金额(元)"], ["水厂", "1"]]


def test_cells_of_white_space_at_the_end_are_cut(tmp_path):
    (sheet,) = opened(
        tmp_path, xlsx(sheet_xml(after='<row r="9"><c r="D9" t="str"><v> </v></c></row>'))
    )
    assert (len(sheet.rows), sheet.width) == (2, 2)


def test_merged_whole_columns_do_not_fill_the_memory(tmp_path):
    merged = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (sheet,) = opened(tmp_path, xlsx(sheet_xml().replace("</sheetData>", merged)))
    assert len(sheet.anchors) == 4
    many = '<mergeCell ref="A1:CV1000"/>' * 30
    content = xlsx(
        sheet_xml().replace("</sheetData>", f"</sheetData><mergeCells>{many}</mergeCells>")
    )
    assert "合并" in refusal(tmp_path, content).words["reason"]


def test_deep_nesting_ends(tmp_path):
    depth = 200_000
    for content in (
        xlsx(sheet_xml(before="<x>" * depth + "</x>" * depth)),
        xlsx(sheet_xml(), more={"xl/workbook.xml": "<x>" * depth + "</x>" * depth}),
        ods(columns='<table:table-column table:visibility="x"/>' + "<x>" * depth + "</x>" * depth),
    ):
        assert outcome(tmp_path, content) in ("opened", "file_unreadable")


def test_numbers_without_end_do_not_end_in_numbers(tmp_path):
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in ODS_NAMES.items())
    repeated = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="99999999999">'
        '<table:table-cell table:number-columns-repeated="99999999999"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    content = zipped({"content.xml": repeated, "mimetype": "x"})
    assert outcome(tmp_path, content) in ("opened", "file_unreadable", "file_needs_too_much_memory")


@pytest.mark.parametrize("value", ["1e300", "-1e300", "NaN", "Infinity", "1e999", "9" * 400])
@pytest.mark.parametrize("cell", ['<c r="B2"><v>{}</v></c>', CELL])
def test_absurd_numbers_are_read_or_told(tmp_path, value, cell):
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(sheet_xml(cell.format(value))))
    reading = read_file(path, load_contracts())
    assert reading.readable
    assert [one.rule for one in reading.all_findings] == ["amount_not_number"]


def test_texts_longer_than_excel_allows_and_control_characters_pass(tmp_path):
    long = "长" * 40_000
    (sheet,) = opened(tmp_path, xlsx(sheet_xml(CELL.format(long + "_x0007_"))))
    assert str(sheet.value(1, 1)).startswith(long)
    (sheet,) = opened(tmp_path, f'甲,"{"长" * 140_000}"\n乙\x07,丙\n'.encode())
    assert len(str(sheet.value(0, 1))) == 140_000
    assert sheet.value(1, 1) == "丙"


def test_after_all_that_a_good_file_opens(tmp_path):
    for content in (xlsx(sheet_xml()), xls(number(1, 1, 1)), ods()):
        (sheet,) = opened(tmp_path, content)
        assert sheet.rows == [["项目名称", "金额(元)"], ["水厂", 1]]


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ("水厂{},9000000000000000,1\n", "9000000000000000,300"),
        ("水厂{},1,9000000000000000\n", "300,9000000000000000"),
    ],
)
def test_sums_of_absurd_numbers_can_be_judged(tmp_path, rows, total):
    path = tmp_path / "表.csv"
    body = "".join(rows.format(n) for n in range(300))
    path.write_text(f"项目名称,金额(元),户数\n{body}合计,{total}\n", encoding="utf-8")
    wrong = [one for one in inspect_file(path).all_findings if one.rule == "claim_total"]
    assert [one.expected for one in wrong] in (["2700000000000000000.00"], ["2700000000000000000"])
