"""What changed of one dataset between two releases, as published today; 变动.

Belongs here: the rows of one dataset with the unit, area and fund that each is about. Does not
belong here: comparing two tables (outputs.changes), several datasets (comparing), words for a page.
Where a value was masked or withdrawn since, the earlier release is not quoted either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.change_files import KINDS
from outputs.change_reasons import Circumstances, with_reasons
from outputs.changes import changes, record_labels
from outputs.site.releases import Release
from outputs.site.since.told import told_reasons
from outputs.slices.places import UNPLACED_NAME, areas_by_code, mapped, own_areas, part_of
from sources.contract import Contract

# By what readers look: code and name of each; the first of the fields of funds that a record has.
FUNDS = ("fund_name", "fund_line", "fund_key")
KEYS = ("unit", "area", "fund")
LEDGER_LABEL = ("stage", "payer_name", "payee_name", "node_name", "budget_year", "fund_key")
TEXT = pa.large_string()
SHOWN = ("record_id", "change", "field", "field_title", "old", "new", "reason")
ROWS = pa.schema(
    [(name, TEXT) for name in ("dataset", *SHOWN, "version", "label", "unit_name")]
    + [(name, TEXT) for name in KEYS]
    + [("rank", pa.int64())]
)
# Records that are compared at once, and the length of what tells their comparisons apart.
AT_ONCE, TAG_LENGTH = 200_000, 4
# What was changed is read first; what is new or gone as a whole names itself.
RANKS = {"modified": 0, "removed": 1, "added": 2, "restated": 3}


def read_published(folder: Path, dataset: str) -> pa.Table | None:
    """A dataset of a release's folder; None if it has none (any more). Raises OSError."""
    path = folder / "data" / f"{dataset}.parquet"
    return parquet.read_table(path) if path.is_file() else None


@dataclass(frozen=True)
class Sides:
    """A dataset as an earlier and a later release publish it; `steps` as those of a pair."""

    old: pa.Table | None
    new: pa.Table
    steps: tuple[Release, ...]

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns of both tables; of none before, nothing."""
        before = () if self.old is None else tuple(self.old.schema.names)
        return before, tuple(self.new.schema.names)


def moves(contract: Contract, sides: Sequence[Sides]) -> list[pa.Table]:
    """What changed on each of the sides: the rows of `changes` in the columns of `ROWS`.

    `version` is the last release whose own list tells of the change, and the reason is the one
    that it gives; "" and what the tables tell where no list does. Sides with the same columns are
    compared at once, for many small comparisons cost more than one.
    """
    found: dict[int, pa.Table] = {}
    by_columns: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for number, side in enumerate(sides):
        by_columns.setdefault(side.columns, []).append(number)
    for numbers in by_columns.values():
        for batch in _batches(sides, numbers):
            rows = _compared(contract, [sides[number] for number in batch])
            for place, number in enumerate(batch):
                part = rows.filter(pc.equal(rows["tag"], _tag(place)))
                found[number] = _explained(contract, part, sides[number])
    return [found[number] for number in range(len(sides))]


def _batches(sides: Sequence[Sides], numbers: Sequence[int]) -> Iterator[list[int]]:
    """The numbers in runs of at most `AT_ONCE` records, and of one at least."""
    batch: list[int] = []
    room = AT_ONCE
    for number in numbers:
        size = sides[number].new.num_rows
        if batch and size > room:
            yield batch
            batch, room = [], AT_ONCE
        batch.append(number)
        room -= size
    yield batch


def _compared(contract: Contract, sides: Sequence[Sides]) -> pa.Table:
    """The changes of all sides in one table; `tag` tells of which they are."""
    new = _tagged([side.new for side in sides])
    before = [side.old for side in sides if side.old is not None]
    old = _tagged(before) if before else None
    rows = changes(contract, old, new, _blank_now(contract, new))
    for name, values in _placed(contract, old, new, rows).items():
        rows = rows.append_column(name, values)
    tagged = rows["record_id"]
    rows = rows.append_column("tag", pc.utf8_slice_codeunits(tagged, 0, TAG_LENGTH))
    return rows.set_column(0, "record_id", pc.utf8_slice_codeunits(tagged, TAG_LENGTH))


def _tagged(tables: Sequence[pa.Table]) -> pa.Table:
    """The tables one below the other; each record's id begins with the number of its table."""
    parts = []
    for number, table in enumerate(tables):
        tag, nothing = pa.scalar(_tag(number), TEXT), pa.scalar("", TEXT)
        ids = pc.binary_join_element_wise(tag, table["record_id"].cast(TEXT), nothing)
        place = table.schema.get_field_index("record_id")
        parts.append(table.set_column(place, "record_id", ids))
    return pa.concat_tables(parts, promote_options="permissive")


def _tag(number: int) -> str:
    return f"{number:0{TAG_LENGTH}}"


def _explained(contract: Contract, rows: pa.Table, side: Sides) -> pa.Table:
    """The rows of one comparison with their reasons."""
    if not rows.num_rows:
        return ROWS.empty_table()
    known = Circumstances(was_published=side.old is not None)
    reasoned = with_reasons(contract, rows, (side.old, side.new), known)
    told = told_reasons(reasoned, contract.dataset, side.steps)
    named = told.append_column("dataset", _repeated(contract.dataset, rows.num_rows))
    ranked = named.append_column("rank", _ranked(rows["change"]))
    return ranked.select(ROWS.names).cast(ROWS)


def area_name(code: str) -> str:
    """The area of a key of `moves` as readers know it."""
    region = areas_by_code().get(code)
    return UNPLACED_NAME if region is None else region.name


def _blank_now(contract: Contract, new: pa.Table) -> pa.Array | None:
    """Records whose small counts are blank today: what they were is not quoted."""
    if contract.small_groups is None:
        return None
    blanks = [pc.is_null(new[name]) for name in contract.small_groups.fields]
    is_blank = blanks[0]
    for one in blanks[1:]:
        is_blank = pc.or_(is_blank, one)
    return new["record_id"].filter(is_blank).combine_chunks()


def _ranked(kinds: pa.ChunkedArray) -> pa.ChunkedArray:
    ranks: Mapping[str, int] = RANKS
    values = pa.array([ranks[kind] for kind in KINDS], pa.int64())
    return values.take(pc.index_in(kinds, value_set=pa.array(list(KINDS), TEXT)))


def _placed(
    contract: Contract, old: pa.Table | None, new: pa.Table, rows: pa.Table
) -> dict[str, pa.ChunkedArray]:
    """Unit, area, fund and label of each row, from the record as it is, else as it was."""
    ids = pc.unique(rows["record_id"].combine_chunks())
    tables = [new] if old is None else [new, old]
    parts = [_known(contract, table, ids) for table in tables]
    both = pa.concat_tables(parts)
    at = pc.index_in(rows["record_id"], value_set=both["id"].combine_chunks())
    found = {name: both[name].take(at) for name in (*KEYS, "label")}
    # Added and removed records name themselves, as far as that may be quoted, with their amount.
    own = pc.if_else(pc.equal(rows["change"], "added"), rows["new"], rows["old"])
    is_whole = pc.and_(pc.equal(rows["field"], ""), not contract.is_ledger)
    label = pc.if_else(is_whole, own, found["label"])
    return {**found, "label": label}


def _known(contract: Contract, table: pa.Table, ids: pa.Array) -> pa.Table:
    record_id = table["record_id"].cast(TEXT)
    chosen = table.filter(pc.is_in(record_id, value_set=ids))
    areas = own_areas(chosen)
    codes = pc.unique(areas).to_pylist()
    columns = {
        "id": chosen["record_id"],
        "unit": _text(chosen, "unit_code"),
        "area": mapped(areas, {code: part_of(code) for code in codes}),
        "fund": pc.coalesce(*(_text(chosen, name) for name in FUNDS), pa.scalar("", TEXT)),
        "label": _labels(contract, chosen),
    }
    schema = pa.schema([(name, TEXT) for name in columns])
    return pa.table(columns).cast(schema)


def _labels(contract: Contract, table: pa.Table) -> pa.ChunkedArray:
    """Records as readers know them; the key of a ledger is for machines."""
    if not contract.is_ledger:
        return pa.chunked_array([pa.array(record_labels(contract, table, priced=False), TEXT)])
    texts = [_text(table, name) for name in LEDGER_LABEL]
    return pc.binary_join_element_wise(*texts, pa.scalar(" · ", TEXT), null_handling="skip")


def _text(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A field as text; null where it is blank or the table has none of that name."""
    if name not in table.schema.names:
        return pa.chunked_array([pa.nulls(table.num_rows, TEXT)])
    text = table[name].cast(TEXT)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, TEXT), text)


def _repeated(text: str, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, TEXT), length)
