"""The bytes of a received file into sheets of cells, inside the worker; 拆包.

Belongs here: deciding by content what a file is, reading its cells, and the limits on size and
cells. Does not belong here: limits on time and memory (worker), what a package's XML says beside
the cells (package, opendocument), and what cells mean.
"""

import io
import lzma
import math
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sources.binary_package import binary_sheets
from sources.collecting import collector_paused
from sources.compound import compound_facts
from sources.delimited import read_delimited, refuse_disguise
from sources.facts import ERROR_TEXTS, Facts, PackageFacts
from sources.limits import Limits
from sources.native import native_faults
from sources.number_formats import as_percentage
from sources.opendocument import opendocument_facts
from sources.package import Parts, refuse_other_package, refuse_reach, workbook_facts
from sources.refusal import UnreadableFileError, unreadable

ZIP_MAGIC = b"PK"
ZIP_IS_ENCRYPTED = 1
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_FILES = (
    (b"%PDF", "这是 PDF 文件，不是表格"),
    (b"\x89PNG", "这是图片，不是表格"),
    (b"\xff\xd8\xff", "这是图片，不是表格"),
    (b"GIF8", "这是图片，不是表格"),
    (b"Rar!", "这是压缩包，请解压后报送里面的表格"),
    (b"7z\xbc\xaf\x27\x1c", "这是压缩包，请解压后报送里面的表格"),
    (b"\x1f\x8b", "这是压缩包，请解压后报送里面的表格"),
)
# What zipfile and what it unpacks with raise on bytes that somebody changed.
ZIP_GIVES_UP = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
MOST_MERGED_CELLS = 2_000_000
BIG_MERGE = 100_000

Position = tuple[int, int]
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class RawSheet:
    """One sheet as the worker hands it over; a hidden one is handed over without its cells."""

    name: str
    rows: Sequence[Sequence[object]] = ()
    merges: Sequence[Merge] = ()
    visible: bool = True
    facts: Facts = field(default_factory=Facts)
    errors: Sequence[Position] = ()


def unpack(path: Path, limits: Limits) -> bytes:
    """The pickled sheets and package facts of a file. Raises UnreadableFileError."""
    size = path.stat().st_size
    if size > limits.expanded:
        raise too_big(size, limits)
    with collector_paused():
        return pickle.dumps(read_content(path, limits), protocol=5)


def too_big(size: int, limits: Limits) -> UnreadableFileError:
    """The refusal of a file by its size."""
    value, expected = (str(math.ceil(part / 1024**2)) for part in (size, limits.expanded))
    return UnreadableFileError("file_too_big", value=value, expected=expected)


def read_content(path: Path, limits: Limits) -> tuple[list[RawSheet], PackageFacts]:
    """The sheets of a file by what it holds, whatever its name."""
    content = path.read_bytes()
    if not content:
        raise unreadable("文件是空的")
    for magic, reason in OTHER_FILES:
        if content.startswith(magic):
            raise unreadable(reason)
    if content.startswith(ZIP_MAGIC):
        return read_package(content, limits)
    if content.startswith(OLE_MAGIC):
        facts = compound_facts(content)
        return read_workbook(content, lambda: facts, limits), replace(facts, sheets={})
    refuse_disguise(content)
    rows = read_delimited(content)
    return [RawSheet(path.stem, rows, errors=error_cells(rows))], PackageFacts()


def read_package(content: bytes, limits: Limits) -> tuple[list[RawSheet], PackageFacts]:
    """The sheets of a zip package. Raises UnreadableFileError if it is no workbook.

    The native reader leaves the interpreter free; what is scanned meanwhile takes no time of its
    own. What could make the reader ask for too much is checked before.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = Parts(archive)
            refuse_package(archive, parts, limits)
            with ThreadPoolExecutor(1) as beside:
                scan = beside.submit(zip_facts, parts)
                try:
                    sheets = read_workbook(content, scan.result, limits)
                finally:
                    facts = scan.result()  # its refusal says more than the native reader's
            return sheets, replace(facts, sheets={})
    except ZIP_GIVES_UP as error:
        raise unreadable("文件不完整或已损坏") from error


def refuse_package(archive: zipfile.ZipFile, parts: Parts, limits: Limits) -> None:
    """Raise UnreadableFileError for what must not reach the native reader."""
    size = sum(info.file_size for info in archive.infolist())
    if size > limits.expanded:
        raise too_big(size, limits)
    if any(info.flag_bits & ZIP_IS_ENCRYPTED for info in archive.infolist()):
        raise unreadable("文件设有密码")
    refuse_other_package(parts.names)
    refuse_reach(parts, limits)


def zip_facts(parts: Parts) -> PackageFacts:
    """What a zip package says beside its cells. Raises what zipfile does if it is damaged."""
    is_ods = "content.xml" in parts.names
    facts = opendocument_facts(parts) if is_ods else workbook_facts(parts)
    facts = replace(facts, sheets={**facts.sheets, **binary_sheets(parts)})
    parts.check_rest()
    return facts


def read_workbook(
    content: bytes, facts: Callable[[], PackageFacts], limits: Limits
) -> list[RawSheet]:
    """All worksheets with the native reader; the facts are asked for when the first is there."""
    import python_calamine

    with native_faults():
        workbook = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        return _worksheets(workbook, facts, limits)


def _worksheets(workbook: Any, facts: Callable[[], PackageFacts], limits: Limits) -> list[RawSheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets: list[RawSheet] = []
    left = limits.cells
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != SheetVisibleEnum.Visible:
            sheets.append(RawSheet(meta.name, visible=False))
            continue
        native = workbook.get_sheet_by_name(meta.name)
        height, width = (last + 1 for last in native.end or (-1, -1))
        left -= height * width
        if left < 0:
            raise too_many_cells(meta.name, height, width, limits)
        sheets.append(_worksheet(native, facts().sheets.get(meta.name, Facts())))
    return sheets


def too_many_cells(sheet: str, height: int, width: int, limits: Limits) -> UnreadableFileError:
    """The refusal of a sheet whose cells lie too far apart."""
    words = {"sheet": sheet, "rows": str(height), "columns": str(width)}
    return UnreadableFileError("sheet_too_large", expected=str(limits.cells), **words)


def _worksheet(native: Any, facts: Facts) -> RawSheet:
    rows, texts = shared_rows(native)
    write_shown(rows, facts)
    rows = trim(rows)
    width = max(map(len, rows), default=0)
    merges = [
        clip((top, left, bottom, right), len(rows), width)
        for (top, left), (bottom, right) in native.merged_cell_ranges or ()
    ]
    if sum(map(area, merges)) > MOST_MERGED_CELLS:
        raise unreadable("合并的单元格太多")
    has_errors = facts.errors or not ERROR_TEXTS.isdisjoint(texts)
    errors = error_cells(rows) if has_errors else ()
    return RawSheet(native.name, rows, merges, facts=facts, errors=errors)


def write_shown(rows: list[list[object]], facts: Facts) -> None:
    """What cells show, where the native reader gives less: errors as blank, 92% as 0.92."""
    for row, column, text in facts.errors:
        # A blank amount would be no fault.
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = text
    for row, column in facts.percents:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, float):
            rows[row][column] = as_percentage(value)


def error_cells(rows: Sequence[Sequence[object]]) -> list[Position]:
    """Cells that show an error of a formula."""
    return [
        (row, column)
        for row, values in enumerate(rows)
        if not ERROR_TEXTS.isdisjoint(values)
        for column, value in enumerate(values)
        if value in ERROR_TEXTS
    ]


def area(merge: Merge) -> int:
    """Number of cells of a merged range."""
    top, left, bottom, right = merge
    return (bottom - top + 1) * (right - left + 1)


def clip(merge: Merge, height: int, width: int) -> Merge:
    """A merged range of whole rows or columns cut to the cells that are there."""
    if area(merge) <= BIG_MERGE:
        return merge
    top, left, bottom, right = merge
    return top, left, max(top, min(bottom, height - 1)), max(left, min(right, width - 1))


def shared_rows(native: Any) -> tuple[list[list[object]], set[object]]:
    """The rows from A1 on with each text once in memory, and the texts.

    Row by row takes half the memory of all at once; pickling and loading are thrice as fast.
    """
    once: dict[object, object] = {}
    keep = once.setdefault
    # The native reader starts at the first used column, which would move every address.
    left: list[object] = [""] * (native.start or (0, 0))[1]
    rows = []
    for row in native.iter_rows():
        for column, value in enumerate(row):
            if value.__class__ is str:
                row[column] = keep(value, value)
        rows.append(left + row if left else row)
    return rows, set(once)


def trim(rows: list[list[object]]) -> list[list[object]]:
    """The rows without blank rows at the end and blank columns on the right."""
    last = len(rows)
    while last and all(map(is_blank, rows[last - 1])):
        last -= 1
    width = 0
    for row in rows[:last]:
        column = len(row)
        while column > width and is_blank(row[column - 1]):
            column -= 1
        width = max(width, column)
    return [row if len(row) <= width else row[:width] for row in rows[:last]]


def is_blank(value: object) -> bool:
    """True for an empty cell and for one of white space."""
    return isinstance(value, str) and (not value or value.isspace())
