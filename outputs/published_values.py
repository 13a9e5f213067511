"""The digests of a published data file, whatever contract it was published under.

Belongs here: measuring a file again by its own header. Does not belong here: the digests'
definition (`canonical.py`). A release is checked for years, after its dataset's contract has
gained columns; so the columns are taken from the file, and the signed digest covers their names.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from outputs.canonical import digest_of_sources, digest_of_values, read_csv_as_text
from outputs.columns import EVIDENCE
from sources.parquet import read_parquet, read_schema


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
    return digest_of_sources(_read(path, ("record_id", *EVIDENCE)))


PUBLISHED = FileMeasures(values=digest_of_published, sources=sources_of_published)


def _read(path: Path, wanted: Collection[str] | None = None) -> pa.Table:
    """The file's columns, or of a Parquet file only those that are wanted."""
    if path.suffix != ".parquet":
        table = read_csv_as_text(path)
        _check(path, table.schema.names)
        return table
    names = read_schema(path).names
    _check(path, names)
    return read_parquet(path, [name for name in names if wanted is None or name in wanted])


def _check(path: Path, names: Sequence[str]) -> None:
    if "record_id" not in names or len(set(names)) != len(names):
        raise ValueError(f"{path.name}: no column record_id, or one column twice")
