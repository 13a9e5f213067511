"""Writes the site into a public folder, from the finished releases in it and nothing else.

Belongs here: templates to files, and what becomes of pages that are no more. Does not belong here:
what a page says. A file is replaced in one step, and only if its bytes change. Of an earlier
rendering only the addresses are kept: no link from outside may lead nowhere.
"""

import shlex
from collections.abc import Iterable
from functools import partial
from itertools import chain
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outputs.site import format as writing
from outputs.site.addresses import OWN_FOLDERS, page_file
from outputs.site.downloads import catalogued, download_pages
from outputs.site.former import former_page
from outputs.site.front import front_pages
from outputs.site.metadata import metadata_block
from outputs.site.notices import notice_pages
from outputs.site.pages import Page, all_pages, newest_of
from outputs.site.quality import quality_pages
from outputs.site.releases import Listed, read_listing
from outputs.site.search.page import search_pages
from outputs.site.search.shards import search_files, shards
from outputs.site.since.pages import since_pages

HERE = Path(__file__).parent
# Files of ours in them; what a release or a withdrawal put there is left alone.
SCRIPT = ".js"
PAGES = {".html", SCRIPT}


def render_site(public: Path) -> None:
    """Render every page, the style sheet and the script files.

    Raises KeyError or json.JSONDecodeError if a release's own files are not what they must be.
    """
    environment = _environment()
    environment.globals["catalogued"] = catalogued(public)
    environment.globals["metadata_of"] = partial(metadata_block, public)
    listing = read_listing(public)
    written: list[str] = []
    newest = newest_of(listing)
    parts = () if newest is None else shards(newest)
    has_latest = (public / "latest").is_dir()
    pages = chain(
        all_pages(listing, has_latest=has_latest),
        notice_pages(listing, has_latest=has_latest),
        quality_pages(listing, newest),
        search_pages(listing, newest, parts),
        download_pages(public, listing, newest, has_latest=has_latest),
        front_pages(listing),
        since_pages(public, listing, partial(_html, environment)),
    )
    for page in pages:
        if not page.is_kept:
            _write(public / page.path, _html(environment, page).encode())
        written.append(page.path)
    for asset in sorted((HERE / "static").iterdir()):
        _write(public / "assets" / asset.name, asset.read_bytes())
    if newest is not None:
        for path, content in search_files(newest, parts):
            _write(public / path, content)
            written.append(path)
    _retire(public, environment, listing, written)


def _html(environment: Environment, page: Page) -> str:
    return environment.get_template(page.template).render(page=page, **page.context)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        yuan=writing.yuan,
        wan=writing.wan,
        count=writing.count,
        size=writing.size,
        moment=writing.moment,
        verify_time=writing.verify_time,
        page_file=page_file,
        shell=shlex.quote,
    )
    return environment


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.new")
    staged.write_bytes(content)
    staged.replace(path)


def _retire(
    public: Path, environment: Environment, listing: tuple[Listed, ...], written: Iterable[str]
) -> None:
    """Empty the pages of an earlier rendering that have no place any more, such as page-9.html."""
    kept = frozenset(written)
    newest = newest_of(listing)
    for folder in OWN_FOLDERS:
        for path in sorted((public / folder).rglob("*.*")):
            name = path.relative_to(public).as_posix()
            if path.suffix not in PAGES or name in kept:
                continue
            if newest is None:
                path.unlink()
            elif path.suffix == SCRIPT:
                # Found in a page that somebody still has open, it does nothing.
                _write(path, b"")
            else:
                page = former_page(name, listing, newest, kept)
                _write(path, _html(environment, page).encode())
