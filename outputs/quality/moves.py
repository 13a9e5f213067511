"""What moved against the newest release, as findings: gone records, amounts, silent units; 变动.

Belongs here: comparing what is in force with what was published. Does not belong here: the words
and limits (expectations), the list of all changes (outputs.changes), joined datasets (they repeat
what moved in those they join). Nothing depends on the clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.change_rules import Spot, change_limits, find_change
from outputs.chain import Link
from outputs.changes import record_labels
from outputs.columns import MAIN_AMOUNT, published_columns
from outputs.disclosure import record_ids
from sources.contract import Contract
from sources.finding import Finding

SHOWN_LABELS = 3
PLACE = ("unit_code", "unit_name", "period")
ADDRESS = ("submission", "file", "sheet")
BLANK = "空白"
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Moved:
    """A finding, and the unit and period that it speaks of."""

    finding: Finding
    unit: str
    period: str


def moves(
    base: Link, contracts: Sequence[Contract], records: Mapping[str, pa.Table]
) -> list[Moved]:
    """All that moved in the datasets; `records`: working tables in force with unit and period."""
    return [
        moved
        for contract in contracts
        if not contract.is_joined and (path := released(base, contract)) is not None
        for moved in _Pair.read(base.version, contract, path, records[contract.dataset]).moves()
    ]


def released(base: Link, contract: Contract) -> Path | None:
    """A dataset's file in a release, if it has one with records."""
    path = base.folder / "data" / f"{contract.dataset}.parquet"
    return path if path.exists() and pq.read_metadata(path).num_rows else None


@dataclass(frozen=True)
class _Pair:
    """A dataset as it was released and as it is in force; `new` has record_id beside the rest."""

    release: str
    contract: Contract
    old: pa.Table
    new: pa.Table

    @classmethod
    def read(cls, release: str, contract: Contract, path: Path, records: pa.Table) -> "_Pair":
        known = {column.name for column in published_columns(contract)}
        old = pq.read_table(path)
        old = old.select([name for name in old.schema.names if name in known])
        ids = record_ids(contract, records)
        return cls(release, contract, old, records.append_column("record_id", ids))

    def moves(self) -> Iterator[Moved]:
        yield from self.vanished()
        if MAIN_AMOUNT in self.old.schema.names and MAIN_AMOUNT in self.new.schema.names:
            yield from self.amounts()
            yield from self.total()

    def find(self, rule: str, place: Place, spot: Spot, **words: object) -> Moved:
        code, name, period = place
        named = {"dataset_title": self.contract.title, "unit_name": name, "period": period}
        return Moved(find_change(rule, spot, release=self.release, **named, **words), code, period)

    def vanished(self) -> Iterator[Moved]:
        """One finding for each unit and period that has lost records."""
        is_gone = pc.invert(pc.is_in(self.old["record_id"], value_set=_flat(self.new["record_id"])))
        gone = self.old.filter(is_gone)
        before, lost = _counts(self.old), _counts(gone)
        for place in sorted(lost):
            rows = gone.filter(_at(gone, place))
            labels = record_labels(self.contract, rows.slice(0, SHOWN_LABELS))
            yield self.find(
                "change_records_vanished",
                place,
                Spot(self.contract.dataset),
                value=before[place] - lost[place],
                expected=before[place],
                difference=-lost[place],
                gone=lost[place],
                label="；".join(labels),
            )

    def amounts(self) -> Iterator[Moved]:
        """One finding for each record whose amount moved beyond the limit, at its cell."""
        limits = change_limits()
        places = pc.index_in(self.old["record_id"], value_set=_flat(self.new["record_id"]))
        both = self.old.filter(pc.is_valid(places))
        now = self.new.take(places.drop_null())
        differs = _differs(both[MAIN_AMOUNT], now[MAIN_AMOUNT])
        both, now = both.filter(differs), now.filter(differs)
        names = (*PLACE, *ADDRESS, MAIN_AMOUNT, f"{MAIN_AMOUNT}__cell")
        pairs = zip(both[MAIN_AMOUNT].to_pylist(), now.select(names).to_pylist(), strict=True)
        for number, (was, row) in enumerate(pairs):
            if not beyond(was, row[MAIN_AMOUNT], limits.record_percent):
                continue
            (label,) = record_labels(self.contract, both.slice(number, 1), priced=False)
            address = {name: row[name] or "" for name in ADDRESS}
            cell = row[f"{MAIN_AMOUNT}__cell"] or ""
            spot = Spot(self.contract.dataset, cell=cell, **address)
            place = (row["unit_code"], row["unit_name"], row["period"])
            words = _said(was, row[MAIN_AMOUNT])
            yield self.find("change_amount_moved", place, spot, label=label, **words)

    def total(self) -> Iterator[Moved]:
        """At most one finding: the sum over the units and periods that were released."""
        before, after = _sums(self.old), _sums(self.new)
        shared = [place for place in sorted(before) if place in after]
        was = sum((before[place] for place in shared), Decimal(0))
        now = sum((after[place] for place in shared), Decimal(0))
        if not beyond(was, now, change_limits().total_percent):
            return
        most = max(shared, key=lambda place: abs(after[place] - before[place]))
        part = f"{after[most] - before[most]:+,.2f}"
        spot = Spot(self.contract.dataset)
        yield self.find("change_total_moved", most, spot, part=part, **_said(was, now))


def beyond(was: Decimal | None, now: Decimal | None, percent: int) -> bool:
    """True if an amount in yuan moved by more than a share, and by no less than the floor.

    One that is blank now has moved as if it were nothing; one that was blank is new, not moved.
    """
    if was is None:
        return False
    moved = abs((now or Decimal(0)) - was)
    return moved >= change_limits().floor_yuan and moved * 100 > abs(was) * percent


def _said(was: Decimal | None, now: Decimal | None) -> dict[str, str]:
    """Amounts in words; `moved` is the share that it moved by."""
    before, after = was or Decimal(0), now or Decimal(0)
    share = "原来是零" if not before else f"变动 {(after - before) / abs(before):+.1%}"
    return {
        "expected": f"{before:.2f}",
        "value": BLANK if now is None else f"{now:.2f}",
        "difference": f"{after - before:.2f}",
        "moved": share,
    }


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """True where a known amount is another now, or blank."""
    return pc.and_(pc.is_valid(one), pc.fill_null(pc.not_equal(one, other), True))


def _at(table: pa.Table, place: Place) -> pa.ChunkedArray:
    code, _, period = place
    return pc.and_(pc.equal(table["unit_code"], code), pc.equal(table["period"], period))


def _grouped(table: pa.Table, aggregates: list[Any], column: str) -> dict[Place, Any]:
    groups = table.group_by(list(PLACE)).aggregate(aggregates)
    keys = zip(*(groups[name].to_pylist() for name in PLACE), strict=True)
    return dict(zip(keys, groups[column].to_pylist(), strict=True))


def _counts(table: pa.Table) -> dict[Place, int]:
    return _grouped(table, [([], "count_all")], "count_all")


def _sums(table: pa.Table) -> dict[Place, Decimal]:
    sums = _grouped(table, [(MAIN_AMOUNT, "sum")], f"{MAIN_AMOUNT}_sum")
    return {place: total or Decimal(0) for place, total in sums.items()}
