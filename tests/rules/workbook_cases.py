"""Cases for the rules of reading that only a workbook can break: name, bytes, findings."""

import struct

from workbook_kit import (
    ROW,
    SHEET,
    biff,
    brt,
    number,
    ods,
    ole,
    record,
    relations,
    sheet_xml,
    xls,
    xlsb,
    xlsx,
)

FORMULA = '<c r="B2"{}><f>1+0</f>{}</c>'
HIDDEN_ROW = ROW.replace('r="2"', 'r="2" hidden="1"', 1)
STRAY = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FAR = '<dimension ref="A1:XFD1048576"/>'
NO_RESULT = [("formula_without_result", "B2")]
ERROR = [("cell_error", "B2")]
ODS_ERROR = (
    '<table:table-cell office:value-type="string" office:string-value=""'
    ' calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
)
XLS_ERROR = record(0x205, struct.pack("<HHHBB", 1, 1, 0, 0x17, 1))
XLS_FORMULA_ERROR = record(0x06, struct.pack("<HHHQHIH", 1, 1, 0, 0xFFFF_0000_0007_0002, 0, 0, 0))
XLS_HIDDEN_ROW = record(0x208, struct.pack("<HHHHHHHH", 1, 0, 2, 0, 0, 0, 0x20, 0))
XLS_HIDDEN_COLUMN = record(0x7D, struct.pack("<HHHHHH", 1, 9, 0, 0, 1, 0))
XLSB_ERROR = brt(3, struct.pack("<IIB", 1, 0, 0x17))
XLSB_HIDDEN_COLUMN = brt(60, struct.pack("<IIIIH", 1, 2, 0, 0, 1))
XLS_LINK = record(0x1AE, struct.pack("<HHB", 1, 6, 1) + "\x01\x05去年.x".encode("utf-16-le"))
XLS_NO_LINK = record(0x1AE, struct.pack("<HH", 1, 0x0401))
LINK = {
    "xl/externalLinks/_rels/l.xml.rels": relations(("externalLinkPath", "file:///C:/去年.xlsx"))
}

STYLED = sheet_xml('<c r="B2" s="1"><v>13000000</v></c>')


def styles(code: str) -> dict[str, str]:
    """The styles of a workbook whose second cell style has this number format."""
    shown = code.replace('"', "&quot;")
    return {
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts count="1">'
        f'<numFmt numFmtId="170" formatCode="{shown}"/></numFmts><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>'
    }


WORKBOOKS: list[tuple[str, str | bytes, list[tuple[str, str]]]] = [
    ("a workbook", xlsx(sheet_xml()), []),
    ("an old workbook", xls(), []),
    ("an open document", ods(), []),
    ("a formula with its result", xlsx(sheet_xml(FORMULA.format("", "<v>1</v>"))), []),
    ("no result", xlsx(sheet_xml(FORMULA.format("", ""))), NO_RESULT),
    ("an empty result", xlsx(sheet_xml(FORMULA.format("", "<v></v>"))), NO_RESULT),
    ("a result of no characters", xlsx(sheet_xml(FORMULA.format(' t="str"', "<v/>"))), []),
    (
        "a result of 0 by who cannot compute",
        xlsx(sheet_xml(FORMULA.format("", "<v>0</v>")), workbook='<calcPr fullCalcOnLoad="1"/>'),
        NO_RESULT,
    ),
    ("a true 0", xlsx(sheet_xml(FORMULA.format("", "<v>0</v>"))), []),
    ("no result in .ods", ods('<table:table-cell table:formula="of:=1+0"/>'), NO_RESULT),
    ("an error", xlsx(sheet_xml('<c r="B2" t="e"><v>#REF!</v></c>')), ERROR),
    ("an error in .ods", ods(ODS_ERROR), ERROR),
    ("an error in .xls", xls(XLS_ERROR), ERROR),
    ("an error of a formula in .xls", xls(XLS_FORMULA_ERROR), ERROR),
    ("an error in text", "项目名称,金额(元)\n水厂,#DIV/0!\n", ERROR),
    ("an error below the table", "项目名称,金额(元)\n水厂,1\n\n\n,,,#REF!\n", []),
    ("ten thousands shown", xlsx(STYLED, more=styles("0!.0000")), [("number_shown_scaled", "B2")]),
    ("thousands shown", xlsx(STYLED, more=styles("#,##0,")), [("number_shown_scaled", "B2")]),
    ("a plain number format", xlsx(STYLED, more=styles('#,##0.00"元"')), []),
    ("macros", xlsx(sheet_xml(), more={"xl/vbaProject.bin": "Sub"}), [("macros_present", "")]),
    ("another file", xlsx(sheet_xml(), more=LINK), [("links_present", "")]),
    ("another file in .xls", ole({"Workbook": biff(book=XLS_LINK)}), [("links_present", "")]),
    ("no other file in .xls", ole({"Workbook": biff(book=XLS_NO_LINK)}), []),
    (
        "macros in .xls",
        ole({"Workbook": biff(), "_VBA_PROJECT_CUR": b""}),
        [("macros_present", "")],
    ),
    ("a binary workbook", xlsb(), []),
    ("an error in .xlsb", xlsb(XLSB_ERROR), ERROR),
    ("a hidden row in .xlsb", xlsb(flags=0x10), [("rows_hidden", "A2:B2")]),
    ("a hidden column in .xlsb", xlsb(before=XLSB_HIDDEN_COLUMN), [("rows_hidden", "B1:B2")]),
    ("a hidden row", xlsx(sheet_xml(row=HIDDEN_ROW)), [("rows_hidden", "A2:B2")]),
    (
        "a hidden column",
        xlsx(sheet_xml(before='<cols><col min="2" max="9" hidden="1"/></cols>')),
        [("rows_hidden", "B1:B2")],
    ),
    (
        "a hidden row beside the table",
        xlsx(sheet_xml(after='<row r="9" hidden="true"><c r="F9"/></row>')),
        [],
    ),
    ("a hidden row in .xls", xls(number(1, 1, 1), XLS_HIDDEN_ROW), [("rows_hidden", "A2:B2")]),
    ("a hidden column in .xls", xls(extra=XLS_HIDDEN_COLUMN), [("rows_hidden", "B1:B2")]),
    (
        "a filtered row in .ods",
        ods(row='table:visibility="filter"'),
        [("rows_hidden", "A2:B2")],
    ),
    (
        "a hidden sheet",
        xlsx(sheet_xml(), sheet_xml("<c/>"), states=["visible", "hidden"]),
        [("sheet_hidden", "")],
    ),
    (
        "nothing but a hidden sheet",
        xls(state=1),
        [("table_missing", ""), ("sheet_hidden", "")],
    ),
    (
        "a web page",
        "<html><table><tr><td>项目名称</td></tr></table></html>",
        [("file_disguised", "")],
    ),
    ("a cell far away", xlsx(sheet_xml(before=FAR, after=STRAY)), [("sheet_too_large", "")]),
    (
        "a cell far away that the dimension keeps secret",
        xlsx(sheet_xml(after=STRAY)),
        [("file_needs_too_much_memory", "")],
    ),
]
