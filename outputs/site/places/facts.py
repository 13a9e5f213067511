"""What a release says of areas and units, read once for all their pages.

Belongs here: counting records by area and unit, and which areas a release speaks of. Does not
belong here: money (`money.py`), pages. Everything is counted by Arrow over whole columns.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from outputs.areas import AREAS
from outputs.columns import published_columns
from outputs.site.releases import Release
from outputs.slices.files import AREA_INDEX
from outputs.slices.places import NAMED, SENDER, UNPLACED, areas_by_code, own_areas, way_up
from sources.contract import Contract, load_contracts
from sources.regions import Level, Region
from sources.succession import code_in_force

Row = Mapping[str, Any]
BESIDE = (SENDER, "unit_name", "period")


@dataclass(frozen=True)
class Count:
    """Records that a unit sent of an area in one dataset, and their newest month."""

    area: str
    unit: str
    unit_name: str
    dataset: str
    records: int
    period: str


@dataclass(frozen=True)
class PlaceFacts:
    """The counts of a release, and every code of an area that stands in its tables."""

    release: Release
    counts: tuple[Count, ...]
    codes: frozenset[str]

    @cached_property
    def areas(self) -> Mapping[str, Region]:
        """The areas that have a page, by their code in force: those told of, and around them."""
        told = {*self.codes, *(one.area for one in self.counts)} - {UNPLACED}
        around = {code_in_force(up) for code in told for up in way_up(code_in_force(code))}
        listed = areas_by_code()
        return {code: listed[code] for code in sorted(around) if code in listed}

    @cached_property
    def children(self) -> Mapping[str, Sequence[str]]:
        """The areas right below each area, by their codes in force."""
        found: dict[str, list[str]] = {}
        for code, region in self.areas.items():
            if region.parent:
                found.setdefault(code_in_force(region.parent), []).append(code)
        return found

    @cached_property
    def own_counts(self) -> Mapping[str, Sequence[Count]]:
        """The counts of each area itself, not of those below."""
        found: dict[str, list[Count]] = {}
        for one in self.counts:
            found.setdefault(code_in_force(one.area), []).append(one)
        return found

    @cached_property
    def unit_counts(self) -> Mapping[str, Sequence[Count]]:
        """The counts of each submitting unit."""
        found: dict[str, list[Count]] = {}
        for one in self.counts:
            found.setdefault(one.unit, []).append(one)
        return found

    @cached_property
    def records_below(self) -> Mapping[str, int]:
        """Records of each area and all below it."""
        found: dict[str, int] = {}
        for code, own in self.own_counts.items():
            total = sum(one.records for one in own)
            for up in self.way(code):
                found[up] = found.get(up, 0) + total
        return found

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """The submitting units that have records, by code."""
        return {one.unit: one.unit_name for one in self.counts}

    @cached_property
    def slices(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """The lines of by-area/index.csv by code; none if the release has no slices."""
        path = self.release.folder / AREA_INDEX
        found: dict[str, list[Mapping[str, str]]] = {}
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    found.setdefault(row["code"], []).append(row)
        return found

    def way(self, code: str) -> Iterator[str]:
        """The area and those around it by their codes in force, the innermost first."""
        listed = areas_by_code()
        here = code_in_force(code)
        while here in listed:
            yield here
            here = code_in_force(listed[here].parent)

    def is_low(self, code: str) -> bool:
        """Whether the area is a county or a town: its pages name single projects below it."""
        return self.areas[code].level in (Level.COUNTY, Level.TOWN)


def read_facts(release: Release) -> PlaceFacts:
    """Read the published tables of a release. Raises OSError, KeyError if a column is missing."""
    counts: list[Count] = []
    codes: set[str] = set()
    for contract in standing(release):
        pointing = [one.name for one in published_columns(contract) if one.refers_to == AREAS]
        table = _keys(release, contract, pointing)
        for name in table.schema.names:
            if name in pointing:
                codes |= set(table[name].unique().drop_null().to_pylist())
        # What is made of other records was sent by nobody.
        if not contract.joins:
            counts += _counts(contract.dataset, table)
    listed = areas_by_code()
    return PlaceFacts(release, tuple(counts), frozenset(codes & set(listed)))


def standing(release: Release) -> Iterator[Contract]:
    """The contracts of the release's datasets that have records and were not withdrawn."""
    contracts = load_contracts()
    for facts in release.datasets:
        path = release.folder / "data" / f"{facts.id}.parquet"
        if facts.id in contracts and facts.rows and not facts.withdrawn and path.exists():
            yield contracts[facts.id]


def _keys(release: Release, contract: Contract, pointing: Sequence[str]) -> pa.Table:
    path = release.folder / "data" / f"{contract.dataset}.parquet"
    present = parquet.read_schema(path).names
    wanted = {*BESIDE, *NAMED, *pointing}
    return parquet.read_table(path, columns=[name for name in present if name in wanted])


def _counts(dataset: str, table: pa.Table) -> Iterator[Count]:
    keyed = table.select(BESIDE).append_column("area", own_areas(table))
    groups = keyed.group_by(["area", SENDER, "unit_name"])
    rows = groups.aggregate([("period", "count"), ("period", "max")]).to_pylist()
    for row in sorted(rows, key=lambda row: (row["area"], row[SENDER])):
        yield Count(
            row["area"], row[SENDER], row["unit_name"], dataset,
            row["period_count"], row["period_max"] or "",
        )  # fmt: skip
