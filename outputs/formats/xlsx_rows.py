"""The rows of a worksheet as XML text, made with Arrow's kernels.

Belongs here: cells and shared texts. Does not belong here: the rest of the package, which a library
writes (xlsx_file). No library known writes a million rows with a style for each column in less
time than this takes, and one cell at a time takes minutes.

Texts that come again stand once for the whole workbook, as office programs store them; columns
whose texts are nearly all different hold them in the cells, or a reader would need a table of
millions. Only `t="s"`, `t="inlineStr"` and plain numbers are ever written: no formula can be made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import raw_bytes

# Rows made at once: bounds the memory of a write.
SLICE_ROWS = 20_000
# A column is shared if its texts come this many times on the average.
REPEATED = 4
CELL_CHARACTERS = 32_767
CUT = "……（内容过长，全文见 CSV 文件）"
# What XML cannot hold as it is, and what Excel reads as an escape of its own.
SPECIAL = r"[&<>\r\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
REPLACED = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\r", "&#13;"),
    ("\ufffe", "\ufffd"),
    ("\uffff", "\ufffd"),
)
ESCAPE_LIKE = r"_(x[0-9A-Fa-f]{4}_)"
ESCAPED = r"_x005F_\1"


@dataclass(frozen=True)
class SheetColumn:
    """One column: its letters (AB), the number of its style, its values.

    `values` are numbers or text, or, if `is_shared`, ready ends of cells by dictionary.
    """

    letters: str
    style: int
    values: pa.ChunkedArray
    is_shared: bool


@dataclass(frozen=True)
class SheetColumns:
    """All columns, and the texts that their cells refer to by number."""

    columns: tuple[SheetColumn, ...]
    shared: tuple[pa.ChunkedArray, ...]
    references: int

    @property
    def unique(self) -> int:
        """How many texts are shared."""
        return sum(len(texts) for texts in self.shared)


def sheet_columns(
    table: pa.Table, styles: Sequence[int], first_shared: Callable[[int], int]
) -> SheetColumns:
    """Columns of a canonical table in sheet order.

    `first_shared` tells the number of the first shared text when it is told how many there are.
    Raises ValueError if there is not one style for each column.
    """
    encoded = [_encoded(values) for values in table.columns]
    sharing = [one for one in encoded if one is not None]
    number = first_shared(sum(len(one.chunk(0).dictionary) for one in sharing))
    columns: list[SheetColumn] = []
    shared: list[pa.ChunkedArray] = []
    for index, (own, style) in enumerate(zip(encoded, styles, strict=True)):
        values = table.column(index)
        if own is not None:
            texts = pa.chunked_array([own.chunk(0).dictionary]).cast(pa.large_string())
            shared.append(_escaped(_fitting(texts)))
            values = _ends(own, style, number)
            number += len(texts)
        columns.append(SheetColumn(letters_of(index), style, values, own is not None))
    references = sum(len(one) - one.null_count for one in sharing)
    return SheetColumns(tuple(columns), tuple(shared), references)


def _encoded(values: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """A text column by dictionary, or None if it is no text or its texts hardly repeat."""
    if not pa.types.is_string(values.type) or len(values) == values.null_count:
        return None
    if len(pc.unique(values)) * REPEATED > len(values):
        return None
    return values.dictionary_encode().unify_dictionaries()


def _ends(encoded: pa.ChunkedArray, style: int, number: int) -> pa.ChunkedArray:
    """What follows the row number in each cell of a shared column, by dictionary."""
    count = len(encoded.chunk(0).dictionary)
    numbers = pc.cast(pa.array(range(number, number + count), pa.int64()), pa.large_string())
    ends = pc.binary_join_element_wise(
        _large(f'" s="{style}" t="s"><v>'), numbers, _large("</v></c>"), _large("")
    )
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(chunk.indices, ends) for chunk in encoded.chunks]
    )


def letters_of(index: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    before, last = divmod(index, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


def row_pieces(columns: Sequence[SheetColumn], start: int, count: int) -> Iterator[list[pa.Buffer]]:
    """The XML of `count` records from `start` on, below a header in row 1, slice by slice."""
    for offset in range(0, count, SLICE_ROWS):
        rows = min(SLICE_ROWS, count - offset)
        yield list(raw_bytes(_rows(columns, start + offset, rows, offset + 2)))


def _rows(columns: Sequence[SheetColumn], start: int, rows: int, first_row: int) -> pa.ChunkedArray:
    numbers = pc.cast(pa.array(range(first_row, first_row + rows)), pa.large_string())
    parts: list[pa.Array | pa.Scalar] = [_large('<row r="'), numbers, _large('">')]
    for column in columns:
        values = column.values.slice(start, rows)
        parts += [_large(f'<c r="{column.letters}'), numbers, _cell_ends(column, values)]
    text = pc.binary_join_element_wise(*parts, _large("</row>"), _large(""))
    return pa.chunked_array([text])


def _cell_ends(column: SheetColumn, values: pa.ChunkedArray) -> pa.Array:
    """What follows the row number; a blank cell keeps its style."""
    blank = f'" s="{column.style}"/>'
    if column.is_shared:
        ends = values.cast(pa.large_string())
    elif pa.types.is_string(values.type):
        opening = f'" s="{column.style}" t="inlineStr"><is><t xml:space="preserve">'
        text = _escaped(_fitting(values.cast(pa.large_string())))
        ends = _wrapped(opening, text, "</t></is></c>")
    else:
        text = values.cast(pa.large_string())
        ends = _wrapped(f'" s="{column.style}"><v>', text, "</v></c>")
    return _one(pc.fill_null(ends, blank))


def _wrapped(before: str, values: pa.ChunkedArray, behind: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(_large(before), values, _large(behind), _large(""))


def shared_items(texts: Iterable[pa.ChunkedArray]) -> Iterator[pa.Buffer]:
    """The XML of the shared texts, in the order of their numbers."""
    for some in texts:
        items = _wrapped('<si><t xml:space="preserve">', some, "</t></si>")
        yield from raw_bytes(items)


def _fitting(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts cut with a notice where a cell cannot hold them."""
    too_long = pc.greater(pc.utf8_length(texts), CELL_CHARACTERS)
    if not pc.any(too_long).as_py():
        return texts
    kept = pc.utf8_slice_codeunits(texts, 0, CELL_CHARACTERS - len(CUT))
    return pc.if_else(too_long, _wrapped("", kept, CUT), texts)


def _escaped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pc.any(pc.match_substring_regex(texts, pattern=SPECIAL)).as_py():
        return texts
    for old, new in REPLACED:
        texts = pc.replace_substring(texts, pattern=old, replacement=new)
    return pc.replace_substring_regex(texts, pattern=ESCAPE_LIKE, replacement=ESCAPED)


def _one(values: pa.ChunkedArray) -> pa.Array:
    joined = values.combine_chunks()
    return joined if isinstance(joined, pa.Array) else pa.concat_arrays(joined.chunks)


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())
