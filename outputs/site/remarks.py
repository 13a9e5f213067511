"""What is doubtful in a release's numbers and what was said of it, from quality/findings.csv.

Belongs here: the remarks that stand under a page of a dataset. Does not belong here: which warnings
are published (outputs.open_warnings), HTML.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outputs.open_warnings import PATH, handling_words

SHOWN_PLACES = 20


@dataclass(frozen=True)
class Place:
    """Where a remark applies: the row on the page (None for a total or the table), and the cell."""

    row: int | None
    record_id: str
    cell: str


@dataclass(frozen=True)
class Remark:
    """One doubt with what was said of it; the first places, and how many there are in all."""

    message: str
    unit: str
    period: str
    state: str
    handling: str
    places: tuple[Place, ...]
    total: int


@dataclass(frozen=True)
class Remarks:
    """All warnings of one dataset in a release; `path` is that of the file in the release."""

    rows: tuple[Mapping[str, str], ...] = ()
    path: str = ""

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.rows)

    def count(self, state: str) -> int:
        """How many are failed (nobody has explained them), explained or waived."""
        return sum(row["state"] == state for row in self.rows)

    @property
    def marked(self) -> frozenset[str]:
        """Ids of records that a remark speaks of."""
        return frozenset(row["record_id"] for row in self.rows if row["record_id"])

    def of_page(self, numbers: Mapping[str, int], *, is_first: bool) -> tuple[Remark, ...]:
        """Those on a page's records (row by record id); on the first also those on no record."""
        shown = {"", *numbers} if is_first else set(numbers)
        own = [row for row in self.rows if row["record_id"] in shown]
        groups: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
        for row in own:
            words = (row["message"], row["unit_name"], row["period"], handling_words(row))
            groups.setdefault((row["state"], *words), []).append(row)
        return tuple(_remark(key, group, numbers) for key, group in groups.items())


def _remark(
    key: tuple[str, ...], group: Sequence[Mapping[str, str]], numbers: Mapping[str, int]
) -> Remark:
    state, message, unit, period, handling = key
    places = tuple(
        Place(
            row=numbers.get(row["record_id"]),
            record_id=row["record_id"],
            cell=f"{row['sheet']} {row['cell']}".strip(),
        )
        for row in group[:SHOWN_PLACES]
    )
    return Remark(message, unit, period, state, handling, places, len(group))


def read_remarks(folder: Path, dataset: str) -> Remarks:
    """The remarks on a dataset; none for a release of an earlier version."""
    path = folder / PATH
    if not path.exists():
        return Remarks()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["dataset"] == dataset]
    return Remarks(tuple(rows), PATH.as_posix())
