"""The Dagster UI in Debian's Chromium, on a home that the samples are sent to."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assets.store import Store
from pipelines.demo import send
from pipelines.home import SAMPLES, prepare_home
from tests.pipeline.webserver_kit import LOCATION, Webserver

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LONGEST_MS = 120_000
SENSOR = """query($selector: SensorSelector!) { sensorOrError(sensorSelector: $selector) {
  ... on Sensor { id sensorState { id } } } }"""
STOP = "mutation($id: String!) { stopSensor(id: $id) { __typename } }"


@contextmanager
def chromium() -> Iterator["Browser"]:
    """One browser; it asks nobody but this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def interface(folder: Path) -> Iterator[tuple[Webserver, Store]]:
    """The UI with its daemon and desk; the samples lie in the inbox and the sensor is off."""
    store = Store(folder / "home")
    prepare_home(store)
    server = Webserver.start(store.home, folder)
    try:
        chosen = {**LOCATION, "sensorName": "inbox_sensor"}
        state = server.query(SENSOR, selector=chosen)["sensorOrError"]["sensorState"]
        server.query(STOP, id=state["id"])
        send(store, SAMPLES)
        yield server, store
    finally:
        server.stop()


def new_page(browser: "Browser") -> "Page":
    """A page of an analyst in China."""
    context = browser.new_context(
        viewport={"width": 1600, "height": 1100},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(LONGEST_MS)
    return context.new_page()


class Analyst:
    """What an analyst does in the UI, by what she sees."""

    def __init__(self, page: "Page", port: int) -> None:
        self.page = page
        self.base = f"http://127.0.0.1:{port}"

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def metadata(self, label: str) -> str:
        """What stands beside a label on an asset's page; Markdown comes a moment later."""
        row = self.page.locator("tr", has=self.page.get_by_text(label, exact=True)).last
        row.locator("td").last.filter(has_text=re.compile(r"\S")).wait_for()
        return row.inner_text()

    def launchpad(self, job: str) -> None:
        self.open(f"/locations/mingzhang/jobs/{job}/playground")
        self.page.locator(".CodeMirror").first.wait_for()

    def configure(self, config: object) -> None:
        """Replace what stands in the launchpad; YAML takes JSON too."""
        self.page.locator(".CodeMirror").first.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(json.dumps(config, ensure_ascii=False))

    def launch(self) -> str:
        """Press the button; the id of the run whose page opens."""
        self.page.get_by_role("button", name="Launch Run").click()
        self.page.wait_for_url("**/runs/*")
        return self.page.url.rsplit("/", 1)[1].partition("?")[0]

    def open_check(self, asset: str, check: str) -> None:
        self.open(f"/assets/{asset}?view=checks&checkDetail={check}")
        self.page.get_by_text("Latest execution").wait_for()
