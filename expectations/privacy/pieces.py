"""Files of ours too big to be taken apart whole, looked at piece by piece; 大文件审查.

Belongs here: the texts and figures of a big JSON file and of a big workbook's parts, in memory of a
few pieces. Does not belong here: files of usual size (leaving) and what is personal (detecting).
Pieces end where no text can be cut: at a line end of JSON, in front of a tag. Of a big workbook
every text between tags is looked at, wherever it stands; what headings make of cells is not.
"""

import html
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa

from expectations.privacy.cells import in_figure
from expectations.privacy.hits import Found, Kind, Spot
from expectations.privacy.parts import SHEET_PART, SHEET_SAID, place_of
from expectations.privacy.remains import binary_texts
from expectations.privacy.tables import AMOUNT_ENDS, Column, suspects
from sources.limits import DEFAULT_LIMITS
from sources.refusal import unreadable
from sources.unpacking import ZIP_GIVES_UP

# Parsing JSON takes some ten times its size.
BIG_JSON, PIECE = 32 << 20, 16 << 20
JSON, PACKAGES = (".json", ".jsonld"), (".xlsx", ".xlsm", ".ods")
MARKUP = (".xml", ".rels", ".vml")
# Between two quotes of JSON, where no text stands: punctuation, a number, null.
STRUCTURE = re.compile(rb"[:,\[][\s\[\]{}:,\-+.\deEnulltrfas]*|[\s\[\]{}:,]*")
JSON_FIGURE = re.compile(rb"(?:\"([^\"]*)\"\s*:|[\[,:])\s*(\d{11,19})(?:\.0+)?(?=[\s,\]}])")
JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
# Where a cell's text has several fonts, it is one text still.
RUNS = re.compile(rb"</t></r><r>(?:<rPr>.*?</rPr>)?<t[^>]*>", re.DOTALL)
TEXT, SAID = re.compile(rb">([^<]+)"), re.compile(rb"=\"([^\"<>]*)\"")
FIGURE = re.compile(r"(\d{11,19})(?:\.0+)?")
Placed = tuple[Found, Spot]


def is_big(path: Path) -> bool:
    """Whether the file is JSON, or a package by what it says of itself, too big for the others."""
    if path.suffix in JSON:
        return path.stat().st_size > BIG_JSON
    if path.suffix not in PACKAGES:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(one.file_size for one in archive.infolist()) > DEFAULT_LIMITS.expanded
    except ZIP_GIVES_UP:
        return False


def big_hits(path: Path) -> Iterator[Placed]:
    """What a big file holds. Raises OSError, ValueError or UnreadableFileError if it is damaged."""
    yield from _in_json(path) if path.suffix in JSON else _in_package(path)


def _in_json(path: Path) -> Iterator[Placed]:
    line = 1
    with path.open("rb") as file:
        for piece in _pieces(file, b"\n"):
            last = line + piece.count(b"\n")
            spot = Spot(f"第 {line}—{last} 行")
            line = last
            yield from ((found, spot) for found in _in_json_piece(piece))


def _in_json_piece(piece: bytes) -> Iterator[Found]:
    # Every quote parts: what stands in texts, in keys and between them is all looked at.
    parts = {one for one in piece.split(b'"') if not STRUCTURE.fullmatch(one)}
    texts = (one.decode() for one in parts)
    yield from _in_texts(JSON_ESCAPE.sub(_unescaped, one) if "\\" in one else one for one in texts)
    for key, figure in set(JSON_FIGURE.findall(piece)):
        is_amount = key.decode().endswith(AMOUNT_ENDS)
        for found in in_figure(int(figure)):
            if not (is_amount and found.kind is Kind.MOBILE):
                yield found


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else ESCAPES.get(match[2], match[2])


def _in_package(path: Path) -> Iterator[Placed]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                spot = Spot(f"{place_of(name)} {name}")
                with archive.open(name) as part:
                    found = _in_markup(part, name) if name.endswith(MARKUP) else _in_bytes(part)
                    yield from ((one, spot) for one in found)
    except ZIP_GIVES_UP as error:
        raise unreadable("文件不完整或已损坏") from error


def _in_markup(part: IO[bytes], name: str) -> Iterator[Found]:
    is_sheet = SHEET_PART.match(name)
    for piece in _pieces(part, b"<"):
        joined = RUNS.sub(b"", piece) if b"</r>" in piece else piece
        said = [one[1] for one in SHEET_SAID.findall(joined)] if is_sheet else SAID.findall(joined)
        parts = {*TEXT.findall(joined), *said}
        texts = [html.unescape(one.decode()) if b"&" in one else one.decode() for one in parts]
        yield from _in_texts(texts)
        for figure in filter(None, map(FIGURE.fullmatch, texts)):
            yield from in_figure(int(figure[1]))


def _in_bytes(part: IO[bytes]) -> Iterator[Found]:
    yield from _in_texts(one.text for one in binary_texts(part.read(), ""))


def _in_texts(texts: Iterable[str]) -> Iterator[Found]:
    values = pa.chunked_array([pa.array(list(texts), pa.large_string())])
    yield from (found for found, _ in suspects(Column("", values)))


def _pieces(file: IO[bytes], cut: bytes) -> Iterator[bytes]:
    """The file in pieces of some PIECE bytes, each ending in front of, or at, the byte `cut`."""
    rest = b""
    while more := file.read(PIECE):
        whole = rest + more
        end = whole.rfind(cut)
        if end > 0:
            yield whole[:end]
            whole = whole[end:]
        rest = whole
    yield rest
