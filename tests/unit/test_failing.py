"""The rows that Arrow finds are those that the checker lists, whatever the values are."""

import pandas as pd
import pyarrow as pa
import pytest

from expectations.failing import BREAKS, failing_rows
from expectations.rulebook import ContractRule, Rule
from expectations.suite import CheckerError, find_breaches, listed_rows
from sources.finding import Severity

RULE = Rule("a_rule", Severity.ERROR, "精确", "t", "m", "f", None, "contract")
TEXTS = ["甲村", "甲村\n", "", None, "村", "甲 村", "ＡＢＣ", "甲村", "县〔2019〕1号", "1'2"]
NUMBERS = [0, -1, 1, None, 10**18, -(10**18), 5, 0, 100, 101]
CASES = [
    ("expect_column_values_to_not_be_null", "text", {}),
    ("expect_column_values_to_not_be_null", "number", {}),
    ("expect_column_values_to_be_in_set", "number", {"value_set": [0]}),
    ("expect_column_values_to_be_in_set", "text", {"value_set": ["甲村", "村", "1'2"]}),
    ("expect_column_values_to_match_regex", "text", {"regex": "(?:县|村)$"}),
    ("expect_column_values_to_match_regex", "text", {"regex": r"^[一-鿿]+〔\d{4}〕\d+号$"}),
    ("expect_column_values_to_match_regex", "text", {"regex": "[一-鿿]{2,}"}),
    ("expect_compound_columns_to_be_unique", None, {"column_list": ["key", "text_key"]}),
]


def frame():
    table = pa.table(
        {
            "text": pa.array(TEXTS),
            "number": pa.array(NUMBERS, pa.int64()),
            "key": ["1"] * 9 + ["2"],
            "text_key": [text or "" for text in TEXTS],
        }
    )
    return table.to_pandas(types_mapper=pd.ArrowDtype)


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0][7:]}-{n}" for n, case in enumerate(CASES)])
def test_arrow_finds_the_rows_that_the_checker_lists(case):
    rule = ContractRule(RULE, *case)
    data = frame()
    found = failing_rows(rule, lambda name: pa.chunked_array([pa.array(data[name].array)]))
    assert list(found) == sorted(listed_rows(rule, data))
    assert len(found) > 0
    assert [list(breach.rows) for breach in find_breaches([rule], data)] == [list(found)]


def test_every_kind_of_rule_with_a_mask_is_held_to_the_checker():
    assert {case[0] for case in CASES} == set(BREAKS)


def test_a_kind_without_a_mask_is_listed_by_the_checker():
    rule = ContractRule(RULE, "expect_column_value_lengths_to_be_between", "text", {"max_value": 2})
    (breach,) = find_breaches([rule], frame())
    assert list(breach.rows) == [1, 5, 6, 8, 9]


def test_rows_that_are_not_as_many_as_the_checker_counted_are_our_fault(monkeypatch):
    rule = ContractRule(RULE, *CASES[2])
    monkeypatch.setitem(BREAKS, rule.expect, lambda columns, _: pa.compute.is_null(columns[0]))
    with pytest.raises(CheckerError, match="a_rule: 7 rows fail, 1 were found"):
        find_breaches([rule], frame())
