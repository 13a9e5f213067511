"""What a finding speaks of: the record and field of its cell, a total, a table or a file; 所指.

Belongs here: from an address to what stands there, and the id that follows from it. Does not belong
here: what brought a finding about (expectations.causes). Cells are only looked up for findings, so
a table without any costs nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from expectations.rulebook import rules_by_id
from outputs.disclosure import record_ids
from sources.contract import Contract, load_contracts
from sources.finding import Finding
from sources.opening import position
from sources.text import fold

ID_LENGTH = 16
Spot = tuple[str, str]
Box = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class TablePlace:
    """Where one table lies, the dataset it is about, and what it is called (`document_key`)."""

    sheet: str
    range: str
    dataset: str
    document: str


@dataclass(frozen=True)
class Contents:
    """What one submission holds: tables, working records by dataset (with unit), claims."""

    tables: Sequence[TablePlace]
    records: Mapping[str, pa.Table]
    claims: pa.Table


@dataclass(frozen=True)
class Subject:
    """What one finding speaks of; `table` is a position in the contents, None outside of any."""

    finding: Finding
    table: int | None


@dataclass(frozen=True)
class Holding:
    """One field of one record that stands in a cell; without a field, the whole record."""

    dataset: str
    record_id: str
    field: str


def subjects(
    findings: Sequence[Finding], contents: Contents, place: tuple[str, str]
) -> list[Subject]:
    """Each finding with id, record and field; `place` is the unit and period it was sent for."""
    look = _Look(contents, _holdings(findings, contents), _claimed(findings, contents.claims))
    return [look.subject(found, place) for found in findings]


@dataclass(frozen=True)
class _Look:
    contents: Contents
    holdings: Mapping[Spot, Sequence[Holding]]
    claimed: Mapping[Spot, tuple[str, str]]

    def subject(self, found: Finding, place: tuple[str, str]) -> Subject:
        number = self._table_of(found)
        table = None if number is None else self.contents.tables[number]
        spots = ((found.sheet, found.cell), (found.sheet, first_cell(found.cell)))
        held = next((self.holdings[spot] for spot in spots if spot in self.holdings), ())
        claim, claimed_field = self.claimed.get(spots[0], ("", ""))
        field = found.field or claimed_field or _common(one.field for one in held)
        ids = sorted({one.record_id for one in held})
        is_record = len(ids) == 1 and not claim and not rules_by_id()[found.rule].once
        dataset = found.dataset or (table.dataset if table else "")
        record_id = ids[0] if is_record else ""
        document = table.document if table else found.file
        several = "\x1e".join(ids) if len(ids) > 1 and not found.value else ""
        subject = record_id or several or f"{document}\x1e{claim}"
        own_id = _identity(found, (*place, dataset, subject, field))
        known = replace(found, dataset=dataset, field=field, record_id=record_id, id=own_id)
        return Subject(known, number)

    @cached_property
    def _tables(self) -> Mapping[str, Sequence[tuple[int, Box]]]:
        """The tables of each sheet: position in the contents, first and last cell."""
        found: dict[str, list[tuple[int, Box]]] = {}
        for number, table in enumerate(self.contents.tables):
            first, last = (table.range.split(":") * 2)[:2]
            found.setdefault(table.sheet, []).append((number, (position(first), position(last))))
        return found

    def _table_of(self, found: Finding) -> int | None:
        """Position of the table a finding lies in, or stands above; None outside of any."""
        own = self._tables.get(found.sheet)
        if not own or not found.cell:
            return None
        row, column = position(first_cell(found.cell))
        for number, ((top, left), (bottom, right)) in own:
            if top <= row <= bottom and left <= column <= right:
                return number
        below = (number for number, (first, _) in own if first[0] >= row)
        return next(below, own[-1][0])


def _identity(found: Finding, subject: Sequence[str]) -> str:
    """Of everything that a finding says but its address and its wording."""
    said = (fold(found.value), fold(found.expected), found.difference)
    return sha256("\x1f".join((found.rule, *subject, *said)).encode()).hexdigest()[:ID_LENGTH]


def _common(fields: Iterable[str]) -> str:
    """The first field: a cell that gives several is named after the one the contract has first."""
    return next(iter(fields), "")


def first_cell(address: str) -> str:
    """The first cell of a range."""
    return address.split(":", maxsplit=1)[0]


def _holdings(findings: Sequence[Finding], contents: Contents) -> dict[Spot, list[Holding]]:
    """What stands in the cells that findings name, in the order of the contract's fields."""
    cells = {one.cell for one in findings} | {first_cell(one.cell) for one in findings}
    wanted = pa.array(sorted(cells - {""}), pa.string())
    found: dict[Spot, list[Holding]] = {}
    for dataset, records in contents.records.items():
        if records.num_rows and len(wanted):
            _hold(load_contracts()[dataset], records, wanted, found)
    return found


def _hold(
    contract: Contract, records: pa.Table, wanted: pa.Array, found: dict[Spot, list[Holding]]
) -> None:
    named = [(field.name, f"{field.name}__cell") for field in contract.fields]
    for name, column in (*named, ("", "span")):
        hits = records.filter(pc.is_in(records[column], value_set=wanted))
        if not hits.num_rows:
            continue
        cells = zip(hits["sheet"].to_pylist(), hits[column].to_pylist(), strict=True)
        ids = record_ids(contract, hits).to_pylist()
        for spot, record_id in zip(cells, ids, strict=True):
            found.setdefault(spot, []).append(Holding(contract.dataset, record_id, name))


def _claimed(findings: Sequence[Finding], claims: pa.Table) -> dict[Spot, tuple[str, str]]:
    """Label and field of each claimed figure that a finding names."""
    wanted = pa.array(sorted({one.cell for one in findings}), pa.string())
    hits = claims.filter(pc.is_in(claims["cell"], value_set=wanted))
    return {
        (row["sheet"], row["cell"]): (row["label"], row["field"])
        for row in hits.select(["sheet", "cell", "label", "field"]).to_pylist()
    }
