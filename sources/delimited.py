"""Delimited text into rows of cells: encoding, separator, quotes; 文本表.

Belongs here: .csv, .tsv and .txt in the encodings of offices, and the web pages that are saved
under a table's name. Does not belong here: workbooks (unpacking).
"""

import csv
import io
import re
import sys
from collections import Counter

from sources.refusal import UnreadableFileError, unreadable

TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ("\t", ",", ";")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MOST_CONTROL_SHARE = 0.01
SAMPLE_CHARACTERS = 100_000
SAMPLE_ROWS = 100
WIDE_SAMPLE = 1 << 16
WIDE_MARKS = b"\t\n\r,"

HEAD = 4096
DISGUISES = (
    (re.compile(rb"(?i)urn:schemas-microsoft-com:office:spreadsheet"), "XML 格式的表格（2003）"),
    (re.compile(rb"(?i)^\s*<(?:!doctype\s+html|html|head|meta|table|style|div)\b"), "网页"),
    (re.compile(rb"(?is)^\s*<(?:\?xml|!--).*<(?:html|table)\b"), "网页"),
    (re.compile(rb"(?is)^\s*mime-version:.*text/html"), "网页"),
)


def refuse_disguise(content: bytes) -> None:
    """Raise UnreadableFileError for a page of markup that was saved under a table's name."""
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    for pattern, name in DISGUISES:
        if pattern.search(head):
            raise UnreadableFileError("file_disguised", value=name)


def read_delimited(content: bytes) -> list[list[str]]:
    """The rows of a text file. Raises UnreadableFileError for what is no text."""
    text = decode(content)
    controls = len(CONTROL_CHARACTERS.findall(text))
    if "\x00" in text or controls > MOST_CONTROL_SHARE * len(text):
        raise unreadable("文件不是表格，也不是文本")
    return split(text, separator_of(text))


def split(text: str, separator: str) -> list[list[str]]:
    """Rows of cells; a quoted cell may hold separators and line breaks."""
    # Python's own limit of 131,072 characters would refuse a long remark.
    csv.field_size_limit(sys.maxsize)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def decode(content: bytes) -> str:
    """Text in UTF-8, GB18030 or UTF-16. Raises UnreadableFileError."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in (*_wide_encodings(content), *TEXT_ENCODINGS):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable("文字编码既不是 UTF-8 也不是 GBK")


def _wide_encodings(content: bytes) -> list[str]:
    """UTF-16 without its mark, told by the zero byte in every comma, tab and line end.

    Other zero bytes tell nothing: that of a full-width blank (U+3000) stands in the other half.
    """
    if len(content) % 2 or b"\x00" not in content:
        return []
    pairs = Counter(zip(content[:WIDE_SAMPLE:2], content[1:WIDE_SAMPLE:2], strict=False))
    little = sum(pairs[mark, 0] for mark in WIDE_MARKS)
    big = sum(pairs[0, mark] for mark in WIDE_MARKS)
    if max(little, big) <= 10 * min(little, big):
        return []
    return ["utf-16-le" if little > big else "utf-16-be"]


def separator_of(text: str) -> str:
    """The separator that gives most rows of one width, then the most columns."""
    sample = text[:SAMPLE_CHARACTERS]
    return max(SEPARATORS, key=lambda separator: _consistency(sample, separator))


def _consistency(sample: str, separator: str) -> tuple[int, int]:
    rows = split(sample, separator)[:SAMPLE_ROWS]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
