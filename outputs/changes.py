"""What changed between two versions of a published table, record by record.

Belongs here: comparing any two tables of one dataset. Does not belong here: judging the changes,
why a value changed where the tables alone do not say it (change_reasons), files (change_files).
Values are compared as canonical text; where a record stands in its source (source_*) is not
compared, nor are the fen columns, which repeat the yuan columns. Nothing of the older table is
quoted that may not be published today: masks and small groups hold for it as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import text_columns
from outputs.columns import (
    MAIN_AMOUNT,
    ORIGINAL_AMOUNT,
    PublishedColumn,
    published_columns,
)
from outputs.masking import masked
from sources.contract import Contract

WHOSE = ("unit_code", "unit_name", "period")
SOURCE_FILE = "source_file"
COLUMNS = (
    "record_id", "change", "field", "field_title", "old", "new", "reason_code",
    *WHOSE, "source_before", "source_after",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.large_string()) for name in COLUMNS])
TOO_LONG = r"^(?s:(.{60}).+)$"
ORIGINALS = tuple(column.name for column in ORIGINAL_AMOUNT)
# What the two tables alone tell of the reason; the codes' words stand in change_reasons.
NEW_COLUMN, UNIT_RENAMED, REWRITTEN = "new_column", "unit_renamed", "rewritten"
MASKED, SMALL_GROUP = "masked", "small_group"


@dataclass(frozen=True)
class ChangeSummary:
    """Counts of records, and the main amount in yuan (None if the dataset has none).

    `restated` counts records of which an amount is the same and written otherwise.
    """

    dataset: str
    old_rows: int
    new_rows: int
    added: int
    removed: int
    modified: int
    restated: int
    old_amount_yuan: Decimal | None
    new_amount_yuan: Decimal | None
    difference_yuan: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """Return a JSON value; amounts are strings with two decimals or null."""
        return {
            key: format(value, ".2f") if isinstance(value, Decimal) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True)
class _Pair:
    """The same records twice, row by row: as they were, as that may be shown today, as they are."""

    raw: pa.Table
    shown: pa.Table
    after: pa.Table
    known: frozenset[str]


def changes(
    contract: Contract, old: pa.Table | None, new: pa.Table, small: pa.Array | None = None
) -> pa.Table:
    """Compare two published tables; one row of text per change, with the columns `COLUMNS`.

    `change` is added, removed, modified or restated. A modified record has one row per changed
    field; an added or removed one has a single row with no field and a label with its amount; a
    restated one says the same amount in other words (1.50 for 1.5), which changes no value.
    `reason_code` is filled where the tables tell it. Sorted by record_id, then in the order of the
    dataset's columns. `old` None means nothing was before; `small` are ids of records whose small
    counts may not be shown.
    """
    if _is_as_before(old, new):
        return SCHEMA.empty_table()
    columns = [column for column in published_columns(contract) if _is_compared(column)]
    after = _texts(new, columns)
    raw = after.slice(0, 0) if old is None else _texts(old, columns)
    shown = _as_of_today(contract, raw, small)
    found = pc.index_in(after["record_id"], value_set=raw["record_id"].combine_chunks())
    stays = pc.is_in(raw["record_id"], value_set=after["record_id"].combine_chunks())
    kept, matched = after.filter(pc.is_valid(found)), found.drop_null()
    known = frozenset(() if old is None else old.schema.names)
    pair = _Pair(raw.take(matched), shown.take(matched), kept, known)
    parts = [
        _one_sided(contract, "removed", shown.filter(pc.invert(stays))),
        _one_sided(contract, "added", after.filter(pc.is_null(found))),
        *(_field_changes(contract, column, pair) for column in columns),
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
        restated=_count(rows, "restated"),
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


def _is_compared(column: PublishedColumn) -> bool:
    is_provenance = column.name.startswith("source_")
    return column.name != "record_id" and column.type != "fen" and not is_provenance


def _is_as_before(old: pa.Table | None, new: pa.Table) -> bool:
    """Whether nothing has to be compared: most datasets of a month are empty, or as they were."""
    return new.num_rows == 0 if old is None or old.num_rows == 0 else bool(old.equals(new))


def _texts(table: pa.Table, columns: Sequence[PublishedColumn]) -> pa.Table:
    # A table of an earlier contract may lack a column: unknown then, so empty here.
    wanted = ["record_id", *(column.name for column in columns), SOURCE_FILE]
    present = [name for name in wanted if name in table.schema.names]
    found = dict(zip(present, text_columns(table.select(present)), strict=True))
    empty = pa.chunked_array([_repeated("", table.num_rows)])
    return pa.table({name: found.get(name, empty) for name in wanted})


def _as_of_today(contract: Contract, texts: pa.Table, small: pa.Array | None) -> pa.Table:
    """What of an older table may be quoted: with the masks and blanks that hold today."""
    for field in contract.public_fields:
        if field.mask is not None:
            column = texts[field.name]
            is_empty = pc.equal(column, "")
            hidden = masked(field, pc.if_else(is_empty, pa.scalar(None, column.type), column))
            texts = _replaced(texts, field.name, pc.fill_null(hidden, ""))
    if small is not None and contract.small_groups is not None:
        is_small = pc.is_in(texts["record_id"], value_set=small.cast(pa.large_string()))
        for name in contract.small_groups.fields:
            texts = _replaced(texts, name, pc.if_else(is_small, "", texts[name]))
    return texts


def _replaced(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    position = table.schema.get_field_index(name)
    return table.set_column(position, name, values.cast(pa.large_string()))


def _field_changes(contract: Contract, column: PublishedColumn, pair: _Pair) -> pa.Table:
    name = column.name
    differs = pc.not_equal(pair.raw[name], pair.after[name])
    if name in ORIGINALS:
        # With another amount the words are others as well: that is one change and not two.
        same = pc.equal(pair.raw[MAIN_AMOUNT], pair.after[MAIN_AMOUNT])
        differs = pc.and_(differs, same)
    old, new = pair.shown.filter(differs), pair.after.filter(differs)
    is_hidden = pc.equal(old[name], new[name])
    told = pc.if_else(is_hidden, _hiding(contract, name), _told(name, pair.known))
    change = "restated" if name in ORIGINALS else "modified"
    values = {"old": old[name], "new": new[name], "reason_code": told}
    return _rows(new, change, column, values, (old[SOURCE_FILE], new[SOURCE_FILE]))


def _hiding(contract: Contract, name: str) -> str:
    is_small = contract.small_groups is not None and name in contract.small_groups.fields
    return SMALL_GROUP if is_small else MASKED


def _told(name: str, known: frozenset[str]) -> str:
    if name not in known:
        return NEW_COLUMN
    if name in ORIGINALS:
        return REWRITTEN
    return UNIT_RENAMED if name == "unit_name" else ""


def _one_sided(contract: Contract, change: str, table: pa.Table) -> pa.Table:
    side, other = ("new", "old") if change == "added" else ("old", "new")
    file, nothing = table[SOURCE_FILE], _repeated("", table.num_rows)
    sources = (nothing, file) if change == "added" else (file, nothing)
    return _rows(table, change, None, {side: _labels(contract, table), other: nothing}, sources)


def _rows(
    of: pa.Table,
    change: str,
    column: PublishedColumn | None,
    values: Mapping[str, pa.ChunkedArray],
    sources: tuple[pa.ChunkedArray, pa.ChunkedArray],
) -> pa.Table:
    """Rows about the records `of`, in the columns of `SCHEMA`."""
    before, after = sources
    found = {
        "record_id": of["record_id"],
        "change": _repeated(change, of.num_rows),
        "field": _repeated(column.name if column else "", of.num_rows),
        "field_title": _repeated(column.title if column else "", of.num_rows),
        **{name: of[name] for name in WHOSE},
        **values,
        "source_before": before,
        "source_after": after,
    }
    empty = _repeated("", of.num_rows)
    return pa.table({name: found.get(name, empty) for name in COLUMNS}).cast(SCHEMA)


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
    if rows.num_rows == 0:
        return 0
    ids = rows["record_id"].filter(pc.equal(rows["change"], change))
    return int(pc.count_distinct(ids).as_py())


def _amount(table: pa.Table | None) -> Decimal | None:
    if table is None or MAIN_AMOUNT not in table.schema.names:
        return None
    total = pc.sum(table[MAIN_AMOUNT]).as_py()
    return Decimal("0.00") if total is None else Decimal(total)
