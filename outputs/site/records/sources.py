"""Where every published value comes from: file, sheet, cell, original text, what was done; 出处.

Belongs here: the provenance of a release, cut into pages in the order of the dataset's own pages.
Does not belong here: making provenance (`outputs.disclosure`), the frame of a page. There is one
page per group of records, not per record: a million of them would be a million files. DuckDB reads
the values from their file, a run of records at a time, and writes the rows of all pages at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from markupsafe import Markup
from pyarrow import parquet

from outputs.site.addresses import PAGE_ROWS, dataset_page, record_anchor
from outputs.site.records.spreading import run_of, spread
from outputs.site.tables import FieldWords, field_words, read_rows

if TYPE_CHECKING:
    import duckdb

# Bytes of HTML: what a page may take, and what its frame, a record and a value take without words.
BUDGET, RECORD_FRAME, VALUE_FRAME = 180_000, 520, 150
PAGE_SIZES = (200, 100, 50, 25, 10, 5, 1)
# Records whose pages are written together, in memory; a multiple of every size of a page.
TOGETHER = 10_000
# From a page of sources up to public/.
ROOT = "../../"
ROWS = Path(__file__).parent / "sources.sql"
# Bytes of the words of each record's values, with room for what HTML escapes.
SIZES = """
SELECT record_id, sum({frame} + 16 + {words}) AS bytes FROM provenance GROUP BY record_id
"""
HEADS = ("record_id", "unit_name", "period", "source_file", "source_sheet", "source_cells")
WORDS = ("value", "original", "cell", "unit", "source_sheet")


@dataclass(frozen=True)
class SourcesPage:
    """The records of one page as rows of HTML, the steps their values went through, their files.

    `first` and `last` are the places of its records in the dataset's table, from 1.
    """

    number: int
    first: int
    last: int
    record_ids: tuple[str, ...]
    units: tuple[str, ...]
    rows: Markup
    steps: tuple[str, ...]
    files: tuple[str, ...]


def provenance_file(folder: Path, dataset: str) -> Path | None:
    """The provenance of a release; None if it has none that speaks of a record."""
    path = folder / "provenance" / f"{dataset}.parquet"
    return path if path.is_file() and parquet.read_metadata(path).num_rows else None


def page_rows(record_ids: pa.ChunkedArray, provenance: Path) -> int:
    """Records on a page, so that its HTML stays within the budget. Raises duckdb.Error."""
    words = " + ".join(f"coalesce(strlen({name}), 0)" for name in WORDS)
    with _connected(provenance) as connection:
        sizes = SIZES.format(frame=VALUE_FRAME, words=words)
        connection.register("places", _places(record_ids))
        found = connection.sql(
            f"SELECT coalesce(bytes, 0)::BIGINT AS bytes FROM places LEFT JOIN ({sizes}) "  # noqa: S608
            "USING (record_id) ORDER BY place"
        ).to_arrow_table()
    sums = np.concatenate([[0], np.cumsum(found["bytes"].to_numpy() + RECORD_FRAME)])
    total = len(sums) - 1
    for rows in PAGE_SIZES:
        starts = np.arange(0, total, rows)
        ends = np.minimum(starts + rows, total)
        if (sums[ends] - sums[starts] <= BUDGET).all():
            return rows
    return 1


def source_pages(data: Path, provenance: Path, rows: int) -> Iterator[SourcesPage]:
    """The pages of so many records each, in the order of the table. Raises duckdb.Error."""
    heads = _heads(read_rows(data, HEADS), data.stem, rows)
    making, _, asking = ROWS.read_text(encoding="utf-8").partition("-- name: pages")
    with _connected(provenance) as connection, TemporaryDirectory() as folder:
        connection.register("fields", _fields(field_words(data)))
        if heads.num_rows > TOGETHER:
            spread(provenance, heads["record_id"], TOGETHER, Path(folder))
            connection.execute("DROP VIEW provenance")
        for start in range(0, heads.num_rows, TOGETHER):
            if heads.num_rows > TOGETHER:
                connection.register("provenance", run_of(Path(folder), start // TOGETHER))
            connection.register("heads", heads.slice(start, TOGETHER))
            connection.execute(making)
            for batch in connection.sql(asking).to_arrow_reader(rows):
                yield from map(_shown, batch.to_pylist())


def _shown(page: Mapping[str, Any]) -> SourcesPage:
    return SourcesPage(
        number=page["page"] + 1,
        first=page["first"] + 1,
        last=page["last"] + 1,
        record_ids=tuple(page["record_ids"]),
        units=tuple(dict.fromkeys(one for one in page["units"] if one)),
        # All that stands in it was escaped by the query.
        rows=Markup(page["html"]),  # noqa: S704
        steps=tuple(page["steps"]),
        files=tuple(page["files"] or ()),
    )


def _connected(provenance: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": 2})
    connection.read_parquet(str(provenance)).create_view("provenance")
    return connection


def _places(record_ids: pa.ChunkedArray) -> pa.Table:
    return pa.table({"record_id": record_ids, "place": pa.array(np.arange(len(record_ids)))})


def _heads(data: pa.Table, dataset: str, rows: int) -> pa.Table:
    """What stands above the values of each record, and where its row is on the dataset's page."""
    import pyarrow.compute as pc

    numbers = np.arange(data.num_rows)
    pages = [
        ROOT + dataset_page(dataset, number + 1) for number in range(-(-data.num_rows // PAGE_ROWS))
    ]
    at = pa.array(pages, pa.string()).take(pa.array(numbers // PAGE_ROWS))
    ids = data["record_id"].cast(pa.string())
    names = {
        "unit": "unit_name", "period": "period", "file": "source_file", "sheet": "source_sheet",
        "range": "source_cells",
    }  # fmt: skip
    return pa.table(
        {
            "record_id": ids,
            "place": numbers,
            "page": numbers // rows,
            "row_href": pc.binary_join_element_wise(at, ids, f"#{record_anchor('')}"),
            **{name: pc.fill_null(data[one].cast(pa.string()), "") for name, one in names.items()},
        }
    )


def _fields(fields: Sequence[FieldWords]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"field": one.name, "rank": rank, "title": escape(one.title), "kind": one.kind}
            for rank, one in enumerate(fields)
        ]
    )
