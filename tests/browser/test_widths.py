"""On a telephone and on a wide screen nothing sticks out and nothing is cut off."""

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, NARROW, PUBLIC, WIDE, looked_at

# Words that no reader can reach: right of the page, and in nothing that scrolls; or in a box that
# is smaller than they are and hides the rest.
LOST = """() => {
  const root = document.documentElement, lost = [];
  if (root.scrollWidth > root.clientWidth) { lost.push(`the page is ${root.scrollWidth} wide`); }
  const scrolls = box => /auto|scroll/.test(getComputedStyle(box).overflowX);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility()) { continue; }
    if (parent.closest('svg, .skip')) { continue; }
    const range = document.createRange();
    range.selectNodeContents(text);
    const place = range.getBoundingClientRect();
    let right = root.clientWidth, left = 0, box = parent;
    for (; box && box !== document.body; box = box.parentElement) {
      if (scrolls(box)) { break; }
      if (/hidden|clip/.test(getComputedStyle(box).overflowX)) {
        const around = box.getBoundingClientRect();
        right = Math.min(right, around.right); left = Math.max(left, around.left);
      }
    }
    if (box && box !== document.body) { continue; }
    if (place.width && (place.right > right + 1 || place.left < left - 1)) {
      lost.push(`${parent.tagName}.${parent.className}: ${text.data.trim().slice(0, 40)}`);
    }
  }
  return lost.slice(0, 5);
}"""


@pytest.mark.parametrize("kind", kinds())
def test_nothing_sticks_out_or_is_cut_off(kind, reading):
    reader = None
    for path in looked_at(kind):
        folder = PUBLIC if kind != EMPTY else path.parent
        reader = reader or reading(f"{folder.as_uri()}/")
        page = reader.open(path.relative_to(folder).as_posix())
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert page.evaluate(LOST) == [], f"{path.name} at {size['width']} px"
        page.locator("#large").check()
        assert page.evaluate(LOST) == [], f"{path.name} at {NARROW['width']} px in large type"
        page.locator("#large").uncheck()


@pytest.mark.parametrize(
    "broken", ["width: 2000px", "width: 40px; overflow: hidden; white-space: nowrap"]
)
def test_what_sticks_out_or_is_cut_off_is_seen(broken, reader):
    page = reader.open("index.html")
    page.evaluate("style => { document.querySelector('h1').style.cssText = style; }", broken)
    assert page.evaluate(LOST)
