"""The same records of two versions of a published table, side by side, column by column; 对照.

Belongs here: which rows differ in a column, and what of an older table may be quoted. Does not
belong here: what a difference is called (changes). Nothing of the older table is quoted that may
not be published today: masks and small groups hold for it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import text_columns
from outputs.columns import PublishedColumn
from outputs.masking import masked
from sources.contract import Contract

SOURCE_FILE = "source_file"


@dataclass(frozen=True)
class Pair:
    """The same records twice: two published tables, and by number their rows that belong together.

    Only what differs becomes text: a million records of all columns would need gigabytes.
    """

    contract: Contract
    old: pa.Table
    new: pa.Table
    rows_old: pa.Array
    rows_new: pa.Array
    small: pa.Array | None

    def differing(self, column: PublishedColumn) -> pa.Array:
        """By number the rows in which the column's values are others."""
        rows = pc.indices_nonzero(self._may_differ(column.name))
        old, new = self._both([column], rows)
        return rows.filter(pc.not_equal(old[column.name], new[column.name]).combine_chunks())

    def _may_differ(self, name: str) -> pa.ChunkedArray | pa.Array:
        columns = [
            table.column(name) for table in (self.old, self.new) if name in table.schema.names
        ]
        if len({column.type for column in columns}) != 1 or len(columns) == 1:
            return pa.repeat(pa.scalar(True), len(self.rows_old))
        old, new = columns[0].take(self.rows_old), columns[1].take(self.rows_new)
        both_blank = pc.and_(pc.is_null(old), pc.is_null(new))
        return pc.invert(pc.coalesce(pc.equal(old, new), both_blank))

    def told(self, columns: Sequence[PublishedColumn], rows: pa.Array) -> tuple[pa.Table, pa.Table]:
        """Some rows in these columns, as they were and may be shown today, and as they are."""
        old, new = self._both(columns, rows)
        return as_of_today(self.contract, old, self.small), new

    def _both(
        self, columns: Sequence[PublishedColumn], rows: pa.Array
    ) -> tuple[pa.Table, pa.Table]:
        old = texts_of(some_of(self.old, columns, self.rows_old.take(rows)), columns)
        new = texts_of(some_of(self.new, columns, self.rows_new.take(rows)), columns)
        return old, new


def ids_of(table: pa.Table) -> pa.Array:
    """The ids of a published table as large_string."""
    return table["record_id"].cast(pa.large_string()).combine_chunks()


def some_of(table: pa.Table, columns: Sequence[PublishedColumn], rows: pa.Array) -> pa.Table:
    """These rows, by number, of what `texts_of` needs for the columns."""
    wanted = {"record_id", *(column.name for column in columns), SOURCE_FILE}
    return table.select([name for name in table.schema.names if name in wanted]).take(rows)


def texts_of(table: pa.Table, columns: Sequence[PublishedColumn]) -> pa.Table:
    """These columns, the ids and the source files as canonical text, "" for null."""
    # A table of an earlier contract may lack a column: unknown then, so empty here.
    wanted = ["record_id", *(column.name for column in columns), SOURCE_FILE]
    present = [name for name in wanted if name in table.schema.names]
    found = dict(zip(present, text_columns(table.select(present)), strict=True))
    empty = pa.chunked_array([pa.repeat(pa.scalar("", pa.large_string()), table.num_rows)])
    return pa.table({name: found.get(name, empty) for name in wanted})


def as_of_today(contract: Contract, texts: pa.Table, small: pa.Array | None) -> pa.Table:
    """What of an older table may be quoted: with the masks and blanks that hold today."""
    for field in contract.public_fields:
        if field.mask is not None and field.name in texts.schema.names:
            column = texts[field.name]
            is_empty = pc.equal(column, "")
            hidden = masked(field, pc.if_else(is_empty, pa.scalar(None, column.type), column))
            texts = _replaced(texts, field.name, pc.fill_null(hidden, ""))
    if small is not None and contract.small_groups is not None:
        is_small = pc.is_in(texts["record_id"], value_set=small.cast(pa.large_string()))
        for name in {*contract.small_groups.fields} & {*texts.schema.names}:
            texts = _replaced(texts, name, pc.if_else(is_small, "", texts[name]))
    return texts


def _replaced(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    position = table.schema.get_field_index(name)
    return table.set_column(position, name, values.cast(pa.large_string()))
