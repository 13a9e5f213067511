"""The official template of a dataset as a workbook: drop-downs, notes, locked headers; 模板文件.

Belongs here: how the template looks and behaves in Excel and WPS. Does not belong here: which
fields it asks for (template_fields).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sources.contract import Contract, FieldType
from sources.template_fields import DEFAULT_UNIT, Blank, columns_of, has_money, labels_of

FILLABLE_ROWS = 200
NUMBER_FORMATS = {FieldType.MONEY: "#,##0.00####", FieldType.INTEGER: "0", FieldType.YEAR: "0"}
WIDTHS = {
    FieldType.TEXT: 24,
    FieldType.ENUM: 18,
    FieldType.DATE: 22,
    FieldType.PHONE: 22,
    FieldType.DOCUMENT: 22,
}
NARROW, SERIAL = 14, 7
LONGEST_PROMPT = 255
THIN = Side(style="thin", color="FF9A9A9A")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="FFE8EEF4")
OPEN = Protection(locked=False)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="center", wrap_text=True)
NOTES = "填写指南"
ALLOWED_WHILE_LOCKED = (
    "formatColumns", "formatRows", "formatCells", "insertRows", "deleteRows", "sort", "autoFilter",
)  # fmt: skip


def write_template(contract: Contract, path: Path, year: int) -> None:
    """Write the template of a dataset for a year. It reads back as that dataset when filled."""
    columns, labels = columns_of(contract, year), labels_of(contract)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "填报表"
    width = max(len(columns), 2)
    _title(sheet, contract, width)
    top = 3
    for row, blank in enumerate(labels, start=top):
        _label(sheet, row, blank, width)
    header = top + len(labels)
    for index, blank in enumerate(columns, start=1):
        _column(sheet, header, index, blank)
    _finish(sheet, header, is_form=bool(labels))
    _notes(book.create_sheet(NOTES), [*labels, *columns])
    book.save(path)


def _title(sheet: Worksheet, contract: Contract, width: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    title: Any = sheet.cell(1, 1, contract.title)
    title.font, title.alignment, title.protection = Font(size=16, bold=True), CENTRE, OPEN
    sheet.row_dimensions[1].height = 30
    _prompt(sheet, "A1", "表题", f"请在前面写上单位和年度，例如：××县2019年{contract.title}。")
    number: Any = sheet.cell(2, 1)
    number.protection = OPEN
    _prompt(sheet, "A2", "文号", "有发文字号的写在这里，例如：×财农〔2019〕3号；没有就空着。")
    if has_money(contract):
        unit: Any = sheet.cell(2, width, f"单位：{DEFAULT_UNIT}")
        unit.alignment, unit.protection = Alignment(horizontal="right"), OPEN
        _choices(
            sheet, unit.coordinate, "金额单位", "整张表用一个单位。", ("单位：万元", "单位：元")
        )


def _label(sheet: Worksheet, row: int, blank: Blank, width: int) -> None:
    label: Any = sheet.cell(row, 1, blank.header)
    _as_header(label, blank)
    sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=width)
    for column in range(2, width + 1):
        _as_body(sheet.cell(row, column), blank)
    _validate(sheet, sheet.cell(row, 2).coordinate, blank)


def _column(sheet: Worksheet, header: int, index: int, blank: Blank) -> None:
    _as_header(sheet.cell(header, index, blank.header), blank)
    letter = get_column_letter(index)
    last = header + FILLABLE_ROWS
    for row in range(header + 1, last + 1):
        _as_body(sheet.cell(row, index), blank)
    _validate(sheet, f"{letter}{header + 1}:{letter}{last}", blank)
    is_serial = blank.field.name == "serial_no"
    wide = WIDTHS.get(blank.field.type, NARROW)
    column: Any = sheet.column_dimensions[letter]
    column.width = SERIAL if is_serial else wide
    column.protection = OPEN  # rows below the bordered ones are open too


def _as_header(cell: Any, blank: Blank) -> None:
    cell.font, cell.fill, cell.border = Font(bold=True), HEAD, BOX
    cell.alignment = CENTRE
    comment = Comment(_about(blank), "明账", width=300, height=140)
    cell.comment = comment


def _as_body(cell: Any, blank: Blank) -> None:
    cell.border, cell.protection, cell.alignment = BOX, OPEN, WRAP
    cell.number_format = NUMBER_FORMATS.get(blank.field.type, "@")


def _about(blank: Blank) -> str:
    needed = "必填" if blank.required else "可空"
    return f"{blank.field.definition}\n填法：{blank.kind}；{needed}\n例：{blank.example}"


def _validate(sheet: Worksheet, cells: str, blank: Blank) -> None:
    field, title = blank.field, blank.header
    if field.type is FieldType.ENUM:
        _choices(sheet, cells, title, _about(blank), field.allowed)
        return
    if field.type in (FieldType.INTEGER, FieldType.YEAR):
        low = 0 if field.minimum is None else field.minimum
        high = 10**9 if field.maximum is None else field.maximum
        rule = DataValidation("whole", operator="between", formula1=str(low), formula2=str(high))
    elif field.type is FieldType.MONEY:
        rule = DataValidation("decimal", operator="greaterThanOrEqual", formula1=str(-(10**12)))
    else:
        _prompt(sheet, cells, title, _about(blank))
        return
    # A warning, not a stop: a blank with a reason beside it must stay possible.
    rule.errorStyle, rule.error = "warning", f"这里应当填{blank.kind}。仍要这样填吗？"
    rule.errorTitle, rule.showErrorMessage = "请核对", True
    _attach(sheet, rule, cells, title, _about(blank))


def _choices(sheet: Worksheet, cells: str, title: str, prompt: str, allowed: Sequence[str]) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
    rule.error, rule.errorTitle = "请从下拉列表里选。", "请核对"
    rule.showErrorMessage = True
    _attach(sheet, rule, cells, title, prompt)


def _prompt(sheet: Worksheet, cells: str, title: str, prompt: str) -> None:
    _attach(sheet, DataValidation(), cells, title, prompt)


def _attach(sheet: Worksheet, rule: Any, cells: str, title: str, prompt: str) -> None:
    rule.promptTitle, rule.prompt = title[:32], prompt[:LONGEST_PROMPT]
    rule.showInputMessage, rule.allow_blank = True, True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _finish(sheet: Any, header: int, *, is_form: bool) -> None:
    sheet.freeze_panes = None if is_form else sheet.cell(header + 1, 1)
    sheet.protection.sheet = True
    for action in ALLOWED_WHILE_LOCKED:
        setattr(sheet.protection, action, False)  # False: not locked
    sheet.page_setup.orientation = "portrait" if is_form else "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{header}:{header}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _notes(sheet: Worksheet, blanks: Sequence[Blank]) -> None:
    """A sheet for people: no row of it may look like the header of a table to the reader."""
    rows = [("栏目", "要不要填", "填法", "意思", "例如")]
    for blank in blanks:
        choices = "、".join(blank.field.allowed)
        kind = f"{blank.kind}：{choices}" if choices else blank.kind
        needed = "必填" if blank.required else "可空"
        rows.append((blank.header, needed, kind, blank.field.definition, blank.example))
    for number, row in enumerate(rows, start=1):
        for index, text in enumerate(row, start=1):
            cell: Any = sheet.cell(number, index, text)
            cell.alignment, cell.border, cell.number_format = WRAP, BOX, "@"
            if number == 1:
                cell.font, cell.fill = Font(bold=True), HEAD
    for letter, width in zip("ABCDE", (22, 10, 30, 60, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.sheet = True
