from decimal import Decimal

import pyarrow as pa
import pytest

from expectations.found import as_findings, findings_table, folded
from expectations.rulebook import Rule
from sources.finding import Finding, Severity


def rule(message="“{value}”应为{expected}", fix="改。"):
    return Rule("a_rule", Severity.WARNING, "一致", "题", message, fix, "d", "query")


def words(**columns):
    count = len(next(iter(columns.values()))) if columns else 1
    names = ("submission", "sheet", "cell", "value", "expected", "difference")
    return pa.table({name: [name] * count for name in names} | columns)


def test_a_finding_is_made_of_the_rule_and_the_words_of_its_row():
    (found,) = as_findings(findings_table(rule(), words(value=["1.00"], expected=[5])))
    assert found == Finding(
        rule="a_rule", severity=Severity.WARNING, message="“1.00”应为5", fix="改。",
        sheet="sheet", cell="cell", value="1.00", expected="5", difference="difference",
        dataset="d", submission="submission",
    )  # fmt: skip


@pytest.mark.parametrize(
    "value", [Decimal("1.50"), Decimal("0.00"), 7, True, 1.0, 0.1, "甲", None, ["甲", "乙"]]
)
def test_values_are_written_as_python_writes_them(value):
    (found,) = as_findings(findings_table(rule("{value}"), words(value=[value])))
    assert found.message == ("" if value is None else str(value))


def test_braces_in_a_value_are_no_words():
    (found,) = as_findings(findings_table(rule(), words(value=["{expected}"])))
    assert found.message == "“{expected}”应为expected"


def test_a_fix_may_name_words_too():
    found = as_findings(findings_table(rule(fix="改成{value}。"), words(value=["甲", "乙"])))
    assert [one.fix for one in found] == ["改成甲。", "改成乙。"]


@pytest.mark.parametrize("template", ["{nobody}", "{value}{nobody}"])
def test_a_word_that_no_row_has_is_our_fault_even_without_rows(template):
    with pytest.raises(KeyError, match="nobody"):
        findings_table(rule(template), words().slice(0, 0))


def test_a_column_that_every_finding_needs_is_missed():
    with pytest.raises(KeyError, match="difference"):
        findings_table(rule(), words().drop_columns(["difference"]))


def test_a_cell_that_stands_for_several_rows_is_one_fault_at_its_first_place():
    found = findings_table(rule(), words(cell=["B2", "A1", "B2", "A1"], value=["1", "1", "1", "2"]))
    assert [(one.cell, one.value) for one in as_findings(folded(found))] == [
        ("B2", "1"), ("A1", "1"), ("A1", "2"),
    ]  # fmt: skip


def test_no_rows_make_no_findings():
    assert as_findings(folded(findings_table(rule(), words().slice(0, 0)))) == []
