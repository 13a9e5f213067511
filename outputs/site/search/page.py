"""The page that searches, and the script files beside it.

Belongs here: what the page is given. Does not belong here: the search (static/site.js).
"""

from collections.abc import Iterator, Sequence

from outputs.site.pages import Crumb, Page
from outputs.site.releases import Listed, Release
from outputs.site.search.shards import FOLDER, MOST_ROWS, Shard

TITLE = "查找"


def search_pages(
    listing: tuple[Listed, ...], newest: Release | None, parts: Sequence[Shard]
) -> Iterator[Page]:
    """The one page, if there is a release to search."""
    if newest is None:
        return
    context = {
        "listing": listing,
        "newest": newest,
        "release": newest,
        "shards": parts,
        "rows": sum(part.rows for part in parts if part.is_searched),
        "most": MOST_ROWS,
    }
    crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    yield Page(f"{FOLDER}/index.html", "search.html", TITLE, TITLE, crumbs, context)
