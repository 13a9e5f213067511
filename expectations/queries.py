"""Rules in SQL over submissions: each file of `rules/` returns the rows that break it.

Belongs here: giving DuckDB the tables and turning failing rows into findings. Does not belong
here: what the rules say; that stands in the head of each file.

A query sees one table per dataset (working form, with unit_code and period), `claims`, and
`submissions`. It returns submission, sheet, cell, value, expected, difference, and any further
words that its message names. `figure(number, field)` writes an amount in yuan or a count,
`unit_of(field)` is 元 or nothing.
"""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads

from expectations.found import as_findings, findings_table, joined
from expectations.rulebook import QueryRule
from sources.finding import Finding

MACROS = """
CREATE MACRO is_money(field) AS ends_with(field, '_yuan');
CREATE MACRO unit_of(field) AS CASE WHEN is_money(field) THEN ' 元' ELSE '' END;
CREATE MACRO figure(number, field) AS
    CASE WHEN is_money(field) THEN number::VARCHAR ELSE number::DECIMAL(30, 0)::VARCHAR END;
"""
# A data set on disk does too: of it only the columns that a query names are read.
Tables = Mapping[str, pa.Table | pads.Dataset]


def judge_queries(rules: Sequence[QueryRule], tables: Tables) -> list[Finding]:
    """Findings of SQL rules. `tables`: by name, as the queries see them. Raises duckdb.Error."""
    return as_findings(query_table(rules, tables))


def query_table(rules: Sequence[QueryRule], tables: Tables) -> pa.Table:
    """The same findings as columns, for as long as there may be very many."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute(MACROS)
        for name, table in tables.items():
            connection.register(name, table)
        return joined(run_query(connection, rule) for rule in rules)


def run_query(connection: duckdb.DuckDBPyConnection, item: QueryRule) -> pa.Table:
    """Findings of one rule, in the order of the query."""
    return findings_table(item.rule, connection.sql(item.sql).to_arrow_table())
