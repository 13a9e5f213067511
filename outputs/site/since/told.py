"""In which release a change was made and why, from the lists that the releases themselves hold.

Belongs here: reading `changes/<dataset>.csv` and finding a change in them. Does not belong here:
comparing. The lists are signed; one of earlier software gives no reasons, one may be withdrawn.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from outputs.change_files import change_list
from outputs.site.releases import Release

TEXT = pa.large_string()
READ = ("record_id", "field", "reason")
END = "\x1f"


def told_reasons(rows: pa.Table, dataset: str, steps: Sequence[Release]) -> pa.Table:
    """Put the reason that the newest of these releases gives, and add its `version`.

    A row that no list has keeps its reason, and its version is "". Raises OSError.
    """
    lists = [found for step in steps if (found := _read(step, dataset)) is not None]
    if not lists:
        nothing = pa.repeat(pa.scalar("", TEXT), rows.num_rows)
        return rows.append_column("version", nothing)
    told = pa.concat_tables(lists)
    known = _keys(told["record_id"], told["field"]).combine_chunks()
    whole = _keys(rows["record_id"], pa.repeat(pa.scalar("", TEXT), rows.num_rows))
    # A record that was taken out and came back stands in the lists as a whole.
    at = pc.coalesce(
        pc.index_in(_keys(rows["record_id"], rows["field"]), value_set=known),
        pc.index_in(whole, value_set=known),
    )
    given = told["reason"].take(at)
    is_given = pc.fill_null(pc.not_equal(given, ""), fill_value=False)
    reason = pc.if_else(is_given, given, rows["reason"])
    version = pc.fill_null(told["version"].take(at), "")
    position = rows.schema.get_field_index("reason")
    return rows.set_column(position, "reason", reason).append_column("version", version)


def _read(release: Release, dataset: str) -> pa.Table | None:
    path = release.folder / change_list(dataset)
    return _list(path, release.version) if path.is_file() else None


# Many comparisons lead over the same lists, and a list in a release never changes.
@lru_cache(maxsize=64)
def _list(path: Path, version: str) -> pa.Table:
    options = csv.ConvertOptions(
        column_types=dict.fromkeys(READ, TEXT),
        include_columns=list(READ),
        include_missing_columns=True,
        strings_can_be_null=False,
    )
    parsing = csv.ParseOptions(newlines_in_values=True)
    table = csv.read_csv(path, parse_options=parsing, convert_options=options)
    columns = {name: pc.fill_null(table[name].cast(TEXT), "") for name in READ}
    version = pa.repeat(pa.scalar(version, TEXT), table.num_rows)
    return pa.table({**columns, "version": version})


def _keys(record_id: pa.ChunkedArray, field: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(record_id, field, pa.scalar(END, TEXT))
