"""Rules in SQL over submissions: each file of `rules/` returns the rows that break it.

Belongs here: giving DuckDB the tables and turning failing rows into findings. Does not belong
here: what the rules say; that stands in the head of each file.

A query sees one table per dataset (working form), `claims`, the reference lists and macros of
`known` and the views of `views`. Only a rule with `spans` sees unit_code, unit_name and period.
It returns submission, sheet, cell, value, expected, difference, `field` if the cell is no
record's, and any further words that its message names. `figure(number, field)` writes an amount
in yuan or a count, `unit_of(field)` 元 or nothing.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from expectations.found import as_findings, findings_table, joined
from expectations.known import MACROS, reference_tables
from expectations.rulebook import QueryRule
from expectations.views import is_empty, view_statements
from sources.finding import Finding

if TYPE_CHECKING:
    import pyarrow.dataset as pads

# A data set on disk does too: of it only the columns that a query names are read.
Tables = Mapping[str, "pa.Table | pads.Dataset"]


def judge_queries(rules: Sequence[QueryRule], tables: Tables) -> list[Finding]:
    """Findings of SQL rules. `tables`: by name, as the queries see them. Raises duckdb.Error."""
    return as_findings(query_table(rules, tables))


def query_table(rules: Sequence[QueryRule], tables: Tables) -> pa.Table:
    """The same findings as columns, for as long as there may be very many."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        prepare(connection, tables)
        asked = (rule for rule in rules if not is_idle(rule, tables))
        return joined(run_query(connection, rule) for rule in asked)


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


def run_query(connection: duckdb.DuckDBPyConnection, item: QueryRule) -> pa.Table:
    """Findings of one rule, in the order of the query."""
    return findings_table(item.rule, connection.sql(item.sql).to_arrow_table())
