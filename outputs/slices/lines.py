"""The records of a published CSV or JSON file as lines, to be put together again; 逐行取用.

Belongs here: finding where records begin and end, and the bytes of some of them. Does not belong
here: which records (`cutting.py`). A slice has the very bytes of the file it is cut from, so
nothing is written a second way. A file is mapped and not read: a million records need no memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

QUOTE, LINE_FEED = ord('"'), ord("\n")
JSON_BETWEEN, JSON_END = b",\n", b"\n]}\n"
# Looked at or put together at once: bounds the memory.
PIECE_BYTES, PIECE_ROWS = 1 << 26, 20_000


@dataclass(frozen=True)
class Lines:
    """A file taken apart: what stands before its records, each record, what stands behind.

    Every record ends in a separator of `trailing` bytes that the last one of a file lacks.
    """

    head: bytes
    records: pa.LargeBinaryArray
    end: bytes
    trailing: int

    def pieces(self, rows: pa.Array) -> Iterator[pa.Buffer]:
        """The same file with these rows, by number, ascending, at least one; piece by piece."""
        yield pa.py_buffer(self.head)
        for start in range(0, len(rows), PIECE_ROWS):
            chosen = self.records.take(rows.slice(start, PIECE_ROWS))
            is_last = start + PIECE_ROWS >= len(rows)
            yield _joined(chosen, self.trailing if is_last else 0)
        yield pa.py_buffer(self.end)


def _joined(records: pa.LargeBinaryArray, less: int) -> pa.Buffer:
    """Records just taken, one behind the other, without the last `less` bytes."""
    _, offsets, data = records.buffers()
    ends = pa.Array.from_buffers(pa.int64(), len(records) + 1, [None, offsets])
    return data.slice(0, ends[-1].as_py() - less)


def read_lines(path: Path) -> Lines:
    """A canonical CSV or JSON file by its ending. Raises OSError, ValueError if it is neither."""
    return READERS[path.suffix](mapped(path))


def mapped(path: Path) -> pa.Buffer:
    """The bytes of a file, read when they are looked at. Raises OSError."""
    with pa.memory_map(str(path)) as file:
        return file.read_buffer()


def csv_lines(content: pa.Buffer) -> Lines:
    """The lines of a canonical CSV; a line end between quotes is text."""
    import numpy as np

    ends, quotes = _positions(content, LINE_FEED), _positions(content, QUOTE)
    ends = ends[np.searchsorted(quotes, ends) % 2 == 0] + 1
    return _taken_apart(content, ends, b"", 0)


def json_lines(content: pa.Buffer) -> Lines:
    """The records of a JSON file with one record per line. Raises ValueError if it is none."""
    if content.size < len(JSON_END) or content[-len(JSON_END) :].to_pybytes() != JSON_END:
        raise ValueError("not one record per line")
    ends = _positions(content, LINE_FEED)[:-1] + 1
    if len(ends) > 1:
        # Behind the last record stands the end: as many bytes of it as there are elsewhere.
        ends[-1] += len(JSON_BETWEEN) - 1
    return _taken_apart(content, ends, JSON_END, len(JSON_BETWEEN))


READERS = {".csv": csv_lines, ".json": json_lines}


def _positions(content: pa.Buffer, byte: int) -> Any:
    """Where the byte stands, ascending."""
    import numpy as np

    bytes_ = np.frombuffer(content, np.uint8)
    found = [
        np.flatnonzero(bytes_[start : start + PIECE_BYTES] == byte) + start
        for start in range(0, len(bytes_), PIECE_BYTES)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _taken_apart(content: pa.Buffer, ends: Any, end: bytes, trailing: int) -> Lines:
    """What stands between the ends; the first end is that of the head."""
    if not len(ends):
        raise ValueError("no line at all")
    buffers = [None, pa.py_buffer(ends), content]
    records = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends) - 1, buffers)
    return Lines(content[: int(ends[0])].to_pybytes(), records, end, trailing)
