"""Addresses at which an earlier release had a page and this one has none; 旧网址.

Belongs here: what stands there now, so that no link from outside leads nowhere. Does not belong
here: tombstones of datasets and releases, which are pages of their own. Such a page quotes nothing
of what stood there.
"""

from collections.abc import Set as AbstractSet
from pathlib import Path, PurePosixPath

from outputs.site.pages import Crumb, Page
from outputs.site.releases import Listed, Release

TITLE = "这一页现在没有内容"
MARK = b'<meta name="robots" content="noindex">'
# The mark stands in the head, which is no longer than that.
HEAD_BYTES = 8192
HOME = "index.html"


def former_page(
    path: str, listing: tuple[Listed, ...], newest: Release, written: AbstractSet[str]
) -> Page:
    """The page for an address that has none any more; `written` are those that there are."""
    context = {
        "listing": listing,
        "newest": newest,
        "release": newest,
        "nearest": _nearest(path, written),
    }
    crumbs = (Crumb("首页", HOME), Crumb(TITLE, None))
    return Page(path, "no_longer.html", TITLE, "首页", crumbs, context)


def is_former(path: Path) -> bool:
    """Whether a file below public/ is such a page. Raises OSError."""
    with path.open("rb") as file:
        return MARK in file.read(HEAD_BYTES)


def _nearest(path: str, written: AbstractSet[str]) -> str:
    """The first page of the innermost folder around it that has one."""
    folders = PurePosixPath(path).parents
    found = ((folder / HOME).as_posix() for folder in folders)
    return next((one for one in found if one in written and one != path), HOME)
