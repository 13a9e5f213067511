"""Cutting one published dataset into slices by a key: sorted once, then taken in runs; 切片.

Belongs here: the keys of a table's rows and the runs of equal keys. Does not belong here: where a
slice stands (`files.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from outputs.slices.places import is_town, mapped, own_areas, part_of
from sources.contract import Contract, FieldType

UNKNOWN = "unknown"
AMOUNT, BUDGET_YEAR = "amount_yuan", "budget_year"
# With more towns than that in one dataset, its towns are found in the slices of their counties.
TOWNS_AT_MOST = 200
EXACT = pa.decimal128(38, 2)


@dataclass(frozen=True)
class Run:
    """The rows of one slice: `key` is its area or year, `rows` their numbers in the order of keys.

    `amount_yuan` is None where the dataset has no amount that may be added up.
    """

    key: str
    start: int
    length: int
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class Cut:
    """Rows by number, sorted by key and among equals as they were, and the runs of equal keys."""

    rows: pa.Array
    runs: tuple[Run, ...]


def by_part(table: pa.Table, contract: Contract) -> Cut:
    """By the areas that share all records out: counties with their towns, and areas above."""
    own = own_areas(table)
    codes = pc.unique(own).to_pylist()
    return _cut(mapped(own, {code: part_of(code) for code in codes}), table, contract)


def by_town(table: pa.Table, contract: Contract) -> Cut:
    """By town, for records of towns only; nothing for a dataset of more than TOWNS_AT_MOST."""
    own = own_areas(table)
    codes = pc.unique(own).to_pylist()
    towns = {code: code if is_town(code) else None for code in codes}
    if sum(town is not None for town in towns.values()) > TOWNS_AT_MOST:
        towns = dict.fromkeys(codes)
    return _cut(mapped(own, towns), table, contract)


def by_year(table: pa.Table, contract: Contract) -> Cut:
    """By the year that the records are of; UNKNOWN where it is blank or the dataset has none."""
    name = year_field(contract)
    if name is None:
        blank = pa.array([None], pa.large_string()).take(pa.array([0] * table.num_rows, pa.int64()))
        years = pa.chunked_array([blank], pa.large_string())
    else:
        text = table[name].cast(pa.large_string())
        years = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    return _cut(pc.fill_null(years, UNKNOWN), table, contract)


def year_field(contract: Contract) -> str | None:
    """The budget year, else the first published field that is a year."""
    names = [field.name for field in contract.public_fields if field.type is FieldType.YEAR]
    return BUDGET_YEAR if BUDGET_YEAR in names else next(iter(names), None)


def has_sum(contract: Contract) -> bool:
    """Whether amounts may be added: a ledger tells the same money at several stages."""
    names = {field.name for field in contract.public_fields}
    return AMOUNT in names and not contract.is_ledger


def _cut(keys: pa.ChunkedArray, table: pa.Table, contract: Contract) -> Cut:
    """Rows whose key is null are in no slice."""
    amounts = _amounts(table) if has_sum(contract) else pa.nulls(len(keys), EXACT)
    keyed = pa.table(
        {"key": keys, "row": pa.array(range(len(keys)), pa.int64()), "amount": amounts}
    ).filter(pc.is_valid(keys))
    ordered = keyed.sort_by([("key", "ascending"), ("row", "ascending")])
    counted = ordered.group_by("key").aggregate([("row", "count"), ("amount", "sum")])
    groups = counted.sort_by("key").to_pylist()
    return Cut(ordered["row"].combine_chunks(), tuple(_runs(groups, summed=has_sum(contract))))


def _runs(groups: list[dict[str, object]], *, summed: bool) -> Iterator[Run]:
    start = 0
    for group in groups:
        length, amount = int(str(group["row_count"])), group["amount_sum"]
        total = (amount if isinstance(amount, Decimal) else Decimal("0.00")) if summed else None
        yield Run(str(group["key"]), start, length, total)
        start += length


def _amounts(table: pa.Table) -> pa.ChunkedArray:
    text = table[AMOUNT].cast(pa.large_string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text).cast(EXACT)
