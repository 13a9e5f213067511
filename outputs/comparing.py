"""One dataset of a candidate beside the newest release; 与上一版比较.

Belongs here: the published table of what was accepted, and what of it changed and why. Does not
belong here: comparing two tables (changes), the codes of reasons (change_reasons), files.
"""

from dataclasses import dataclass

import pyarrow as pa

from outputs.chain import Link
from outputs.change_reasons import Circumstances, with_reasons
from outputs.changes import ChangeSummary, changes, summary
from outputs.disclosure import published_table, record_ids
from outputs.masking import is_small
from sources.contract import Contract
from sources.parquet import read_parquet


@dataclass(frozen=True)
class Compared:
    """One dataset as published; columns that came and went since the newest release, by title."""

    contract: Contract
    table: pa.Table
    rows: pa.Table
    summary: ChangeSummary
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()


def compare(
    contract: Contract, records: pa.Table, base: Link | None, known: Circumstances
) -> Compared:
    """The published table of accepted records and what changed since the newest release, and why.

    `records`: the working form.
    """
    table = published_table(contract, records)
    old = None if base is None else released_table(base, contract)
    rows = changes(contract, old, table, small_ids(contract, records))
    return Compared(
        contract=contract,
        table=table,
        rows=with_reasons(contract, rows, (old, table), known),
        summary=summary(contract, old, table, rows),
        new_columns=() if old is None else columns_missing(table, old),
        lost_columns=() if old is None else columns_missing(old, table),
    )


def small_ids(contract: Contract, records: pa.Table) -> pa.Array | None:
    """Ids of the records whose group is too small to be shown; None if the dataset has none."""
    small = is_small(contract, records)
    return None if small is None else record_ids(contract, records).filter(small.combine_chunks())


def columns_missing(having: pa.Table, other: pa.Table) -> tuple[str, ...]:
    """Titles of the columns of the one published table that the other does not have."""
    return tuple(
        (field.metadata or {}).get(b"title", field.name.encode()).decode()
        for field in having.schema
        if field.name not in other.schema.names
    )


def released_table(base: Link, contract: Contract) -> pa.Table | None:
    """A dataset of the newest release; None if it had none of that name."""
    path = base.folder / "data" / f"{contract.dataset}.parquet"
    return read_parquet(path) if path.exists() else None
