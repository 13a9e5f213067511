"""Every rule of reading and every kind of contract rule, broken in a real sample, is found there.

Beside test_seeded_defects: what breaks a rule by layout, styles or the file itself.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import openpyxl
import pytest
from planting import (
    Planted,
    addresses,
    as_it_is,
    findings_of,
    misses_and_false_alarms,
    nothing,
    sample_path,
)
from test_seeded_defects import DEFECTS, UNTOUCHED, Defect
from workbook_kit import relations

import sources
from assets.receipts import Receipt
from assets.stages.read import placing_findings
from expectations.rulebook import kinds
from sources.contract import DATASETS, VOCABULARY, parse_contract, read_yaml
from sources.finding import reading_rules
from sources.hashing import sha256_of_file
from sources.limits import DEFAULT_LIMITS, MEBIBYTE, Limits
from sources.office import load_office
from sources.reading import read_file

YAOZHOU, WENSHAN, XIANYOU = "2018-10/610204", "2019-03/532600", "2018-01/350322"
DIANJIANG = "2021-12/500231"
BUDGET, TRANSFER = "budget.xlsx", "fund_transfer.xlsx"
ROWS = range(4, 11)  # of YAOZHOU
Address = tuple[str, str]
FAULTS = {"E4": "待定", "E5": None, "E6": -1, "E7": "49(略)", "G3": "下达日期", "G9": "尽快"}


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


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    samples = [Planted(one, one, {}) for one in (BUDGET, TRANSFER)]
    every = [*samples, *map(planted, [*CELLS, *FILES])]
    return findings_of(every, tmp_path_factory.mktemp("planted"))


def expected(one):
    left = Counter(OWN[one.sample])
    left.subtract(one.goes)
    left.update(one.comes)
    return +left


@pytest.mark.parametrize("defect", [*CELLS, *FILES], ids=[one.name for one in [*CELLS, *FILES]])
def test_a_broken_rule_is_found_where_it_is_broken_and_no_other_is(findings, defect):
    assert addresses(findings[defect.name]) == expected(defect)


PLACES = {
    "unit_unknown": ("999999", "2019-03"),
    "period_unknown": ("610204", "2019-13"),
    "period_too_early": ("610204", "2017-03"),
}


@pytest.mark.parametrize("rule", PLACES)
def test_a_sample_sent_for_the_wrong_unit_or_month_gives_one_finding(rule):
    unit, period = PLACES[rule]
    path = sample_path(YAOZHOU)
    office = load_office(Path(sources.__file__).parent / "samples" / "office.yaml")
    receipt = Receipt(
        number=1,
        period=period,
        unit=unit,
        file=path.name,
        sha256=sha256_of_file(path),
        size=path.stat().st_size,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    (found,) = placing_findings(office, receipt)
    assert found.rule == rule


def test_a_column_that_a_contract_needs_is_missed_in_a_sample():
    raw = read_yaml(DATASETS / "fund_allocation.yaml")
    fields = [f | {"required": f["name"] in ("remark", "amount_yuan")} for f in raw["fields"]]
    contract = parse_contract(raw | {"fields": fields}, read_yaml(VOCABULARY))
    found = read_file(sample_path(YAOZHOU), {contract.dataset: contract}).all_findings
    assert addresses(found) == Counter([("column_missing", "A3")])


def test_every_rule_of_reading_and_every_kind_of_contract_rule_is_seeded():
    seeded = {rule for one in [*DEFECTS, *CELLS, *FILES] for rule, _ in one.comes}
    # A sample's own faults are no plants, but are found all the same.
    seeded |= {*PLACES, "column_missing", *(rule for own in OWN.values() for rule, _ in own)}
    assert set(reading_rules()) - seeded == set()
    assert [kind for kind in kinds() if not any(rule.endswith(kind) for rule in seeded)] == []


def test_over_all_samples_nothing_is_missed_and_nothing_is_a_false_alarm(findings):
    """With the same count in test_seeded_defects: every sample, as it is and with each plant."""
    wanted = {one.name: expected(one) for one in [*CELLS, *FILES]}
    wanted |= {one: Counter(OWN[one]) for one in (BUDGET, TRANSFER)}
    assert misses_and_false_alarms(findings, wanted) == (0, 0)


def test_twenty_one_bad_rows_give_twenty_one_findings(tmp_path):
    cells = {f"F{row}": "待定" for row in range(4, 25)}
    found = findings_of([Planted("many", DIANJIANG, cells)], tmp_path)["many"]
    assert addresses(found) - Counter(OWN[DIANJIANG]) == Counter(
        ("amount_not_number", cell) for cell in cells
    )


@pytest.fixture(scope="module")
def permuted(tmp_path_factory):
    """The rows of a sample with defects in them, in orders drawn once: each costs a judgement."""
    orders = [ROWS, *(Random(seed).sample(ROWS, len(ROWS)) for seed in range(12))]
    every = [
        Planted(f"order{number}", YAOZHOU, FAULTS, partial(reorder, order))
        for number, order in enumerate(orders)
    ]
    return orders, findings_of(every, tmp_path_factory.mktemp("permuted"))


def reorder(order: Sequence[int], book: openpyxl.Workbook) -> None:
    page = book.active
    rows = {row: [cell.value for cell in page[row]] for row in ROWS}
    for target, source in zip(ROWS, order, strict=True):
        for column, value in enumerate(rows[source], start=1):
            page.cell(target, column).value = value


def test_the_order_of_rows_changes_nothing_but_addresses(permuted):
    orders, judged = permuted
    for number, order in enumerate(orders):
        moved = {source: target for target, source in zip(ROWS, order, strict=True)}
        there = Counter(
            (one.rule, one.message, moved_cell(one.cell, moved)) for one in judged["order0"]
        )
        assert there.total() == len(("E4", "E5", "E6", "E7", "G9"))
        assert there == Counter((o.rule, o.message, o.cell) for o in judged[f"order{number}"])


def moved_cell(cell: str, moved: dict[int, int]) -> str:
    """Where a cell of a row went; one of the header stays."""
    return re.sub(r"\d+", lambda found: str(moved.get(int(found[0]), found[0])), cell)
