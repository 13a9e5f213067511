"""feed.xml: one Atom entry per release, correction and withdrawal (RFC 4287).

Belongs here: the feed's entries, their order and identifiers. Does not belong here: writing the
file; it is written last, so that whoever is told of a release finds it whole.

The standard library writes the XML: the libraries for feeds put the clock's time where none is
given and would need a second XML library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from outputs.index import corrected_by
from outputs.portal.addresses import Addresses, home_of, permanent_id, version_page
from outputs.portal.facts import Edition, Published, PublishedFile, folder_of, latest
from outputs.publisher import LICENCE_TITLE
from outputs.release_notes import CHANGELOG
from outputs.withdrawals import Withdrawn, touching

FEED = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PACKAGE = "datapackage.json"
RELEASE, CORRECTION, WITHDRAWAL = "release", "correction", "withdrawal"
# A line of the change log about a dataset that has no records and had none.
NOTHING = re.compile("：(?:新增，0 条|0 条（\\+0）)")
LABELS = {RELEASE: "发布", CORRECTION: "更正", WITHDRAWAL: "撤下"}


@dataclass(frozen=True)
class Enclosure:
    """A file that a reader may fetch: path below public/, media type, what it is."""

    path: str
    size: int
    media_type: str
    title: str


@dataclass(frozen=True)
class Entry:
    """One entry of the feed; times are RFC 3339, `page` is a path below public/."""

    id: str
    kind: str
    title: str
    published: str
    updated: str
    page: str
    content: str
    author: str
    enclosures: tuple[Enclosure, ...] = ()


def feed_bytes(published: Published) -> bytes:
    """The bytes of feed.xml. Raises KeyError, OSError if a release lacks what it must have."""
    face = published.face
    stated = face.link.document
    addresses = home_of(stated.get("site_url"))
    entries = entries_of(published)
    root = ET.Element("feed", {"xmlns": ATOM, XML_LANGUAGE: "zh-CN"})
    _add(root, "id", permanent_id(published.editions[-1].link, FEED))
    _add(root, "title", f"{stated['title']}：更新")
    _add(root, "updated", latest(*(one.updated for one in entries)))
    _link(root, "alternate", addresses.of("index.html"), "text/html")
    _link(root, "self", addresses.of(FEED), "application/atom+xml")
    _author(root, stated["office"])
    _add(root, "rights", LICENCE_TITLE)
    for entry in entries:
        _write(root, entry, addresses)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def entries_of(published: Published) -> tuple[Entry, ...]:
    """All entries, what happened last first."""
    entries = [_release(published, one) for one in published.editions]
    entries += [_withdrawal(published, one) for one in published.withdrawals]
    return tuple(
        sorted(entries, key=lambda one: (datetime.fromisoformat(one.published), one.id))[::-1]
    )


def _release(published: Published, edition: Edition) -> Entry:
    stated = edition.link.document
    kind = CORRECTION if stated.get("correction") else RELEASE
    links = [one.link for one in published.editions]
    corrections = [
        one for one in published.editions if one.version in corrected_by(edition.link, links)
    ]
    withdrawals = touching(published.withdrawals, edition.version)
    mark = "（已撤下）" if edition.is_withdrawn else ""
    return Entry(
        id=permanent_id(edition.link, folder_of(edition)),
        kind=kind,
        title=f"{LABELS[kind]} {edition.version}{mark}",
        published=edition.released_at,
        updated=latest(
            edition.released_at,
            *(one.released_at for one in corrections),
            *(one.withdrawn_at for one in withdrawals),
        ),
        page=version_page(edition.version),
        content="\n".join(_told(edition, corrections, withdrawals)),
        author=stated["office"],
        enclosures=tuple(_enclosures(published, edition)),
    )


def _told(
    edition: Edition, corrections: list[Edition], withdrawals: tuple[Withdrawn, ...]
) -> Iterator[str]:
    """What became of the release, then what was new in it."""
    for one in withdrawals:
        yield f"撤下公告 {one.id}：{one.document.reason}。"
    for later in corrections:
        yield f"版本 {later.version} 更正了这一版。"
    if edition.is_withdrawn:
        yield "这一版的数据已经撤下，不能再下载。"
        return
    gone = {edition.datasets[name]["title"] for name in edition.withdrawn & {*edition.datasets}}
    for line in _changes(edition):
        if not line.startswith(tuple(f"- {title}：" for title in gone)):
            yield line


def _changes(edition: Edition) -> Iterator[str]:
    """The release's own part of its change log, without the datasets that say nothing new."""
    text = (edition.link.folder / CHANGELOG).read_text(encoding="utf-8")
    own = text.partition(f"## {edition.version}（")[2].partition("\n## ")[0]
    for line in own.splitlines()[1:]:
        if line and NOTHING.search(line) is None:
            yield line


def _enclosures(published: Published, edition: Edition) -> Iterator[Enclosure]:
    descriptor = edition.file(PACKAGE)
    if descriptor is not None:
        yield _enclosure(descriptor, folder_of(edition), ("application/json", "数据包描述"))
    archive = None if edition.is_withdrawn else published.archive(edition.version)
    if archive is not None:
        yield _enclosure(archive, "", ("application/zip", "全部文件"))


def _enclosure(file: PublishedFile, folder: str, words: tuple[str, str]) -> Enclosure:
    return Enclosure(f"{folder}{file.path}", file.size, *words)


def _withdrawal(published: Published, one: Withdrawn) -> Entry:
    target = next(item for item in published.editions if item.version == one.document.version)
    names = [
        str(target.datasets.get(name, {}).get("title", name)) for name in one.document.datasets
    ]
    what = "、".join(names) if names else "全部数据"
    return Entry(
        id=permanent_id(target.link, one.path),
        kind=WITHDRAWAL,
        title=f"撤下 {one.id}：版本 {target.version} 的{what}",
        published=one.withdrawn_at,
        updated=one.withdrawn_at,
        page=f"{one.path}index.html",
        content=f"撤下原因：{one.document.reason}。撤下的文件不能再下载，撤下公告长期保留。",
        author=target.link.document["office"],
    )


def _write(root: ET.Element, entry: Entry, addresses: Addresses) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated)
    _add(element, "published", entry.published)
    _author(element, entry.author)
    ET.SubElement(element, "category", {"term": entry.kind, "label": LABELS[entry.kind]})
    _link(element, "alternate", addresses.of(entry.page), "text/html")
    for one in entry.enclosures:
        more = {"length": str(one.size), "title": one.title}
        _link(element, "enclosure", addresses.of(one.path), one.media_type, **more)
    _add(element, "content", entry.content, type="text")


def _author(parent: ET.Element, name: str) -> None:
    _add(ET.SubElement(parent, "author"), "name", name)


def _link(parent: ET.Element, rel: str, href: str, kind: str, **more: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": kind, "href": href, **more})


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _printable(text)


def _printable(text: str) -> str:
    """The text without the control characters that XML 1.0 cannot hold."""
    return "".join(one for one in text if one in "\t\n" or ord(one) >= ord(" "))
