"""When a record was first published and when it last changed, from the releases' own lists.

Belongs here: reading `changes/<dataset>.csv` of every release, by record and as a whole. Does not
belong here: comparing releases. The times are those of the sign-offs of a release, never of a
rebuild.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from outputs.site.releases import Release

REMOVED = "removed"
COLUMNS = ("record_id", "change")


@dataclass(frozen=True)
class Dated:
    """RFC 3339 times of the releases that first held something and that last changed it."""

    first: str
    last: str


@dataclass(frozen=True)
class Dates:
    """Both times of every record of the datasets that were asked for."""

    found: Mapping[str, Mapping[str, Dated]]

    def of(self, dataset: str, record_id: str) -> Dated | None:
        """The times of one record; None if no release says."""
        return self.found.get(dataset, {}).get(record_id)

    def over(self, records: Iterable[tuple[str, str]], otherwise: Release) -> Dated:
        """The earliest and the latest of records (dataset and record_id); else a release's."""
        dates = [one for one in (self.of(*record) for record in records) if one is not None]
        if not dates:
            return Dated(otherwise.released_at, otherwise.released_at)
        return Dated(min(one.first for one in dates), max(one.last for one in dates))


def read_dates(releases: Sequence[Release], datasets: Iterable[str]) -> Dates:
    """The times of all records of these datasets; `releases` from the newest to the oldest.

    Raises OSError, pyarrow.ArrowInvalid.
    """
    return Dates({name: _dates(releases, name) for name in datasets})


def dataset_dates(releases: Sequence[Release], dataset: str, holder: Release) -> Dated:
    """When a dataset first had records and when any of them last changed; else `holder`'s time.

    `releases` from the newest to the oldest. Raises OSError.
    """
    held = [one for one in releases if (facts := one.dataset(dataset)) and facts.rows]
    changed = [one for one in held if _says_more(one.folder / "changes" / f"{dataset}.csv")]
    first = held[-1] if held else holder
    return Dated(first.released_at, (changed[0] if changed else first).released_at)


def _says_more(path: Path) -> bool:
    """Whether a list has a line beside its heads."""
    if not path.is_file():
        return False
    with path.open(encoding="utf-8") as file:
        return sum(1 for _ in islice(file, 2)) > 1


def _dates(releases: Sequence[Release], dataset: str) -> Mapping[str, Dated]:
    """A record that was taken out and came back is new again."""
    shared: dict[tuple[str, str], Dated] = {}
    found: dict[str, Dated] = {}
    for release in reversed(releases):
        for record_id, is_added in _changed(release.folder / "changes" / f"{dataset}.csv"):
            before = None if is_added else found.get(record_id)
            first = release.released_at if before is None else before.first
            pair = (first, release.released_at)
            found[record_id] = shared.setdefault(pair, Dated(*pair))
    return found


def _changed(path: Path) -> Iterable[tuple[str, bool]]:
    """The records that a release added or changed, and whether it added them."""
    if not path.is_file():
        return ()
    table = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            include_columns=list(COLUMNS), column_types=dict.fromkeys(COLUMNS, pa.string())
        ),
    )
    kept = table.filter(pc.not_equal(table["change"], REMOVED))
    is_added = pc.equal(kept["change"], "added")
    return zip(kept["record_id"].to_pylist(), is_added.to_pylist(), strict=True)
