"""Opening a received file into sheets of raw cells; decided by content, never by suffix.

Belongs here: bytes → `Sheet` values, and every way in which a file can refuse. Does not belong
here: what the cells mean. A file that cannot be opened raises `Unreadable`, which reading turns
into a finding.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from sources.text import fold

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXPANDED_LIMIT = 256 * 1024 * 1024
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Cell = object
Merge = tuple[int, int, int, int]


class UnreadableFileError(Exception):
    """The file cannot be opened; `rule` names the reading rule, `words` fill its message."""

    def __init__(self, rule: str, **words: str) -> None:
        super().__init__(f"{rule}: {words}")
        self.rule = rule
        self.words = words


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of raw values from A1 on, and merged ranges (top, left, bottom, right)."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[Merge] = ()
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def texts(self, column: int) -> frozenset[str]:
        """The different texts of a column."""
        return self._texts[column]

    @cached_property
    def _texts(self) -> Sequence[frozenset[str]]:
        return [
            frozenset(value for value in set(column) if isinstance(value, str))
            for column in self.columns
        ]

    @cached_property
    def merged_columns(self) -> frozenset[int]:
        """Columns that a merged range touches."""
        return frozenset(column for _, column in self.anchors)

    @cached_property
    def columns(self) -> Sequence[Sequence[Cell]]:
        """The cells by column, None where a row is too short."""
        return list(zip_longest(*self.rows))

    def value(self, row: int, column: int) -> Cell:
        """The raw value of a cell, None outside the sheet and for an empty cell."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if value == "" else value

    def merged_value(self, row: int, column: int) -> tuple[Cell, tuple[int, int]]:
        """The value that a reader sees in a cell of a merged range, and the cell that holds it."""
        anchor = self.anchors.get((row, column), (row, column))
        return self.value(*anchor), anchor


def address(row: int, column: int) -> str:
    """A1-style address of zero-based row and column."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def span(row: int, first: int, last: int) -> str:
    """A1-style address of a stretch of one row; one cell if both ends are the same."""
    if first == last:
        return address(row, first)
    return f"{address(row, first)}:{address(row, last)}"


def open_file(path: Path, expanded_limit: int = EXPANDED_LIMIT) -> list[Sheet]:
    """All sheets of a workbook or delimited text file. Raises UnreadableFileError."""
    content = path.read_bytes()
    if not content:
        raise UnreadableFileError("file_unreadable", reason="文件是空的")
    if content.startswith(ZIP_MAGIC):
        _refuse_bomb(content, expanded_limit)
        return _open_workbook(content)
    if content.startswith(OLE_MAGIC):
        return _open_workbook(content)
    return [_open_text(path.stem, content)]


def _refuse_bomb(content: bytes, limit: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFileError("file_unreadable", reason="文件不完整或已损坏") from error
    if size > limit:
        raise UnreadableFileError(
            "file_too_big", value=str(size // 1024**2), expected=str(limit // 1024**2)
        )


def _open_workbook(content: bytes) -> list[Sheet]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        return [_sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except python_calamine.PasswordError as error:
        raise UnreadableFileError("file_unreadable", reason="文件设有密码") from error
    except python_calamine.CalamineError as error:
        raise UnreadableFileError("file_unreadable", reason="文件不是能识别的表格") from error
    except BaseException as error:
        # The native reader's panic derives from BaseException (pyo3); all else goes on up.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFileError("file_unreadable", reason="文件内部结构已损坏") from error


def _sheet(native: object) -> Sheet:
    # skip_empty_area=False: else leading blank rows vanish and every address moves.
    rows = native.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    ranges = native.merged_cell_ranges or ()  # type: ignore[attr-defined]
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
    return Sheet(native.name, rows, merges, anchors_of(merges))  # type: ignore[attr-defined]


def anchors_of(merges: Sequence[Merge]) -> dict[tuple[int, int], tuple[int, int]]:
    """Every covered cell of the merged ranges → the top left cell that holds the value."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def _open_text(name: str, content: bytes) -> Sheet:
    text = _decode(content)
    if CONTROL_BYTES.search(text):
        raise UnreadableFileError("file_unreadable", reason="文件不是表格，也不是文本")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    return Sheet(name, rows)


CONTROL_BYTES = re.compile(r"[\x00-\x08\x0e-\x1f]")


def _decode(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in TEXT_ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("file_unreadable", reason="文字编码既不是 UTF-8 也不是 GBK")


def _delimiter(text: str) -> str:
    head = text.splitlines()[:50]
    counts = {mark: sum(line.count(mark) for line in head) for mark in ("\t", ",", ";")}
    return max(counts, key=lambda mark: counts[mark])


def sheet_is_blank(sheet: Sheet) -> bool:
    """True if no cell of the sheet holds anything."""
    return not any(fold(value) for row in sheet.rows for value in row if value is not None)


def contains(outer: str, cell: str) -> bool:
    """True if the first cell of an address lies in a range like A1:F12."""
    (top, left), (bottom, right) = (position(part) for part in (outer.split(":") * 2)[:2])
    row, column = position(cell.split(":", maxsplit=1)[0])
    return top <= row <= bottom and left <= column <= right


def position(cell: str) -> tuple[int, int]:
    """Zero-based row and column of an A1-style address. Raises ValueError if it is none."""
    found = re.match(r"^([A-Z]{1,3})(\d{1,7})$", cell)
    if found is None:
        raise ValueError(f"not a cell: {cell!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
