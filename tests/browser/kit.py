"""The site and the browser that all tests here share.

Belongs here: where the site lies, serving it, opening its pages, hearing what a page complains of.
Does not belong here: what must hold of pages.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from conformance.running import CONFORM, MissingError

LIVING = CONFORM / "living"
PUBLIC, BEFORE = LIVING / "public", LIVING / "before"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# A site stands where a county's portal has room for it.
BELOW = "/zwgk/fupin/"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
# The page says what its own policy forbade, whether or not the console does.
TELLING = """addEventListener('securitypolicyviolation', event =>
  console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI));"""
# Before the first release there is this page alone.
EMPTY = "empty.html"
LONGEST_MS = 8_000


@cache
def pages_of(template: str) -> tuple[str, ...]:
    """The pages that a template made, below public/. Raises MissingError without the site."""
    file = LIVING / "pages.json"
    if not (LIVING / ".ready").exists():
        raise MissingError("the site to look at is not made (make browser)")
    return tuple(json.loads(file.read_text(encoding="utf-8")).get(template, ()))


def looked_at(template: str) -> tuple[Path, ...]:
    """Its first page and its biggest one."""
    if template == EMPTY:
        return (BEFORE / "index.html",)
    found = [PUBLIC / path for path in pages_of(template)]
    return tuple(dict.fromkeys((*found[:1], *sorted(found, key=_size)[-1:])))


def _size(path: Path) -> int:
    return path.stat().st_size


def biggest(template: str) -> str:
    """The address of its biggest page, below public/."""
    return looked_at(template)[-1].relative_to(PUBLIC).as_posix()


class _Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        below = path.removeprefix(BELOW)
        return super().translate_path("/" + below if below != path else "/nothing-here")

    def log_message(self, *said) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which a folder is served, on this machine alone, below a sub-path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def launched() -> Iterator:
    """The browser. Raises MissingError if this machine has none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise MissingError("playwright is not installed (make browser)") from error
    if not CHROMIUM.exists():
        raise MissingError("Debian's chromium is not installed on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Reader:
    """Somebody with a window, at one place where the site stands; `faults` is what went wrong."""

    def __init__(self, browser, place: str, **options) -> None:
        options = {"viewport": WIDE, "locale": "zh-CN", **options}
        self.place = place
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(LONGEST_MS)
        self.context.add_init_script(TELLING)
        self.faults: list[str] = []
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.page = self.context.new_page()

    def open(self, path: str):
        """Go to a page below public/."""
        self.page.goto(self.place + path, wait_until="load")
        return self.page

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.place, "blob:", "data:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")
