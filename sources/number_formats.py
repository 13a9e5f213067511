r"""Number formats that show another number than the cell holds: 13000000 shown as 1300.0000 万.

Belongs here: finding such formats and the cells that use them. Does not belong here: what is made
of them (notices). The tricks are a literal point (0!.0000, 0\.0) and a comma that divides by a
thousand (0,): a clerk then reads 万元 where the cell holds 元.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')
LITERAL_POINT = re.compile(r"[0#?][!\\]\.[0#?]")
DIVIDING_COMMA = re.compile(r"[0#?],+(?![0#?,])")
STYLED_CELL = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?c\b(?=[^>]*\ss\s*=\s*[\"'](\d+)[\"'])"
    rb"[^>]*\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']|"
    rb"<(?:[A-Za-z_][\w.-]*:)?c\b[^>]*\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']"
    rb"[^>]*\ss\s*=\s*[\"'](\d+)[\"']"
)


def shows_another_number(code: str) -> bool:
    """True for a format whose digits are not those of the value."""
    plain = QUOTED.sub("", code.split(";", maxsplit=1)[0])
    return bool(LITERAL_POINT.search(plain) or DIVIDING_COMMA.search(plain))


def scaled_styles(styles: bytes) -> frozenset[int]:
    """Indexes of the cell styles with such a format; none if the part cannot be parsed."""
    try:
        root = ET.fromstring(styles)  # noqa: S314 the caller refused entities
    except ET.ParseError:
        return frozenset()
    formats = {
        one.get("numFmtId")
        for one in root.iterfind("{*}numFmts/{*}numFmt")
        if shows_another_number(one.get("formatCode", ""))
    }
    styled = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(index for index, one in styled if one.get("numFmtId") in formats)


def scaled_cells(xml: bytes, styles: frozenset[int]) -> Iterator[bytes]:
    """Addresses of the cells of a sheet's XML that have one of these styles."""
    for found in STYLED_CELL.finditer(xml) if styles else ():
        style, place = (found[1], found[2]) if found[1] else (found[4], found[3])
        if int(style) in styles:
            yield place
