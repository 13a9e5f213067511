"""Bars: amounts of like things side by side, by year or by unit; 条形图.

Belongs here: the drawing. Does not belong here: which amounts may stand side by side (amounts,
placed). The words of a bar stand above it, so that a telephone shows all of it without scrolling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.site.pictures.picture import (
    DARK,
    MAIN,
    NARROW,
    PALE,
    Drawing,
    cut,
    drawn,
    readable,
    width_of,
)

# A bar with its words: the line of words, the bar, and the room below.
LINE, THICK, ROW = 22, 12, 44
HALF_CHARACTER = 7.2
GAP = 2
# Bars of a second and third kind differ in shade, and each has its words above it.
SHADES = (MAIN, DARK, PALE)


@dataclass(frozen=True)
class Bar:
    """A bar: its label, its amount in yuan (0 or more), and which of the kinds it is of."""

    label: str
    yuan: Decimal
    kind: int = 0


def bars_drawing(bars: Sequence[Bar]) -> Drawing:
    """The bars from top to bottom, the longest over the whole width, each with its amount."""
    most = max(bar.yuan for bar in bars) or Decimal(1)
    values = [
        {
            "label": cut(bar.label, _room(bar)),
            "amount": readable(bar.yuan),
            "length": max(1.0, float(bar.yuan / most) * (NARROW - 1)),
            "fill": SHADES[bar.kind % len(SHADES)],
            "y": number * ROW,
        }
        for number, bar in enumerate(bars)
    ]
    data = [{"name": "bars", "values": values}]
    return drawn(ROW * len(bars), data, _marks(), len(bars), NARROW)


def _room(bar: Bar) -> int:
    """How many half characters of the label there is room for beside the amount."""
    return int(NARROW / HALF_CHARACTER) - width_of(readable(bar.yuan)) - GAP


def _marks() -> Sequence[Mapping[str, Any]]:
    """A rectangle per bar, and above it its label to the left, its amount to the right."""
    middle = {"y": {"field": "y", "offset": LINE / 2}, "baseline": {"value": "middle"}}
    rect = {
        "x": {"value": 0.5},
        "y": {"field": "y", "offset": LINE},
        "width": {"field": "length"},
        "height": {"value": THICK},
        "fill": {"field": "fill"},
        "stroke": {"value": MAIN},
    }
    label = {"x": {"value": 0}, "text": {"field": "label"}}
    amount = {"x": {"value": NARROW}, "align": {"value": "right"}, "text": {"field": "amount"}}
    return [
        {"type": kind, "from": {"data": "bars"}, "encode": {"enter": enter}}
        for kind, enter in (("rect", rect), ("text", label | middle), ("text", amount | middle))
    ]
