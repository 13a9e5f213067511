"""The page of downloads: which files there are, and what each is for, in plain words.

Belongs here: what the page is given. Does not belong here: the files (`outputs.portal`), and the
downloads of a single dataset, which stand on its own page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outputs.databases import DATABASES
from outputs.portal.chinese import CATALOGUE as CHINESE
from outputs.portal.chinese import SCHEMA
from outputs.portal.chinese_book import BOOK
from outputs.portal.dcat import CATALOGUE
from outputs.portal.facts import ARCHIVES
from outputs.portal.feed import FEED
from outputs.portal.sitemap import SITEMAP
from outputs.site.pages import DOWNLOADS, Crumb, Download, Page
from outputs.site.releases import Listed, Release

TITLE = "下载和订阅"
PATH = "downloads/index.html"


@dataclass(frozen=True)
class Offer:
    """A file above the releases: its name for people, whom it serves, its path below public/."""

    label: str
    purpose: str
    path: str


@dataclass(frozen=True)
class Row:
    """A dataset with its files, one for each format of the page's table; None where it has none."""

    id: str
    title: str
    rows: int
    files: tuple[Download | None, ...]


# The feed and the map are written after the pages that lead to them.
OFFERS = (
    Offer("更新订阅（Atom）", "用订阅软件打开，每有新版本、更正或撤下就会收到通知。", FEED),
    Offer("数据目录（Excel）", "按政务信息资源目录的项目填写，可以直接报送给数据开放平台。", BOOK),
    Offer("数据目录（JSON）", "与上面的 Excel 内容相同，供程序读取。", CHINESE),
    Offer("数据目录的格式说明", "用来检查上面的 JSON 是否完整（JSON Schema）。", SCHEMA),
    Offer("数据目录（DCAT-AP）", "国际通用的目录格式，开放数据门户可以自动收录。", CATALOGUE),
    Offer(
        "版本清单（JSON）", "所有版本的日期、状态和指纹，供程序检查有没有新版本。", "releases.json"
    ),
)
MAP = Offer("网站地图", "供搜索引擎使用，列出全部网页。", SITEMAP)
PACKAGE = Offer(
    "数据包描述", "说明最新版本每个文件、每个字段，供分析软件一次读入。", "datapackage.json"
)
SUMS = Offer("校验值清单", "用通用命令检查下载的文件是否完整。", "SHA256SUMS")


def catalogued(public: Path) -> bool:
    """Whether catalogues stand beside the site, so that pages may lead to them."""
    return (public / CATALOGUE).is_file()


def download_pages(
    public: Path, listing: tuple[Listed, ...], newest: Release | None, *, has_latest: bool
) -> Iterator[Page]:
    """The one page, if there are catalogues to lead to. Raises OSError."""
    if newest is None or not catalogued(public):
        return
    folder = "latest/" if has_latest else newest.path
    context = {
        "listing": listing,
        "newest": newest,
        "release": newest,
        "offers": (*OFFERS, *((MAP,) if newest.site_url else ())),
        "wholes": _wholes(newest, folder),
        "formats": tuple(label for label, _, _ in DOWNLOADS),
        "hints": tuple((label, hint) for label, hint, _ in DOWNLOADS),
        "rows": tuple(_rows(public, newest, folder)),
        "archives": tuple(_archives(public)),
        "databases": tuple(_databases(public)),
    }
    crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    yield Page(PATH, "downloads.html", TITLE, TITLE, crumbs, context)


def _wholes(newest: Release, folder: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(one.label, one.purpose, f"{folder}{one.path}")
        for one in (PACKAGE, SUMS)
        if not newest.is_withdrawn and (newest.folder / one.path).is_file()
    )


def _rows(public: Path, newest: Release, folder: str) -> Iterator[Row]:
    for facts in newest.datasets:
        if not facts.withdrawn:
            files = tuple(
                _file(public / folder / pattern.format(facts.id), public, label)
                for label, _, pattern in DOWNLOADS
            )
            yield Row(facts.id, facts.title, facts.rows, files)


def _archives(public: Path) -> Iterator[Download]:
    """Archives of whole releases, the newest first by name."""
    for path in sorted((public / ARCHIVES).glob("*.zip"), reverse=True):
        found = _file(path, public, path.name)
        if found is not None:
            yield found


def _databases(public: Path) -> Iterator[Download]:
    """DuckDB files of whole releases, the newest first by name."""
    for path in sorted((public / DATABASES).glob("*.duckdb"), reverse=True):
        found = _file(path, public, path.name)
        if found is not None:
            yield found


def _file(path: Path, public: Path, label: str) -> Download | None:
    if not path.is_file():
        return None
    return Download(label, "", path.relative_to(public).as_posix(), path.stat().st_size)
