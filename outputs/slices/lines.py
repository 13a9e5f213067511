"""The records of a published CSV or JSON file as lines, to be put together again; 逐行取用.

Belongs here: finding where records begin and end, and the bytes of some of them. Does not belong
here: which records (`cutting.py`). A slice has the very bytes of the file it is cut from, so
nothing is written a second way.
"""

from dataclasses import dataclass

import pyarrow as pa

QUOTE, LINE_FEED = ord('"'), ord("\n")
JSON_BETWEEN, JSON_END = b",\n", b"\n]}\n"


@dataclass(frozen=True)
class Lines:
    """A file taken apart: what stands before its records, each record, what stands behind.

    Every record ends in a separator of `trailing` bytes that the last one of a file lacks.
    """

    head: bytes
    records: pa.LargeBinaryArray
    end: bytes
    trailing: int

    def chosen(self, rows: pa.Array) -> "Lines":
        """The same file with these rows, by number, in their order."""
        return Lines(self.head, self.records.take(rows), self.end, self.trailing)

    def run(self, start: int, length: int) -> bytes:
        """A file of `length` records from `start`; at least one."""
        _, offsets, data = self.records.buffers()
        ends = pa.Array.from_buffers(pa.int64(), len(self.records) + 1, [None, offsets])
        first, last = ends[start].as_py(), ends[start + length].as_py() - self.trailing
        return b"".join((self.head, memoryview(data)[first:last], self.end))


def csv_lines(content: bytes) -> Lines:
    """The lines of a canonical CSV; a line end between quotes is text."""
    import numpy as np

    characters = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(characters == LINE_FEED)
    quotes = np.flatnonzero(characters == QUOTE)
    ends = ends[np.searchsorted(quotes, ends) % 2 == 0] + 1
    return Lines(content[: ends[0]], _records(content, ends), b"", 0)


def json_lines(content: bytes) -> Lines:
    """The records of a JSON file with one record per line. Raises ValueError if it is none."""
    import numpy as np

    if not content.endswith(JSON_END):
        raise ValueError("not one record per line")
    body = content[: -len(JSON_END)] + JSON_BETWEEN
    ends = np.flatnonzero(np.frombuffer(body, np.uint8) == LINE_FEED) + 1
    return Lines(body[: ends[0]], _records(body, ends), JSON_END, len(JSON_BETWEEN))


def _records(content: bytes, ends: object) -> pa.LargeBinaryArray:
    """What stands between the ends; the first end is that of the head."""
    offsets = pa.py_buffer(ends)
    count = offsets.size // 8 - 1
    buffers = [None, offsets, pa.py_buffer(content)]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), count, buffers)
