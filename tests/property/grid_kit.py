"""A grid of cells saved in any of the ways in which offices save tables, and read again."""

import csv
import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from hypothesis import strategies as st

from sources.contract import load_contracts
from sources.reading import plain_reading, read_file
from sources.table import Reading

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


class Formatted(NamedTuple):
    """A number or date of a workbook with the format that shows it."""

    value: object
    code: str


@dataclass
class Grid:
    """Rows of cells, merged ranges (top, left, bottom, right from 0), the row of each record."""

    rows: list[list[object]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    records: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Medium:
    """A kind of file, and how far from A1 the table begins."""

    suffix: str
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\r\n"
    is_padded: bool = False
    down: int = 0
    right: int = 0

    @property
    def is_workbook(self) -> bool:
        return self.suffix == ".xlsx"


WORKBOOKS = st.builds(Medium, st.just(".xlsx"), down=st.integers(0, 4), right=st.integers(0, 3))
TEXTS = st.builds(
    Medium,
    st.sampled_from([".csv", ".txt"]),
    st.sampled_from(ENCODINGS),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\r\n", "\n"]),
    st.booleans(),
    st.integers(0, 4),
    st.integers(0, 3),
)
MEDIA = WORKBOOKS | TEXTS


def moved(grid: Grid, medium: Medium) -> Grid:
    """The grid with blank rows above and blank columns on its left, as its file has them."""
    return shifted(grid, medium.down, medium.right)


def shifted(grid: Grid, down: int, right: int) -> Grid:
    rows = [[None] * right + row for row in grid.rows]
    merges = [(t + down, le + right, b + down, r + right) for t, le, b, r in grid.merges]
    return Grid([[] for _ in range(down)] + rows, merges, [row + down for row in grid.records])


def as_text(grid: Grid, medium: Medium) -> bytes:
    width = max(map(len, grid.rows)) if medium.is_padded else 0
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=medium.separator, lineterminator=medium.line_end)
    for row in grid.rows:
        padded = row + [None] * (width - len(row))
        writer.writerow("" if cell is None else cell for cell in padded)
    return sink.getvalue().encode(medium.encoding)


def as_workbook(grid: Grid) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, cells in enumerate(grid.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            written = cell if isinstance(cell, Formatted) else Formatted(cell, "General")
            if written.value is not None:
                sheet.cell(row, column, written.value).number_format = written.code
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def read(grid: Grid, medium: Medium) -> dict[str, Any]:
    """What is read from the grid once it is saved, as plain data."""
    return plain_reading(reading_of(grid, medium))


def reading_of(grid: Grid, medium: Medium) -> Reading:
    placed = moved(grid, medium)
    content = as_workbook(placed) if medium.is_workbook else as_text(placed, medium)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"表{medium.suffix}"
        path.write_bytes(content)
        return read_file(path, load_contracts())


def only_table(reading: dict[str, Any], dataset: str) -> dict[str, Any]:
    """The one table of a file about which nothing is found."""
    assert reading["findings"] == []
    (table,) = reading["tables"]
    assert table["findings"] == []
    assert table["dataset"] == dataset
    return table


def values_in(table: dict[str, Any]) -> list[dict[str, object]]:
    return [record["values"] for record in table["records"]]
