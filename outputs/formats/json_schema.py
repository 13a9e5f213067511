"""JSON Schema (2020-12) of a dataset's JSON file, for programs that check what they load.

Belongs here: `schema/<dataset>.schema.json`. Does not belong here: the Table Schema of the CSV.
Patterns are such as ECMA-262 with its Unicode flag and Python's `re` read in the same way.
"""

import json
from pathlib import Path
from typing import Any

from outputs.columns import PublishedColumn, published_columns
from sources.contract import Contract

DIALECT = "https://json-schema.org/draft/2020-12/schema"
YUAN = r"^-?(?:0|[1-9][0-9]*)\.[0-9]{2}$"
LONGEST_FEN = 10**18 - 1
TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "year": {"type": "integer", "minimum": 1000, "maximum": 9999},
    "fen": {"type": "integer", "minimum": -LONGEST_FEN, "maximum": LONGEST_FEN},
    "money": {"type": "string", "pattern": YUAN},
}

FIELD = {
    "type": "object",
    "required": ["name", "title", "type", "definition"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "title": {"type": "string", "minLength": 1},
        "type": {"type": "string"},
        "unit": {"type": ["string", "null"]},
        "definition": {"type": "string", "minLength": 1},
    },
}


def json_schema(contract: Contract) -> dict[str, Any]:
    """The schema of `json/<dataset>.json`, whose records have all columns and no others."""
    columns = published_columns(contract)
    return {
        "$schema": DIALECT,
        "title": contract.title,
        "description": contract.description,
        "type": "object",
        "required": ["dataset", "title", "fields", "records"],
        "properties": {
            "dataset": {"const": contract.dataset},
            "title": {"const": contract.title},
            "fields": {"type": "array", "items": FIELD, "minItems": len(columns)},
            "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
        },
        "$defs": {
            "record": {
                "type": "object",
                "required": [column.name for column in columns],
                "properties": {column.name: _value(column) for column in columns},
                "additionalProperties": False,
            }
        },
    }


def write_json_schema(contract: Contract, path: Path) -> None:
    """Write `schema/<dataset>.schema.json`."""
    text = json.dumps(json_schema(contract), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _value(column: PublishedColumn) -> dict[str, Any]:
    value = {"title": column.title, "description": column.definition, **_type(column)}
    if column.required:
        return value
    # An unknown value is null; `enum` looks at null too, other keywords at their own type only.
    value["type"] = [value["type"], "null"]
    if "enum" in value:
        value["enum"] = [*value["enum"], None]
    return value


def _type(column: PublishedColumn) -> dict[str, Any]:
    if column.allowed:
        return {"type": "string", "enum": list(column.allowed)}
    kind = dict(TYPES.get(column.type, {"type": "string"}))
    if column.pattern:
        kind["pattern"] = ecma(column.pattern)
    return kind


def ecma(pattern: str) -> str:
    r"""A pattern with [0-9] for `\d`, which in Python means the digits of every script."""
    return pattern.replace(r"\d", "[0-9]")
