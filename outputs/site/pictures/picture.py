"""What a picture is, and how it is drawn: SVG from a description in Vega, by vl-convert.

Belongs here: the value, the palette, drawing. Does not belong here: what a picture shows (flows,
bars). Nothing in it depends on measured text, for fonts differ from machine to machine: labels are
placed and cut by counting characters.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any

# One main colour with its dark and pale shades, as in site.css.
MAIN, DARK, PALE, INK, PAPER = "#0b5a63", "#083f46", "#eaf3f3", "#1d2629", "#ffffff"
PALETTE = frozenset({MAIN, DARK, PALE, INK, PAPER})
FONT_SIZE = 14
# Of a drawing that needs room, and of one that a telephone shows whole.
WIDTH, NARROW = 760, 360
WAN, YI = Decimal(10_000), Decimal(100_000_000)
CENT = Decimal("0.01")
FILLED = re.compile(r'<path [^>]*fill="#')
ROUNDED = re.compile(r"-?\d+\.\d{3,}")
# What may stay as it is; a mark is none of it.
PLAIN = re.compile(r"[\w#.]*", re.ASCII)
MARK = re.compile(r">@(\d+)@<")


@dataclass(frozen=True)
class Drawing:
    """What stands inside an <svg> of that width and height in pixels."""

    width: int
    height: int
    content: str

    @property
    def is_narrow(self) -> bool:
        """Whether a telephone shows it whole; a wider one is moved sideways."""
        return self.width <= NARROW


@dataclass(frozen=True)
class Picture:
    """A picture with the words and the numbers that say the same.

    `sentence` tells what it shows; `heads` and `rows` are the table beside it, amounts in yuan as
    text. `proofs` says for each row where its amount can be checked, an address below public/.
    """

    name: str
    title: str
    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawing: Drawing
    proofs: tuple[str | None, ...]


class DrawingError(RuntimeError):
    """The library drew something else than it was told: our own fault."""


def drawn(
    height: int,
    data: Sequence[Mapping[str, Any]],
    marks: Sequence[Mapping[str, Any]],
    shapes: int,
    width: int = WIDTH,
) -> Drawing:
    """A drawing of that size: marks over named data sets, with so many filled shapes.

    Raises DrawingError if there are more or fewer: the library only complains on standard error.
    """
    import vl_convert

    words = _Words()
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": "none",
        "config": {"text": {"font": "sans-serif", "fontSize": FONT_SIZE, "fill": INK}},
        "data": [words.kept(one) for one in data],
        "marks": list(marks),
    }
    whole: str = vl_convert.vega_to_svg(spec)
    inner = whole[whole.index(">") + 1 : whole.rindex("</svg>")]
    # Roles inside would be read out one by one; the words beside the picture say it better.
    bare = re.sub(r' (?:role|aria-[a-z]+|class)="[^"]*"', "", inner)
    # Thirteen digits of a position show nothing; two do.
    found = len(FILLED.findall(bare))
    if found != shapes:
        raise DrawingError(f"{found} shapes instead of {shapes}")
    content = ROUNDED.sub(lambda found: f"{float(found[0]):.2f}", bare)
    return Drawing(width, height, words.put_back(content))


class _Words:
    """Texts of a picture while the library has only their numbers.

    It measures every text, although nothing here depends on that, and takes 3 ms for a Chinese one.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []

    def kept(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """A data set with a mark in place of every text that is no plain name or colour."""
        if "values" not in data:
            return data
        rows = [{key: self._mark(value) for key, value in row.items()} for row in data["values"]]
        return {**data, "values": rows}

    def _mark(self, value: Any) -> Any:
        if not isinstance(value, str) or PLAIN.fullmatch(value):
            return value
        self.texts.append(value)
        return f"@{len(self.texts) - 1}@"

    def put_back(self, content: str) -> str:
        """The drawing with its texts, escaped."""
        return MARK.sub(lambda found: f">{escape(self.texts[int(found[1])])}<", content)


def width_of(text: str) -> int:
    """The width of a text in half characters: 2 for a Chinese sign, 1 for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cut(text: str, widest: int) -> str:
    """The text, cut with an ellipsis if it is wider than so many half characters."""
    if width_of(text) <= widest:
        return text
    kept = ""
    for sign in text:
        if width_of(kept + sign) > widest - 2:
            break
        kept += sign
    return f"{kept}…"


def readable(yuan: Decimal) -> str:
    """An amount in yuan for reading: 1.23 亿元, 130.00 万元, 950.00 元, rounded half up."""
    for size, word in ((YI, "亿元"), (WAN, "万元")):
        if abs(yuan) >= size:
            return f"{(yuan / size).quantize(CENT, rounding=ROUND_HALF_UP):,.2f} {word}"
    return f"{yuan:,.2f} 元"
