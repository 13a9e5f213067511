"""Sorting, filtering, choosing columns and saving what is seen, by mouse and by keyboard."""

import csv
import io
from decimal import Decimal

import pytest

PAGE = "datasets/fund_allocation/index.html"
AMOUNT, PROJECT = "金额（元）", "项目名称"
# What a spreadsheet would run, put into the rows that are seen.
RUN = ("=1+2", "+示例", "＝示例", "@SUM(1,2)")
TYPED = """words => {
  const rows = document.querySelectorAll('table.data tbody tr:not([hidden])');
  rows.forEach((row, at) => { row.cells[1].textContent = words[at % words.length]; });
}"""
ARROW = """button => {
  const style = getComputedStyle(button, '::after'), no = 'rgba(0, 0, 0, 0)';
  if (style.content !== '""') { return style.content; }
  return style.borderBottomColor !== no ? 'up' : style.borderTopColor !== no ? 'down' : 'none';
}"""
TRIGGERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


@pytest.fixture(params=["server", "folder"])
def page(request, reading, server, site):
    place = {"server": server, "folder": f"{site.as_uri()}/"}[request.param]
    reader = reading(place)
    yield reader.open(PAGE)
    assert reader.faults == []


def column(page, title):
    """The cells of a column that can be seen, from top to bottom."""
    heads = [one.strip() for one in page.locator("table.data thead th").all_inner_texts()]
    at = next(place for place, head in enumerate(heads) if head.startswith(title))
    rows = page.locator("table.data tbody tr:visible").all()
    return [row.locator("th, td").nth(at).inner_text().strip() for row in rows]


def amounts(page):
    return [Decimal(one.replace(",", "")) for one in column(page, "金额")]


def test_amounts_are_sorted_as_numbers_up_and_down(page):
    before = amounts(page)
    button = page.locator("table.data thead").get_by_role("button", name=AMOUNT, exact=True)
    button.click()
    assert amounts(page) == sorted(before) != before
    # The arrow beside it is seen and not read out: aria-sort says it.
    head = button.locator("xpath=..")
    assert (head.get_attribute("aria-sort"), arrow(button)) == ("ascending", "up")
    button.click()
    assert amounts(page) == sorted(before, reverse=True)
    assert (head.get_attribute("aria-sort"), arrow(button)) == ("descending", "down")
    assert spoken(page) == AMOUNT


def arrow(button):
    """Where the arrow behind the words of a heading points; it is drawn, and holds no sign."""
    return button.evaluate(ARROW)


def spoken(page):
    """The name of the sorted column's button, as the browser itself tells it to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    focused = [
        one["name"]["value"]
        for one in nodes
        if one.get("role", {}).get("value") == "button"
        and any(own["name"] == "focused" for own in one.get("properties", ()))
    ]
    return focused[0]


def test_filtering_keeps_the_rows_that_say_it_and_counts_them(page):
    every = page.locator("table.data tbody tr").count()
    page.get_by_label("筛选本页").fill("独石村 水务")
    shown = page.locator("table.data tbody tr:visible")
    assert 0 < shown.count() < every
    assert all("独石村" in row and "水务" in row for row in shown.all_inner_texts())
    words = f"显示 {shown.count()} 行，共 {every} 行（本页）"
    assert page.get_by_role("status").inner_text() == words
    page.get_by_label("筛选本页").fill("没有这样的字")
    assert shown.count() == 0
    page.get_by_label("筛选本页").fill("")
    assert shown.count() == every


def test_what_is_downloaded_is_what_is_seen_and_no_spreadsheet_runs_it(page):
    page.locator("table.data thead").get_by_role("button", name=AMOUNT, exact=True).click()
    page.get_by_label("筛选本页").fill("示例镇")
    page.get_by_text("选择列").click()
    page.get_by_role("checkbox", name=PROJECT).uncheck()
    # Such words are nobody's yet: whoever writes them must find them harmless all the same.
    page.evaluate(TYPED, list(RUN))
    heads = [one for one in titles(page) if one]
    assert PROJECT not in heads
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载所见（CSV）").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    first, *rows = list(csv.reader(io.StringIO(text)))
    assert first == heads
    seen = [cells_of(row) for row in page.locator("table.data tbody tr:visible").all()]
    assert len(rows) == len(seen) > 1
    defused = 0
    for row, shown in zip(rows, seen, strict=True):
        for said, cell in zip(row, shown, strict=True):
            assert said.removeprefix("'").replace(",", "") == cell.replace(",", "")
            assert not said.startswith(TRIGGERS)
            defused += said.startswith("'")
    assert defused


def titles(page):
    found = page.locator("table.data thead th:visible").all_inner_texts()
    return [one.strip() for one in found]


def cells_of(row):
    return [
        " ".join(one.split()) for one in row.locator("th:visible, td:visible").all_inner_texts()
    ]


def test_the_whole_table_is_worked_by_keyboard(page):
    page.locator("table.data thead").get_by_role("button", name=AMOUNT, exact=True).focus()
    page.keyboard.press("Enter")
    assert amounts(page) == sorted(amounts(page))
    page.keyboard.press("Space")
    assert amounts(page) == sorted(amounts(page), reverse=True)
    page.get_by_label("筛选本页").focus()
    page.keyboard.type("独石村")
    assert page.locator("table.data tbody tr:visible").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "行" not in titles(page)
