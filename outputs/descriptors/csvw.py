"""csv-metadata.json: CSV on the Web, a second description of the same tables; 表的网络元数据.

Belongs here: the form that the W3C (2015-12-17) gives to it. Does not belong here:
which tables there are and what their columns mean (`tables.py`). Blank is unknown, also in a
column of codes that points to another table: validators must be lax there.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from outputs.columns import PublishedColumn
from outputs.descriptors.tables import DescribedTable
from outputs.formats.json_schema import ecma
from outputs.publisher import LICENCE_URL

METADATA = "csv-metadata.json"
CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "zh"}]
DIALECT = {
    "encoding": "utf-8",
    "lineTerminators": ["\r\n"],
    "quoteChar": '"',
    "doubleQuote": True,
    "delimiter": ",",
    "header": True,
}
SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")
TYPES: dict[str, Any] = {
    "integer": "integer",
    "fen": "integer",
    "year": "gYear",
    # Two decimals always, no grouping: stricter than the number of a Table Schema.
    "money": {"base": "decimal", "format": "0.00"},
}


def csv_metadata(
    tables: Sequence[DescribedTable], title: str, office: str, released_at: str
) -> dict[str, Any]:
    """Describe the tables of a release; `released_at` is RFC 3339."""
    return {
        "@context": CONTEXT,
        "dc:title": title,
        "dc:publisher": office,
        "dc:license": {"@id": LICENCE_URL},
        "dc:issued": {"@value": released_at, "@type": "xsd:dateTime"},
        "dialect": DIALECT,
        "null": "",
        "tables": [_table(one, {other.name: other.path for other in tables}) for one in tables],
    }


def write_csv_metadata(folder: Path, metadata: dict[str, Any]) -> None:
    """Write csv-metadata.json into the release folder."""
    text = json.dumps(metadata, ensure_ascii=False, indent=2)
    (folder / METADATA).write_text(text + "\n", encoding="utf-8", newline="\n")


def _table(table: DescribedTable, paths: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "columnReference": [one.column],
                "reference": {"resource": paths[one.table], "columnReference": [one.key]},
            }
            for one in table.foreign_keys
        ]
    return {
        "url": table.path,
        "dc:title": _in_languages(table.title, table.title_en),
        "dc:description": _in_languages(table.description, table.description_en),
        "tableSchema": schema,
    }


def _column(column: PublishedColumn) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        # The first is what stands in the file, in no language.
        "titles": {"und": [column.name], "zh": [column.title], "en": [column.title_en]},
        "dc:description": _in_languages(column.definition, column.definition_en),
        "datatype": _datatype(column),
    }
    if column.unit:
        described["schema:unitText"] = column.unit
    return described | {"required": True} if column.required else described


def _datatype(column: PublishedColumn) -> Any:
    if column.allowed:
        return {"base": "string", "format": "|".join(map(_escape, column.allowed))}
    if column.pattern:
        # The whole cell has to match, so what anchors it is left out.
        return {
            "base": "string",
            "format": ecma(column.pattern).removeprefix("^").removesuffix("$"),
        }
    return TYPES.get(column.type, "string")


def _escape(word: str) -> str:
    """Only what ECMA-262 lets a backslash stand before; `re.escape` escapes blanks and hyphens."""
    return SYNTAX.sub(r"\\\g<0>", word)


def _in_languages(chinese: str, english: str) -> Any:
    if not english:
        return chinese
    return [{"@value": chinese, "@language": "zh"}, {"@value": english, "@language": "en"}]
