"""The guard over a received file: every cell, and everything that people forget; 收件审查.

Belongs here: the way from a path to hits, in the worker that opens files, under its limits. Does
not belong here: what is personal (detecting, headings) and what a role allows (roles).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from expectations.privacy.cells import Grid, scan_grid
from expectations.privacy.detecting import detect_private
from expectations.privacy.hits import Found, Hit, Spot, seal
from expectations.privacy.parts import Spoken, package_texts
from expectations.privacy.remains import binary_texts, compound_texts
from sources.collecting import collector_paused
from sources.delimited import read_delimited
from sources.hashing import sha256_of_file
from sources.limits import DEFAULT_LIMITS, Limits
from sources.native import native_faults
from sources.package import Parts
from sources.refusal import unreadable
from sources.unpacking import (
    OLE_MAGIC,
    ZIP_GIVES_UP,
    ZIP_MAGIC,
    refuse_package,
    shared_rows,
    too_big,
    too_many_cells,
)
from sources.worker import SHARED

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".docx")
DEEPEST = 2
HIDDEN = "（隐藏）"
REPEATED = ("没有单元格使用的文字", "文件内部")
Placed = tuple[Found, Spot]


@dataclass
class Seen:
    """What was found already, so that a string, its cell and its cache are one hit."""

    texts: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    placed: set[tuple[str, str, str]] = field(default_factory=set)

    def is_new(self, found: Found, spot: Spot) -> bool:
        """Remember a found value; False if it was told with this place, or needs no telling."""
        value = (found.kind.value, found.value)
        if spot.words.endswith(REPEATED) and value in self.values:
            return False
        self.values.add(value)
        key = (*value, spot.words)
        is_new = key not in self.placed
        self.placed.add(key)
        return is_new


def scan_file(path: Path, limits: Limits = DEFAULT_LIMITS, name: str | None = None) -> list[Hit]:
    """Every hit in a received file, in its cells first. Raises UnreadableFileError.

    `name` is the name under which it came. A worker process looks at it: whatever the file does,
    this process goes on.
    """
    return SHARED.run(scan_content, limits, path, name or path.name, limits)


def scan_content(path: Path, name: str, limits: Limits) -> list[Hit]:
    """In the worker: the hits of a file."""
    size = path.stat().st_size
    if size > limits.expanded:
        raise too_big(size, limits)
    digest = sha256_of_file(path)
    with collector_paused():
        seen = Seen()
        # One after the other: what comes later is compared with what was seen before.
        placed = chain(_named(name), scan_bytes_of(path.read_bytes(), path.stem, limits, seen))
        return [seal(found, spot, digest) for found, spot in placed if seen.is_new(found, spot)]


def _named(name: str) -> Iterator[Placed]:
    return spoken_hits([Spoken(Path(name).stem, Spot("文件名"))])


def scan_bytes_of(
    content: bytes, name: str, limits: Limits, seen: Seen, depth: int = 0
) -> Iterator[Placed]:
    """Every found value of a file by what it holds, whatever its name."""
    if content.startswith(ZIP_MAGIC):
        yield from _in_package(content, limits, seen, depth)
    elif content.startswith(OLE_MAGIC):
        yield from _in_cells(content, limits, seen)
        yield from _unused(compound_texts(content), seen)
    else:
        rows = read_delimited(content)
        yield from scan_grid(Grid(name, rows))


def _in_package(content: bytes, limits: Limits, seen: Seen, depth: int) -> Iterator[Placed]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = Parts(archive)
            refuse_package(archive, parts, limits)
            yield from _in_cells(content, limits, seen)
            yield from spoken_hits(one for one in package_texts(parts) if _is_unused(one, seen))
            for part in sorted(parts.names):
                if part.endswith(".bin"):
                    yield from _unused(binary_texts(parts.read(part), "文件内部"), seen)
                elif part.endswith(WORKBOOK_SUFFIXES) and depth < DEEPEST:
                    inner = scan_bytes_of(parts.read(part), part, limits, seen, depth + 1)
                    yield from ((one, _inside(spot)) for one, spot in inner)
    except ZIP_GIVES_UP as error:
        raise unreadable("文件不完整或已损坏") from error


def _inside(spot: Spot) -> Spot:
    return Spot(f"嵌入的文件：{spot.words}")


def _is_unused(spoken: Spoken, seen: Seen) -> bool:
    """False for a text that a cell holds, where cells and other texts lie in one part."""
    return not (spoken.spot.words.endswith(REPEATED) and spoken.text in seen.texts)


def spoken_hits(texts: Iterable[Spoken]) -> Iterator[Placed]:
    """What texts beside the cells hold."""
    for one in texts:
        for found in detect_private(one.text):
            yield found, one.spot


def _unused(texts: Iterable[Spoken], seen: Seen) -> Iterator[Placed]:
    """What bytes hold beside what was found in cells."""
    for found, spot in spoken_hits(texts):
        if (found.kind.value, found.value) not in seen.values:
            yield found, spot


def _in_cells(content: bytes, limits: Limits, seen: Seen) -> Iterator[Placed]:
    import python_calamine

    with native_faults():
        workbook = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        grids = list(_grids(workbook, limits))
    for grid in grids:
        seen.texts.update(one for row in grid.rows for one in row if isinstance(one, str))
        yield from spoken_hits([Spoken(grid.name, Spot("工作表名称"))])
        yield from scan_grid(grid)


def _grids(workbook: Any, limits: Limits) -> Iterator[Grid]:
    """All worksheets, hidden ones too. Raises UnreadableFileError for too many cells."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    left = limits.cells
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        native = workbook.get_sheet_by_name(meta.name)
        height, width = (last + 1 for last in native.end or (-1, -1))
        left -= height * width
        if left < 0:
            raise too_many_cells(meta.name, height, width, limits)
        note = "" if meta.visible == SheetVisibleEnum.Visible else HIDDEN
        yield Grid(meta.name, shared_rows(native)[0], note)
