import duckdb
import pyarrow as pa
import pytest

from expectations.queries import judge_queries
from expectations.rulebook import QueryRule, Rule
from sources.finding import Severity

ROWS = pa.table({"cell": ["B2", "B10"], "yuan": ["1.00", None]})


def rule(sql, message="“{value}”应为{expected}，{reason}"):
    head = Rule("a_rule", Severity.WARNING, "一致", "题", message, "改成{expected}。", "d", "query")
    return QueryRule(head, sql)


def select(extra="'因为' AS reason", where=""):
    return (
        "SELECT '000001' submission, '表' sheet, cell, yuan AS value, 5 AS expected,"
        f" NULL AS difference, {extra} FROM rows {where}"
    )


def test_rows_that_a_query_returns_become_findings_in_its_order():
    found = judge_queries([rule(select(where="ORDER BY cell DESC"))], {"rows": ROWS})
    assert [one.cell for one in found] == ["B2", "B10"]
    first = found[0]
    assert (first.rule, first.severity, first.dataset) == ("a_rule", Severity.WARNING, "d")
    assert (first.value, first.expected, first.difference) == ("1.00", "5", "")
    assert (first.message, first.fix) == ("“1.00”应为5，因为", "改成5。")


def test_a_dataset_of_the_row_wins_over_that_of_the_rule():
    extra = "'x' AS reason, 'other' AS dataset, '表.csv' AS file"
    (found, _) = judge_queries([rule(select(extra))], {"rows": ROWS})
    assert (found.dataset, found.file) == ("other", "表.csv")


def test_a_query_that_returns_nothing_finds_nothing():
    assert judge_queries([rule(select(where="WHERE false"))], {"rows": ROWS}) == []


def test_a_rule_of_a_dataset_without_rows_is_not_asked():
    tables = {"rows": ROWS, "d": ROWS.slice(0, 0)}
    assert judge_queries([rule("SELECT * FROM nowhere")], tables) == []


@pytest.mark.parametrize(
    ("field", "number", "text", "unit"),
    [("amount_yuan", "1234.50", "1234.50", "元"), ("exit_count", "10.00", "10", "")],
)
def test_figures_are_written_as_what_they_are(field, number, text, unit):
    sql = (
        "SELECT '1' submission, '' sheet, '' cell, '' AS difference, '' AS reason,"
        f" figure({number}::DECIMAL(20, 2), '{field}') AS value, unit_of('{field}') AS expected"
    )
    (found,) = judge_queries([rule(sql)], {})
    assert (found.value, found.expected.strip()) == (text, unit)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (rule("SELECT nonsense"), duckdb.Error),
        (rule("SELECT * FROM nowhere"), duckdb.Error),
        (rule(select(), message="{nobody}"), KeyError),
    ],
)
def test_a_rule_that_cannot_run_is_our_fault(broken, error):
    with pytest.raises(error):
        judge_queries([broken], {"rows": ROWS})
