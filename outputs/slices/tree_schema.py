"""The JSON Schema (2020-12) of `json/areas.tree.json`.

Belongs here: the form. Does not belong here: that sums agree, which no schema can say (tests do).
"""

from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"
YUAN = {"type": ["string", "null"], "pattern": r"^-?\d+\.\d{2}$"}
FEN = {"type": ["integer", "null"]}
TEXT = {"type": ["string", "null"]}
DAY = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
COUNT = {"type": "integer", "minimum": 0}
LEVEL = {"enum": ["country", "province", "city", "county", "town", None]}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has exactly these properties."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def listed(definition: str) -> dict[str, Any]:
    """An array of what `$defs` calls by that name."""
    return {"type": "array", "items": {"$ref": f"#/$defs/{definition}"}}


TOTAL = closed(
    {
        "dataset": {"type": "string"},
        "stage": TEXT,
        "is_counted": {"enum": ["是", "否", None]},
        "records": {"type": "integer", "minimum": 1},
        "without_amount": COUNT,
        "amount_yuan": YUAN,
        "amount_fen": FEN,
    }
)
PROJECT = closed(
    {"record_id": {"type": "string"}, "name": TEXT, "amount_yuan": YUAN, "amount_fen": FEN}
)
AREA = closed(
    {
        "code": {"type": "string", "pattern": r"^(CN|unplaced|\d{6}(\d{3})?)$"},
        "name": {"type": "string"},
        "level": LEVEL,
        "parent": TEXT,
        "valid_from": DAY,
        "valid_to": DAY,
        "own": listed("total"),
        "with_below": listed("total"),
        "projects": listed("project"),
        "children": listed("area"),
    }
)
TREE_SCHEMA: dict[str, Any] = {
    "$schema": DRAFT,
    "title": "地区树 Tree of areas with control totals",
    "description": (
        "own: records of the area itself. with_below: own and all children's. "
        "Never add the two, an area and one around it, or two stages."
    ),
    **closed(
        {
            "title": {"type": "string"},
            "unit": {"type": "object"},
            "areas": COUNT,
            "roots": listed("area"),
        }
    ),
    "$defs": {"area": AREA, "total": TOTAL, "project": PROJECT},
}
