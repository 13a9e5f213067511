"""The files above the release folders that tell the world of the releases, and whether they hold.

Belongs here: which files there are, writing those that differ, removing those that have no place
any more, and finding one that does not follow from the releases. Does not belong here: what each
says. They are written again whenever a release or a withdrawal is in its place, so a run that was
killed in between is finished by the next.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from expectations.documents import document_bytes
from expectations.durable import write_file
from outputs.chain import Link
from outputs.portal.chinese import CATALOGUE as CHINESE
from outputs.portal.chinese import SCHEMA, chinese_catalogue, schema_bytes
from outputs.portal.chinese_book import BOOK, book_bytes
from outputs.portal.dcat import CATALOGUE, dcat_bytes
from outputs.portal.facts import Published, read_published
from outputs.portal.feed import FEED, feed_bytes
from outputs.portal.schema_org import FILE, dataset_metadata, metadata_path
from outputs.portal.sitemap import ROBOTS, is_sitemap, robots_bytes, sitemap_files
from outputs.withdrawals import Withdrawn


def write_catalogues(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Write the catalogues and the metadata of the landing pages. Raises KeyError, OSError."""
    wanted = dict(catalogue_files(read_published(public, links, withdrawals)))
    for path, content in wanted.items():
        _put(public / path, content)
    for name in _metadata_there(public) - wanted.keys():
        (public / name).unlink()


def write_sitemap(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Write the map of the pages that are there; without a site address there is none."""
    wanted = sitemap_files(read_published(public, links, withdrawals))
    for path, content in wanted.items():
        _put(public / path, content)
    for name in _maps_there(public) - wanted.keys():
        (public / name).unlink()


def write_feed(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Write the feed, after everything that it tells of. Raises KeyError, OSError."""
    _put(public / FEED, feed_bytes(read_published(public, links, withdrawals)))


def catalogue_files(published: Published) -> Iterator[tuple[str, bytes]]:
    """Path below public/ and bytes of every catalogue. Raises KeyError, OSError."""
    chinese = chinese_catalogue(published)
    yield CATALOGUE, dcat_bytes(published)
    yield CHINESE, document_bytes(chinese)
    yield BOOK, book_bytes(chinese)
    yield SCHEMA, schema_bytes()
    yield ROBOTS, robots_bytes(published)
    for name in published.datasets:
        content = dataset_metadata(published, name)
        if content is not None:
            yield metadata_path(name), content


def strange_files(published: Published) -> tuple[str, ...]:
    """The paths of files that do not follow from these releases: changed, missing or left over.

    Of the workbook the parts are compared, not their compression, which another version of the
    library may do in another way. Raises KeyError, OSError, ValueError.
    """
    public = published.public
    wanted = {
        **dict(catalogue_files(published)),
        **sitemap_files(published),
        FEED: feed_bytes(published),
    }
    changed = [path for path, content in wanted.items() if not _holds(public / path, content)]
    there = _metadata_there(public) | _maps_there(public)
    return tuple(sorted({*changed, *(there - wanted.keys())}))


def _holds(path: Path, content: bytes) -> bool:
    if not path.is_file():
        return False
    found = path.read_bytes()
    if found == content or path.name != BOOK:
        return found == content
    try:
        return _parts(found) == _parts(content)
    except zipfile.BadZipFile:
        return False


def _parts(workbook: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return [(name, parts.read(name)) for name in parts.namelist()]


def _metadata_there(public: Path) -> set[str]:
    found = (public / "datasets").glob(f"*/{FILE}")
    return {path.relative_to(public).as_posix() for path in found}


def _maps_there(public: Path) -> set[str]:
    return {path.name for path in public.glob("*.xml") if is_sitemap(path.name)}


def _put(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, content)
