"""The slices in the Data Package: their two lists and the tree of areas.

Belongs here: descriptions and fingerprints of these files. Does not belong here: the descriptor
(`datapackage.py`). Single slices are not listed as resources: they repeat the tables, and the lists
name each with its path.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from outputs.columns import PublishedColumn
from outputs.formats.table_schema import schema_of
from outputs.slices.files import AREA_INDEX, YEAR_INDEX
from outputs.slices.tree_file import TREE, TREE_TITLE
from outputs.slices.words import AREA_COLUMNS, YEAR_COLUMNS

DESCRIBED = "由全表切分得出，与全表是同一批记录，不能再相加。"


def slice_resources(folder: Path) -> list[dict[str, Any]]:
    """Resources of the files that are there. Raises OSError."""
    found = [
        _index("by-area", "分地区文件目录", AREA_INDEX, AREA_COLUMNS),
        _index("by-year", "分年度文件目录", YEAR_INDEX, YEAR_COLUMNS),
        {
            "name": "areas-tree",
            "title": TREE_TITLE,
            "description": "own 是本级，with_below 含下级；上下级、各环节的数都不能相加。",
            "path": TREE,
            "format": "json",
            "mediatype": "application/json",
        },
    ]
    present = [one for one in found if (folder / str(one["path"])).is_file()]
    return [one | _fingerprint(folder / str(one["path"])) for one in present]


def _index(name: str, title: str, path: str, columns: Sequence[PublishedColumn]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "description": DESCRIBED,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"',
                    "doubleQuote": True, "header": True},
        "schema": schema_of(columns),
    }  # fmt: skip


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
