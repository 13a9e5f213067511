"""XLSX: the workbook for people. Sheet 数据 holds the records, sheet 说明 what they mean.

Belongs here: the workbook's sheets, columns and styles, and putting the rows in. Does not belong
here: the rows' XML (xlsx_rows) and what 说明 says (xlsx_notes). Text is written as strings, never
as formulas or numbers; amounts are numbers. XlsxWriter makes the workbook with headers alone, and
the rows are put into its sheets. Nothing in the file depends on the clock, so that the same values
give the same bytes.
"""

import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import xlsxwriter

from outputs.canonical import canonical_table
from outputs.columns import PublishedColumn, arrow_schema, published_columns
from outputs.formats.xlsx_notes import Imprint, write_notes
from outputs.formats.xlsx_rows import (
    CELL_CHARACTERS,
    CUT,
    SheetColumns,
    letters_of,
    row_pieces,
    shared_items,
    sheet_columns,
)
from sources.contract import Contract

SHEET_ROWS = 1_048_576
# XlsxWriter would write the clock's time.
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter refuses aware datetimes
WIDTHS = {
    "text": 18, "enum": 12, "integer": 10, "year": 10, "money": 20, "fen": 20, "date": 22,
    "phone": 18,
    "document": 24,
}  # fmt: skip
WIDER = {"definition": 60, "document_title": 36, "project_name": 30, "source_file": 24}
NUMBER_FORMATS = {"integer": "#,##0", "year": "0", "money": "#,##0.00", "fen": "0"}
HEADER = {"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
SHEET = "xl/worksheets/sheet{}.xml"
SHARED = "xl/sharedStrings.xml"
COLUMN_STYLE = re.compile(rb'<col min="\d+" max="\d+" [^>]*?style="(\d+)"')
COUNTS = re.compile(rb'count="(\d+)" uniqueCount="(\d+)"')
# The fastest level: the rows repeat themselves so much that the next ones gain little.
LEVEL = 1
# A part of this size or more needs the 64-bit form of ZIP; what a cell's markup takes at most.
LARGE, MARKUP = 2**31 - 1, 64


@dataclass(frozen=True)
class Part:
    """The rows that one sheet holds; `number` is the sheet's place from 1."""

    number: int
    name: str
    start: int
    rows: int


def write_xlsx(
    contract: Contract,
    table: pa.Table,
    path: Path,
    imprint: Imprint | None = None,
    *,
    sheet_rows: int = SHEET_ROWS,
) -> None:
    """Write the workbook; more rows than a sheet holds go on in 数据2, 数据3 and so on.

    `sheet_rows` counts the header. Raises KeyError if a published column is missing.
    """
    canonical = canonical_table(contract, table).cast(arrow_schema(contract))
    parts = sheet_parts(canonical.num_rows, sheet_rows)
    skeleton = BytesIO()
    _write_skeleton(contract, skeleton, parts, imprint or Imprint.of(contract.owner))
    with ZipFile(skeleton) as old, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as new:
        _fill(old, new, canonical, parts)


def sheet_parts(rows: int, sheet_rows: int = SHEET_ROWS) -> tuple[Part, ...]:
    """How so many records lie in sheets of so many rows, a header in each; at least one sheet."""
    body = sheet_rows - 1
    count = max(1, -(-rows // body))
    return tuple(
        Part(
            number=number + 1,
            name="数据" if count == 1 else f"数据{number + 1}",
            start=number * body,
            rows=min(body, rows - number * body),
        )
        for number in range(count)
    )


def _write_skeleton(
    contract: Contract, target: IO[bytes], parts: tuple[Part, ...], imprint: Imprint
) -> None:
    """Everything but the records."""
    columns = published_columns(contract)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": contract.title, "created": CREATED})
        bold = book.add_format(HEADER)
        for part in parts:
            _write_header(book, part, columns, bold)
        write_notes(book, contract, columns, imprint, sum(part.rows for part in parts))


def _write_header(book: Any, part: Part, columns: tuple[PublishedColumn, ...], bold: Any) -> None:
    sheet = book.add_worksheet(part.name)
    for index, column in enumerate(columns):
        width = WIDER.get(column.name, WIDTHS[column.type])
        sheet.set_column(index, index, width, book.add_format(_cell_style(column)))
        sheet.write_string(0, index, heading(column), bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, part.rows, len(columns) - 1)


def heading(column: PublishedColumn) -> str:
    """Return the column's Chinese title, an amount's with its unit: 金额（元）."""
    if column.type == "money":
        return f"{column.title}（{column.unit or '元'}）"
    return column.title


def _cell_style(column: PublishedColumn) -> dict[str, Any]:
    if column.type in NUMBER_FORMATS:
        return {"num_format": NUMBER_FORMATS[column.type]}
    return {"num_format": "@"}


def _fill(old: ZipFile, new: ZipFile, table: pa.Table, parts: tuple[Part, ...]) -> None:
    """Copy the skeleton's parts, and the records with them."""
    sheets = {SHEET.format(part.number): part for part in parts}
    counts = COUNTS.search(old.read(SHARED))
    if counts is None:
        raise ValueError(f"{SHARED} of the skeleton has no counts")
    styles = [int(found) for found in COLUMN_STYLE.findall(old.read(SHEET.format(1)))]
    before = int(counts[2])
    columns = sheet_columns(table, styles, lambda _: before)
    for name in old.namelist():
        content = old.read(name)
        is_large = table.nbytes + table.num_rows * table.num_columns * MARKUP > LARGE
        with new.open(name, "w", force_zip64=is_large and name in sheets) as file:
            if name in sheets:
                _write_sheet(file, content, columns, sheets[name])
            elif name == SHARED:
                _write_shared(file, content, columns)
            else:
                file.write(content)


def _write_sheet(file: IO[bytes], content: bytes, columns: SheetColumns, part: Part) -> None:
    last = letters_of(len(columns.columns) - 1)
    content = content.replace(
        f'<dimension ref="A1:{last}1"/>'.encode(),
        f'<dimension ref="A1:{last}{part.rows + 1}"/>'.encode(),
    )
    before, behind = content.split(b"</sheetData>")
    file.write(before)
    for piece in _ahead(row_pieces(columns.columns, part.start, part.rows)):
        file.writelines(piece)
    file.write(b"</sheetData>" + behind)


def _ahead(pieces: Iterator[list[pa.Buffer]]) -> Iterator[list[pa.Buffer]]:
    """The same pieces, the next one being made while one is compressed."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = pool.submit(next, pieces, None)
            yield piece


def _write_shared(file: IO[bytes], content: bytes, columns: SheetColumns) -> None:
    def counted(found: re.Match[bytes]) -> bytes:
        references, unique = int(found[1]) + columns.references, int(found[2]) + columns.unique
        return f'count="{references}" uniqueCount="{unique}"'.encode()

    before, behind = COUNTS.sub(counted, content, count=1).split(b"</sst>")
    file.write(before)
    file.writelines(shared_items(columns.shared))
    file.write(b"</sst>" + behind)


def fitting(text: str) -> str:
    """Return the text, cut with a notice if a cell of a workbook cannot hold it."""
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(CUT)] + CUT
