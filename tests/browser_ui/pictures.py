"""Pictures of the Dagster UI for the guides: `make pictures`.

Belongs here: what is shown. Does not belong here: what must hold (the tests beside this).
"""

import tempfile
from pathlib import Path

from server_kit import ROOT

from tests.browser_ui.ui_kit import Analyst, chromium, interface, new_page

IMAGES = ROOT / "docs" / "images"
# What is drawn after the text stands: a graph that moves into its place, lines of a plot.
SETTLE_MS = 4_000


def main() -> None:
    """Process the samples and look at what came of it."""
    with tempfile.TemporaryDirectory() as folder, interface(Path(folder)) as (server, _):
        for _ in range(2):
            _, end = server.finish("refresh")
            if end != "SUCCESS":
                raise SystemExit(f"refresh ended in {end}")
        with chromium() as browser:
            take(Analyst(new_page(browser), server.port))


def take(analyst: Analyst) -> None:
    """Four pages, as an analyst comes by them."""
    page = analyst.page
    analyst.open("/asset-groups/")
    save(analyst, "lineage", "step7_morning")
    analyst.open("/assets/lottery_fund")
    save(analyst, "asset", "预览")
    page.get_by_text("Plots", exact=True).click()
    save(analyst, "plots", "金额合计（万元，供画图）")
    analyst.open_check("judgement", "unit_missing")
    save(analyst, "check", "Metadata")


def save(analyst: Analyst, name: str, shown: str) -> None:
    """The window as a picture, once a text is there."""
    analyst.page.get_by_text(shown, exact=True).filter(visible=True).first.wait_for()
    analyst.page.wait_for_timeout(SETTLE_MS)
    analyst.page.screenshot(path=IMAGES / f"dagster-{name}.png")


if __name__ == "__main__":
    main()
