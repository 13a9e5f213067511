"""Texts in binary files and parts, without knowing their format; 二进制内容.

Belongs here: what reads like text in bytes, in the encodings of old workbooks, and the document
properties of an .xls. Does not belong here: packages of XML (parts). A text that a format cuts in
pieces is not found here; cells are read by the native reader (cells).
"""

import re
from collections.abc import Iterator
from io import BytesIO

from expectations.privacy.hits import Spot
from expectations.privacy.parts import Spoken

READABLE = re.compile(r"[\t\n\r -~　-〿一-鿿＀-￮·“”‘’—…]{4,}")
DIGITS = re.compile(rb"[0-9][0-9Xx \-+.@A-Za-z_]{9,}")
MEANS_SOMETHING = re.compile(r"[0-9@一-鿿]")
SUMMARY = {
    "author": "作者", "last_saved_by": "最后修改人", "title": "标题", "subject": "主题",
    "keywords": "关键词", "comments": "备注", "company": "单位", "manager": "管理者",
    "category": "类别",
}  # fmt: skip


def binary_texts(content: bytes, place: str) -> Iterator[Spoken]:
    """What reads like text in some bytes, as UTF-16 at both alignments and as single bytes."""
    spot = Spot(place)
    for shift in (0, 1):
        text = content[shift:].decode("utf-16-le", errors="replace")
        for match in READABLE.finditer(text):
            if MEANS_SOMETHING.search(match[0]):
                yield Spoken(match[0], spot)
    for number in DIGITS.finditer(content):
        yield Spoken(number[0].decode("ascii"), spot)


def compound_texts(content: bytes) -> Iterator[Spoken]:
    """The document properties and all readable texts of an .xls."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            facts = file.get_metadata()
            for name, words in SUMMARY.items():
                value = getattr(facts, name)
                if value:
                    text = (
                        value.decode("gbk", errors="replace")
                        if isinstance(value, bytes)
                        else str(value)
                    )
                    yield Spoken(text, Spot(f"文档属性 {words}"))
            for stream in file.listdir():
                yield from binary_texts(
                    file.openstream(stream).read(), "文件内部（批注、页眉、文本框等）"
                )
    except (OSError, ValueError, IndexError, TypeError):
        # A damaged directory: the bytes themselves can still be looked at.
        yield from binary_texts(content, "文件内部（批注、页眉、文本框等）")
