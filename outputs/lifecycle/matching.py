"""Which records of four datasets are one project, decided in SQL; 项目合并.

Belongs here: the keys that records are compared by, and running the queries beside this file. Does
not belong here: the joined table's values (`values.py`). Keys are compared exactly, once folded;
what fits two projects is joined to neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract import Contract
from sources.text import fold

HERE = Path(__file__).parent
FOLDED = ("project_no", "project_name", "area_name", "location", "construction_task")
PLAIN = (
    "unit_code", "submission", "document", "sheet", "period", "fund_level", "plan_version",
    "document_title", "as_of", "approved_on", "progress_state", "acceptance_result",
    "acceptance_level", "accepted_on", "acceptance_body",
    "amount_yuan__text", "amount_yuan__cell", "amount_yuan__unit",
)  # fmt: skip
TYPED = {
    "budget_year": pa.int64(),
    "amount_yuan": pa.decimal128(18, 2),
    "original_yuan": pa.decimal128(18, 2),
}


# Of a million records the queries would take two gigabytes; what is more goes to disk for a while.
MOST_MEMORY = "512MB"


@dataclass(frozen=True)
class Stage:
    """One dataset of the life cycle and its working records in force, with unit and period."""

    contract: Contract
    records: pa.Table


@dataclass(frozen=True)
class Matched:
    """`projects`: one row each, with the number of its first row in each stage as row_1 to row_4.

    `joined`: stage from 1, project p, row i, for every row in force of a project.
    """

    projects: pa.Table
    joined: pa.Table


def match(stages: Sequence[Stage]) -> Matched:
    """Join the four stages in the order of the life cycle. Raises duckdb.Error."""
    titles = tuple(one.contract.title for one in stages)
    if not any(one.records.num_rows for one in stages):
        return _nothing(titles)
    keys = [_keys(number, one.records) for number, one in enumerate(stages, 1)]
    return _joined(pa.concat_tables(keys), titles)


@cache
def _nothing(titles: tuple[str, ...]) -> Matched:
    """What the queries make of no records: planning them takes longer than most tables do."""
    return _joined(_keys(1, pa.table({})), titles)


def _joined(keys: pa.Table, titles: tuple[str, ...]) -> Matched:
    numbers = range(1, len(titles) + 1)
    named = pa.table({"stage": pa.array(numbers, pa.int32()), "title": list(titles)})
    with (
        TemporaryDirectory() as spilled,
        duckdb.connect(
            ":memory:",
            config={"threads": 2, "memory_limit": MOST_MEMORY, "temp_directory": spilled},
        ) as connection,
    ):
        connection.register("stages", keys)
        connection.register("titles", named)
        connection.execute(_query("begin"))
        for number in numbers:
            connection.execute(f"SET VARIABLE stage = {number}")
            connection.execute(_query("stage"))
        joined = connection.sql("SELECT stage, p, i FROM joined ORDER BY stage, p, i")
        return Matched(
            joined=joined.to_arrow_table(),
            projects=connection.sql(_query("finish")).to_arrow_table(),
        )


def _query(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _keys(number: int, records: pa.Table) -> pa.Table:
    count = records.num_rows
    columns = {
        "stage": pa.repeat(pa.scalar(number, pa.int32()), count),
        "i": pa.array(range(count), pa.int64()),
    }
    for name in FOLDED:
        columns[name] = folded(_column(records, name, pa.string()))
    for name in PLAIN:
        columns[name] = _column(records, name, pa.string())
    for name, kind in TYPED.items():
        columns[name] = _column(records, name, kind)
    return pa.table(columns)


def _column(records: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray:
    if name in records.column_names:
        return records.column(name).cast(kind)
    return pa.chunked_array([pa.nulls(records.num_rows, kind)])


def folded(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as keys for comparing; what is blank is null. Every distinct text is folded once."""
    distinct = pc.unique(texts).drop_null()
    keys = pa.array([fold(text) or None for text in distinct.to_pylist()], pa.string())
    return keys.take(pc.index_in(texts, value_set=distinct).combine_chunks())
