"""The clerk's own workbook back, with every fault marked and explained; 退回的表.

Belongs here: colouring and commenting cells, the list of problems as a first sheet, findings.csv.
Does not belong here: which faults there are. An .xlsx keeps her sheets, styles and formulas; of
any other format an .xlsx copy of the cells is made.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from outputs.folding import cells_words, folded, line_words, lines_of
from sources.collecting import collector_paused
from sources.finding import Finding, Severity
from sources.opening import Sheet, UnreadableFileError, open_file

LIST_SHEET = "问题清单"
LIST_HEADER = (
    "序号",
    "性质",
    "工作表",
    "单元格",
    "问题",
    "原来写的",
    "应为",
    "相差",
    "怎么改",
    "规则",
)
LIST_WIDTHS = (5, 8, 12, 10, 42, 16, 16, 14, 40, 20)
SEVERITY_WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.INFO: "DDEBF7"}
MOST_MARKED_CELLS = 2000
# What openpyxl raises on workbooks that others can read; SyntaxError is that of its XML parser.
OPENPYXL_GIVES_UP = (
    AttributeError,
    BadZipFile,
    InvalidFileException,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Problem:
    """Findings that say the same on several cells, as one line."""

    finding: Finding
    cells: Sequence[str]


def group_findings(findings: Sequence[Finding]) -> list[Problem]:
    """One line for the same fault on many cells of a sheet; errors first, in sheet order."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for found in findings:
        key = (found.severity, found.rule, found.sheet, found.message)
        groups.setdefault(key, []).append(found)
    order = list(Severity)
    ranked = sorted(groups.values(), key=lambda group: order.index(group[0].severity))
    return [Problem(group[0], [found.cell for found in group]) for group in ranked]


def listed_problems(findings: Sequence[Finding]) -> list[Problem]:
    """The lines of the list: as above, but what follows from another fault stands below it."""
    return [
        Problem(replace(line.first, message=line_words(line, cause)), line.cells)
        for line, cause in lines_of(folded(findings))
    ]


@collector_paused()
def write_marked(source: Path, findings: Sequence[Finding], target: Path) -> None:
    """Write the marked copy of a received file; one that cannot be opened gives the list only."""
    book = _open_copy(source)
    problems = group_findings(findings)
    for problem in problems:
        if problem.finding.sheet in book.sheetnames:
            _mark(book[problem.finding.sheet], problem)
    _add_list(book, listed_problems(findings))
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _open_copy(source: Path) -> Workbook:
    """Her workbook, or a copy of its cells, or an empty one.

    Ours opens it first, for it refuses what is hostile, which openpyxl would unpack.
    """
    try:
        sheets = open_file(source)
    except UnreadableFileError:
        return Workbook()
    try:
        return openpyxl.load_workbook(source)
    except OPENPYXL_GIVES_UP:
        return _copy_of_cells(sheets)


def _copy_of_cells(sheets: Sequence[Sheet]) -> Workbook:
    book = Workbook()
    first = book.active
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row, values in enumerate(sheet.rows, start=1):
            for column, value in enumerate(values, start=1):
                _write(page, row, column, value)
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    if first is not None and sheets:
        book.remove(first)
    return book


def _write(page: Worksheet, row: int, column: int, value: Any) -> None:
    """A value as it is; text is written as text, so that no formula comes alive."""
    if value is None or value == "":
        return
    cell = page.cell(row, column)
    try:
        cell.value = value
    except (IllegalCharacterError, ValueError):
        cell.value = "".join(c for c in str(value) if c.isprintable())
    if isinstance(value, str):
        cell.data_type = "s"


def _mark(page: Worksheet, problem: Problem) -> None:
    found = problem.finding
    fill = PatternFill("solid", start_color=COLOURS[found.severity])
    lines = [f"【{SEVERITY_WORDS[found.severity]}】{found.message}"]
    lines += [f"应为：{found.expected}"] if found.expected else []
    lines += [f"相差：{found.difference}"] if found.difference else []
    lines.append(f"怎么改：{found.fix}")
    for address in problem.cells[:MOST_MARKED_CELLS]:
        if not address:
            continue
        _comment(page, address.split(":")[0], lines)
        for row in page[address] if ":" in address else ((page[address],),):
            for cell in row:
                _shown(page, cell.coordinate).fill = fill


def _shown(page: Worksheet, address: str) -> Cell:
    """The cell that is seen there: of a merged range only the first has a colour and a comment."""
    for merged in page.merged_cells.ranges:
        if address in merged:
            first: Cell = merged.start_cell
            return first
    cell: Cell = page[address]
    return cell


def _comment(page: Worksheet, address: str, lines: Sequence[str]) -> None:
    """Add to the cell's comment."""
    cell = _shown(page, address)
    before = [cell.comment.text] if cell.comment else []
    cell.comment = Comment("\n".join([*before, *lines]), "明账", height=160, width=320)


def _add_list(book: Workbook, problems: Sequence[Problem]) -> None:
    page = book.create_sheet(_free_name(book), 0)
    page.append(LIST_HEADER)
    for number, problem in enumerate(problems, start=1):
        found = problem.finding
        cells = cells_words(problem.cells)
        words = SEVERITY_WORDS[found.severity]
        values = (
            number, words, found.sheet, cells, found.message, found.value, found.expected,
            found.difference, found.fix, found.rule,
        )  # fmt: skip
        for column, value in enumerate(values, start=1):
            _write(page, number + 1, column, value)
        page.cell(number + 1, 2).fill = PatternFill("solid", start_color=COLOURS[found.severity])
        if found.sheet in book.sheetnames and problem.cells[0]:
            link = page.cell(number + 1, 4)
            link.hyperlink = f"#'{found.sheet}'!{problem.cells[0].split(':')[0]}"
            link.font = Font(color="0563C1", underline="single")
    _dress(page)
    book.active = 0


def _free_name(book: Workbook) -> str:
    name = LIST_SHEET
    while name in book.sheetnames:
        name += "_"
    return name


def _dress(page: Worksheet) -> None:
    for column, width in zip("ABCDEFGHIJ", LIST_WIDTHS, strict=True):
        page.column_dimensions[column].width = width
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = wrapped
    for cell in page[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="1F4E79")
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_findings_csv(findings: Sequence[Mapping[str, str]], target: Path) -> None:
    """Every finding as a row, for Excel: UTF-8 with a byte order mark, formulas defused."""
    target.parent.mkdir(parents=True, exist_ok=True)
    names = (
        "severity",
        "file",
        "sheet",
        "cell",
        "message",
        "value",
        "expected",
        "difference",
        "fix",
        "rule",
    )
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([_defused(found[name]) for name in names] for found in findings)


def _defused(text: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text
