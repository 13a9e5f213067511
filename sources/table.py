"""What reading hands on: tables of records and claims with the cells they come from.

Belongs here: frozen values and their plain form for `inspect`. Does not belong here: how they are
made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.casting import Value
from sources.cells import Anchor, ColumnCells
from sources.finding import Finding
from sources.opening import address

Number = int | Decimal


@dataclass(frozen=True)
class RecordColumn:
    """One field over all records: values, what was written, its unit, and the cell (or None)."""

    values: Sequence[Value]
    originals: Sequence[str]
    units: Sequence[str | None]
    anchors: Sequence[Anchor | None]


@dataclass(frozen=True)
class Records:
    """Records of one table by column, with the stretch of cells of each record."""

    columns: Mapping[str, RecordColumn]
    spans: Sequence[str]

    def __len__(self) -> int:
        return len(self.spans)

    def cells(self, field: str) -> list[str]:
        """A1-style addresses of all values of a field; '' for one from no cell."""
        anchors = self.columns[field].anchors
        if isinstance(anchors, ColumnCells):
            letters = address(0, anchors.column)[:-1]
            return [f"{letters}{row + 1}" for row in anchors.rows]
        return ["" if anchor is None else address(*anchor) for anchor in anchors]

    def cell(self, field: str, index: int) -> str:
        """A1-style address of the cell that a value comes from; '' if from no cell."""
        anchor = self.columns[field].anchors[index]
        return "" if anchor is None else address(*anchor)


@dataclass(frozen=True)
class ClaimedValue:
    """One figure that a table claims, and what its parts make; None if they cannot be judged."""

    field: str
    cell: str
    claimed: Number
    actual: Number | None


@dataclass(frozen=True)
class Claim:
    """A total, subtotal, count or of-which row: checked against its parts, never a record."""

    label: str
    kind: str
    cells: str
    values: Sequence[ClaimedValue]

    @property
    def holds(self) -> bool | None:
        """True if every figure holds, None if one cannot be judged and none is wrong."""
        verdicts = [self._verdict(value) for value in self.values]
        if False in verdicts:
            return False
        return None if None in verdicts else True

    def _verdict(self, value: ClaimedValue) -> bool | None:
        if value.actual is None:
            return None
        if self.kind == "of_which":
            return value.claimed <= value.actual
        return value.claimed == value.actual


@dataclass(frozen=True)
class ShownColumn:
    """A column as `inspect` shows it."""

    cells: str
    header: str
    field: str | None


@dataclass(frozen=True)
class Table:
    """One rectangle found in a sheet; `dataset` is None where no contract fits.

    `closest` is then the dataset that came closest. `score` and `reasons` say how well the header
    fits that contract, or its own; a form has no score.
    """

    sheet: str
    range: str
    dataset: str | None
    title: str
    unit: str | None
    document_no: str | None
    columns: Sequence[ShownColumn]
    records: Records
    claims: Sequence[Claim]
    findings: Sequence[Finding]
    score: float | None = None
    reasons: Sequence[str] = ()
    closest: str | None = None


@dataclass(frozen=True)
class Reading:
    """What was read from one file: its tables, or a finding that says why not.

    `sent_again` is True for a workbook that we returned: our list of problems is still in it.
    """

    file: str
    sha256: str
    readable: bool
    tables: Sequence[Table]
    findings: Sequence[Finding]
    sent_again: bool = False

    @property
    def all_findings(self) -> list[Finding]:
        """Findings of the file and of all its tables."""
        return [*self.findings, *(found for table in self.tables for found in table.findings)]
