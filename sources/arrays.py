"""Arrow arrays from lists of texts, whole numbers and decimals; 列数组.

Belongs here: building them from buffers. `pa.array` does the same, but imports pandas first, which
takes longer than a small file as a whole. Does not belong here: which columns a table has (records,
claims).
"""

from array import array
from collections.abc import Sequence
from itertools import repeat
from operator import is_not

import pyarrow as pa
import pyarrow.compute as pc

SEPARATOR = "\x1f"  # stands in no text that reading hands on; if one does, pandas is the price
LONGEST = 2**29 - 1  # characters of four bytes: an array holds less than 2 GiB


def text_array(texts: Sequence[str | None]) -> pa.Array:
    """Texts as Arrow strings: joined, encoded at once, and split again by Arrow."""
    count = len(texts)
    gaps = None in texts
    filled = ["" if text is None else text for text in texts]
    joined = SEPARATOR.join(filled)
    if len(joined) > LONGEST:
        return pa.array(texts, pa.string())
    if not texts:
        return pa.nulls(0, pa.string())
    if texts.count(texts[0]) == count:
        return constant_array(texts[0], count)
    parts = pc.split_pattern(_single(joined), SEPARATOR).values
    if len(parts) != count:
        return pa.array(texts, pa.string())
    if not gaps:
        return parts
    return pa.Array.from_buffers(pa.string(), count, [_validity(texts), *parts.buffers()[1:]])


def whole_array(numbers: Sequence[int | None]) -> pa.Array:
    """Whole numbers as 64 bits."""
    gaps = None in numbers
    known = array("q", [0 if number is None else number for number in numbers])
    return _from_buffers(pa.int64(), len(numbers), (_validity(numbers) if gaps else None, known))


def decimal_array(numbers: Sequence[object], kind: pa.DataType) -> pa.Array:
    """Decimals or whole numbers. Raises pa.ArrowInvalid for one that the type cannot hold."""
    written = [None if n is None else str(n) for n in numbers]
    return text_array(written).cast(kind)


def typed_array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    """Values of one of the types that records and claims have."""
    if pa.types.is_decimal(kind):
        return decimal_array(values, kind)
    make = whole_array if pa.types.is_integer(kind) else text_array
    return make(values)  # type: ignore[arg-type]  # what the contract's types hold


def constant_array(text: str | None, count: int) -> pa.Array:
    """The same text so many times."""
    return pa.nulls(count, pa.string()) if text is None else pa.repeat(_single(text)[0], count)


def row_numbers(rows: Sequence[int]) -> pa.Array:
    """Zero-based rows as they are called in addresses."""
    return pc.add(whole_array(rows), whole_array([1])[0]).cast(pa.string())


def cell_array(numbers: pa.Array, letters: str) -> pa.Array:
    """A1-style addresses of numbered rows in one column: F6, F7 …"""
    return pc.binary_join_element_wise(_single(letters)[0], numbers, _single("")[0])


def _single(text: str) -> pa.Array:
    encoded = text.encode()
    return _from_buffers(pa.string(), 1, (None, array("i", [0, len(encoded)]), encoded))


def _validity(values: Sequence[object]) -> pa.Buffer:
    known = bytes(map(is_not, values, repeat(None)))
    return _from_buffers(pa.uint8(), len(values), (None, known)).cast(pa.bool_()).buffers()[1]


def _from_buffers(kind: pa.DataType, count: int, buffers: Sequence[object]) -> pa.Array:
    known = [None if one is None else pa.py_buffer(one) for one in buffers]
    return pa.Array.from_buffers(kind, count, known)
