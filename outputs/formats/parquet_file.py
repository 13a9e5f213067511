"""Parquet: typed values for analysts, with titles and definitions in the metadata."""

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from outputs.canonical import canonical_table
from outputs.columns import arrow_schema
from sources.contract import Contract


def write_parquet(contract: Contract, table: pa.Table, path: Path) -> None:
    """Write the published table: zstd, money decimal128(18,2), fen int64, sorted by record_id.

    Raises KeyError if a published column is missing, pyarrow.ArrowInvalid if one cannot be cast.
    """
    typed = canonical_table(contract, table).cast(arrow_schema(contract))
    # One chunk per column, so that the same values give the same pages however they arrived.
    parquet.write_table(typed.combine_chunks(), path, compression="zstd", row_group_size=200_000)
