"""A published workbook held against its table, and what is left of it without records; 核对工作簿.

Belongs here: taking the records out of a workbook of ours, if they are exactly those of a table.
Does not belong here: making workbooks (xlsx_file).
"""

from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

import pyarrow as pa

from outputs.canonical import canonical_table
from outputs.columns import arrow_schema
from outputs.formats.told import Beside, DifferentFileError
from outputs.formats.xlsx_file import COLUMN_STYLE, COUNTS, SHARED, SHEET, Part, sheet_parts
from outputs.formats.xlsx_rows import SheetColumns, row_pieces, shared_items, sheet_columns
from sources.contract import Contract

# The header's row ends there; the head of a sheet is some kilobytes.
HEAD, HEAD_BYTES = b"</row>", 1 << 20
LAST_SHARED, LAST_ROW = b"</sst>", b"</sheetData>"


def without_records(contract: Contract, table: pa.Table, path: Path) -> bytes:
    """The workbook as it would be without records: headers, styles, 说明, properties.

    Raises DifferentFileError if its rows and shared texts are not those that the table makes.
    """
    canonical = canonical_table(contract, table).cast(arrow_schema(contract))
    sheets = {SHEET.format(one.number): one for one in sheet_parts(canonical.num_rows)}
    left = BytesIO()
    try:
        with ZipFile(path) as archive, ZipFile(left, "w") as kept:
            if not {*sheets, SHARED} <= set(archive.namelist()):
                raise DifferentFileError
            columns = _columns(archive, canonical)
            for name in archive.namelist():
                with archive.open(name) as file:
                    kept.writestr(name, _left(file, name, sheets.get(name), columns))
    except BadZipFile as error:
        raise DifferentFileError from error
    return left.getvalue()


def _columns(archive: ZipFile, table: pa.Table) -> SheetColumns:
    counts = COUNTS.search(archive.read(SHARED))
    with archive.open(SHEET.format(1)) as file:
        styles = [int(one) for one in COLUMN_STYLE.findall(file.read(HEAD_BYTES))]
    if counts is None or len(styles) != table.num_columns:
        raise DifferentFileError
    # The records' texts stand behind all others.
    return sheet_columns(table, styles, lambda own: int(counts[2]) - own)


def _left(file: IO[bytes], name: str, part: Part | None, columns: SheetColumns) -> bytes:
    if part is not None:
        return _sheet(file, part, columns)
    content = file.read()
    if name != SHARED:
        return content
    own = b"".join(shared_items(columns.shared)) + LAST_SHARED
    if not content.endswith(own):
        raise DifferentFileError
    return content[: -len(own)] + LAST_SHARED


def _sheet(file: IO[bytes], part: Part, columns: SheetColumns) -> bytes:
    start = file.read(HEAD_BYTES)
    head, mark, ahead = start.partition(HEAD)
    held = Beside(file, ahead)
    for pieces in row_pieces(columns.columns, part.start, part.rows):
        for piece in pieces:
            held.write(piece)
    behind = held.rest()
    if not mark or not behind.startswith(LAST_ROW):
        raise DifferentFileError
    return head + mark + behind
