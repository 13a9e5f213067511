"""The provenance of a dataset laid apart by runs of records, each read once and no more; 分段存放.

Belongs here: the way from one file in the order of ids to pieces in that of the pages. Does not
belong here: what is made of them (sources). Asking the file for each run would read it as often as
there are runs, and a file of ten million values is read in no time but its own.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc, parquet

from sources.parquet import plain

WRITING = ipc.IpcWriteOptions(compression="lz4")


def spread(provenance: Path, record_ids: pa.ChunkedArray, size: int, folder: Path) -> None:
    """Write the values of each run of so many records into files below an empty folder.

    One group of rows is in memory at a time. Values of other records are left out. Raises OSError.
    """
    ids = record_ids.combine_chunks()
    names = parquet.read_schema(provenance).names
    with parquet.ParquetFile(provenance, read_dictionary=names) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number).unify_dictionaries().combine_chunks()
            for run, rows in _runs(group["record_id"], ids, size):
                target = folder / str(run) / f"{number}.arrow"
                target.parent.mkdir(exist_ok=True)
                _write(group.take(pa.array(rows)), target)


def run_of(folder: Path, number: int) -> pa.Table:
    """The values of one run, counted from 0."""
    parts = []
    for path in sorted((folder / str(number)).glob("*.arrow")):
        with ipc.open_file(path) as file:
            parts.append(file.read_all())
    return pa.concat_tables(parts)


def _runs(
    column: pa.ChunkedArray, ids: pa.Array, size: int
) -> Iterator[tuple[int, "np.ndarray[tuple[int], np.dtype[np.int64]]"]]:
    """The rows of each run in a group, by the runs' numbers."""
    (own,) = column.chunks
    places = pc.index_in(own.dictionary, value_set=ids).take(own.indices)
    runs = pc.fill_null(places, -size).to_numpy() // size
    order = np.argsort(runs, kind="stable")
    found, starts = np.unique(runs[order], return_index=True)
    for run, rows in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
        if run >= 0:
            yield run, rows


def _write(rows: pa.Table, path: Path) -> None:
    table = pa.table([plain(column) for column in rows.columns], rows.schema.names)
    with ipc.new_file(path, table.schema, options=WRITING) as file:
        file.write_table(table)
