"""Workbooks built part by part, for what a table of cells cannot show: name, bytes, findings."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = (
    '<row r="1"><c r="A1" t="str"><v>项目名称</v></c><c r="B1" t="str"><v>金额(元)</v></c></row>'
)
ROW = '<row r="2"><c r="A2" t="str"><v>水厂</v></c>{}</row>'
ONE = '<c r="B2"><v>1</v></c>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def sheet_xml(amount: str = ONE, before: str = "", after: str = "", row: str = ROW) -> str:
    rows = HEADER + row.format(amount) + after
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def package(*sheets: str, workbook: str = "", states: tuple[str, ...] = (), **more: str) -> bytes:
    """An .xlsx of these sheets, 表1 and so on; `more` are further parts below xl/."""
    names = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, state in zip(names, [*states, *["visible"] * len(sheets)], strict=False)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in names
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets>{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}'
        "</Relationships>",
    }
    parts |= {f"xl/worksheets/s{n}.xml": xml for n, xml in zip(names, sheets, strict=True)}
    return zipped(parts | {f"xl/{name}": part for name, part in more.items()})


LINK = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/externalLinkPath"'
    ' Target="file:///C:/去年.xlsx" TargetMode="External"/></Relationships>'
)
FORMULA = '<c r="B2"><f>1+0</f>{}</c>'
HIDDEN_ROW = ROW.replace('r="2"', 'r="2" hidden="1"', 1)
WEB_PAGE = "<html><table><tr><td>项目名称</td></tr></table></html>"

WORKBOOKS: list[tuple[str, str | bytes, list[tuple[str, str]]]] = [
    ("a workbook", package(sheet_xml()), []),
    ("a formula with its result", package(sheet_xml(FORMULA.format("<v>1</v>"))), []),
    (
        "a formula without its result",
        package(sheet_xml(FORMULA.format("<v></v>"))),
        [("formula_without_result", "B2")],
    ),
    (
        "a formula that a program gave the result 0",
        package(sheet_xml(FORMULA.format("<v>0</v>")), workbook='<calcPr fullCalcOnLoad="1"/>'),
        [("formula_without_result", "B2")],
    ),
    ("an error", package(sheet_xml('<c r="B2" t="e"><v>#REF!</v></c>')), [("cell_error", "B2")]),
    (
        "macros",
        package(sheet_xml(), **{"vbaProject.bin": "Sub"}),
        [("macros_present", "")],
    ),
    ("a hidden row", package(sheet_xml(row=HIDDEN_ROW)), [("rows_hidden", "A2:B2")]),
    (
        "a hidden column",
        package(sheet_xml(before='<cols><col min="2" max="9" hidden="1"/></cols>')),
        [("rows_hidden", "B1:B2")],
    ),
    (
        "a hidden sheet",
        package(
            sheet_xml(), sheet_xml('<c r="B2" t="e"><v>#REF!</v></c>'), states=("visible", "hidden")
        ),
        [("sheet_hidden", "")],
    ),
    (
        "another file",
        package(sheet_xml(), **{"externalLinks/_rels/l.xml.rels": LINK}),
        [("links_present", "")],
    ),
    ("a web page", WEB_PAGE, [("file_disguised", "")]),
    (
        "a stray cell",
        package(
            sheet_xml(
                before='<dimension ref="A1:XFD1048576"/>',
                after='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            )
        ),
        [("sheet_too_large", "")],
    ),
    (
        "a stray cell that the dimension keeps secret",
        package(sheet_xml(after='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        [("file_needs_too_much_memory", "")],
    ),
]
