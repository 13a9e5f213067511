"""Rules within a record against the rows in `rows/`: by the checker, and without it at first sight.

A fixture is as in test_query_rules: its `table`, rows that pass, and rows that fail, each with the
expected finding. All rows of a fixture are judged together, by its rule alone.
"""

from pathlib import Path

import pytest
from test_query_rules import tables_of

from expectations.breaches import findings_within_rows
from expectations.rulebook import contract_rules
from expectations.suite import judge_records
from sources.contract import read_yaml, submitted_contracts

CONTRACTS = submitted_contracts()
RULES = {
    rule.rule.id: rule
    for contract in CONTRACTS.values()
    for rule in contract_rules(contract)
    if rule.working
}
FIXTURES = {
    path.stem: read_yaml(path) for path in sorted((Path(__file__).parent / "rows").glob("*.yaml"))
}
SHOWN = ("value", "expected", "difference")


def judged(name, judge):
    """Findings of one rule on its fixture, and the numbers of the rows that must fail."""
    fixture = FIXTURES[name]
    tables, failing = tables_of(fixture)
    table = fixture["table"]
    found = judge(CONTRACTS[table], tables[table])
    return [one for one in found if one.rule == name], failing


def test_every_fixture_has_a_rule_within_a_record():
    assert set(FIXTURES) <= set(RULES)


@pytest.mark.parametrize("name", FIXTURES)
def test_a_rule_finds_its_failing_rows_with_values_and_difference(name):
    found, failing = judged(name, findings_within_rows)
    assert [int(one.cell[1:]) for one in found] == failing
    for one, case in zip(found, FIXTURES[name]["failing"], strict=True):
        assert {key: getattr(one, key) for key in SHOWN} == {key: case[key] for key in SHOWN}
        assert "{" not in one.message + one.fix
        assert one.message == case.get("message", one.message)


@pytest.mark.parametrize(
    "name", ["fund_expenditure_spending_rate_rate", "information_request_outcomes"]
)
def test_the_checker_and_the_first_sight_agree(name):
    first, _ = judged(name, findings_within_rows)
    checked, _ = judged(name, judge_records)
    assert first == checked
    assert first


@pytest.mark.parametrize(
    ("tolerance", "or_more", "wrong"),
    [(0, False, [0, 1, 3, 4]), (1, False, [0, 4]), (0, True, [0, 1]), (1, True, [0])],
)
def test_a_sum_may_be_off_by_its_tolerance_and_may_be_more_where_the_contract_says(
    tolerance, or_more, wrong
):
    contract = CONTRACTS["performance_target"]
    (declared,) = contract.sums
    changed = declared.model_copy(update={"tolerance": tolerance, "or_more": or_more})
    totals = ["99.98", "99.99", "100.00", "100.01", "100.02"]
    fixture = {
        "table": "performance_target",
        "passing": [{"fund_fiscal_yuan": "100.00", "fund_total_yuan": total} for total in totals],
        "failing": [],
    }
    records = tables_of(fixture)[0]["performance_target"]
    found = findings_within_rows(contract.model_copy(update={"sums": (changed,)}), records)
    assert [int(one.cell[1:]) - 1 for one in found] == wrong
