"""The audit trail as a workbook to print and file, 台账.

Belongs here: its layout. Does not belong here: what it says (assets). Every cell is text, never a
formula; nothing depends on the clock.
"""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from outputs.formats.xlsx_file import CREATED, fitting

TITLES = (
    "序号",
    "时间",
    "事项",
    "经办（签署人）",
    "单位",
    "公开月份",
    "内容",
    "指纹（SHA-256）",
    "登记时间",
    "依据所在",
)
WIDTHS = (6, 21, 10, 26, 10, 10, 44, 34, 21, 34)
A4 = 9


def write_audit_book(
    path: Path, office: str, rows: Sequence[Sequence[str]], notes: Sequence[str]
) -> None:
    """Write rows in the order of TITLES; `notes` stand on the sheet 说明. Raises OSError."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": f"{office} 政务公开台账", "created": CREATED})
        sheet = book.add_worksheet("台账")
        head = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E8EEF0", "align": "center"}
        )
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
        for index, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True)):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, title, head)
        for number, row in enumerate(rows, start=1):
            for index, text in enumerate(row):
                sheet.write_string(number, index, fitting(text), body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(TITLES) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{office.replace('&', '&&')} 政务公开台账")
        sheet.set_footer("&C第 &P 页，共 &N 页")
        _notes(book.add_worksheet("说明"), notes)


def _notes(sheet: xlsxwriter.worksheet.Worksheet, notes: Sequence[str]) -> None:
    sheet.set_column(0, 0, 100)
    for number, text in enumerate(notes):
        sheet.write_string(number, 0, fitting(text))
