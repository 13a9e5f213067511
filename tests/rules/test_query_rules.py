"""Every SQL rule against the rows in the YAML file of its name: it must find the failing ones only.

A fixture names its `table`, rows that pass, and rows that fail, each with the expected finding and
the rows `beside` it that make it fail (and do not fail themselves). `others` holds rows of further
tables, `defaults` what every row says that does not say otherwise. All rows are judged together.
"""

import re
import string
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from for_every import for_every

from expectations.queries import judge_queries
from expectations.rulebook import QueryRule, Rule, all_rules, query_rules
from sources.contract import load_contracts, read_yaml
from sources.finding import Finding, Severity
from sources.records import claim_schema, working_schema

FIXTURES = {path.stem: read_yaml(path) for path in sorted(Path(__file__).parent.glob("*.yaml"))}
RULES = {item.rule.id: item for item in query_rules()}
PLACING = ("unit_code", "unit_name", "period")
EVERYWHERE = {"submission": "000001", "file": "表.xlsx", "sheet": "表1", "document": "甲"}
FIRST_OF_OTHERS = 1001  # no finding may stand there
CLAIM = {"dataset": "fund_allocation", "field_title": "金额"}


def schema_of(table: str) -> pa.Schema:
    if table == "claims":
        return claim_schema()
    schema = working_schema(load_contracts()[table])
    for name in PLACING:
        schema = schema.append(pa.field(name, pa.string()))
    return schema


def filled(schema: pa.Schema, row: dict[str, Any], number: int) -> dict[str, Any]:
    """A row with every column: each cell is in the column of its field, in row `number`."""
    base: dict[str, Any] = dict.fromkeys(schema.names) | EVERYWHERE | CLAIM
    base |= {"cell": f"E{number}", "span": f"A{number}:E{number}"}
    base |= {name: f"X{number}" for name in schema.names if name.endswith("__cell")}
    base |= row
    return {
        name: Decimal(value) if pa.types.is_decimal(schema.field(name).type) and value else value
        for name, value in base.items()
        if name in schema.names
    }


def tables_of(fixture: dict[str, Any]) -> tuple[dict[str, pa.Table], list[int]]:
    """All tables that a query may see, and the row numbers of the failing rows."""
    rows = list(fixture["passing"])
    failing = []
    for case in fixture["failing"]:
        rows += [*case.get("beside", []), case["row"]]
        failing.append(len(rows))
    tables = {name: schema_of(name).empty_table() for name in (*load_contracts(), "claims")}
    given = {**fixture.get("others", {}), fixture["table"]: rows}
    first = {name: 1 if name == fixture["table"] else FIRST_OF_OTHERS for name in given}
    for name, ones in given.items():
        schema = schema_of(name)
        named = [{**fixture.get("defaults", {}), **one} for one in ones]
        written = [filled(schema, one, number) for number, one in enumerate(named, first[name])]
        tables[name] = pa.Table.from_pylist(written, schema=schema)
    return tables, failing


@for_every({rule: rule for rule in RULES})
def test_every_rule_has_rows_that_pass_and_rows_that_fail(rule):
    assert rule in FIXTURES, f"tests/rules/{rule}.yaml is missing"
    assert FIXTURES[rule]["passing"]
    assert FIXTURES[rule]["failing"]


def test_every_fixture_has_a_rule():
    assert set(FIXTURES) <= set(RULES)


@pytest.mark.parametrize("rule", FIXTURES)
def test_a_rule_finds_its_failing_rows_and_no_other_and_says_all(rule):
    fixture = FIXTURES[rule]
    tables, failing = tables_of(fixture)
    found = judge_queries([RULES[rule]], tables)
    rows = sorted(int(one.cell[1:]) for one in found)
    assert rows == failing
    by_row = {int(one.cell[1:]): one for one in found}
    for row, case in zip(failing, fixture["failing"], strict=True):
        shown = {name: getattr(by_row[row], name) for name in ("value", "expected", "difference")}
        assert shown == {name: case[name] for name in shown}
    is_complete(found)


def is_complete(found: list[Finding]) -> None:
    for one in found:
        assert one.file == "表.xlsx"
        assert one.sheet == "表1"
        assert one.dataset in load_contracts()
        assert "{" not in one.message + one.fix
        assert "None" not in one.message


@for_every(RULES)
def test_a_rule_tells_the_clerk_what_is_wrong_and_what_to_do(item):
    names = {name for _, name, _, _ in string.Formatter().parse(item.rule.message) if name}
    assert names, "a message names a value or a place"
    assert "请" in item.rule.fix
    words = dict.fromkeys(names | {"expected"}, "词")
    assert not re.search("[{}]", item.rule.message.format(**words) + item.rule.fix.format(**words))


@for_every(RULES)
def test_a_rule_says_which_dataset_and_which_cell(item):
    named = re.search(r"(?i)\bdataset\b", item.sql)
    assert (item.rule.dataset is None) == (named is not None)
    assert re.search(r"(?i)\bcell\b", item.sql)


@for_every(RULES)
def test_only_a_rule_over_several_submissions_asks_whose_they_are(item):
    """Of one file alone nobody knows the unit and the month."""
    sql = re.sub(r"(?s)/\*.*?\*/", "", item.sql)
    asks = re.search(r"\b(?:unit_code|unit_name|period)\b", sql)
    assert item.rule.spans or not asks


def test_every_category_has_rules_enough():
    counted = Counter(rule.category for rule in all_rules())
    assert set(counted) == {"精确", "完整", "存在", "一致", "及时"}
    assert min(counted.values()) >= 8


def test_rules_over_several_submissions_never_return_a_file():
    assert all(
        item.rule.severity is not Severity.ERROR for item in RULES.values() if item.rule.spans
    )


def test_a_rule_that_forgets_a_column_is_our_fault_not_a_finding():
    rule = Rule("x", Severity.ERROR, "精确", "t", "m", "f", None, "query")
    sql = "SELECT '1' submission, '' sheet, '' cell, 1 AS value, 2 AS expected"
    with pytest.raises(KeyError, match="difference"):
        judge_queries([QueryRule(rule, sql)], {})
