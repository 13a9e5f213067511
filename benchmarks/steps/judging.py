"""Judging 100,000 records: ours, and the same row rules as plain SQL in DuckDB.

Belongs here: the tasks. Does not belong here: a contract's rules as SQL (judging_million). Both
sides fetch every failing row. Ours makes a finding with its cell and words of each; plain SQL only
lists the rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.steps.judging_million import failing_sql
from benchmarks.steps.making import records, without_places

if TYPE_CHECKING:
    import pyarrow as pa

    from expectations.rulebook import QueryRule
    from sources.contract import Contract

DATASET = "fund_allocation"


def judge_few(folder: Path) -> Callable[[], None]:
    """Judge records of which one in a thousand breaks one rule."""
    return _ours(_records(folder))


def judge_all(folder: Path) -> Callable[[], None]:
    """Judge records that all break one rule."""
    return _ours(without_places(_records(folder)))


def plain_few(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the first."""
    return _plain(_records(folder))


def plain_all(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the second."""
    return _plain(without_places(_records(folder)))


def _records(folder: Path) -> "pa.Table":
    import pyarrow.parquet as pq

    return pq.read_table(records(folder))


def _ours(table: "pa.Table") -> Callable[[], None]:
    # Imported before the time counts: a run of the pipeline imports it once for all datasets.
    import great_expectations  # noqa: F401

    from expectations.queries import judge_queries
    from expectations.suite import judge_records

    tables = _tables(table)
    contract, queries = _contract(), _queries()

    def action() -> None:
        judge_records(contract, table)
        judge_queries(queries, tables)

    return action


def _plain(table: "pa.Table") -> Callable[[], None]:
    import duckdb

    from expectations.queries import is_idle, prepare
    from expectations.rulebook import contract_rules

    queries = _queries()
    rules = contract_rules(_contract())
    tables = _tables(table)
    asked = [item for item in queries if not is_idle(item, tables)]

    def action() -> None:
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            prepare(connection, tables)
            texts = [*map(failing_sql, rules), *(item.sql for item in asked)]
            for text in texts:
                connection.sql(text).to_arrow_table()

    return action


def _contract() -> "Contract":
    from sources.contract import load_contracts

    return load_contracts()[DATASET]


def _queries() -> "list[QueryRule]":
    from expectations.rulebook import query_rules

    return [item for item in query_rules() if not item.rule.spans]


def _tables(table: "pa.Table") -> "dict[str, pa.Table]":
    """What the queries see: these records, and every other table empty."""
    from sources.contract import load_contracts
    from sources.records import claim_schema, working_schema

    contracts = load_contracts()
    empty = {name: working_schema(one).empty_table() for name, one in contracts.items()}
    return {**empty, "claims": claim_schema().empty_table(), DATASET: table}


TASKS = {
    "judge_few": judge_few,
    "judge_all": judge_all,
    "plain_few": plain_few,
    "plain_all": plain_all,
}
