"""The columns of a Parquet file one at a time, for whoever looks at all of its values; 逐列读取.

Belongs here: reading a column with little memory. Does not belong here: what is looked for. Where
values come from is twenty rows for each record, so a whole table of it is more than memory holds.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sources.parquet import MANY_ROWS


class StoredColumns:
    """A file's columns, texts by dictionary, as they lie there. Raises pyarrow.ArrowInvalid."""

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        self.path = path
        schema = parquet.read_schema(path)
        self.column_names: Sequence[str] = schema.names
        self.num_rows: int = parquet.read_metadata(path).num_rows
        texts = (pa.types.is_string, pa.types.is_large_string)
        self.texts = [one.name for one in schema if any(is_text(one.type) for is_text in texts)]

    def column(self, name: str) -> pa.ChunkedArray:
        """Read one column, in a reader of its own: two threads ask at a time."""
        from pyarrow import parquet

        with parquet.ParquetFile(self.path, read_dictionary=self.texts) as file:
            return file.read([name], use_threads=self.num_rows >= MANY_ROWS).column(name)
