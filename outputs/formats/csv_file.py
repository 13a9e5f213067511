"""CSV: the canonical file for machines, and the one for spreadsheet programs.

Belongs here: CSV syntax and the guard against formulas. Does not belong here: canonical values.
The lines are made with Arrow's text kernels, for neither pyarrow's writer (it quotes every text)
nor DuckDB's (it ends lines in LF) can write RFC 4180 with minimal quoting.
"""

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import canonical_values, each_text, is_text, join_rows, raw_bytes
from outputs.formats.told import Writable

BOM = b"\xef\xbb\xbf"
LINE_END = "\r\n"
NEEDS_QUOTES = '[",\r\n]'
FORMULA_START = "^[=+\\-@\t\r\n＝＋－＠]"
NUMBER = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$"
# Rows turned to text at once: bounds the memory of a write.
SLICE_ROWS = 50_000


def write_csv(table: pa.Table, path: Path) -> None:
    """Canonical CSV: UTF-8 without BOM, CRLF, minimal quotes, money `123.00`, null empty."""
    with path.open("wb") as file:
        tell_csv(table, file)


def tell_csv(table: pa.Table, file: Writable) -> None:
    """Hand what `write_csv` writes to anything that takes it piece by piece."""
    _write_table(table, file, guarded=False)


def csv_bytes(table: pa.Table) -> bytes:
    """What `write_csv` writes."""
    content = BytesIO()
    _write_table(table, content, guarded=False)
    return content.getvalue()


def write_excel_csv(table: pa.Table, path: Path) -> None:
    """Write the same rows with BOM, and with `'` before text that a spreadsheet would run.

    A text that reads as a number, such as -5, is left alone.
    """
    with path.open("wb") as file:
        tell_excel_csv(table, file)


def tell_excel_csv(table: pa.Table, file: Writable) -> None:
    """Hand what `write_excel_csv` writes to anything that takes it piece by piece."""
    file.write(BOM)
    _write_table(table, file, guarded=True)


def _write_table(table: pa.Table, file: Writable, *, guarded: bool) -> None:
    header = [pa.chunked_array([[name]], pa.large_string()) for name in table.schema.names]
    _write_lines([_quote(name) for name in header], file)
    for start in range(0, table.num_rows, SLICE_ROWS):
        rows = table.slice(start, SLICE_ROWS)
        _write_lines([_as_cells(column, guarded=guarded) for column in rows.columns], file)


def _as_cells(column: pa.ChunkedArray, *, guarded: bool) -> pa.ChunkedArray:
    """The values as they stand in the file; numbers need neither a guard nor quotes."""
    if not is_text(column.type):
        return pc.fill_null(column.cast(pa.large_string()), "")

    def change(texts: pa.ChunkedArray) -> pa.ChunkedArray:
        return _quote(_defuse(canonical_values(texts)) if guarded else canonical_values(texts))

    return pc.fill_null(each_text(column, change).cast(pa.large_string()), "")


def _write_lines(columns: list[pa.ChunkedArray], file: Writable) -> None:
    for piece in raw_bytes(join_rows(columns, ",", LINE_END)):
        file.write(piece)


def _quote(column: pa.ChunkedArray) -> pa.ChunkedArray:
    needs = pc.match_substring_regex(column, pattern=NEEDS_QUOTES)
    if not pc.any(needs).as_py():
        return column
    doubled = pc.replace_substring(column, pattern='"', replacement='""')
    quote, nothing = pa.scalar('"', column.type), pa.scalar("", column.type)
    quoted = pc.binary_join_element_wise(quote, doubled, quote, nothing)
    return pc.if_else(needs, quoted, column)


def _defuse(column: pa.ChunkedArray) -> pa.ChunkedArray:
    starts = pc.match_substring_regex(column, pattern=FORMULA_START)
    if not pc.any(starts).as_py():
        return column
    number = pc.match_substring_regex(column, pattern=NUMBER)
    apostrophe, nothing = pa.scalar("'", column.type), pa.scalar("", column.type)
    defused = pc.binary_join_element_wise(apostrophe, column, nothing)
    return pc.if_else(pc.and_not(starts, number), defused, column)
