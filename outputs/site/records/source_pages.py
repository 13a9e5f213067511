"""The pages that say where every value of a dataset comes from; 出处页.

Belongs here: which pages there are and what each is given. Does not belong here: cutting provenance
(sources), HTML.
"""

from collections.abc import Iterator

from pyarrow import parquet

from outputs.site.addresses import dataset_page, source_page
from outputs.site.pages import Crumb, Page, page_steps
from outputs.site.records.dating import Dated
from outputs.site.records.holders import Held
from outputs.site.records.shelf import Shelf
from outputs.site.records.sources import SourcesPage, provenance_file, source_pages
from outputs.site.releases import Release
from outputs.site.tables import distinct
from sources.parquet import read_parquet

TITLE = "出处"


def provenance_pages(shelf: Shelf) -> Iterator[Page]:
    """The pages of every dataset that has provenance, one dataset at a time. Raises OSError."""
    for held in shelf.held:
        rows = shelf.known.sources.get(held.facts.id)
        provenance = provenance_file(held.release.folder, held.facts.id) if rows else None
        if rows and provenance is not None:
            data = held.release.folder / "data" / f"{held.facts.id}.parquet"
            units = frozenset(distinct(read_parquet(data, ["unit_code"])["unit_code"]))
            last = -(-parquet.read_metadata(data).num_rows // rows)
            for shown in source_pages(data, provenance, rows):
                yield _page(shelf, held, units, shown, last)


def _page(shelf: Shelf, held: Held, units: frozenset[str], shown: SourcesPage, last: int) -> Page:
    name, release = held.facts.id, held.release
    spoken = ((name, record_id) for record_id in shown.record_ids)
    dated = shelf.dates.over(spoken, release)
    signed = _signed(shelf, dated, release)
    context = {
        "newest": shelf.newest,
        "release": release,
        "facts": held.facts,
        "shown": shown,
        "number": shown.number,
        "page_count": last,
        "steps": page_steps(shown.number, last),
        "dated": dated,
        "signed": signed,
        "fixed": "latest/" if shelf.has_latest and release is shelf.newest else release.path,
        "units": "、".join(shown.units),
        "signatures": tuple(
            one for one in signed.signatures if one.unit is None or one.unit in units
        ),
    }
    title = f"{held.facts.title}的{TITLE}"
    if shown.number > 1:
        title = f"{title}（第 {shown.number} 页）"
    path = source_page(name, shown.number)
    crumbs = tuple(_crumbs(held, shown.number))
    return Page(path, "sources.html", title, "数据集", crumbs, context)


def _signed(shelf: Shelf, dated: Dated, otherwise: Release) -> Release:
    """The release whose sign-offs are told: that in which a value of the page last changed.

    It stays the same until one does, and so does the page.
    """
    found = (one for one in shelf.releases if one.released_at == dated.last and one.signatures)
    return next(found, otherwise)


def _crumbs(held: Held, number: int) -> Iterator[Crumb]:
    name = held.facts.id
    yield Crumb("首页", "index.html")
    yield Crumb("数据集", "index.html#datasets")
    yield Crumb(held.facts.title, dataset_page(name))
    yield Crumb(TITLE, None if number == 1 else source_page(name))
    if number > 1:
        yield Crumb(f"第 {number} 页", None)
