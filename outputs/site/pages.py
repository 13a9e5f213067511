"""Which pages the site has, and what each says.

Belongs here: one value per page (address, template, context). Does not belong here: reading
releases, writing files, HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outputs.change_index import INDEX as CHANGES_INDEX
from outputs.site.addresses import dataset_page
from outputs.site.changed import read_changed
from outputs.site.pictures.amounts import DRAWN, amount_pictures
from outputs.site.pictures.picture import Picture
from outputs.site.pictures.progress import COURSE, progress_pictures
from outputs.site.records.dating import dataset_dates
from outputs.site.releases import DatasetFacts, Listed, Release, Signature, WithdrawnNote
from outputs.site.remarks import read_remarks
from outputs.site.slices import read_slices
from outputs.site.tables import ShownTable, read_table
from sources.contract import load_contracts

NEIGHBOURS = 2


@dataclass(frozen=True)
class Crumb:
    """A step of the way to the page; `href` is None on the page itself."""

    label: str
    href: str | None


@dataclass(frozen=True)
class Page:
    """A page to be rendered: its address under public/, its template and what it is given.

    `is_kept`: it stands there already just as it would be rendered, and has no template.
    """

    path: str
    template: str
    title: str
    column: str
    crumbs: tuple[Crumb, ...]
    context: Mapping[str, Any]
    is_kept: bool = False

    @property
    def root(self) -> str:
        """The relative address of public/ from this page: "" or "../" repeated."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class Download:
    """A file of the release that a reader may want."""

    label: str
    hint: str
    path: str
    size: int


DOWNLOADS = (
    ("Excel 表格", "适合打开查看", "xlsx/{}.xlsx"),
    ("CSV（Excel 用）", "带 BOM，Excel 直接打开不乱码", "excel-csv/{}.csv"),
    ("CSV", "适合程序读取，UTF-8", "data/{}.csv"),
    ("JSON", "适合程序读取", "json/{}.json"),
    ("Parquet", "适合数据分析", "data/{}.parquet"),
    ("字段说明（Table Schema）", "机器可读的数据字典", "schema/{}.json"),
    # Of the projects alone: no other dataset has such a file.
    ("OC4IDS 项目文件", "国际通用的项目公开标准，含全部项目", "oc4ids/{}s.json"),
)
BRIEF = (("Excel", "", "xlsx/{}.xlsx"), ("CSV", "", "data/{}.csv"))


def all_pages(listing: tuple[Listed, ...], *, has_latest: bool) -> Iterator[Page]:
    """Yield the pages of versions, datasets and what explains them; tables are read one by one."""
    releases = [line.release for line in listing if line.release is not None]
    newest = newest_of(listing)
    if newest is None:
        return
    common = {"listing": listing, "newest": newest, "release": newest, "latest": has_latest}
    yield _page("verify.html", "verify/index.html", "怎样核验", common)
    for release in releases:
        yield _version_page(release, common)
    for name in sorted({facts.id for release in releases for facts in release.datasets}):
        yield from _dataset_pages(name, releases, common)


def newest_of(listing: tuple[Listed, ...]) -> Release | None:
    """The current release, else the first whose folder is there; None without any."""
    releases = [line.release for line in listing if line.release is not None]
    current = [release for release in releases if release.status == "current"]
    return next(iter((*current, *releases)), None)


def _page(template: str, path: str, title: str, context: Mapping[str, Any]) -> Page:
    crumbs = (Crumb("首页", "index.html"), Crumb(title, None))
    return Page(path, template, title, title, crumbs, context)


def _version_page(release: Release, common: Mapping[str, Any]) -> Page:
    found = [read_changed(release.folder, facts.id, facts.title) for facts in release.datasets]
    changes = {item.dataset: item for item in found if item is not None}
    title = f"版本 {release.version}"
    crumbs = (
        Crumb("首页", "index.html"),
        Crumb("版本", "index.html#versions"),
        Crumb(release.version, None),
    )
    downloads = {facts.id: downloads_of(release, facts.id, BRIEF) for facts in release.datasets}
    context = {
        **common,
        "release": release,
        "changes": changes,
        "changes_index": CHANGES_INDEX if (release.folder / CHANGES_INDEX).exists() else None,
        "downloads": downloads,
        "has_step": release.previous
        in {line.version for line in common["listing"] if line.release},
    }
    path = f"versions/{release.version}/index.html"
    return Page(path, "version.html", title, "版本", crumbs, context)


def _dataset_pages(name: str, releases: list[Release], common: Mapping[str, Any]) -> Iterator[Page]:
    newest = common["newest"]
    holders = [newest, *releases]
    release = next(item for item in holders if item.dataset(name) is not None)
    facts = release.dataset(name)
    if facts is not None and facts.withdrawn:
        yield _withdrawn_page(release, facts, releases, common)
        return
    if facts is None or not (release.folder / "data" / f"{name}.parquet").exists():
        return
    table = read_table(release.folder / "data" / f"{name}.parquet")
    shared = {
        **common,
        "release": release,
        "facts": facts,
        "table": table,
        "downloads": downloads_of(release, name),
        "slices": read_slices(release, name),
        "signatures": _signatures(release, table),
        "remarks": read_remarks(release.folder, name),
        "pictures": _pictures(name, table),
        "notes": _notes(name, releases),
        "dated": dataset_dates(releases, name, release),
        "fixed": "latest/" if common["latest"] and release is newest else release.path,
    }
    for number in range(1, table.page_count + 1):
        yield _dataset_page(facts, number, shared)


def _pictures(name: str, table: ShownTable) -> tuple[Picture, ...]:
    contract = load_contracts().get(name)
    if contract is None:
        return ()
    data = table.texts({*DRAWN, *COURSE})
    return (*amount_pictures(contract, data), *progress_pictures(contract, data))


def _notes(name: str, releases: list[Release]) -> tuple[WithdrawnNote, ...]:
    """The withdrawals that took a dataset from any release, newest first."""
    found = {
        note.id: note
        for release in releases
        for note in release.withdrawals
        if release.dataset(name) is not None and note.covers(release.version, name)
    }
    return tuple(found[number] for number in sorted(found, reverse=True))


def _withdrawn_page(
    release: Release, facts: DatasetFacts, releases: list[Release], common: Mapping[str, Any]
) -> Page:
    """The tombstone at the address where a dataset stood."""
    crumbs = (
        Crumb("首页", "index.html"),
        Crumb("数据集", "index.html#datasets"),
        Crumb(facts.title, None),
    )
    held = [(one, one.dataset(facts.id)) for one in releases]
    still = [one for one, found in held if found is not None and not found.withdrawn]
    notes = [note for note in release.withdrawals if note.covers(release.version, facts.id)]
    context = {**common, "release": release, "facts": facts, "notes": notes, "still": still}
    path = dataset_page(facts.id)
    return Page(path, "withdrawn_dataset.html", facts.title, "数据集", crumbs, context)


def _dataset_page(facts: DatasetFacts, number: int, shared: Mapping[str, Any]) -> Page:
    table: ShownTable = shared["table"]
    crumbs = [Crumb("首页", "index.html"), Crumb("数据集", "index.html#datasets")]
    title = facts.title
    if number == 1:
        crumbs.append(Crumb(facts.title, None))
    else:
        title = f"{facts.title}（第 {number} 页）"
        crumbs.append(Crumb(facts.title, dataset_page(facts.id)))
        crumbs.append(Crumb(f"第 {number} 页", None))
    shown = table.page(number)
    numbers = {row.record_id: row.number for row in shown.rows}
    context = {
        **shared,
        "remarked": shared["remarks"].of_page(numbers, is_first=number == 1),
        "number": number,
        "columns": shown.columns,
        "rows": shown.rows,
        "steps": page_steps(number, table.page_count),
    }
    path = dataset_page(facts.id, number)
    return Page(path, "dataset.html", title, "数据集", tuple(crumbs), context)


def page_steps(number: int, last: int) -> tuple[int | None, ...]:
    """Return the page numbers to offer: first, last and neighbours; None stands for a gap."""
    near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
    offered = sorted({1, last, *(step for step in near if 1 <= step <= last)})
    steps: list[int | None] = []
    for step in offered:
        if steps and step != (steps[-1] or 0) + 1:
            steps.append(None)
        steps.append(step)
    return tuple(steps)


def downloads_of(
    release: Release, name: str, offered: tuple[tuple[str, str, str], ...] = DOWNLOADS
) -> tuple[Download, ...]:
    """The files of a dataset that the release has."""
    found = []
    for label, hint, pattern in offered:
        path = release.folder / pattern.format(name)
        if path.exists():
            address = release.path + pattern.format(name)
            found.append(Download(label, hint, address, path.stat().st_size))
    return tuple(found)


def _signatures(release: Release, table: ShownTable) -> tuple[Signature, ...]:
    return tuple(
        item for item in release.signatures if item.unit is None or item.unit in table.unit_codes
    )
