"""Judging 1,000,000 records by 20 rules within a row and 10 across: ours, and plain DuckDB SQL.

Belongs here: the tasks, and a contract's rules as SQL over records. Does not belong here: the rules
(steps.rules) and the data (steps.making). Both sides read the same Parquet files and fetch every
failing row with its address. Ours makes a finding of each, with its words.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.steps.making import million, million_failing
from benchmarks.steps.rules import CROSS_RULES, DATASET, ROW_RULES, cross_rules, row_contract

if TYPE_CHECKING:
    from expectations.rulebook import ContractRule


def judge(folder: Path) -> Callable[[], None]:
    """Judge records of which one in a thousand breaks a rule."""
    return _ours(million(folder))


def judge_failing(folder: Path) -> Callable[[], None]:
    """Judge records that all break one rule."""
    return _ours(million_failing(folder))


def plain(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the first."""
    return _plain(million(folder))


def plain_failing(folder: Path) -> Callable[[], None]:
    """The same rules in SQL on the second."""
    return _plain(million_failing(folder))


def _ours(folder: Path) -> Callable[[], None]:
    """As the pipeline does: rules within a row by batches, rules across rows on what is on disk."""
    # Imported before the time counts: a run of the pipeline imports it once for all datasets.
    import great_expectations  # noqa: F401
    import pyarrow.dataset as pads
    import pyarrow.parquet as pq

    from expectations.queries import query_table
    from expectations.suite import judged_table

    contract, queries = row_contract(), cross_rules()

    def action() -> None:
        found = [judged_table(contract, pq.read_table(path)) for path in parts(folder)]
        found.append(query_table(queries, {DATASET: pads.dataset(folder)}))

    return action


def parts(folder: Path) -> list[Path]:
    """The files of the records, one for each batch."""
    return sorted(folder.glob("*.parquet"))


def _plain(folder: Path) -> Callable[[], None]:
    import duckdb

    from expectations.queries import MACROS
    from expectations.rulebook import contract_rules

    texts = [failing_sql(item) for item in contract_rules(row_contract())]
    queries = [item.sql for item in cross_rules()]
    if (len(texts), len(queries)) != (ROW_RULES, CROSS_RULES):
        raise ValueError(f"{len(texts)} rules within a row, {len(queries)} across")

    def action() -> None:
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            connection.execute(MACROS)
            source = f"read_parquet('{folder}/*.parquet')"
            connection.execute(f"CREATE VIEW {DATASET} AS SELECT * FROM {source}")  # noqa: S608
            for text in (*texts, *queries):
                connection.sql(text).to_arrow_table()

    return action


def failing_sql(item: "ContractRule") -> str:
    """SQL that returns address and text of the records that break a contract's rule.

    Raises KeyError for a kind of rule that has no SQL here.
    """
    from expectations.figures import first_cell
    from expectations.working import column_sql, fields_of

    fields = fields_of(item)
    value = f"{fields[0]}__text" if fields else "span"
    address = f"submission, file, sheet, {first_cell(fields[:1])} AS cell, {value} AS value"
    chosen = f"SELECT {address} FROM {DATASET}"  # noqa: S608
    if item.column is None:
        keys = ", ".join(map(column_sql, item.arguments["column_list"]))
        return f"{chosen} QUALIFY COUNT(*) OVER (PARTITION BY {keys}) > 1"
    if item.rule.kind == "range":
        return f"{chosen} WHERE NOT ({_within(fields[0])})"
    return f"{chosen} WHERE NOT ({_holds(item, item.working or column_sql(item.column))})"


def _within(name: str) -> str:
    """A figure within its range, as anybody would write it."""
    field = row_contract().field(name)
    bounds = ((">=", field.minimum), ("<=", field.maximum))
    tests = (f"{name} {sign} {bound}" for sign, bound in bounds if bound is not None)
    return " AND ".join(tests)


def _holds(item: "ContractRule", column: str) -> str:
    """A blank value breaks no rule but the one that it must be filled."""
    from expectations.figures import quoted

    given = item.arguments
    return {
        "expect_column_values_to_not_be_null": lambda: f"({column}) IS NOT NULL",
        "expect_column_values_to_be_in_set": lambda: (
            f"({column}) IN ({', '.join(quoted(str(one)) for one in given['value_set'])})"
        ),
        "expect_column_values_to_match_regex": lambda: (
            f"regexp_matches({column}, {quoted(given['regex'])})"
        ),
    }[item.expect]()


TASKS = {
    "judge": judge,
    "judge_failing": judge_failing,
    "plain": plain,
    "plain_failing": plain_failing,
}
