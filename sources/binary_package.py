"""What the binary parts of an .xlsb package say beside the values of its cells.

Belongs here: hidden rows and columns, and errors, from the few records that hold them. Does not
belong here: values (the native reader in unpacking) and macros and links (package), which are told
as in an .xlsx.
"""

import posixpath
import struct
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from sources.facts import ERROR_CODES, Facts, FactsMaker
from sources.package import MOST_COLUMNS, MOST_ROWS, Parts
from sources.refusal import unreadable

WORKBOOK, RELATIONS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
# Records of MS-XLSB.
ROW, ERROR, FORMULA_ERROR, COLUMN_INFO, BOUND_SHEET = 0, 3, 11, 60, 156
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x10, 0x01
MORE, SEVEN_BITS = 0x80, 0x7F
MOST_SIZE_BYTES = 4


def binary_sheets(parts: Parts) -> dict[str, Facts]:
    """The facts of each sheet, by name. Raises UnreadableFileError for broken records."""
    if WORKBOOK not in parts.names:
        return {}
    try:
        relations = ET.fromstring(parts.read(RELATIONS))  # noqa: S314 entities were refused
        targets = {one.get("Id"): one.get("Target", "") for one in relations}
        return {
            name: sheet_facts(parts.read(posixpath.normpath(f"xl/{targets[relation]}")))
            for name, relation in bound_sheets(parts.read(WORKBOOK))
            if posixpath.normpath(f"xl/{targets.get(relation)}") in parts.names
        }
    except (KeyError, IndexError, struct.error, ET.ParseError) as error:
        raise unreadable("文件内部结构已损坏") from error


def records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and data of each record: both numbers are written seven bits a byte."""
    place, end = 0, len(content)
    while place < end:
        kind = content[place]
        place += 1
        if kind & MORE:
            kind = (kind & SEVEN_BITS) | (content[place] & SEVEN_BITS) << 7
            place += 1
        size = 0
        for shift in range(MOST_SIZE_BYTES):
            byte = content[place]
            place += 1
            size |= (byte & SEVEN_BITS) << 7 * shift
            if not byte & MORE:
                break
        yield kind, content[place : place + size]
        place += size


def bound_sheets(content: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet of the workbook."""
    for kind, data in records(content):
        if kind == BOUND_SHEET:
            relation, after = _text(data, 8)
            yield _text(data, after)[0], relation


def _text(data: bytes, place: int) -> tuple[str, int]:
    """A text that its length precedes, and the place after it."""
    (length,) = struct.unpack_from("<I", data, place)
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le", errors="replace"), end


def sheet_facts(content: bytes) -> Facts:
    """The facts of one sheet's part."""
    made, row = FactsMaker(), 0
    for kind, data in records(content):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", data)
            if data[11] & ROW_IS_HIDDEN and row < MOST_ROWS:
                made.rows.add(row)
        elif kind == COLUMN_INFO and data[16] & COLUMN_IS_HIDDEN:
            first, last = struct.unpack_from("<II", data)
            made.columns.update(range(first, min(last + 1, MOST_COLUMNS)))
        elif kind in (ERROR, FORMULA_ERROR):
            (column,) = struct.unpack_from("<I", data)
            made.errors.append((row, column, ERROR_CODES.get(data[8], "#N/A")))
    return made.facts()
