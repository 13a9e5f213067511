"""Searching finds what people call things, over the network and from a folder."""

import pytest


@pytest.fixture(params=["server", "folder"])
def reader(request, reading, server, site):
    reader = reading({"server": server, "folder": f"{site.as_uri()}/"}[request.param])
    yield reader
    assert reader.faults == []


def ask(page, words):
    page.locator("#q").fill(words)
    page.get_by_role("button", name="查找").click()


def results(page):
    return page.locator("#results > li")


def test_from_the_home_page_to_a_record(reader):
    page = reader.open("index.html")
    ask(page, "独石村 水务局")
    page.locator("#told", has_text="找到").wait_for()
    assert results(page).count() >= 1
    assert all("独石村" in one for one in results(page).all_inner_texts())
    assert "独石村" in page.locator("#results mark").all_inner_texts()
    results(page).get_by_role("link").first.click()
    assert "独石村" in page.get_by_role("main").inner_text()


def test_a_former_name_finds_the_place_under_its_new_one(reader):
    page = reader.open("search/index.html?q=户县")
    page.locator("#told", has_text="找到").wait_for()
    assert all("鄠邑" in one for one in results(page).all_inner_texts())


def test_facets_narrow_what_was_found_and_tell_how_many(reader):
    page = reader.open("search/index.html?q=工程")
    page.locator("#told", has_text="找到").wait_for()
    choice = page.locator("select[name=unit]")
    option = choice.locator("option").nth(1)
    name, number = option.inner_text().rstrip("）").split("（")
    choice.select_option(index=1)
    assert page.locator("#told").inner_text() == f"找到 {number} 条"
    assert results(page).count() == min(int(number), 50)
    assert all(name in one for one in results(page).all_inner_texts())


def test_what_is_not_there_is_not_found(reader):
    page = reader.open("search/index.html?q=没有这样的项目")
    page.locator("#told", has_text="找到").wait_for()
    assert page.locator("#told").inner_text() == "找到 0 条"
