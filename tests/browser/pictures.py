"""`make pictures`: the pictures of the site that the README shows.

Belongs here: which pages, how wide, and compact files. Everything on them is the demonstration's and
is marked 示例. Does not belong here: pictures of Dagster.
"""

import sys
from pathlib import Path

from browser.kit import NARROW, PUBLIC, WIDE, Reader, launched, served

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PROJECT = "projects/index.html"
# What each shows: the page, and what stands at its upper edge.
SHOWN = {
    "site": ("index.html", None),
    "money": ("index.html", "#flow"),
    "dataset": ("datasets/fund_allocation/index.html", "#records"),
    "area": ("areas/610204/index.html", None),
    "ledger": ("ledger/index.html", None),
    "changes": ("changes/index.html", None),
    "search": ("search/index.html?q=易地搬迁 2018", None),
}


def main() -> int:
    """Take all of them anew."""
    with launched() as browser, served(PUBLIC) as address:
        wide = Reader(browser, address, viewport=WIDE)
        for name, (path, anchor) in SHOWN.items():
            take(wide.open(path), name, anchor)
        page = wide.open("search/index.html?q=独石村")
        page.locator("#results a").first.click()
        take(page, "project", None)
        page.locator("a.sourced").first.click()
        take(page, "provenance", ":target")
        narrow = Reader(browser, address, viewport=NARROW, device_scale_factor=2)
        take(narrow.open("index.html"), "phone", None)
    return 0


def take(page, name: str, anchor: str | None) -> None:
    """What the window shows, with a place of the page at its upper edge."""
    page.wait_for_load_state("networkidle")
    if anchor:
        page.locator(anchor).first.evaluate("one => one.scrollIntoView({block: 'start'})")
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
