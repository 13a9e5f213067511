"""The JSON Schema (2020-12) of `json/fund_flows.tree.json`.

Belongs here: the form. Does not belong here: that children are never given more than their parent
received unsaid, and that flattening gives the flows back; no schema can say that (tests do, and
`verify` derives the tree again).
"""

import json
from typing import Any

from outputs.ledger.files import STAGE_WORDS
from outputs.ledger.parties import LEVELS, PROJECT, UNIT

SCHEMA = "schema/fund_flows.tree.schema.json"
TEXT = {"type": "string"}
AMOUNTS = {"$ref": "#/$defs/amounts"}
BRANCHES = {"type": "array", "items": {"$ref": "#/$defs/branch"}}


def tree_schema_bytes() -> bytes:
    """The schema as it stands in a release."""
    return f"{json.dumps(tree_schema(), ensure_ascii=False, indent=2)}\n".encode()


def tree_schema() -> dict[str, Any]:
    """The schema as a JSON value."""
    document = {
        "dataset": {"const": "fund_flows"},
        "title": TEXT,
        "unit": {"const": "元"},
        "stages": {"const": STAGE_WORDS},
        "trees": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
    }
    yuan = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
    amounts = dict.fromkeys(STAGE_WORDS.values(), yuan)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "资金流向树 Flows of funds as trees",
        "description": "A child's `given` is paid by the node above it. Never add two stages.",
        **_closed(document),
        "$defs": {
            "tree": _tree(),
            "branch": _branch(),
            "amounts": {**_closed(amounts), "required": []},
            "overrun": {**_closed({"node": TEXT, **amounts}), "required": ["node"]},
        },
    }


def _tree() -> dict[str, Any]:
    overruns = {"type": "array", "items": {"$ref": "#/$defs/overrun"}}
    places = {"type": "integer", "minimum": 1}
    control = _closed({"places": places, "leaf_totals": AMOUNTS, "overruns": overruns})
    year = {"type": "string", "pattern": r"^(\d{4})?$"}
    return _closed({"budget_year": year, "fund_key": TEXT, "control": control, "roots": BRANCHES})


def _branch() -> dict[str, Any]:
    amounts = ("given", "own", "received", "passed_on", "overrun")
    branch = _closed(
        {
            "node": {"type": "string", "minLength": 1},
            "name": TEXT,
            "code": {"type": ["string", "null"]},
            "level": {"enum": [*LEVELS.values(), UNIT, PROJECT, None]},
            **dict.fromkeys(amounts, AMOUNTS),
            "is_continued": {"type": "boolean"},
            "children": BRANCHES,
        }
    )
    continued = {"properties": {"is_continued": {"const": True}}}
    childless = {"properties": {"children": {"maxItems": 0}}}
    return branch | {"if": continued, "then": childless}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }
