"""What an OLE file (.xls, .et, an encrypted .xlsx) says beside the values of its cells.

Belongs here: macros, links, encryption, and of each sheet its hidden rows and columns and its
errors, from the few records that hold them. Does not belong here: values (the native reader in
unpacking).
"""

import io
import re
import struct
from collections.abc import Iterator
from typing import Any

from sources.facts import ERROR_CODES, Facts, FactsMaker, PackageFacts
from sources.refusal import unreadable

OTHER_DOCUMENTS = (
    ("WordDocument", "这是 Word 文档，不是表格"),
    ("PowerPoint Document", "这是演示文稿，不是表格"),
)
# Records of the Binary Interchange File Format (BIFF).
FORMULA, FILE_PASS, COLUMN_INFO = 0x06, 0x2F, 0x7D
BOUND_SHEET, BOOL_OR_ERROR, ROW, BEGIN, END = 0x85, 0x205, 0x208, 0x809, 0x0A
OTHER_BOOK, THIS_BOOK, ADD_IN = 0x1AE, 0x0401, 0x3A01
PATH_MARKS = re.compile(r"[\x00-\x1f/\\]")  # in these records a byte stands for each separator
OF_A_SHEET = frozenset({FORMULA, COLUMN_INFO, BOOL_OR_ERROR, ROW})
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN, TEXT_IS_WIDE = 0x20, 0x01, 0x01
NO_NUMBER, ERROR_RESULT = b"\xff\xff", 2

Record = tuple[int, bytes]


def compound_facts(content: bytes) -> PackageFacts:
    """The facts of an OLE file. Raises UnreadableFileError if it is encrypted or no workbook."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return _facts(ole)
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        # What olefile raises on a broken directory, and we on a broken record.
        raise unreadable("文件不完整或已损坏") from error


def _facts(ole: Any) -> PackageFacts:
    if ole.exists("EncryptedPackage"):
        raise unreadable("文件设有密码")
    stream = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
    if stream is None:
        reasons = [reason for name, reason in OTHER_DOCUMENTS if ole.exists(name)]
        raise unreadable(reasons[0] if reasons else "文件不是能识别的表格")
    content = ole.openstream(stream).read()
    sheets = {name: sheet_facts(content, start) for name, start in sheet_starts(content)}
    macros = ole.exists("_VBA_PROJECT_CUR")
    return PackageFacts(macros=macros, links=tuple(other_books(content)), sheets=sheets)


def records(content: bytes, start: int) -> Iterator[Record]:
    """The records of one part of the stream, up to its end."""
    depth, most = 0, len(content) - 4
    while start <= most:
        kind, size = struct.unpack_from("<HH", content, start)
        start += 4
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:  # a chart inside a sheet has a beginning and an end of its own
                return
        else:
            yield kind, content[start : start + size]
        start += size


def sheet_starts(content: bytes) -> Iterator[tuple[str, int]]:
    """Name and start of each sheet. Raises UnreadableFileError for an encrypted stream."""
    for kind, data in records(content, 0):
        if kind == FILE_PASS:
            raise unreadable("文件设有密码")
        if kind == BOUND_SHEET:
            (start, _, length, flags) = struct.unpack_from("<IHBB", data)
            yield _text(data[8:], length, flags), start


def other_books(content: bytes) -> Iterator[str]:
    """Names of the files that formulas draw on."""
    for kind, data in records(content, 0):
        if kind == OTHER_BOOK:
            (length,) = struct.unpack_from("<H", data, 2)
            if length not in (THIS_BOOK, ADD_IN):
                yield PATH_MARKS.split(_text(data[5:], length, data[4]))[-1]


def _text(data: bytes, length: int, flags: int) -> str:
    if flags & TEXT_IS_WIDE:
        return data[: 2 * length].decode("utf-16-le", errors="replace")
    return data[:length].decode("latin-1")


def sheet_facts(content: bytes, start: int) -> Facts:
    """The facts of the sheet that begins at a place of the stream."""
    made = FactsMaker()
    for kind, data in records(content, start):
        if kind not in OF_A_SHEET:
            continue
        first, second = struct.unpack_from("<HH", data)
        if kind == ROW and struct.unpack_from("<H", data, 12)[0] & ROW_IS_HIDDEN:
            made.rows.add(first)
        elif kind == COLUMN_INFO and struct.unpack_from("<H", data, 8)[0] & COLUMN_IS_HIDDEN:
            made.columns.update(range(first, second + 1))
        elif kind == BOOL_OR_ERROR and data[7]:
            made.errors.append((first, second, ERROR_CODES.get(data[6], "#N/A")))
        elif kind == FORMULA and data[12:14] == NO_NUMBER and data[6] == ERROR_RESULT:
            made.errors.append((first, second, ERROR_CODES.get(data[8], "#N/A")))
    return made.facts()
