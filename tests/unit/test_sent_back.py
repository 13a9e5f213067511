"""A file in any format, returned, corrected in the returned file, sent again, accepted."""

import openpyxl
import pytest
from home_kit import PERIOD, UNIT, amounts, open_home, run, silent
from made_once import copied, made_once
from returned_kit import STYLES
from workbook_kit import brt_text, label, ods, sheet_xml, xls, xlsb, xlsx

from assets.stages.hand_back import hand_back, returned_folder
from assets.stages.settle import load_state
from assets.store import Store
from outputs.marked import marked_name
from outputs.marking.styles import COLOURS
from sources.finding import Severity
from sources.problem_list import LIST_SHEET

WORDS = '<c r="B2" t="str"><v>待定</v></c>'
ODS_WORDS = '<table:table-cell office:value-type="string"><text:p>待定</text:p></table:table-cell>'
CONTENTS = {
    "表.xlsx": xlsx(sheet_xml(WORDS), more=STYLES),
    "表.xlsm": xlsx(sheet_xml(WORDS), more=STYLES | {"xl/vbaProject.bin": "Sub"}),
    "表.xls": xls(label(1, 1, "待定")),
    "表.et": xls(label(1, 1, "待定")),
    "表.ods": ods(ODS_WORDS),
    "表.xlsb": xlsb(brt_text(1, "待定")),
    "表.csv": "项目名称,金额(元)\n水厂,待定\n".encode("gb18030"),
}
# By name, with the month it is sent for: of two files for one month the later may replace one.
FORMATS = {
    name: (f"2019-{month:02}", content) for month, (name, content) in enumerate(CONTENTS.items(), 1)
}


def drop(store, name, content, period=PERIOD):
    path = store.inbox / period / UNIT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def returned(store, number):
    """Run; the returned workbook of a submission."""
    state = run(store)
    hand_back(store, state, silent)
    receipt = next(o.receipt for o in state.submissions if o.receipt.number == number)
    return state, returned_folder(store, receipt) / marked_name(receipt.file)


def send_in_every_format(folder):
    """A home to which one table was sent in every format, from as many months, and returned."""
    store = open_home(folder)
    for name, (period, content) in FORMATS.items():
        drop(store, name, content, period)
    hand_back(store, run(store), silent)


def returned_book(store, name):
    period, _ = FORMATS[name]
    (path,) = (store.home / "returned" / period / UNIT).glob(f"*/{marked_name(name)}")
    return path


def test_a_file_corrected_in_place_and_sent_again_is_accepted(tmp_path, tmp_path_factory):
    store = Store(copied(tmp_path_factory, send_in_every_format, tmp_path / "home"))
    assert not any(one.accepted for one in load_state(store).submissions)
    for name, (period, _) in FORMATS.items():
        path = returned_book(store, name)
        book = openpyxl.load_workbook(path, keep_vba=name.endswith("m"))
        assert book.sheetnames[0] == LIST_SHEET, name
        page = book.worksheets[1]
        assert page["B2"].fill.start_color.rgb == f"FF{COLOURS[Severity.ERROR]}", name
        assert "待定" in page["B2"].comment.text, name
        page["B2"] = 7
        book.save(path)
        drop(store, path.name, path.read_bytes(), period)
    state = run(store)
    for period, _ in FORMATS.values():
        sent = [one for one in state.submissions if one.receipt.period == period]
        assert [one.accepted for one in sent] == [False, True], period
        assert state.open & {one.receipt.number for one in sent} == {sent[1].receipt.number}
    assert amounts(store) == ["7.00"] * len(FORMATS)


@pytest.mark.parametrize("name", ["表.xls", "表.csv", "表.xlsx"])
def test_a_copy_says_that_it_is_one(tmp_path_factory, name):
    path = returned_book(Store(made_once(tmp_path_factory, send_in_every_format)), name)
    told = [row[0].value or "" for row in openpyxl.load_workbook(path)[LIST_SHEET]["A1:A3"]]
    assert any("副本" in text for text in told) == (name != "表.xlsx")


def test_what_she_did_not_correct_is_marked_once_more_and_nothing_twice(tmp_path):
    store = open_home(tmp_path / "home")
    content = "项目名称,金额(元)\n水厂,待定\n公路,未定\n".encode()
    drop(store, "表.csv", content)
    _, path = returned(store, 1)
    book = openpyxl.load_workbook(path)
    book.worksheets[1]["B2"] = 7
    book.save(path)
    drop(store, "表.xlsx", path.read_bytes())
    state, path = returned(store, 2)
    assert [(f["rule"], f["cell"]) for f in state.submissions[1].findings] == [
        ("amount_not_number", "B3")
    ]
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    assert (page["B2"].comment, page["B2"].fill.fill_type) == (None, None)
    assert page["B3"].comment.text.count("未定") == len(("问题", "原来写的"))
    assert book.sheetnames == [LIST_SHEET, "表"]


def test_a_corrected_copy_answers_the_file_that_no_contract_fitted(tmp_path):
    """It bears another name and holds documents that the old one did not."""
    store = open_home(tmp_path / "home")
    drop(store, "表.csv", "项目名称,盘子\n水厂,7\n".encode())
    _, path = returned(store, 1)
    book = openpyxl.load_workbook(path)
    book.worksheets[1]["B1"] = "金额(元)"
    book.save(path)
    drop(store, path.name, path.read_bytes())
    state, _ = returned(store, 2)
    assert state.submissions[1].accepted
    assert state.open == {2}


def test_a_new_file_with_the_name_of_a_copy_is_no_answer(tmp_path):
    store = open_home(tmp_path / "home")
    drop(store, "表.csv", "项目名称,盘子\n水厂,7\n".encode())
    returned(store, 1)
    drop(store, "表.xlsx", xlsx(sheet_xml(), more=STYLES))
    state, _ = returned(store, 2)
    assert state.open == {1, 2}
