"""The boxes in which spreadsheets show comments: the old drawings (VML) of a sheet; 批注框.

Belongs here: adding the boxes of new comments, and removing those of comments that are gone. Does
not belong here: what comments say (comments).
"""

import re
from collections.abc import Iterator

from outputs.marking.package import OddPackageError
from sources.opening import address, position

DRAWINGS_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPE = re.compile(r"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
NOTE = re.compile(r"ObjectType\s*=\s*[\"']Note[\"']")
PLACE = re.compile(r"<x:(Row|Column)>\s*(\d+)\s*</x:(?:Row|Column)>")
NUMBER = re.compile(r"_s(\d+)")
BLOCK = 1024
WIDE, HIGH = 5, 9
START = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
PREFIXES = {
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:excel": "x",
}
DECLARED = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:240pt;height:140pt;z-index:{order};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def write_shapes(xml: str | None, cells: frozenset[str]) -> str:
    """A sheet's old drawings with one box for each of these cells and none for others.

    Boxes that are there stay, and whatever else is drawn. Raises OddPackageError for drawings that
    lack their end.
    """
    xml = _usual_prefixes(xml or START)
    held: set[str] = set()

    def kept(found: re.Match[str]) -> str:
        cell = _cell(found[0])
        if cell is None:
            return found[0]
        if cell in held or cell not in cells:
            return ""
        held.add(cell)
        return found[0]

    xml = SHAPE.sub(kept, xml)
    missing = sorted(cells - held, key=position)
    if not missing:
        return xml
    kind = "" if 'id="_x0000_t202"' in xml else KIND
    last = max(map(int, NUMBER.findall(xml)), default=0)
    xml = _with_blocks(xml, last, len(missing))
    boxes = "".join(_boxes(missing, (last // BLOCK + 1) * BLOCK + 1))
    end = xml.rindex("</xml>")
    return f"{xml[:end]}{kind}{boxes}{xml[end:]}"


def _usual_prefixes(xml: str) -> str:
    """The drawings with the prefixes v, o and x, which some writers call otherwise."""
    root = re.search(r"<xml\b[^>]*>", xml)
    if root is None or not xml.rstrip().endswith("</xml>"):
        raise OddPackageError("drawings")
    given = {name: prefix for prefix, name in DECLARED.findall(root[0])}
    for name, prefix in PREFIXES.items():
        own = given.get(name)
        if own is None:
            xml = xml.replace("<xml", f'<xml xmlns:{prefix}="{name}"', 1)
        elif own != prefix:
            xml = xml.replace(f"xmlns:{own}=", f"xmlns:{prefix}=")
            xml = re.sub(rf"(</?|\s){re.escape(own)}:", rf"\g<1>{prefix}:", xml)
    return xml


def _cell(shape: str) -> str | None:
    """The cell whose comment a shape shows; None for another shape."""
    places = {name: int(number) for name, number in PLACE.findall(shape)}
    if NOTE.search(shape) is None or len(places) < len(("Row", "Column")):
        return None
    return address(places["Row"], places["Column"])


def _with_blocks(xml: str, last: int, many: int) -> str:
    """State which blocks of a thousand numbers the drawing uses."""
    first = last // BLOCK + 1
    blocks = range(first, first + many // BLOCK + 2)
    found = re.search(r"(<o:idmap\b[^>]*\bdata=[\"'])([\d,]*)", xml)
    if found is None:
        return xml
    used = dict.fromkeys([*filter(None, found[2].split(",")), *map(str, blocks)])
    return f"{xml[: found.end(1)]}{','.join(used)}{xml[found.end() :]}"


def _boxes(cells: list[str], first: int) -> Iterator[str]:
    for order, cell in enumerate(cells):
        row, column = position(cell)
        top = max(row - 1, 0)
        yield BOX.format(
            number=first + order,
            order=order + 1,
            left=column + 1,
            top=top,
            right=column + WIDE,
            bottom=top + HIGH,
            row=row,
            column=column,
        )
