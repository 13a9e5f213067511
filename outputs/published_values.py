"""The digests of a published data file, whatever contract it was published under.

Belongs here: measuring a file again by its own header. Does not belong here: the digests'
definition (`canonical.py`). A release is checked for years, after its dataset's contract has
gained columns; so the columns are taken from the file, and the signed digest covers their names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from outputs.canonical import digest_of_sources, digest_of_values, read_csv_as_text
from sources.parquet import read_parquet


@dataclass(frozen=True)
class FileMeasures:
    """How a published data file is measured: its values, and where they come from.

    Each raises OSError, or ValueError if it is not such a file.
    """

    values: Callable[[Path], str]
    sources: Callable[[Path], str]


def digest_of_published(path: Path) -> str:
    """Measure the values of a published .csv or .parquet file.

    Raises OSError, or ValueError (pyarrow.ArrowInvalid is one) if it is not such a file.
    """
    table = _read(path)
    return digest_of_values(table.schema.names, table)


def sources_of_published(path: Path) -> str:
    """Measure where the records of a published file come from; raises as the other does."""
    return digest_of_sources(_read(path))


PUBLISHED = FileMeasures(values=digest_of_published, sources=sources_of_published)


def _read(path: Path) -> pa.Table:
    table = read_parquet(path) if path.suffix == ".parquet" else read_csv_as_text(path)
    names = table.schema.names
    if "record_id" not in names or len(set(names)) != len(names):
        raise ValueError(f"{path.name}: no column record_id, or one column twice")
    return table
