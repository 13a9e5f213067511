"""Every link and fragment of every page leads somewhere; so does every address ever given out."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from browser.kit import LIVING, pages_of
from browser.living import SITE_URL
from unit.address_kit import dead

WHOLE = ("tel:", "https://", "http://", "mailto:", "data:")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "action"):
                self.targets.append(value)
            if name in ("aria-labelledby", "aria-describedby", "for"):
                self.targets += [f"#{one}" for one in value.split()]


@cache
def read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def site_pages(public: Path) -> list[Path]:
    """Pages of the site itself; releases and latest hold data."""
    return [
        path
        for path in sorted(public.rglob("*.html"))
        if path.relative_to(public).parts[0] not in ("releases", "latest")
    ]


def broken(path: Path) -> list[str]:
    """The targets of a page that lead nowhere."""
    return [
        f"{path.name} -> {target}"
        for target in dict.fromkeys(read(path).targets)
        if not target.startswith(WHOLE) and not leads(path, target)
    ]


def leads(path: Path, target: str) -> bool:
    file, fragment = urldefrag(target)
    reached = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
    if not reached.is_file():
        return False
    return not fragment or reached.suffix != ".html" or unquote(fragment) in read(reached).ids


def test_every_link_and_fragment_of_every_page_leads_somewhere(site):
    pages = site_pages(site)
    assert len(pages) > 150
    assert [said for path in pages for said in broken(path)] == []


def test_no_page_uses_a_name_twice(site):
    for path in site_pages(site):
        ids = read(path).ids
        assert len(ids) == len(set(ids)), path


def test_a_broken_link_or_fragment_is_seen(tmp_path):
    path = tmp_path / "index.html"
    path.write_text('<a href="gone.html">a</a><a href="#gone">b</a><a href="#i" id="i">c</a>')
    assert broken(path) == ["index.html -> gone.html", "index.html -> #gone"]


def test_every_address_of_an_earlier_release_still_leads_somewhere(site):
    given = sorted((LIVING / "given-out").glob("*.json"))
    assert len(given) == 3
    # What a search engine is told of a dataset goes with it: its page is a tombstone.
    buried = {f"{Path(one).parent}/dataset.jsonld" for one in pages_of("withdrawn_dataset.html")}
    for file in given:
        addresses = set(json.loads(file.read_text(encoding="utf-8")))
        assert dead(site, addresses - buried) == [], file.stem


@pytest.mark.parametrize("name", ["feed.xml", "sitemap.xml", "catalog.jsonld", "catalog.zh.json"])
def test_every_whole_address_leads_somewhere(name, site):
    text = (site / name).read_text(encoding="utf-8")
    found = {one.partition("#")[0] for one in re.findall(rf'{re.escape(SITE_URL)}([^"<\s]*)', text)}
    assert len(found) > 3
    assert dead(site, found) == []
