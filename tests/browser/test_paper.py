"""On paper: the text and the tables with their headings, nothing that only a screen has."""

import subprocess

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, PUBLIC, looked_at
from conformance.running import MissingError, not_here, system

SCREEN_ONLY = "nav, .skip, .reading, .tools, .tools + .note, .pager"
HEADS = """() => Array.from(document.querySelectorAll('main table')).filter(one => one.checkVisibility())
  .flatMap(one => Array.from(one.tHead.rows[0].cells)).map(one => one.innerText)"""


def printed(page, folder):
    """The words of the page's PDF, without white space."""
    file = folder / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    try:
        command = [system("pdftotext"), "-layout", str(file), "-"]
    except MissingError as error:
        not_here(error)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return "".join(done.stdout.split())


@pytest.mark.parametrize("kind", kinds())
def test_a_printed_page_has_its_headings_and_no_navigation(kind, reading, tmp_path):
    path = looked_at(kind)[0]
    folder = PUBLIC if kind != EMPTY else path.parent
    page = reading(f"{folder.as_uri()}/").open(path.relative_to(folder).as_posix())
    title = page.locator("h1").inner_text()
    words = printed(page, tmp_path)
    assert "".join(title.split()) in words
    page.emulate_media(media="print")
    assert page.locator(SCREEN_ONLY).filter(visible=True).count() == 0
    # A narrow column may break a heading in the middle: then its signs stand apart.
    missing = [one for one in page.evaluate(HEADS) if not _signs(one) <= set(words)]
    assert missing == []
    assert "大字" not in words
    assert "跳到正文" not in words


def _signs(text):
    return set("".join(text.split()))


def test_headings_are_on_every_sheet_of_a_long_table(reader, tmp_path):
    page = reader.open("datasets/fund_allocation/index.html")
    file = tmp_path / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    try:
        command = [system("pdftotext"), "-layout", str(file), "-"]
    except MissingError as error:
        not_here(error)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    sheets = done.stdout.split("\f")
    filled = [one for one in sheets if one.count("资金分配表") > 3]
    assert len(filled) > 2
    assert all("建设内容" in "".join(one.split()) or "项目名称" in one for one in filled)


def test_a_notice_is_printed_on_upright_a4(reader, tmp_path):
    page = reader.open("withdrawals/0001/index.html")
    file = tmp_path / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    try:
        command = [system("pdfinfo"), str(file)]
    except MissingError as error:
        not_here(error)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "A4" in said
