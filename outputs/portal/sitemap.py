"""sitemap.xml and robots.txt (sitemaps.org 0.9): which pages there are and when they last changed.

Belongs here: the map of the pages that are in public/, in parts where they are more than a file may
name. Does not belong here: rendering pages. The protocol allows whole addresses only, so without a
site address there is no map.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from xml.sax.saxutils import escape

from outputs.index import corrected_by
from outputs.portal.addresses import Addresses
from outputs.portal.facts import Edition, Published, latest
from outputs.site.addresses import OWN_FOLDERS
from outputs.site.former import is_former
from outputs.withdrawals import touching

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
# The protocol's limit for one file.
LIMIT = 50_000
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def is_sitemap(name: str) -> bool:
    """Whether a file at the top of public/ is the map or a part of it."""
    stem = name.removesuffix(".xml").removeprefix("sitemap")
    return name.startswith("sitemap") and (not stem or stem.removeprefix("-").isdigit())


def robots_bytes(published: Published) -> bytes:
    """The bytes of robots.txt: everything may be read, and where the map is."""
    addresses = _addresses(published)
    where = f"Sitemap: {addresses.of(SITEMAP)}\n" if addresses.site_url else ""
    return f"User-agent: *\nAllow: /\n{where}".encode()


def sitemap_files(published: Published, limit: int = LIMIT) -> dict[str, bytes]:
    """The map of the pages that are there: one file, or an index and its parts; {} without address.

    Each page bears the time of the last sign-off that changed what it says.
    """
    addresses = _addresses(published)
    if addresses.site_url is None:
        return {}
    times = page_times(published)
    lines = [_line("url", addresses.of(path), stamp) for path, stamp in times.items()]
    if len(lines) <= limit:
        return {SITEMAP: _document("urlset", lines)}
    parts = [lines[start : start + limit] for start in range(0, len(lines), limit)]
    files = {
        f"sitemap-{number}.xml": _document("urlset", part)
        for number, part in enumerate(parts, start=1)
    }
    entries = [_line("sitemap", addresses.of(name), published.changed_at) for name in files]
    return {SITEMAP: _document("sitemapindex", entries), **files}


def page_times(published: Published) -> dict[str, str]:
    """Every page below public/, sorted, with the RFC 3339 time of its last change."""
    found = [path for folder in OWN_FOLDERS for path in (published.public / folder).rglob("*.html")]
    there = (path for path in found if not is_former(path))
    names = sorted(path.relative_to(published.public).as_posix() for path in there)
    home = ["index.html"] if (published.public / "index.html").is_file() else []
    by_version = {one.version: one for one in published.editions}
    return {name: _changed_at(published, by_version, name) for name in (*home, *names)}


def _changed_at(published: Published, by_version: Mapping[str, Edition], path: str) -> str:
    """When a page last changed: by its own release, a correction of it or a withdrawal from it."""
    folder, name, *_ = (*PurePosixPath(path).parts, "", "")
    if folder == "withdrawals":
        return next(
            (one.withdrawn_at for one in published.withdrawals if one.id == name),
            published.changed_at,
        )
    if folder == "datasets" and name in published.datasets:
        held = [one for one in published.editions if name in one.datasets]
        return latest(published.holder(name).released_at, *_withdrawn_at(published, held))
    edition = by_version.get(name)
    if edition is None:
        return published.changed_at
    links = [one.link for one in published.editions]
    corrections = corrected_by(edition.link, links) if folder == "versions" else ()
    return latest(
        edition.released_at,
        *(by_version[version].released_at for version in corrections),
        *_withdrawn_at(published, [edition]),
    )


def _withdrawn_at(published: Published, editions: Sequence[Edition]) -> list[str]:
    return [
        one.withdrawn_at
        for edition in editions
        for one in touching(published.withdrawals, edition.version)
    ]


def _addresses(published: Published) -> Addresses:
    return Addresses(published.face.link.document.get("site_url") or None)


def _line(name: str, address: str, stamp: str) -> str:
    where, when = escape(address), escape(stamp)
    return f"<{name}><loc>{where}</loc><lastmod>{when}</lastmod></{name}>"


def _document(name: str, lines: Sequence[str]) -> bytes:
    body = "\n".join(lines)
    return f'{HEAD}\n<{name} xmlns="{SPACE}">\n{body}\n</{name}>\n'.encode()
