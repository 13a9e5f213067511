"""The digest of the values in a published data file, whatever contract it was published under.

Belongs here: measuring a file again by its own header. Does not belong here: the digest's
definition (`canonical.py`). A release is checked for years, after its dataset's contract has
gained columns; so the columns are taken from the file, and the signed digest covers their names.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from outputs.canonical import values_digest
from outputs.columns import PublishedColumn


def digest_of_published(path: Path) -> str:
    """Measure the values of a published .csv or .parquet file.

    Raises OSError, or ValueError (pyarrow.ArrowInvalid is one) if it is not such a file.
    """
    table = parquet.read_table(path) if path.suffix == ".parquet" else _read_csv(path)
    if "record_id" not in table.schema.names:
        raise ValueError(f"{path.name}: no column record_id")
    return values_digest(_columns(table.schema.names), table)


def _read_csv(path: Path) -> pa.Table:
    with csv.open_csv(path) as reader:
        names = reader.schema.names
    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    )


def _columns(names: Sequence[str]) -> tuple[PublishedColumn, ...]:
    return tuple(
        PublishedColumn(
            name=name, title=name, title_en=name, type="text", definition="", definition_en=""
        )
        for name in names
    )
