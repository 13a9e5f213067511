"""What is broken in a sample, and the rules that must say so; 种下的错.

Belongs here: faults of cells, layout, styles and of the file itself, each with the findings it must
give. Does not belong here: planting (`planting.py`) and the tests over them.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl
from planting import Planted, as_it_is, nothing
from test_seeded_defects import UNTOUCHED, Defect
from workbook_kit import relations

from sources.limits import DEFAULT_LIMITS, MEBIBYTE, Limits

YAOZHOU, WENSHAN, XIANYOU = "2018-10/610204", "2019-03/532600", "2018-01/350322"
DIANJIANG = "2021-12/500231"
BUDGET, TRANSFER = "budget.xlsx", "fund_transfer.xlsx"
ROWS = range(4, 11)  # of YAOZHOU
Address = tuple[str, str]


@dataclass(frozen=True)
class FileDefect(Defect):
    """A defect of the workbook or of its bytes."""

    edit: Callable[[openpyxl.Workbook], None] = nothing
    rework: Callable[[bytes], bytes] = as_it_is
    limits: Limits = field(default=DEFAULT_LIMITS)


def with_part(name: str, content: str) -> Callable[[bytes], bytes]:
    """A package with one more part."""

    def rework(package: bytes) -> bytes:
        sink = io.BytesIO(package)
        with zipfile.ZipFile(sink, "a") as archive:
            archive.writestr(name, content)
        return sink.getvalue()

    return rework


def without_dimension(package: bytes) -> bytes:
    """A package whose sheets do not say how far they reach."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<dimension [^>]*>", b"", old.read(name)))
    return sink.getvalue()


def hide_sheet(book: openpyxl.Workbook) -> None:
    page = book.create_sheet("底稿")
    page["A1"], page.sheet_state = "示例", "hidden"


def hide_row(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[6].hidden = True


def merge_amounts(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("E5:E6")


def scale(book: openpyxl.Workbook) -> None:
    book.active["E5"].number_format = "0!.0000"


def number_columns(book: openpyxl.Workbook) -> None:
    book.active.insert_rows(4)
    for column, value in enumerate(("栏次", 1, 2, 3, 4, 5), start=1):
        book.active.cell(4, column).value = value


def keep_no_row(book: openpyxl.Workbook) -> None:
    book.active.delete_rows(4, 20)


def keep_no_table(book: openpyxl.Workbook) -> None:
    book.active.delete_rows(1, 50)
    book.active["A1"] = "明天开会"


def keep_the_total(book: openpyxl.Workbook) -> None:
    book.active.delete_rows(4, 14)


CELLS = [
    Defect("a_day", YAOZHOU, {"G3": "下达日期", "G5": "尽快"}, [("date_not_readable", "G5")]),
    Defect("a_phone", YAOZHOU, {"G3": "监督电话", "G5": "029-"}, [("phone_not_readable", "G5")]),
    Defect("a_note", YAOZHOU, {"E5": "550（其中，略）"}, [("amount_with_note", "E5")]),
    Defect(
        "a_document",
        TRANSFER,
        {"B4": "示财农〔20193号"},
        [("document_no_not_readable", "B4")],
    ),
    Defect("a_place", XIANYOU, {"B4": "鼓楼区"}, [("place_ambiguous", "B4")]),
    Defect(
        "an_option",
        WENSHAN,
        {"D3": "环节", "D4": "火星"},
        [("lottery_fund_lottery_stage_allowed", "D4")],
    ),
    Defect("a_code", BUDGET, {"A9": "2130A"}, [("budget_subject_code_pattern", "A9")]),
    Defect(
        "no_name",
        YAOZHOU,
        dict.fromkeys(("B6", "C6", "D6", "F6")),
        [("row_without_name", "A6")],
    ),
    Defect(
        "a_lone_text",
        WENSHAN,
        dict.fromkeys(("B5", "C5")),
        [("section_row", "A5"), ("claim_total", "B18"), ("claim_total", "C18")],
    ),
    Defect(
        "figures_for_names",
        YAOZHOU,
        {f"B{row}": row for row in ROWS},
        [("column_contents", "B3")],
    ),
    Defect("an_error", YAOZHOU, {"E5": "#REF!"}, [("cell_error", "E5")]),
    Defect(
        "a_formula",
        YAOZHOU,
        {"E5": "=500+50"},
        [("formula_without_result", "E5"), ("fund_allocation_amount_yuan_required", "E5")],
    ),
    Defect(
        "a_name_or_a_title",
        YAOZHOU,
        {
            "B11": "路",
            "B12": "项目名称",
            "C12": "建设地点",
            "D12": "整合资金(万元)",
            "B13": "坝",
            "C13": "甲村",
            "D13": 3,
        },
        [("title_unclear", "B11")],
    ),
]
FILES = [
    FileDefect("hidden_sheet", YAOZHOU, {}, [("sheet_hidden", "")], edit=hide_sheet),
    FileDefect("hidden_row", YAOZHOU, {}, [("rows_hidden", "A6:F6")], edit=hide_row),
    FileDefect(
        "shared_figure",
        YAOZHOU,
        {},
        [("figure_merged", "E5:E6"), ("fund_allocation_amount_yuan_required", "E6")],
        edit=merge_amounts,
    ),
    FileDefect("scaled", YAOZHOU, {}, [("number_shown_scaled", "E5")], edit=scale),
    FileDefect("numbered", YAOZHOU, {}, [("column_numbers", "A4")], edit=number_columns),
    FileDefect("no_row", YAOZHOU, {}, [("table_empty", "A3")], edit=keep_no_row),
    FileDefect("no_table", YAOZHOU, {}, [("table_missing", "")], edit=keep_no_table),
    FileDefect(
        "a_total_only",
        WENSHAN,
        {},
        [("table_empty", "A3"), ("total_without_parts", "B4"), ("total_without_parts", "C4")],
        edit=keep_the_total,
    ),
    FileDefect(
        "programs",
        YAOZHOU,
        {},
        [("macros_present", "")],
        rework=with_part("xl/vbaProject.bin", "示例"),
    ),
    FileDefect(
        "another_file",
        YAOZHOU,
        {},
        [("links_present", "")],
        rework=with_part(
            "xl/externalLinks/_rels/l.xml.rels",
            relations(("externalLinkPath", "file:///C:/示例.xlsx")),
        ),
    ),
    FileDefect("cut", YAOZHOU, {}, [("file_unreadable", "")], rework=lambda content: content[:999]),
    FileDefect(
        "a_web_page",
        YAOZHOU,
        {},
        [("file_disguised", "")],
        rework=lambda _: "<html><table><tr><td>示例</td></tr></table></html>".encode(),
    ),
    FileDefect("big", YAOZHOU, {}, [("file_too_big", "")], limits=Limits(expanded=MEBIBYTE // 256)),
    FileDefect("wide", YAOZHOU, {}, [("sheet_too_large", "")], limits=Limits(cells=20)),
    FileDefect(
        "a_cell_far_away",
        YAOZHOU,
        {"XFD1048576": 1},
        [("file_needs_too_much_memory", "")],
        rework=without_dimension,
    ),
    FileDefect(
        "slow",
        YAOZHOU,
        {},
        [("file_too_slow", "")],
        rework=with_part("xl/more.xml", "<a/>" + " " * 40 * MEBIBYTE),
        limits=Limits(seconds=0.01),
    ),
]
# An invented workbook's own findings, where it has some.
OWN: dict[str, list[Address]] = {**UNTOUCHED, BUDGET: [], TRANSFER: []}


def planted(one: Defect) -> Planted:
    if isinstance(one, FileDefect):
        return Planted(one.name, one.sample, one.cells, one.edit, one.rework, one.limits)
    return Planted(one.name, one.sample, one.cells)
