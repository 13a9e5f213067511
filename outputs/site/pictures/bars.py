"""Bars: amounts of like things side by side, by year or by unit; 条形图.

Belongs here: the drawing. Does not belong here: which amounts may stand side by side (amounts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.site.pictures.picture import DARK, MAIN, PALE, WIDTH, Drawing, cut, drawn, readable

LABEL, VALUE = 190, 130
ROW, THICK = 30, 20
HALF_CHARACTER = 7.2
# Bars of a second and third kind differ in shade, and each has its words beside it.
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
    widest = int(LABEL / HALF_CHARACTER)
    values = [
        {
            "label": cut(bar.label, widest),
            "amount": readable(bar.yuan),
            "length": max(1.0, float(bar.yuan / most) * (WIDTH - LABEL - VALUE)),
            "fill": SHADES[bar.kind % len(SHADES)],
            "y": number * ROW,
        }
        for number, bar in enumerate(bars)
    ]
    return drawn(ROW * len(bars), [{"name": "bars", "values": values}], _marks(), len(bars))


def _marks() -> Sequence[Mapping[str, Any]]:
    """A rectangle per bar, its label to the left, its amount behind its end."""
    middle = {"y": {"field": "y", "offset": ROW / 2}, "baseline": {"value": "middle"}}
    rect = {
        "x": {"value": LABEL},
        "y": {"field": "y", "offset": (ROW - THICK) / 2},
        "width": {"field": "length"},
        "height": {"value": THICK},
        "fill": {"field": "fill"},
        "stroke": {"value": MAIN},
    }
    label = {"x": {"value": LABEL - 10}, "align": {"value": "right"}, "text": {"field": "label"}}
    amount = {"x": {"signal": f"{LABEL} + datum.length + 8"}, "text": {"field": "amount"}}
    return [
        {"type": kind, "from": {"data": "bars"}, "encode": {"enter": enter}}
        for kind, enter in (("rect", rect), ("text", label | middle), ("text", amount | middle))
    ]
