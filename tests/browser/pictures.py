"""`make pictures`: the pictures of the site that the README shows.

Belongs here: which pages, and how wide. Everything on them is the demonstration's and is marked
示例. Does not belong here: pictures of Dagster.
"""

import sys
from pathlib import Path

from browser.kit import NARROW, PUBLIC, WIDE, Reader, launched, served

IMAGES = Path(__file__).parents[2] / "docs" / "images"
# What each shows: the page, and what stands at its upper edge.
SHOWN = {
    "site": ("index.html", None),
    "area": ("areas/610200/index.html", "#below"),
    "ledger": ("ledger/index.html", None),
    "changes": ("changes/index.html", None),
    "search": ("search/index.html?q=易地搬迁 2018", None),
}
# The columns that fit, of some that are blank in these rows.
CHOSEN = (
    "行", "报送单位", "项目名称", "金额（元）", "实施地点", "责任单位", "金额原文", "原表位置",
)  # fmt: skip


def main() -> int:
    """Take all of them anew."""
    with launched() as browser, served(PUBLIC) as address:
        wide = Reader(browser, address, viewport=WIDE)
        for name, (path, anchor) in SHOWN.items():
            take(wide.open(path), name, anchor)
        page = wide.open("datasets/fund_allocation/index.html")
        page.get_by_label("筛选本页").fill("耀州区")
        page.get_by_text("选择列").click()
        for box in page.locator(".choices label").all():
            if box.inner_text().strip() not in CHOSEN:
                box.locator("input").uncheck()
        page.get_by_text("选择列").click()
        take(page, "dataset", "#records")
        page = wide.open("search/index.html?q=独石村")
        page.locator("#results a").first.click()
        take(page, "project", None)
        page = wide.open("datasets/fund_allocation/index.html")
        page.locator("table.data tr", has_text="独石村").locator("a.sourced").last.click()
        take(page, "provenance", None)
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
