"""On paper: the text and the tables with their headings, nothing that only a screen has."""

import re
import subprocess

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, PUBLIC, looked_at
from conformance.running import MissingError, not_here, system

# How many rows of how many are shown stays: a sheet of chosen rows must say so.
SCREEN_ONLY = "nav, .skip, .reading, .tools, .pager"
HEADS = """() => Array.from(document.querySelectorAll('main table'))
  .filter(one => one.checkVisibility())
  .flatMap(one => Array.from(one.tHead.rows[0].cells)).map(one => one.innerText)"""


def sheets(page, folder):
    """The words of each sheet of the page's PDF."""
    return asked(page, folder, "pdftotext", "-layout").split("\f")


def printed(page, folder):
    """All words of the page's PDF, without white space."""
    return _close("".join(sheets(page, folder)))


def asked(page, folder, program, *options):
    """What a program says of the page's PDF."""
    file = folder / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    try:
        command = [system(program), *options, str(file), *(["-"] if options else [])]
    except MissingError as error:
        not_here(error)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def _close(text):
    return "".join(text.split())


@pytest.mark.parametrize("kind", kinds())
def test_a_printed_page_has_its_headings_and_no_navigation(kind, reading, tmp_path):
    path = looked_at(kind)[0]
    folder = PUBLIC if kind != EMPTY else path.parent
    page = reading(f"{folder.as_uri()}/").open(path.relative_to(folder).as_posix())
    title = page.locator("h1").inner_text()
    words = printed(page, tmp_path)
    assert _close(title) in words
    page.emulate_media(media="print")
    assert page.locator(SCREEN_ONLY).filter(visible=True).count() == 0
    # A narrow column may break a heading in the middle: then its signs stand apart.
    missing = [one for one in page.evaluate(HEADS) if not set(_close(one)) <= set(words)]
    assert missing == []
    assert "跳到正文" not in words


def test_chosen_rows_on_paper_say_that_they_are_chosen(reader, tmp_path):
    page = reader.open("datasets/fund_allocation/index.html")
    page.get_by_label("筛选本页").fill("独石村")
    words = printed(page, tmp_path)
    assert "显示1行，共100行（本页）" in words
    assert "京兆村" not in words


def test_headings_are_on_every_sheet_of_a_long_table(reader, tmp_path):
    found = sheets(reader.open("datasets/fund_allocation/index.html"), tmp_path)
    filled = [one for one in found if len(re.findall(r"[A-Z]\d+:[A-Z]\d+", one)) > 3]
    assert len(filled) > 3
    assert all("资金名称" in one and "金额原文" in one for one in filled)


def test_a_notice_is_printed_on_upright_a4(reader, tmp_path):
    page = reader.open("withdrawals/0001/index.html")
    assert re.search(r"Page size: +59\d.* x 84\d.* \(A4\)", asked(page, tmp_path, "pdfinfo"))


def test_no_sheet_bears_a_single_line_between_two_others(reader, tmp_path):
    found = sheets(reader.open("areas/610200/index.html"), tmp_path)
    filled = [len(_close(one)) for one in found if one.strip()]
    assert len(filled) > 3
    assert min(filled[:-1]) > 60


def test_a_picture_stands_with_its_words_and_shows_no_fold(reader, tmp_path):
    found = sheets(reader.open("funds/mabngijmhoefpopn/index.html"), tmp_path)
    (sheet,) = [one for one in found if "2020 年各区县收到的资金" in one]
    assert "37.50 万元" in sheet.partition("2020 年各区县收到的资金")[2]
    assert "图中的数字" not in "".join(found)
