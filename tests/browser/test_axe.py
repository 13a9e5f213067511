"""axe-core finds nothing to object to on any kind of page, in usual and in large type."""

import pytest
from browser.kinds import kinds
from browser.kit import EMPTY, NARROW, PUBLIC, WIDE, biggest, looked_at
from conformance.running import CONFORM, MissingError, not_here

AXE = CONFORM / "node" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ASKING = """async levels => {
  const said = await axe.run({runOnly: levels, resultTypes: ['violations']});
  const places = one => one.nodes.slice(0, 3).map(node => node.html).join(' ');
  return said.violations.map(one => `${one.id}: ${one.help}: ${places(one)}`);
}"""


@pytest.mark.parametrize("kind", kinds())
def test_axe_objects_to_nothing(kind, reading):
    path = looked_at(kind)[0]
    folder = PUBLIC if kind != EMPTY else path.parent
    page = reading(f"{folder.as_uri()}/", viewport=WIDE).open(path.relative_to(folder).as_posix())
    assert objections(page) == []
    page.set_viewport_size(NARROW)
    page.locator("#large").check()
    assert objections(page) == []


@pytest.mark.parametrize("kind", ["dataset.html", "sources.html", "area.html", "project.html"])
def test_axe_objects_to_nothing_on_the_biggest_page_of_its_kind(kind, reader):
    assert objections(reader.open(biggest(kind))) == []


def test_axe_would_object(reader):
    page = reader.open("index.html")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any("html-has-lang" in said for said in objections(page))


def objections(page):
    """What axe says of a page as it is now."""
    if not AXE.is_file():
        not_here(MissingError("axe-core is not installed in .conform/node (make browser)"))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(ASKING, list(LEVELS))
