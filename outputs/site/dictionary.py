"""The site's page of the data dictionary, read from the newest release; 数据字典.

Belongs here: what the page shows. Does not belong here: the dictionary itself (outputs.dictionary).
"""

import json
from collections.abc import Mapping
from typing import Any

from outputs.dictionary.first_seen import DICTIONARY
from outputs.dictionary.page import shown_tables
from outputs.site.releases import Release

DICTIONARY_PAGE = "dictionary/index.html"
FILES = (("Excel 表格", "", "dictionary/dictionary.xlsx"), ("JSON", "", DICTIONARY))


def read_dictionary(release: Release) -> Mapping[str, Any] | None:
    """What the page of a release's dictionary is given; None if the release has none."""
    path = release.folder / DICTIONARY
    if not path.exists():
        return None
    found = json.loads(path.read_bytes())
    standing = {facts.id for facts in release.datasets if not facts.withdrawn}
    return {"dictionary": found, "tables": shown_tables(found), "standing": standing}
