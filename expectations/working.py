"""The columns that a contract's rules look at, computed from working records by DuckDB; 校验列.

Belongs here: SQL of those columns, and the words of a finding from the rows that break a rule. Does
not belong here: which rows those are (suite, failing).

NAME__written is true where the cell holds anything, readable or not, so that “required” speaks of
blank cells only. NAME__side says on which side of its range a figure lies. NAME__key is a field of
the grain as text with "" for a blank, so that two rows with the same blanks count as the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from expectations.figures import first_cell, is_written, quoted, shown
from expectations.rulebook import ContractRule, range_text
from sources.contract import Contract

ADDRESS = ("file", "sheet", "span", "submission")
PARTS = ("", "__text", "__cell", "__unit")
FORMS: Mapping[str, Callable[[str], str]] = {
    "written": lambda name: f"CASE WHEN {is_written(name)} THEN true END",
    "key": lambda name: f"coalesce({shown(name)}, '')",
}


def working_columns(rules: Iterable[ContractRule]) -> dict[str, str]:
    """SQL of every column that rules name, over working records."""
    columns: dict[str, str] = {}
    for rule in rules:
        for name in columns_of(rule):
            columns[name] = rule.working or column_sql(name)
    return columns


def columns_of(rule: ContractRule) -> Sequence[str]:
    """The columns that a rule names."""
    listed: Sequence[str] = rule.arguments.get("column_list", ())
    return [rule.column] if rule.column is not None else listed


def column_sql(column: str) -> str:
    """SQL of a column whose name says what it is."""
    name, _, form = column.partition("__")
    return FORMS[form](name) if form else name


def checked_table(rules: Sequence[ContractRule], records: pa.Table) -> pa.Table:
    """The columns that rules name, row by row as in the records. Raises duckdb.Error."""
    columns = working_columns(rules)
    chosen = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    return query(f"SELECT {chosen} FROM records", {"records": records})  # noqa: S608 our own SQL


def query(sql: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """What a query returns, in the order of the rows. Raises duckdb.Error."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        found: pa.Table = connection.sql(sql).to_arrow_table()
    return found


def words_of(
    contract: Contract, rule: ContractRule, records: pa.Table, rows: Sequence[int]
) -> pa.Table:
    """Address and words of the findings of a rule in these rows."""
    known = set(records.column_names)
    fields = [f"{name}{part}" for name in fields_of(rule) for part in PARTS]
    needed = dict.fromkeys(name for name in (*ADDRESS, *fields) if name in known)
    failing = records.select(list(needed)).take(pa.array(rows, pa.int64()))
    chosen = ", ".join(f'{sql} AS "{name}"' for name, sql in word_columns(contract, rule).items())
    at = quoted(fields_of(rule)[0]) if fields_of(rule) else "''"
    sql = f"SELECT submission, file, sheet, {at} AS field, {chosen} FROM failing"  # noqa: S608 our own SQL
    return query(sql, {"failing": failing})


def fields_of(rule: ContractRule) -> Sequence[str]:
    """The fields that a rule's words are made from; none for a rule about whole rows."""
    if rule.stands:
        return (*rule.stands, *rule.uses)
    return [] if rule.column is None else [rule.column.partition("__")[0]]


def word_columns(contract: Contract, rule: ContractRule) -> dict[str, str]:
    """SQL of a finding's cell, value, expected value, difference, and further words."""
    fields = fields_of(rule)
    cell = first_cell(rule.stands or fields)
    if rule.words:
        return {"cell": cell, **rule.words}
    value = f"coalesce({fields[0]}__text, '')" if fields else "''"
    expected = quoted(_expected(contract, fields[0], rule)) if fields else "''"
    return {"cell": cell, "value": value, "expected": expected, "difference": "''"}


def _expected(contract: Contract, name: str, rule: ContractRule) -> str:
    field = contract.field(name)
    if rule.rule.kind == "range":
        return range_text(field)
    return "、".join(field.allowed) if "value_set" in rule.arguments else ""
