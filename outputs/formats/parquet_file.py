"""Parquet: typed values for analysts, with titles and definitions in the metadata."""

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from outputs.canonical import canonical_table
from outputs.columns import arrow_schema
from sources.contract import Contract

GROUP_ROWS = 200_000


def write_parquet(contract: Contract, table: pa.Table, path: Path) -> None:
    """Write the published table: zstd, money decimal128(18,2), fen int64, sorted by record_id.

    Raises KeyError if a published column is missing, pyarrow.ArrowInvalid if one cannot be cast.
    """
    typed = canonical_table(contract, table).cast(arrow_schema(contract))
    with parquet.ParquetWriter(path, typed.schema, compression="zstd") as writer:
        for start in range(0, max(typed.num_rows, 1), GROUP_ROWS):
            # One chunk per column, so that the same values give the same pages however they came.
            rows = typed.slice(start, GROUP_ROWS).combine_chunks()
            writer.write_table(rows, row_group_size=GROUP_ROWS)
