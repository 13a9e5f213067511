"""The site's pages of the data dictionary, read from the newest release; 数据字典.

Belongs here: the list of tables, and a page for each: all fields on one page are half a megabyte.
Does not belong here: the dictionary itself (outputs.dictionary).
"""

import json
from collections.abc import Iterator

from outputs.dictionary.first_seen import DICTIONARY
from outputs.dictionary.page import shown_tables
from outputs.site.pages import Crumb, Page, downloads_of, newest_of
from outputs.site.releases import Listed

DICTIONARY_PAGE = "dictionary/index.html"
TITLE = "数据字典"
FILES = (
    ("一页看全", "", "dictionary/index.html"),
    ("Excel 表格", "", "dictionary/dictionary.xlsx"),
    ("JSON", "", DICTIONARY),
)


def dictionary_pages(listing: tuple[Listed, ...]) -> Iterator[Page]:
    """The list and the tables' pages; none if the newest release has no dictionary."""
    newest = newest_of(listing)
    if newest is None or not (newest.folder / DICTIONARY).exists():
        return
    found = json.loads((newest.folder / DICTIONARY).read_bytes())
    tables = shown_tables(found)
    common = {"listing": listing, "newest": newest, "release": newest, "dictionary": found}
    context = {**common, "tables": tables, "files": downloads_of(newest, "", FILES)}
    home = Crumb("首页", "index.html")
    crumbs: tuple[Crumb, ...] = (home, Crumb(TITLE, None))
    yield Page(DICTIONARY_PAGE, "dictionary.html", TITLE, TITLE, crumbs, context)
    standing = {facts.id for facts in newest.datasets if not facts.withdrawn}
    for table in tables:
        crumbs = (home, Crumb(TITLE, DICTIONARY_PAGE), Crumb(table.title, None))
        own = {**common, "table": table, "is_standing": table.id in standing}
        title = f"{TITLE}：{table.title}"
        path = f"dictionary/{table.id}/index.html"
        yield Page(path, "dictionary_table.html", title, TITLE, crumbs, own)
