"""The styles of a workbook, with those of marked cells added; 样式.

Belongs here: fills and cell styles as text of xl/styles.xml. Does not belong here: which cells get
them. A marked cell keeps everything of its style but the fill. A solid fill of her own is kept as
the background colour, which nobody sees under a solid fill, and comes back when the mark goes.
"""

import re

from outputs.marking.package import (
    OddPackageError,
    attributes,
    children,
    with_attribute,
)
from sources.finding import Severity

# One step beside the colours of the usual palette, so that a mark is told from her own colour.
COLOURS = {Severity.ERROR: "FFC7CD", Severity.WARNING: "FFEB9B", Severity.INFO: "DDEBF6"}
NO_COLOUR = '<bgColor indexed="64"/>'
SOLID = '<fill><patternFill patternType="solid"><fgColor {}/>{}</patternFill></fill>'
OURS = re.compile(
    rf"<fgColor[^>]*\brgb=[\"']FF(?:{'|'.join(COLOURS.values())})[\"']", re.IGNORECASE
)
SECTIONS = (("fonts", "font"), ("fills", "fill"), ("borders", "border"), ("cellXfs", "xf"))
LINED = "<border>{}</border>".format(
    "".join(
        f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    + "<diagonal/>"
)


class Styles:
    """The styles of one workbook; marks of an earlier return are gone once it is made.

    `remembers` is False where the last writer gives solid fills a background of its own choice.
    """

    def __init__(self, text: str, remembers: bool = True) -> None:
        self._text = text
        self._remembers = remembers
        self._parts = {section: children(text, section, child)[2] for section, child in SECTIONS}
        self._marked: dict[tuple[int, Severity], int] = {}
        if not self._parts["cellXfs"]:
            raise OddPackageError("no cell styles")
        self._unmark()

    def _unmark(self) -> None:
        fills, styles = self._parts["fills"], self._parts["cellXfs"]
        marks = {number: fill for number, fill in enumerate(fills) if OURS.search(fill)}
        for index, style in enumerate(styles):
            mark = marks.get(int(attributes(_start(style)).get("fillId", "0")))
            if mark is not None:
                fill = self._add("fills", self._own_fill(mark))
                styles[index] = _with(style, "fillId", str(fill))

    def _own_fill(self, mark: str) -> str:
        """The fill under a mark."""
        found = re.search(r"<bgColor\b([^>]*?)/?>", mark)
        colour = attributes(found[1]) if found else {}
        if not self._remembers or colour.get("indexed") in ("64", "65") or not colour:
            return self._parts["fills"][0]
        listed = " ".join(f'{name}="{value}"' for name, value in colour.items())
        return SOLID.format(listed, NO_COLOUR)

    def _add(self, section: str, element: str) -> int:
        """The number of an element of a section, added if it is new."""
        listed = self._parts[section]
        if element not in listed:
            listed.append(element)
        return listed.index(element)

    def marked(self, base: int, severity: Severity) -> int:
        """The number of the cell style `base` with the colour of a severity."""
        known = self._marked.get((base, severity))
        if known is None:
            known = self._marked[base, severity] = self._mark(base, severity)
        return known

    def _mark(self, base: int, severity: Severity) -> int:
        styles = self._parts["cellXfs"]
        style = styles[base] if base < len(styles) else styles[0]
        own = self._parts["fills"][int(attributes(_start(style)).get("fillId", "0"))]
        found = re.search(r"<fgColor\b([^>]*?)/?>", own) if "solid" in own else None
        below = f"<bgColor{found[1].rstrip()}/>" if found else NO_COLOUR
        fill = self._add("fills", SOLID.format(f'rgb="FF{COLOURS[severity]}"', below))
        changed = _with(_with(style, "fillId", str(fill)), "applyFill", "1")
        return self._add("cellXfs", changed)

    def colour(self, rgb: str) -> int:
        """The number of a solid fill."""
        return self._add("fills", SOLID.format(f'rgb="FF{rgb}"', NO_COLOUR))

    def font(self, look: str) -> int:
        """The number of a font: the workbook's first with bold, underline or colour of `look`."""
        inner = "".join(
            re.findall(r"<(?:sz|name|family|charset|scheme)\b[^>]*/>", self._first_font)
        )
        return self._add("fonts", f"<font>{look}{inner}</font>")

    @property
    def _first_font(self) -> str:
        return next(iter(self._parts["fonts"]), "")

    def wrapped(self, fill: int = 0, font: int = 0, is_lined: bool = True) -> int:
        """The number of a style of wrapped text at the top of the cell, with lines around it."""
        border = self._add("borders", LINED) if is_lined else 0
        return self._add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
            'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            '<alignment vertical="top" wrapText="1"/></xf>',
        )

    def text(self) -> str:
        """The part with what was added."""
        text = self._text
        for section, child in SECTIONS:
            start, end, _ = children(text, section, child)
            opening = text.rindex("<", 0, start)
            count = str(len(self._parts[section]))
            tag = with_attribute(text[opening:start], "count", count)
            text = text[:opening] + tag + "".join(self._parts[section]) + text[end:]
        return text


def _start(element: str) -> str:
    return element[: element.index(">") + 1]


def _with(element: str, name: str, value: str) -> str:
    start = _start(element)
    return with_attribute(start, name, value) + element[len(start) :]
