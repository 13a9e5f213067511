"""Where the values of a column stand: the cell of each, kept without a value per cell.

Belongs here: sequences that behave like lists of (row, column). Does not belong here: the values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

Anchor = tuple[int, int]


@dataclass(frozen=True)
class ColumnCells(Sequence[Anchor]):
    """The cells of one column in some rows; both zero-based."""

    rows: Sequence[int]
    column: int

    @overload
    def __getitem__(self, index: int) -> Anchor: ...

    @overload
    def __getitem__(self, index: slice) -> "ColumnCells": ...

    def __getitem__(self, index: int | slice) -> "Anchor | ColumnCells":
        if isinstance(index, slice):
            return ColumnCells(self.rows[index], self.column)
        return self.rows[index], self.column

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Anchor]:
        return ((row, self.column) for row in self.rows)
