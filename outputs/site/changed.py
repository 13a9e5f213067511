"""What a release changed, read from its changes/<dataset>.csv.

Belongs here: counts and the first rows for a page. Does not belong here: comparing. The lists of
earlier releases have fewer columns: they give no reasons.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from outputs.change_files import KINDS
from outputs.changes import COLUMNS
from outputs.site.format import AMOUNT_END, value_words

SHOWN_ROWS = 50
TEXTS = (*COLUMNS, "reason")


@dataclass(frozen=True)
class ChangedRow:
    """One change in words."""

    word: str
    record_id: str
    field_title: str
    old: str
    new: str
    reason: str
    is_amount: bool = False


@dataclass(frozen=True)
class Changed:
    """The changes of one dataset: counts of records, and the first rows of the list."""

    dataset: str
    title: str
    path: str
    json_path: str | None
    added: int
    removed: int
    modified: int
    restated: int
    total: int
    rows: tuple[ChangedRow, ...]


def read_changed(folder: Path, dataset: str, title: str) -> Changed | None:
    """Read the dataset's changes in a release folder; None if the release has no such file."""
    path = folder / "changes" / f"{dataset}.csv"
    if not path.exists():
        return None
    table = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(TEXTS, pa.string())),
    )
    counts = {change: _records(table, change) for change in KINDS}
    rows = tuple(_row(record) for record in table.slice(0, SHOWN_ROWS).to_pylist())
    return Changed(
        dataset=dataset,
        title=title,
        path=f"changes/{dataset}.csv",
        json_path=f"changes/{dataset}.json" if path.with_suffix(".json").exists() else None,
        **counts,
        total=table.num_rows,
        rows=rows,
    )


def _records(table: pa.Table, change: str) -> int:
    ids = table["record_id"].filter(pc.equal(table["change"], change))
    return int(pc.count_distinct(ids).as_py())


def _row(record: dict[str, str]) -> ChangedRow:
    return ChangedRow(
        word=KINDS.get(record["change"], record["change"]),
        record_id=record["record_id"],
        field_title=record["field_title"],
        old=value_words(record["field"], record["old"]),
        new=value_words(record["field"], record["new"]),
        reason=record.get("reason", ""),
        is_amount=record["field"].endswith(AMOUNT_END),
    )
