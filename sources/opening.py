"""Opening a received file into sheets of raw cells; 打开.

Belongs here: the `Sheet`, addresses of its cells, and the way from a path to sheets. Does not
belong here: what is done with the bytes (unpacking, in a worker) and what the cells mean. A file
that cannot be opened raises `UnreadableFileError`, which reading turns into a finding.
"""

import pickle
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from sources.collecting import collector_paused
from sources.facts import NO_FACTS, PackageFacts, Position, Stretch
from sources.limits import DEFAULT_LIMITS, Limits
from sources.refusal import UnreadableFileError
from sources.text import fold
from sources.unpacking import RawSheet, unpack
from sources.worker import SHARED

__all__ = [
    "Cell",
    "Merge",
    "Sheet",
    "UnreadableFileError",
    "address",
    "anchors_of",
    "contains",
    "open_file",
    "position",
    "sheet_is_blank",
    "span",
]

Cell = object
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of raw values from A1 on, and merged ranges (top, left, bottom, right).

    A hidden sheet has no rows. `unresolved` are cells whose formula holds no result, `errors` cells
    that show one (#REF!), `scaled` cells that show another number than they hold; `package` is
    what the whole file says beside its cells.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[Merge] = ()
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    visible: bool = True
    hidden_rows: Sequence[Stretch] = ()
    hidden_columns: Sequence[Stretch] = ()
    unresolved: Sequence[Position] = ()
    errors: Sequence[Position] = ()
    scaled: Sequence[Position] = ()
    package: PackageFacts = NO_FACTS

    @cached_property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def texts(self, column: int) -> frozenset[str]:
        """The different texts of a column."""
        return self._texts[column]

    @cached_property
    def _texts(self) -> Sequence[frozenset[str]]:
        return [
            frozenset([value for value in set(column) if isinstance(value, str)])
            for column in self.columns
        ]

    @cached_property
    def merged_columns(self) -> frozenset[int]:
        """Columns that a merged range touches."""
        return frozenset(column for _, column in self.anchors)

    @cached_property
    def columns(self) -> Sequence[Sequence[Cell]]:
        """The cells by column, None where a row is too short."""
        return list(zip_longest(*self.rows))

    def value(self, row: int, column: int) -> Cell:
        """The raw value of a cell, None outside the sheet and for an empty cell."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if value == "" else value

    def merged_value(self, row: int, column: int) -> tuple[Cell, tuple[int, int]]:
        """The value that a reader sees in a cell of a merged range, and the cell that holds it."""
        anchor = self.anchors.get((row, column), (row, column))
        return self.value(*anchor), anchor


def address(row: int, column: int) -> str:
    """A1-style address of zero-based row and column."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def span(row: int, first: int, last: int) -> str:
    """A1-style address of a stretch of one row; one cell if both ends are the same."""
    if first == last:
        return address(row, first)
    return f"{address(row, first)}:{address(row, last)}"


def open_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """All sheets of a workbook or delimited text file. Raises UnreadableFileError.

    A worker process opens it: whatever the file does, this process goes on.
    """
    packed = SHARED.run(unpack, limits, path, limits)
    with collector_paused():
        sheets, package = pickle.loads(packed)  # noqa: S301 from our own worker
    return [_sheet(raw, package) for raw in sheets]


def _sheet(raw: RawSheet, package: PackageFacts) -> Sheet:
    return Sheet(
        name=raw.name,
        rows=raw.rows,
        merges=raw.merges,
        anchors=anchors_of(raw.merges),
        visible=raw.visible,
        hidden_rows=raw.facts.hidden_rows,
        hidden_columns=raw.facts.hidden_columns,
        unresolved=raw.facts.unresolved,
        scaled=raw.facts.scaled,
        errors=raw.errors,
        package=package,
    )


def anchors_of(merges: Sequence[Merge]) -> dict[tuple[int, int], tuple[int, int]]:
    """Every covered cell of the merged ranges → the top left cell that holds the value."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def sheet_is_blank(sheet: Sheet) -> bool:
    """True if no cell of the sheet holds anything."""
    return not any(fold(value) for row in sheet.rows for value in row if value is not None)


def contains(outer: str, cell: str) -> bool:
    """True if the first cell of an address lies in a range like A1:F12."""
    (top, left), (bottom, right) = (position(part) for part in (outer.split(":") * 2)[:2])
    row, column = position(cell.split(":", maxsplit=1)[0])
    return top <= row <= bottom and left <= column <= right


def position(cell: str) -> tuple[int, int]:
    """Zero-based row and column of an A1-style address. Raises ValueError if it is none."""
    found = re.match(r"^([A-Z]{1,3})(\d{1,7})$", cell)
    if found is None:
        raise ValueError(f"not a cell: {cell!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
