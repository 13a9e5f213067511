"""Whoever has no mouse gets everywhere, and sees where they are."""

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, PUBLIC, looked_at

# Whether what has the focus can be seen, and is marked by more than the browser would by itself.
WHERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const {width, left, right, top, bottom} = one.getBoundingClientRect();
  return {name: one.tagName, text: one.innerText, id: one.id,
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: width > 0 && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight};
}"""
STEPS = 40


@pytest.mark.parametrize("kind", kinds())
def test_the_first_stop_skips_to_the_text_and_every_stop_is_seen(kind, reading):
    path = looked_at(kind)[-1]
    folder = PUBLIC if kind != EMPTY else path.parent
    page = reading(f"{folder.as_uri()}/").open(path.relative_to(folder).as_posix())
    page.keyboard.press("Tab")
    first = page.evaluate(WHERE)
    assert first["text"] == "跳到正文"
    assert first["seen"]
    assert first["marked"]
    page.keyboard.press("Enter")
    assert page.evaluate(WHERE)["id"] == "main"
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if stop["name"] == "BODY":
            break
        assert stop["seen"], stop
        assert stop["marked"], stop


def test_large_type_is_chosen_by_keyboard_and_stays_on_the_next_page(reader):
    page = reader.open("index.html")
    usual = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.locator("#large").focus()
    page.keyboard.press("Space")
    page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="怎样核验").click()
    assert page.locator("#large").is_checked()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24 > usual


def test_searching_by_keyboard_leads_to_the_record(reader):
    page = reader.open("index.html")
    page.locator("#q").focus()
    page.keyboard.type("独石村")
    page.keyboard.press("Enter")
    page.locator("#results a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html*")
    assert "独石村" in page.locator("main").inner_text()
