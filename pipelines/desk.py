"""The analyst's desk, 文件台: returned workbooks, review packs, mornings and the site, to open.

Belongs here: a read-only server on loopback for what the Dagster UI links to, since that serves no
files. Does not belong here: the public site's own server; these files hold what is not public, so
they have a port of their own and nothing below public/.
"""

import re
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from assets.graph.resource import SHORT_DIGEST
from assets.stages.hand_back import marked_workbooks
from assets.stages.propose import current_digest
from assets.stages.settle import load_state
from assets.store import Store
from sources.office import Office, load_office

DESK_VARIABLE = "MINGZHANG_DESK"
LOOPBACK = "127.0.0.1"
OWN_NAMES = (LOOPBACK, "localhost")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DIGEST = re.compile(f"[0-9a-f]{{{SHORT_DIGEST},64}}")
NOWHERE = Path("/dev/null/nowhere")
PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
POLICIES = {
    "returned": "default-src 'none'; sandbox",
    # The page of a morning is one file with its style inside.
    "morning": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class DeskServer(ThreadingHTTPServer):
    """Serves one data home on loopback; in a container, on an address that only it can open."""

    def __init__(self, store: Store, port: int, host: str = LOOPBACK) -> None:
        super().__init__((host, port), DeskHandler)
        self.store = store


class DeskHandler(SimpleHTTPRequestHandler):
    """Reads only, and only what is meant to be read."""

    server: DeskServer
    server_version = "mingzhang"
    sys_version = ""
    extensions_map = {  # noqa: RUF012 the base class says that it is a plain dictionary
        **SimpleHTTPRequestHandler.extensions_map,
        ".csv": "text/csv; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".xlsx": SHEET,
    }

    def parse_request(self) -> bool:
        """False for a request under a strange name, which a page elsewhere has made point here."""
        if not super().parse_request():
            return False
        if self.headers.get("Host", "").partition(":")[0] not in OWN_NAMES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        return True

    def do_GET(self) -> None:
        """The front page, the way to a workbook, or a file."""
        store = self.server.store
        path = urlsplit(self.path).path
        if book := returned_book(store, unquote(path)):
            self.send_response(HTTPStatus.FOUND)
            # Beside the folder, so that it holds behind a proxy too.
            self.send_header("Location", f"{book.parent.name}/{quote(book.name)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path != "/":
            super().do_GET()
            return
        content = front_page(store, load_office(store.office)).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def translate_path(self, path: str) -> str:
        """The file that an address stands for; one that is nowhere for all others."""
        return str(served_file(self.server.store, unquote(urlsplit(path).path)) or NOWHERE)

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 the base class passes it
        """Folders are not listed."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Headers that every answer bears."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        area = self.path.split("/")[1] if "/" in self.path else ""
        self.send_header("Content-Security-Policy", POLICIES.get(area, PAGES))
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the base class's name
        """Names of files and units are in no log."""


def served_file(store: Store, path: str) -> Path | None:
    """The file or folder for a path of the desk; None for all that is not to be read here."""
    parts = path.strip("/").split("/")
    if any(not part or part.startswith(".") or "\0" in part for part in parts):
        return None
    match parts:
        case ["returned", *rest]:
            folder = store.all_returned
        case ["review", digest, *rest] if DIGEST.fullmatch(digest):
            # Candidates are few, and none shares so much of its digest with another.
            whole = next(store.candidates.glob(f"{digest}*"), store.candidates / digest)
            folder = store.review_pack(whole.name)
        case ["morning", *rest]:
            folder = store.mornings
        case ["site", *rest]:
            folder = store.public
        case _:
            return None
    found = folder.joinpath(*rest)
    inside = found.resolve().is_relative_to(folder.resolve())
    # The base class looks at the slash at the end to tell a folder from a file.
    return found if inside and found.exists() else None


def returned_book(store: Store, path: str) -> Path | None:
    """The marked workbook of a submission whose folder an address names."""
    parts = path.strip("/").split("/")
    if parts[0] != "returned" or len(parts) != len(("returned", "period", "unit", "number")):
        return None
    folder = served_file(store, path)
    return None if folder is None else next(iter(sorted(folder.glob("[!.]*.xlsx"))), None)


def front_page(store: Store, office: Office) -> str:
    """What lies ready: workbooks for the units, the candidate that waits, the site."""
    names = {unit.code: unit.name for unit in office.units}
    books = [
        (
            f"{one.receipt.period} {names.get(one.receipt.unit, one.receipt.unit)} {path.name}",
            f"returned/{path.relative_to(store.all_returned).as_posix()}",
        )
        for one in load_state(store).open_submissions
        for path in marked_workbooks(store, [one])
    ]
    digest = current_digest(store)
    packs = [] if digest is None else [(f"候选稿 {digest[:SHORT_DIGEST]}", f"review/{digest}/")]
    today = store.mornings / "latest.html"
    mornings = [("最近的晨报", f"morning/{today.name}")] if today.exists() else []
    site = [("已公开的网站", "site/")] if (store.public / "index.html").exists() else []
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>文件台 - {escape(office.name)}</title></head><body><h1>文件台</h1>"
        f"<p>{escape(office.name)}。只供本单位查看，不公开。</p>"
        + section("标注的表（发还各单位）", books)
        + section("审阅材料", packs)
        + section("晨报", mornings)
        + section("网站", site)
        + "</body></html>\n"
    )


def section(title: str, links: list[tuple[str, str]]) -> str:
    """A heading, and labels with their addresses."""
    items = "".join(
        f'<li><a href="{escape(quote(address))}">{escape(label)}</a></li>'
        for label, address in links
    )
    return f"<h2>{title}</h2>" + (f"<ul>{items}</ul>" if items else "<p>（没有）</p>")
