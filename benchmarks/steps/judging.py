"""Judging 100,000 records: ours, and the same row rules as plain SQL in DuckDB.

Belongs here: the tasks, and a contract's rules as SQL. Does not belong here: what the rules say.
Both sides fetch every failing row. Ours makes a finding with its cell and words of each; plain SQL
leaves it at the rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.steps.making import records

if TYPE_CHECKING:
    import pyarrow as pa

    from expectations.rulebook import ContractRule, QueryRule
    from sources.contract import Contract

DATASET = "fund_allocation"
NO_PLACE = "示例不是地名的地方："


def judge_few(folder: Path) -> Callable[[], None]:
    """Judge records of which one in a thousand breaks one rule."""
    return _ours(_records(folder))


def judge_all(folder: Path) -> Callable[[], None]:
    """Judge records that all break one rule."""
    return _ours(_all_failing(_records(folder)))


def plain_few(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the first."""
    return _plain(_records(folder))


def plain_all(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the second."""
    return _plain(_all_failing(_records(folder)))


def _records(folder: Path) -> "pa.Table":
    import pyarrow.parquet as pq

    return pq.read_table(records(folder))


def _all_failing(table: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    areas = pa.array([f"{NO_PLACE}{number}" for number in range(table.num_rows)])
    index = table.schema.get_field_index("area_name")
    return table.set_column(index, "area_name", areas)


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
    from expectations.suite import checked_frame

    contract, queries = _contract(), _queries()
    rules = contract_rules(contract)
    tables = _tables(table)
    asked = [item for item in queries if not is_idle(item, tables)]
    frame = checked_frame(contract, rules, table).rename_axis("row__number").reset_index()

    def action() -> None:
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            prepare(connection, tables)
            connection.register("checked", frame)
            texts = [*map(failing_rows, rules), *(item.sql for item in asked)]
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


def failing_rows(item: "ContractRule") -> str:
    """SQL that returns the numbers of the rows of `checked` that break a contract's rule.

    Raises KeyError for a kind of rule that has no SQL here.
    """
    if item.column is None:
        keys = ", ".join(item.arguments["column_list"])
        return f"SELECT row__number FROM checked QUALIFY COUNT(*) OVER (PARTITION BY {keys}) > 1"  # noqa: S608
    return f"SELECT row__number FROM checked WHERE NOT ({_holds(item)})"  # noqa: S608


def _holds(item: "ContractRule") -> str:
    """A blank value breaks no rule but the one that it must be filled."""
    column, given = item.column, item.arguments
    if item.expect == "expect_column_values_to_be_between":
        bounds = [
            f"{column} {sign} {given[name]}"
            for name, sign in (("min_value", ">="), ("max_value", "<="))
            if name in given
        ]
        return " AND ".join(bounds)
    return {
        "expect_column_values_to_not_be_null": lambda: f"{column} IS NOT NULL",
        "expect_column_values_to_be_in_set": lambda: (
            f"{column} IN ({', '.join(map(_quoted, given['value_set']))})"
        ),
        "expect_column_values_to_match_regex": lambda: (
            f"regexp_matches({column}, {_quoted(given['regex'])})"
        ),
    }[item.expect]()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


TASKS = {
    "judge_few": judge_few,
    "judge_all": judge_all,
    "plain_few": plain_few,
    "plain_all": plain_all,
}
