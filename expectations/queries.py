"""Rules in SQL over submissions: each file of `rules/` returns the rows that break it.

Belongs here: giving DuckDB the tables and turning failing rows into findings. Does not belong
here: what the rules say; that stands in the head of each file.

A query sees one table per dataset (working form), `claims`, the reference lists and macros of
`known` and the views of `views`. Only a rule with `spans` sees unit_code, unit_name and period. It
returns submission, sheet, cell, value, expected, difference, and any further words that its message
names. `figure(number, field)` writes an amount in yuan or a count, `unit_of(field)` 元 or nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations.known import MACROS, reference_tables
from expectations.rulebook import QueryRule
from expectations.views import is_empty, view_statements
from sources.finding import Finding

Tables = Mapping[str, pa.Table]
NEEDED = ("submission", "sheet", "cell", "value", "expected", "difference")


def judge_queries(rules: Sequence[QueryRule], tables: Tables) -> list[Finding]:
    """Findings of SQL rules. `tables`: by name, as the queries see them. Raises duckdb.Error."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        prepare(connection, tables)
        asked = [rule for rule in rules if not is_idle(rule, tables)]
        return [found for rule in asked for found in run_query(connection, rule)]


def is_idle(item: QueryRule, tables: Tables) -> bool:
    """True if a rule speaks of a dataset that has no rows, so that it can find nothing."""
    table = tables.get(item.rule.dataset or "")
    return table is not None and is_empty(table)


def prepare(connection: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Give a connection all that the queries use."""
    connection.execute(MACROS)
    for name, table in (*reference_tables().items(), *tables.items()):
        connection.register(name, table)
    for statement in view_statements(tables):
        connection.execute(statement)


def run_query(connection: duckdb.DuckDBPyConnection, item: QueryRule) -> list[Finding]:
    """Findings of one rule, in the order of the query."""
    table: pa.Table = connection.sql(item.sql).to_arrow_table()
    rows = table.to_pylist()
    return [_finding(item, row) for row in rows]


def _finding(item: QueryRule, row: Mapping[str, Any]) -> Finding:
    missing = [name for name in NEEDED if name not in row]
    if missing:
        raise KeyError(f"{item.rule.id} does not return {missing}")
    words = {name: "" if value is None else str(value) for name, value in row.items()}
    return Finding(
        rule=item.rule.id,
        severity=item.rule.severity,
        message=item.rule.message.format_map(words),
        fix=item.rule.fix.format_map(words),
        file=words.get("file", ""),
        sheet=words["sheet"],
        cell=words["cell"],
        value=words["value"],
        expected=words["expected"],
        difference=words["difference"],
        dataset=words.get("dataset", item.rule.dataset or ""),
        submission=words["submission"],
    )
