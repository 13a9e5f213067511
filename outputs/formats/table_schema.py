"""Table Schema (Frictionless): the data dictionary that tools can check a CSV against."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from outputs.columns import PublishedColumn, published_columns
from sources.contract import Contract

RECORD_KEY = ("record_id",)
TYPES = {
    "text": "string",
    "enum": "string",
    "integer": "integer",
    "year": "year",
    "money": "number",
    "fen": "integer",
    # As precise as it was written, or a span: no date type of the standard holds that.
    "date": "string",
    "phone": "string",
    "document": "string",
}


def table_schema(contract: Contract) -> dict[str, Any]:
    """Return the schema of `data/<dataset>.csv` as a JSON value; empty cells are missing values."""
    return schema_of(published_columns(contract), RECORD_KEY)


def schema_of(columns: Sequence[PublishedColumn], key: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of a table with these columns; `key` identifies a row, if anything does."""
    is_unique = len(key) == 1
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(one, is_unique=is_unique and one.name in key) for one in columns],
        "missingValues": [""],
    }
    return schema | {"primaryKey": list(key)} if key else schema


def write_table_schema(contract: Contract, path: Path) -> None:
    """Write `schema/<dataset>.json`."""
    text = json.dumps(table_schema(contract), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _field(column: PublishedColumn, *, is_unique: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": TYPES[column.type],
        "title": column.title,
        "title_en": column.title_en,
        "description": column.definition,
        "description_en": column.definition_en,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.basis:
        field["basis"] = column.basis
    if column.fiscal_type:
        field["columnType"] = column.fiscal_type
    constraints = _constraints(column, is_unique=is_unique)
    if constraints:
        field["constraints"] = constraints
    return field


def _constraints(column: PublishedColumn, *, is_unique: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if is_unique:
        constraints["unique"] = True
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if column.pattern:
        # The standard's patterns are XML Schema's, which know no groups that do not capture.
        constraints["pattern"] = column.pattern.replace("(?:", "(")
    return constraints
