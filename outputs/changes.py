"""What changed between two versions of a published table, record by record.

Belongs here: comparing two tables of one dataset. Does not belong here: judging the changes.
Values are compared as canonical text; where a record stands in its source (source_*) is not
compared, nor are the fen columns, which repeat the yuan columns.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import text_columns
from outputs.columns import MAIN_AMOUNT, PublishedColumn, published_columns
from outputs.formats.csv_file import write_csv
from sources.contract import Contract

COLUMNS = ("record_id", "change", "field", "field_title", "old", "new")
SCHEMA = pa.schema([(name, pa.large_string()) for name in COLUMNS])
TOO_LONG = r"^(?s:(.{60}).+)$"


@dataclass(frozen=True)
class ChangeSummary:
    """Counts of records, and the main amount in yuan (None if the dataset has none)."""

    dataset: str
    old_rows: int
    new_rows: int
    added: int
    removed: int
    modified: int
    old_amount_yuan: Decimal | None
    new_amount_yuan: Decimal | None
    difference_yuan: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """Return a JSON value; amounts are strings with two decimals or null."""
        return {
            key: format(value, ".2f") if isinstance(value, Decimal) else value
            for key, value in asdict(self).items()
        }


def changes(contract: Contract, old: pa.Table | None, new: pa.Table) -> pa.Table:
    """Compare two published tables; columns record_id, change, field, field_title, old, new.

    `change` is added, removed or modified. A modified record has one row per changed field; an
    added or removed one has a single row with no field and a label with its amount. Sorted by
    record_id, then in the order of the dataset's columns. `old` None means nothing was before.
    """
    columns = [column for column in published_columns(contract) if _is_compared(column)]
    after = _texts(new, columns)
    before = after.slice(0, 0) if old is None else _texts(old, columns)
    found = pc.index_in(after["record_id"], value_set=before["record_id"].combine_chunks())
    stays = pc.is_in(before["record_id"], value_set=after["record_id"].combine_chunks())
    kept = after.filter(pc.is_valid(found))
    matched = before.take(found.drop_null())
    parts = [
        _one_sided(contract, "removed", before.filter(pc.invert(stays))),
        _one_sided(contract, "added", after.filter(pc.is_null(found))),
        *(_field_changes(column, matched, kept) for column in columns),
    ]
    numbered = [
        part.append_column("order", pa.array([number] * part.num_rows, pa.int64()))
        for number, part in enumerate(parts)
    ]
    joined = pa.concat_tables(numbered)
    return joined.sort_by([("record_id", "ascending"), ("order", "ascending")]).select(COLUMNS)


def summary(
    contract: Contract, old: pa.Table | None, new: pa.Table, rows: pa.Table
) -> ChangeSummary:
    """Count the records in `rows`, the result of `changes` for the same two tables."""
    before, after = (None, None) if contract.is_ledger else (_amount(old), _amount(new))
    difference = None if after is None else after - (before or Decimal(0))
    return ChangeSummary(
        dataset=contract.dataset,
        old_rows=0 if old is None else old.num_rows,
        new_rows=new.num_rows,
        added=_count(rows, "added"),
        removed=_count(rows, "removed"),
        modified=_count(rows, "modified"),
        old_amount_yuan=before,
        new_amount_yuan=after,
        difference_yuan=difference,
    )


def record_labels(contract: Contract, table: pa.Table, *, priced: bool = True) -> list[str]:
    """Name published records as readers know them, with their amount in yuan unless not asked."""
    kept = table if priced or MAIN_AMOUNT not in table.schema.names else table.drop([MAIN_AMOUNT])
    columns = [one for one in published_columns(contract) if one.name in kept.schema.names]
    labels: list[str] = _labels(contract, _texts(kept, columns)).to_pylist()
    return labels


def write_changes_csv(rows: pa.Table, path: Path) -> None:
    """Write the result of `changes` as a canonical CSV; nothing changed gives a header only."""
    write_csv(rows, path)


def _is_compared(column: PublishedColumn) -> bool:
    is_provenance = column.name.startswith("source_")
    return column.name != "record_id" and column.type != "fen" and not is_provenance


def _texts(table: pa.Table, columns: Sequence[PublishedColumn]) -> pa.Table:
    # A table of an earlier contract may lack a column: unknown then, so empty here.
    wanted = ["record_id", *(column.name for column in columns)]
    present = [name for name in wanted if name in table.schema.names]
    found = dict(zip(present, text_columns(table.select(present)), strict=True))
    empty = pa.chunked_array([pa.repeat(pa.scalar("", pa.large_string()), table.num_rows)])
    return pa.table({name: found.get(name, empty) for name in wanted})


def _field_changes(column: PublishedColumn, old: pa.Table, new: pa.Table) -> pa.Table:
    differs = pc.not_equal(old[column.name], new[column.name])
    ids = new["record_id"].filter(differs)
    values = {"old": old[column.name].filter(differs), "new": new[column.name].filter(differs)}
    return _rows(ids, "modified", column, values)


def _one_sided(contract: Contract, change: str, table: pa.Table) -> pa.Table:
    labels = _labels(contract, table)
    side = "new" if change == "added" else "old"
    return _rows(table["record_id"], change, None, {side: labels})


def _rows(
    ids: pa.ChunkedArray,
    change: str,
    column: PublishedColumn | None,
    values: dict[str, pa.ChunkedArray],
) -> pa.Table:
    fixed = {
        "record_id": ids,
        "change": _repeated(change, len(ids)),
        "field": _repeated(column.name if column else "", len(ids)),
        "field_title": _repeated(column.title if column else "", len(ids)),
    }
    empty = _repeated("", len(ids))
    sides = {side: values.get(side, empty) for side in ("old", "new")}
    return pa.table({**fixed, **sides}, schema=SCHEMA)


def _repeated(text: str, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.large_string()), length)


def _labels(contract: Contract, table: pa.Table) -> pa.ChunkedArray:
    """Name the record as a reader knows it: unit and grain, then the amount in yuan."""
    names = [name for name in ("unit_name", *contract.grain) if name in table.schema.names]
    nothing = pa.scalar(None, pa.large_string())
    words = [pc.if_else(pc.equal(table[name], ""), nothing, table[name]) for name in names]
    separator = pa.scalar(" · ", pa.large_string())
    label = pc.binary_join_element_wise(*words, separator, null_handling="skip")
    label = pc.replace_substring_regex(label, pattern=TOO_LONG, replacement="\\1…")
    if MAIN_AMOUNT not in table.schema.names:
        return label
    amount = table[MAIN_AMOUNT]
    texts = [pa.scalar(text, pa.large_string()) for text in ("，", " 元", "")]
    priced = pc.binary_join_element_wise(label, texts[0], amount, texts[1], texts[2])
    return pc.if_else(pc.equal(amount, ""), label, priced)


def _count(rows: pa.Table, change: str) -> int:
    ids = rows["record_id"].filter(pc.equal(rows["change"], change))
    return int(pc.count_distinct(ids).as_py())


def _amount(table: pa.Table | None) -> Decimal | None:
    if table is None or MAIN_AMOUNT not in table.schema.names:
        return None
    total = pc.sum(table[MAIN_AMOUNT]).as_py()
    return Decimal("0.00") if total is None else Decimal(total)
