"""Writes the site into a public folder, from the finished releases in it and nothing else.

Belongs here: which families of pages there are, templates to files, and what becomes of pages that
are no more. Does not belong here: what a page says. A file is replaced in one step, and only if its
bytes change. Of an earlier rendering only the addresses are kept: no link from outside may lead
nowhere.
"""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outputs.site import format as writing
from outputs.site.addresses import OWN_FOLDERS, kit_archive, page_file
from outputs.site.dataset_rows import RowPlace, record_html
from outputs.site.dictionary import dictionary_pages
from outputs.site.downloads import catalogued, download_pages
from outputs.site.former import former_page
from outputs.site.front import front_pages
from outputs.site.home import home_pages
from outputs.site.imprint import domain_of
from outputs.site.kit import Kit, kit_pages, kits
from outputs.site.kit_file import kit_bytes
from outputs.site.known import Known
from outputs.site.metadata import metadata_block
from outputs.site.notices import notice_pages
from outputs.site.pages import Page, all_pages, newest_of
from outputs.site.places.pages import Places, place_pages
from outputs.site.quality import quality_pages
from outputs.site.records.document_pages import document_lists, document_pages
from outputs.site.records.former import former_pages
from outputs.site.records.project_pages import project_lists, project_pages
from outputs.site.records.shelf import Shelf, read_shelf
from outputs.site.records.source_pages import provenance_pages
from outputs.site.releases import Listed, Release, read_listing
from outputs.site.rows import row_html
from outputs.site.search.page import search_pages
from outputs.site.search.shards import Shard, search_files, shards
from outputs.site.since.pages import since_pages

HERE = Path(__file__).parent
# Files of ours in them; what a release or a withdrawal put there is left alone.
SCRIPT, KIT = ".js", ".zip"
PAGES = {".html", SCRIPT, KIT}


def render_site(public: Path) -> None:
    """Render every page, the style sheets, the script files and the portal kit.

    Raises KeyError or json.JSONDecodeError if a release's own files are not what they must be.
    """
    environment = _environment()
    listing = read_listing(public)
    newest = newest_of(listing)
    parts = () if newest is None else shards(newest)
    made = tuple(kits(listing))
    written: list[str] = []
    for page in _pages(public, listing, parts, made):
        if not page.is_kept:
            _write(public / page.path, _html(environment, page).encode())
        written.append(page.path)
    written += _write_files(public, parts, newest)
    for kit in made:
        written += _write_kit(environment, kit, public)
    _retire(public, environment, listing, written)


def _pages(
    public: Path, listing: tuple[Listed, ...], parts: tuple[Shard, ...], made: tuple[Kit, ...]
) -> Iterator[Page]:
    """All pages; what any template may ask is set first."""
    environment, newest = _environment(), newest_of(listing)
    has_latest = (public / "latest").is_dir()
    places = None if newest is None else Places(listing, newest)
    shelf = None if places is None else read_shelf(listing, places.release, has_latest=has_latest)
    if places is not None and shelf is not None:
        shelf = replace(shelf, known=places.known(shelf.known))
    linked = Known() if shelf is None else shelf.known
    environment.globals["catalogued"] = catalogued(public)
    environment.globals["metadata_of"] = partial(metadata_block, public)
    environment.globals["linked"] = linked
    yield from home_pages(listing, has_latest=has_latest)
    yield from all_pages(listing, has_latest=has_latest)
    yield from dictionary_pages(listing)
    yield from notice_pages(listing, has_latest=has_latest)
    yield from quality_pages(listing, newest)
    yield from search_pages(listing, newest, parts)
    yield from download_pages(public, listing, newest, has_latest=has_latest)
    yield from front_pages(listing)
    if places is not None and shelf is not None:
        yield from place_pages(places, linked, shelf.joined.projects)
        yield from record_pages(shelf)
    yield from kit_pages(listing, made)
    yield from since_pages(public, listing, partial(_html, environment))


def record_pages(shelf: Shelf) -> Iterator[Page]:
    """The pages of projects, documents and sources, and the lists of the former."""
    yield from project_lists(shelf)
    yield from project_pages(shelf)
    yield from document_lists(shelf)
    yield from document_pages(shelf)
    yield from former_pages(shelf)
    yield from provenance_pages(shelf)


def _html(environment: Environment, page: Page) -> str:
    return environment.get_template(page.template).render(page=page, **page.context)


@cache
def _environment() -> Environment:
    """Templates compiled once; what they may ask beside their page is set before each rendering."""
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
        readable=writing.readable,
        value_words=writing.value_words,
        domain=domain_of,
        verify_time=writing.verify_time,
        page_file=page_file,
        row_html=row_html,
        record_html=record_html,
        row_place=RowPlace,
        shell=shlex.quote,
    )
    return environment


def _write_files(public: Path, parts: tuple[Shard, ...], newest: Release | None) -> list[str]:
    """Write style sheets, the script and what is searched; the paths of the latter."""
    for asset in sorted((HERE / "static").iterdir()):
        _write(public / "assets" / asset.name, asset.read_bytes())
    written = []
    for path, content in () if newest is None else search_files(newest, parts):
        _write(public / path, content)
        written.append(path)
    return written


def _write_kit(environment: Environment, kit: Kit, public: Path) -> list[str]:
    """Write the archive of the newest release's kit, if it is another; the paths that stay."""
    if not kit.is_newest:
        return []
    path = kit_archive(kit.release.version)
    content = kit_bytes(environment, kit, public / path)
    if content is not None:
        _write(public / path, content)
    return [path]


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
            # A kit is the office's own tool: of an older release it is of no use to anybody.
            if newest is None or path.suffix == KIT:
                path.unlink()
            elif path.suffix == SCRIPT:
                # Found in a page that somebody still has open, it does nothing.
                _write(path, b"")
            else:
                page = former_page(name, listing, newest, kept)
                _write(path, _html(environment, page).encode())
