r"""Number formats that show another number than the cell: 1300.0000 万 for 13000000, 90% for 0.9.

Belongs here: finding such formats and the cells that use them. Does not belong here: what is made
of them (notices). The tricks are a literal point (0!.0000, 0\.0) and a comma that divides by a
thousand (0,): a clerk then reads 万元 where the cell holds 元.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

BUILT_IN_PERCENTAGES = {"9": "0%", "10": "0.00%"}
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


def shows_a_percentage(code: str) -> bool:
    """True for a format that shows a hundred times the value and a percent sign."""
    return "%" in QUOTED.sub("", code.split(";", maxsplit=1)[0])


@dataclass(frozen=True)
class Styles:
    """Indexes of the cell styles that show another number, and of those that show a percentage."""

    scaled: frozenset[int] = frozenset()
    percent: frozenset[int] = frozenset()


def read_styles(part: bytes) -> Styles:
    """The styles of a workbook; none if the part cannot be parsed."""
    try:
        root = ET.fromstring(part)  # noqa: S314 the caller refused entities
    except ET.ParseError:
        return Styles()
    codes = dict(BUILT_IN_PERCENTAGES)
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[one.get("numFmtId", "")] = one.get("formatCode", "")
    styled = [codes.get(one.get("numFmtId", ""), "") for one in root.iterfind("{*}cellXfs/{*}xf")]
    return Styles(
        frozenset(index for index, code in enumerate(styled) if shows_another_number(code)),
        frozenset(index for index, code in enumerate(styled) if shows_a_percentage(code)),
    )


def as_percentage(value: float) -> str:
    """A number as its cell shows it, with every digit: 0.921 is 92.1%."""
    return f"{(Decimal(repr(value)) * 100).normalize():f}%"


def styled_cells(xml: bytes, styles: frozenset[int]) -> Iterator[bytes]:
    """Addresses of the cells of a sheet's XML that have one of these styles."""
    for found in STYLED_CELL.finditer(xml) if styles else ():
        style, place = (found[1], found[2]) if found[1] else (found[4], found[3])
        if int(style) in styles:
            yield place
