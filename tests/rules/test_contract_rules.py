"""Every contract rule against rows made from its field: one row breaks one rule and no other.

All rules of a contract are judged in one run of the checker: row 0 is the fields' examples, row 1
holds only what is required, row 2 holds unreadable text, and each row after that breaks one rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from expectations.row_rules import Comparison, comparisons
from expectations.rulebook import ContractRule, Rule, contract_rules
from expectations.suite import CheckerError, checked_frame, find_breaches, judge_records
from sources.contract import Contract, Field, FieldType, submitted_contracts
from sources.finding import Finding, Severity
from sources.records import working_schema
from sources.row_rules import Need

CONTRACTS = submitted_contracts()
FIGURES = {FieldType.INTEGER: int, FieldType.YEAR: int, FieldType.MONEY: Decimal}


@dataclass(frozen=True)
class Case:
    """One row: its fields, the rule that it breaks (or ""), and the field where."""

    values: dict[str, Any]
    rule: str = ""
    field: str = ""


def example(contract: Contract) -> dict[str, Any]:
    return {field.name: FIGURES.get(field.type, str)(field.example) for field in contract.fields}


def bare(contract: Contract) -> dict[str, Any]:
    """What is required, and what that makes needed."""
    good = example(contract)
    chosen = {field.name: good[field.name] for field in contract.fields if field.required}
    needed = [
        one.field
        for one in contract.needs
        if all(chosen.get(name) in said for name, said in one.when.items())
    ]
    return chosen | {name: good[name] for name in needed}


def off_row(contract: Contract, one: Comparison) -> dict[str, Any]:
    """A row of examples in which only one comparison fails."""
    good, field, declared = example(contract), one.stands[0], one.declared
    step = Decimal("0.01") if field.endswith("_yuan") else 1
    if isinstance(declared, Need):
        blank = dict.fromkeys((declared.field, *declared.or_else))
        return good | {name: said[0] for name, said in declared.when.items()} | blank
    wrong = {
        "sum": lambda: good[field] + step,
        "sum_or_more": lambda: good[field] - step,
        "product": lambda: good[field] + step,
        "at_most": lambda: good[one.uses[0]] + step,
        "rate": lambda: "1.50%",
        "order": lambda: "1999",
    }[one.kind]
    return good | blank_for_others(contract, one) | {field: wrong()}


def blank_for_others(contract: Contract, one: Comparison) -> dict[str, Any]:
    """Nothing in the fields that other comparisons set against the one that is made wrong."""
    named = [{other.stands[0], *other.uses} for other in comparisons(contract)]
    beside = {name for names in named if one.stands[0] in names for name in names}
    kept = {one.stands[0], *one.uses, *bare(contract), *(need.field for need in contract.needs)}
    return dict.fromkeys(beside - kept)


def broken(contract: Contract, rule: ContractRule) -> Iterator[Case]:
    """Rows that break a rule, by what kind of rule it is."""
    good = example(contract)
    if rule.stands:
        (one,) = (one for one in comparisons(contract) if one.off == rule.working)
        yield Case(off_row(contract, one), rule.rule.id, one.stands[0])
        return
    if rule.column is None:
        yield Case(good | {"document": "twice"}, rule.rule.id)
        yield Case(good | {"document": "twice"}, rule.rule.id)
        return
    field = contract.field(rule.column.split("__")[0])
    for bad in bad_values(field, rule):
        yield Case(good | {field.name: bad}, rule.rule.id, field.name)


def bad_values(field: Field, rule: ContractRule) -> list[Any]:
    if rule.expect == "expect_column_values_to_not_be_null":
        return [None]
    if rule.rule.kind == "range":
        step = Decimal("0.01") if field.type is FieldType.MONEY else 1
        bounds = [(field.minimum, -step), (field.maximum, step)]
        return [bound + beyond for bound, beyond in bounds if bound is not None]
    return ["？"]


def cases_of(contract: Contract) -> list[Case]:
    cases = [Case(example(contract)), Case(bare(contract)), Case({"unreadable": True})]
    return [*cases, *(case for rule in contract_rules(contract) for case in broken(contract, rule))]


def table_of(contract: Contract, cases: list[Case]) -> pa.Table:
    schema = working_schema(contract)
    rows = []
    for number, case in enumerate(cases):
        row = dict.fromkeys(schema.names)
        row |= {"submission": "000001", "file": "表.csv", "sheet": "表", "document": f"d{number}"}
        for field in contract.fields:
            text = "看不清" if "unreadable" in case.values else case.values.get(field.name)
            row[f"{field.name}__text"] = "" if text is None else str(text)
            row[f"{field.name}__cell"] = f"{field.name}#{number}"
        row["span"] = f"row#{number}"
        row |= {name: value for name, value in case.values.items() if name in schema.names}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_each_rule_fires_on_its_failing_rows_and_on_no_other_and_its_words_are_filled(contract):
    cases = cases_of(contract)
    found = judge_records(contract, table_of(contract, cases))
    only_where_broken(contract, cases, found)
    words_are_filled(cases, found)


def only_where_broken(contract: Contract, cases: list[Case], found: list[Finding]) -> None:
    expected = [
        (case.rule, f"{case.field or 'row'}#{number}")
        for number, case in enumerate(cases)
        if case.rule
    ]
    assert sorted((one.rule, one.cell) for one in found) == sorted(expected)
    assert {one.rule for one in found} == {item.rule.id for item in contract_rules(contract)}


def words_are_filled(cases: list[Case], found: list[Finding]) -> None:
    assert all("{" not in one.message + one.fix for one in found)
    values = {one.cell: one.value for one in found if not one.cell.startswith("row#")}
    for number, case in enumerate(cases):
        if case.field:
            bad = case.values.get(case.field)
            assert values[f"{case.field}#{number}"] == ("" if bad is None else str(bad))


def test_twenty_one_bad_rows_give_twenty_one_findings():
    contract = CONTRACTS["fund_allocation"]
    cases = [Case(example(contract) | {"amount_yuan": None})] * 21
    found = judge_records(contract, table_of(contract, cases))
    assert [one.cell for one in found] == [f"amount_yuan#{number}" for number in range(21)]


def test_a_rule_that_crashes_is_our_fault_and_no_failed_rule():
    contract = CONTRACTS["fund_allocation"]
    records = table_of(contract, [Case(example(contract))])
    rule = Rule("broken", Severity.ERROR, "精确", "t", "m", "f", None, "contract")
    crashing = ContractRule(
        rule, "expect_column_values_to_match_regex", "area_name", {"regex": "("}
    )
    frame = checked_frame([crashing], records)
    with pytest.raises(CheckerError, match="broken"):
        find_breaches([crashing], frame)


def test_a_rule_on_a_column_that_is_not_there_is_our_fault():
    contract = CONTRACTS["fund_allocation"]
    records = table_of(contract, [Case(example(contract))])
    rule = Rule("lost", Severity.ERROR, "精确", "t", "m", "f", None, "contract")
    lost = ContractRule(rule, "expect_column_values_to_not_be_null", "nowhere", {})
    frame = checked_frame(contract_rules(contract), records)
    with pytest.raises(CheckerError, match="lost"):
        find_breaches([lost], frame)


def test_no_records_need_no_checker():
    contract = CONTRACTS["fund_allocation"]
    assert judge_records(contract, working_schema(contract).empty_table()) == []
