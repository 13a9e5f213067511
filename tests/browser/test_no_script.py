"""Without scripts everything that is read is there, and what needs them says so or stays away."""

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, PUBLIC, looked_at

# What the script adds, and what it only fills.
ADDED = ".tools, .tools + .note, #results, #told, form#search, #more, noscript"
READ = """added => {
  document.querySelectorAll(added).forEach(one => one.remove());
  return document.body.innerText.replace(/\\s+/g, '');
}"""


@pytest.mark.parametrize("kind", kinds())
def test_all_that_is_read_is_there_without_scripts(kind, reading):
    for path in looked_at(kind):
        folder = PUBLIC if kind != EMPTY else path.parent
        place, name = f"{folder.as_uri()}/", path.relative_to(folder).as_posix()
        plain = reading(place, java_script_enabled=False).open(name)
        full = reading(place).open(name)
        assert plain.evaluate(READ, ADDED) == full.evaluate(READ, ADDED)


def test_searching_without_scripts_says_where_to_go_on(reading):
    page = reading(java_script_enabled=False).open("search/index.html?q=示例")
    assert page.locator("form#search").is_hidden()
    page.get_by_role("main").get_by_role("link", name="数据集").first.click()
    assert page.url.endswith("index.html#datasets")


def test_a_table_without_scripts_has_no_buttons_that_do_nothing(reading):
    page = reading(java_script_enabled=False).open("datasets/fund_allocation/index.html")
    assert page.locator("main button").count() == 0
    assert page.locator("table.data tbody tr").count() >= 100
