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

from outputs.descriptors.tables import DERIVED, DescribedTable, described_tables
from outputs.dictionary.first_seen import DICTIONARY
from outputs.formats.duckdb_script import SCRIPT
from outputs.formats.table_schema import schema_of
from outputs.ledger.files import TREE, TREE_TITLE
from outputs.oc4ids.package import projects_resource
from outputs.publisher import LICENCE, LICENCE_TITLE, LICENCE_URL, Publisher
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
# Files that help to use the tables; the package lists nothing that lies above the release.
BESIDE: tuple[dict[str, Any], ...] = (
    {
        "name": "duckdb-script",
        "title": "建立数据库的脚本（DuckDB）",
        "description": "在发布文件夹里运行，得到全部数据表的一个数据库。",
        "path": SCRIPT,
        # Not "sql": frictionless would take it for a table in a database.
        "format": "duckdb-sql",
        "mediatype": "application/sql",
    },
    {
        "name": "dictionary",
        "title": "数据字典",
        "description": "每个字段的含义、类型、单位、取值和定义来源。",
        "path": DICTIONARY,
        "format": "json",
        "mediatype": "application/json",
    },
)


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
    resources = [_csv_resource(folder, table) for table in described_tables(folder, contracts)]
    resources += [_parquet_resource(folder, contract) for contract in contracts]
    resources += _other_resources(folder)
    resources += slice_resources(folder)
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "id": package_id(publisher.office),
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


def package_id(office: str) -> str:
    """What identifies the data of an office, whatever the version."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{NAME}/{office}')}"


def _description(publisher: Publisher) -> str:
    text = (
        "财政扶贫（衔接）资金的来源、分配、使用和成效，逐条可追溯到原表单元格。"
        "空白表示不明，不等于零。"
    )
    return f"示例。{text}" if publisher.demo else text


def _csv_resource(folder: Path, table: DescribedTable) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": table.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        **_fingerprint(folder / table.path),
        "schema": _schema(table),
    }
    english = {"title_en": table.title_en, "description_en": table.description_en}
    resource |= {name: words for name, words in english.items() if words}
    if table.basis:
        resource["basis"] = table.basis
    if table.sources:
        resource["sources"] = [_source(digest) for digest in table.sources]
    return resource


def _schema(table: DescribedTable) -> dict[str, Any]:
    schema = schema_of(table.columns, table.key)
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                # "" for the table itself: version 1 tools do not know it left out.
                "fields": [one.column],
                "reference": {
                    "resource": "" if one.table == table.name else one.table,
                    "fields": [one.key],
                },
            }
            for one in table.foreign_keys
        ]
    return schema


def _source(digest: str) -> dict[str, str]:
    return {"title": f"报送文件 SHA-256 {digest}", "hash": f"sha256:{digest}"}


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


def _other_resources(folder: Path) -> list[dict[str, Any]]:
    """What is no table."""
    files = [one for one in BESIDE if (folder / str(one["path"])).exists()]
    found = [*_tree_resource(folder), *projects_resource(folder), *files]
    return [one | _fingerprint(folder / str(one["path"])) for one in found]


def _tree_resource(folder: Path) -> list[dict[str, Any]]:
    """The tree of the flows of funds, if it is there."""
    if not (folder / TREE).exists():
        return []
    tree = {
        "name": "fund-flows-tree",
        "title": TREE_TITLE,
        "description": DERIVED,
        "path": TREE,
        "format": "json",
        "mediatype": "application/json",
    }
    return [tree]


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
