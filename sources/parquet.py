"""Reading Parquet files of ours; 读 Parquet 文件.

Belongs here: reading whole files, and texts that it gives by dictionary. Does not belong here:
what its columns mean, writing.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

# From so many rows on, several threads read faster than one.
MANY_ROWS = 10_000
# Beside what is named after a field: where a record comes from.
REPEATED = frozenset({"submission", "file", "source_file", "sheet"})


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file, or some of its columns, in a third of the time that a data set of one takes.

    A release has hundreds of small files: there `pyarrow.parquet.read_table` looks for partitions
    and hands over to threads for longer than it reads. Raises OSError, pyarrow.ArrowInvalid.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        is_long = file.metadata.num_rows >= MANY_ROWS
        wanted = None if columns is None else list(columns)
        return file.read(columns=wanted, use_threads=is_long)


def read_schema(path: Path) -> pa.Schema:
    """The columns of a file. Raises OSError, pyarrow.ArrowInvalid."""
    from pyarrow import parquet

    schema: pa.Schema = parquet.read_schema(path)
    return schema


def read_each(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Read whole files on all cores, in their order: the reader leaves the interpreter free.

    Raises what `read_parquet` does.
    """
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from pool.map(read_parquet, paths)


def read_records(path: Path) -> pa.Table:
    """Read working records; where their values come from is given by dictionary.

    Cells, originals, units and files repeat, and are thrice as much as the values. Raises OSError,
    pyarrow.ArrowInvalid.
    """
    from pyarrow import parquet

    texts = [
        one.name
        for one in read_schema(path)
        if pa.types.is_string(one.type) and ("__" in one.name or one.name in REPEATED)
    ]
    with parquet.ParquetFile(path, read_dictionary=texts) as file:
        return file.read(use_threads=file.metadata.num_rows >= MANY_ROWS)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose texts may be given by dictionary, with each text in its place."""
    kind = column.type
    return column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column
