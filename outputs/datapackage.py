"""The Data Package descriptor of a release: version 2, readable by version 1 tools.

Belongs here: datapackage.json. Does not belong here: writing the data files it describes.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outputs.formats.table_schema import table_schema
from outputs.ledger.files import (
    LEVELS,
    LEVELS_NAME,
    LEVELS_TITLE,
    TREE,
    TREE_TITLE,
    levels_schema,
)
from outputs.publisher import LICENCE, LICENCE_TITLE, LICENCE_URL, Publisher
from outputs.quality.files import TITLES, quality_schema
from outputs.quality.history import QUALITY
from outputs.slices.resources import slice_resources
from sources.contract import Contract

NAME = "poverty-alleviation-funds"
DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}


@dataclass(frozen=True)
class PackageFacts:
    """What the descriptor says of the release: title, version, released_at (RFC 3339)."""

    title: str
    version: str
    released_at: str
    publisher: Publisher


def datapackage(folder: Path, contracts: Sequence[Contract], facts: PackageFacts) -> dict[str, Any]:
    """Return the descriptor of a release folder whose data/*.csv and *.parquet are in place.

    Raises FileNotFoundError if a data file is missing.
    """
    publisher = facts.publisher
    resources = [_csv_resource(folder, contract) for contract in contracts]
    resources += [_parquet_resource(folder, contract) for contract in contracts]
    resources += _quality_resources(folder)
    resources += _hierarchies(folder)
    resources += slice_resources(folder)
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{NAME}/{publisher.office}')}",
        "title": facts.title,
        "description": _description(publisher),
        "version": facts.version,
        "created": facts.released_at,
        "keywords": ["扶贫资金", "衔接资金", "政务公开"],
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        # `role` for version 1 tools beside `roles` of version 2.
        "contributors": [{"title": publisher.office, "role": "publisher", "roles": ["publisher"]}],
        "sources": [{"title": "各报送单位的原表，逐条记录注明原文件指纹、工作表和单元格"}],
        "resources": resources,
    }
    if publisher.site_url:
        descriptor["homepage"] = publisher.site_url
    return descriptor


def write_datapackage(folder: Path, contracts: Sequence[Contract], facts: PackageFacts) -> None:
    """Write datapackage.json into the release folder; raises as `datapackage` does."""
    text = json.dumps(datapackage(folder, contracts, facts), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _description(publisher: Publisher) -> str:
    text = (
        "财政扶贫（衔接）资金的来源、分配、使用和成效，逐条可追溯到原表单元格。"
        "空白表示不明，不等于零。"
    )
    return f"示例。{text}" if publisher.demo else text


def _csv_resource(folder: Path, contract: Contract) -> dict[str, Any]:
    path = f"data/{contract.dataset}.csv"
    return {
        "name": contract.dataset,
        "type": "table",
        "title": contract.title,
        "description": contract.description,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        **_fingerprint(folder / path),
        "schema": table_schema(contract),
    }


def _parquet_resource(folder: Path, contract: Contract) -> dict[str, Any]:
    path = f"data/{contract.dataset}.parquet"
    return {
        "name": f"{contract.dataset}-parquet",
        "title": f"{contract.title}（Parquet）",
        "description": contract.description,
        "path": path,
        # Not "parquet": frictionless would take it for a table, and refuse the whole package
        # where its parquet plugin is missing; and the version 2 profile has no type "file".
        "format": "apache-parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_fingerprint(folder / path),
    }


def _quality_resources(folder: Path) -> list[dict[str, Any]]:
    """What was checked; a release of an earlier version of this software has none."""
    return [
        {
            "name": f"quality-{Path(file).stem.replace('_', '-')}",
            "type": "table",
            "title": title,
            "path": f"{QUALITY}/{file}",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": DIALECT,
            **_fingerprint(folder / QUALITY / file),
            "schema": quality_schema(file),
        }
        for file, title in TITLES.items()
        if (folder / QUALITY).is_dir()
    ]


def _hierarchies(folder: Path) -> list[dict[str, Any]]:
    """The files that are derived from the flows of funds, if they are there."""
    described = "由资金流向（fund_flows）推算，可以重新得出；各环节的金额不能相加。"
    levels = {
        "name": LEVELS_NAME.replace("_", "-"),
        "type": "table",
        "title": LEVELS_TITLE,
        "description": described,
        "path": LEVELS,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": levels_schema(),
    }
    tree = {
        "name": "fund-flows-tree",
        "title": TREE_TITLE,
        "description": described,
        "path": TREE,
        "format": "json",
        "mediatype": "application/json",
    }
    found = [one for one in (levels, tree) if (folder / str(one["path"])).exists()]
    return [one | _fingerprint(folder / str(one["path"])) for one in found]


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
