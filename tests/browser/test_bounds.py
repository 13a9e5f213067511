"""How much a reader has to load, and how long a table may be."""

import gzip
import re
from pathlib import Path

from browser.test_links import site_pages

from outputs.site.addresses import PAGE_ROWS

# Thousands of bytes; the home page as a server compresses it, the others before a click as well.
HOME, ANY, SCRIPT = 100_000, 250_000, 15_000
LOADED = re.compile(r'<(?:link rel="stylesheet"|script|img)\s[^>]*?(?:href|src)="([^"]+)"')
TABLE = re.compile(r"<tbody[^>]*>(.*?)</tbody>", re.DOTALL)


def loaded(path: Path) -> list[Path]:
    """A page and all that it loads by itself."""
    found = LOADED.findall(path.read_text(encoding="utf-8"))
    return [path, *((path.parent / one).resolve() for one in found)]


def compressed(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_the_home_page_with_all_it_loads_is_small(site):
    files = loaded(site / "index.html")
    assert len(files) >= 4
    assert compressed(files) <= HOME


def test_every_page_with_all_it_loads_is_small_enough(site):
    sizes = {
        path.relative_to(site).as_posix(): compressed(loaded(path)) for path in site_pages(site)
    }
    assert {name: size for name, size in sizes.items() if size > ANY} == {}


def test_the_script_is_small(site):
    assert (site / "assets" / "site.js").stat().st_size <= SCRIPT


def test_no_table_is_longer_than_a_page(site):
    for path in site_pages(site):
        for body in TABLE.findall(path.read_text(encoding="utf-8")):
            assert body.count("<tr") <= PAGE_ROWS, path
