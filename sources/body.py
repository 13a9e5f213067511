"""The rows of a table's body as values: kinds and places in a tree.

Belongs here: what a classified row is. Does not belong here: classifying (rows, nesting).
"""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Kinds of rows."""

    DATA = "data"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    OF_WHICH = "of_which"
    PARENT = "parent"
    SECTION = "section"
    NOTE = "note"


class BodyRow(NamedTuple):
    """One row: its index, kind, label without numbering, tree level and the rows above it.

    `above` runs from the outermost to the nearest; for an of-which row the last one is its whole.
    """

    index: int  # type: ignore[assignment]  # the row, not tuple.index
    kind: Kind
    label: str
    level: int | None = None
    above: tuple["BodyRow", ...] = ()
