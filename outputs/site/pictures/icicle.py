"""An icicle: what one place gives to others, from left to right, heights as the amounts; 冰柱图.

Belongs here: the drawing of a tree of amounts. Does not belong here: which tree (flows). A node is
as high as what it has; what it does not give on is a pale rest beside those it gave to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.site.pictures.picture import (
    DARK,
    FONT_SIZE,
    INK,
    MAIN,
    PALE,
    PAPER,
    WIDTH,
    Drawing,
    cut,
    drawn,
    readable,
    width_of,
)

LEAST, ROW, MOST = 120, 26, 620
HALF_CHARACTER = 7.2
# A place that is lower has no room for its words; the table has them.
LOWEST_LABEL = FONT_SIZE + 3
# What all roots stand under; it is not drawn.
TOP = "top"
# Columns take turns in shade, so that neighbours are told apart.
SHADES = (DARK, MAIN)


@dataclass(frozen=True)
class Place:
    """A place with its amount in yuan, and those it gives to; a `rest` is not given on."""

    name: str
    yuan: Decimal
    children: tuple["Place", ...] = ()
    is_rest: bool = False


def icicle_drawing(roots: Sequence[Place]) -> Drawing:
    """The places of a forest; roots stand one above the other in the first column."""
    nodes = list(_nodes(roots))
    across = WIDTH / (1 + max(node["column"] for node in nodes))
    leaves = sum(node["leaf"] for node in nodes)
    height = min(MOST, max(LEAST, ROW * leaves))
    for node in nodes:
        node["words"] = _words(node, int((across - 14) / HALF_CHARACTER))
        node["yuan"] = float(node["yuan"])
    return drawn(height, _data(nodes, height), _marks(across), len(nodes))


def _words(node: Mapping[str, Any], room: int) -> str:
    amount = f"　{readable(node['yuan'])}"
    return cut(node["name"], room - width_of(amount)) + amount


def _data(nodes: Sequence[Mapping[str, Any]], height: int) -> Sequence[Mapping[str, Any]]:
    top = {"id": TOP, "parent": None, "yuan_own": 0}
    laid = {
        "type": "partition",
        "field": "yuan_own",
        "size": [height, WIDTH],
        "sort": {"field": "order"},
    }
    tree = [{"type": "stratify", "key": "id", "parentKey": "parent"}, laid]
    below = {"type": "filter", "expr": f"datum.id !== '{TOP}'"}
    high = {"type": "filter", "expr": f"datum.x1 - datum.x0 >= {LOWEST_LABEL}"}
    return [
        {"name": "places", "values": [top, *nodes], "transform": tree},
        {"name": "shown", "source": "places", "transform": [below]},
        {"name": "named", "source": "shown", "transform": [high]},
    ]


def _marks(across: float) -> Sequence[Mapping[str, Any]]:
    """A rectangle for every place, and its words where it is high enough."""
    rect = {
        "x": {"signal": f"datum.column * {across}"},
        "width": {"value": across},
        "y": {"field": "x0"},
        "y2": {"field": "x1"},
        "fill": {"field": "fill"},
        "stroke": {"value": PAPER},
    }
    text = {
        "x": {"signal": f"datum.column * {across} + 7"},
        "y": {"signal": "(datum.x0 + datum.x1) / 2"},
        "baseline": {"value": "middle"},
        "fill": {"field": "ink"},
        "text": {"field": "words"},
    }
    return [
        {"type": "rect", "from": {"data": "shown"}, "encode": {"enter": rect}},
        {"type": "text", "from": {"data": "named"}, "encode": {"enter": text}},
    ]


def _nodes(roots: Sequence[Place]) -> Iterator[dict[str, Any]]:
    waiting = [(f"{number}", TOP, 0, place) for number, place in reversed(list(enumerate(roots)))]
    order = 0
    while waiting:
        key, parent, depth, place = waiting.pop()
        order += 1
        yield _node(place, key, parent, depth) | {"order": order}
        waiting += [
            (f"{key}.{number}", key, depth + 1, child)
            for number, child in reversed(list(enumerate(place.children)))
        ]


def _node(place: Place, key: str, parent: str, depth: int) -> dict[str, Any]:
    """What is drawn of a place; `yuan_own` is what none of its children has."""
    own = place.yuan - sum((child.yuan for child in place.children), Decimal(0))
    return {
        "id": key,
        "parent": parent,
        "name": place.name,
        "yuan": place.yuan,
        "yuan_own": float(max(own, Decimal(0))),
        "column": depth,
        "leaf": not place.children,
        "fill": PALE if place.is_rest else SHADES[depth % len(SHADES)],
        "ink": INK if place.is_rest else PAPER,
    }
