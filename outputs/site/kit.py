"""The portal kit: what an editor pastes into the office's existing portal; 网站编辑材料.

Belongs here: what a release's announcement says and which workbooks go with it. Does not belong
here: the archive of it (`kit_file`), HTML. The kit lies in public/, for it is made of published
values alone: it is finished with the release, goes with a withdrawal, and the portal's editor, who
often sits in another house, needs no access to the data home. So nobody types anything twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outputs.portal.addresses import Addresses
from outputs.site.addresses import correction_page, dataset_page, kit_archive, kit_page
from outputs.site.changed import read_changed
from outputs.site.pages import Crumb, Page, newest_of
from outputs.site.releases import DatasetFacts, Listed, Release

TITLE = "网站编辑材料"
KIT_LIST = "portal/index.html"
# A month that changes no dataset still has an announcement; attachments go with what changed.
UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class KitLine:
    """A dataset that a release brought or changed: counts of records, and its workbook.

    `file` is the workbook's path in the release, None if it has none; `name` what the editor's copy
    is called.
    """

    facts: DatasetFacts
    added: int
    modified: int
    removed: int
    file: str | None
    name: str
    size: int


@dataclass(frozen=True)
class Kit:
    """The announcement of one release; addresses are whole where the site's own is known."""

    release: Release
    lines: tuple[KitLine, ...]
    is_newest: bool

    @property
    def title(self) -> str:
        """The title of the announcement."""
        return f"{self.release.title}：版本 {self.release.version}"

    @property
    def day(self) -> str:
        """The day of the chief's signature, as 2026年11月24日."""
        year, month, day = self.release.released_at[:10].split("-")
        return f"{year}年{int(month)}月{int(day)}日"

    @property
    def month(self) -> str:
        """The month of the chief's signature, as 2026-11."""
        return self.release.released_at[:7]

    @property
    def folder(self) -> str:
        """The folder in the archive: months stand in order beside each other."""
        return f"{self.month}（版本 {self.release.version}）"

    @property
    def attached(self) -> tuple[KitLine, ...]:
        """The lines that have a workbook."""
        return tuple(line for line in self.lines if line.file)

    @property
    def correction(self) -> str:
        """Where the notice of a correction stands, below public/."""
        return correction_page(self.release.version)

    def address(self, path: str) -> str:
        """The address of a path below public/, as it stands in what is pasted."""
        return Addresses(self.release.site_url).of(path)

    def page_of(self, line: KitLine) -> str:
        """The address of a dataset's page."""
        return self.address(dataset_page(line.facts.id))


def kits(listing: tuple[Listed, ...]) -> Iterator[Kit]:
    """One kit for each release that is not withdrawn, the newest first. Raises OSError."""
    newest = newest_of(listing)
    for line in listing:
        release = line.release
        if newest is not None and release is not None and not release.is_withdrawn:
            is_newest = release.version == newest.version
            yield Kit(release, tuple(_lines(release)), is_newest)


def kit_pages(listing: tuple[Listed, ...], made: tuple[Kit, ...]) -> Iterator[Page]:
    """A page for each kit, and the list of them by month."""
    newest = newest_of(listing)
    if newest is None or not made:
        return
    months: dict[str, list[Kit]] = {}
    for kit in made:
        months.setdefault(kit.month, []).append(kit)
    context: dict[str, Any] = {"newest": newest, "release": newest, "months": months}
    crumbs: tuple[Crumb, ...] = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    yield Page(KIT_LIST, "kits.html", TITLE, TITLE, crumbs, context)
    for kit in made:
        version = kit.release.version
        crumbs = (
            Crumb("首页", "index.html"),
            Crumb(TITLE, KIT_LIST),
            Crumb(version, None),
        )
        context = {
            "newest": newest,
            "release": kit.release,
            "kit": kit,
            "archive": kit_archive(version) if kit.is_newest else None,
        }
        title = f"{TITLE}：版本 {version}"
        yield Page(kit_page(version), "kit.html", title, TITLE, crumbs, context)


def _lines(release: Release) -> Iterator[KitLine]:
    for facts in release.datasets:
        changed = None if facts.withdrawn else read_changed(release.folder, facts.id, facts.title)
        if changed is None or not (changed.added or changed.modified or changed.removed):
            continue
        path = f"xlsx/{facts.id}.xlsx"
        is_there = (release.folder / path).is_file()
        yield KitLine(
            facts=facts,
            added=changed.added,
            modified=changed.modified,
            removed=changed.removed,
            file=path if is_there else None,
            name=file_name(facts.title, release.version, "xlsx"),
            size=(release.folder / path).stat().st_size if is_there else 0,
        )


def file_name(title: str, version: str, ending: str) -> str:
    """A Chinese file name that every system takes."""
    return f"{UNSAFE.sub('_', title)}（{version}）.{ending}"
