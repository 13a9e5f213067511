"""RELEASE.json says the sum of each money column; a sum that the data do not give is found."""

import copy
import json

import pytest
from described_sample import write_described

from outputs.control_totals import column_totals, summed_columns, total_problems, with_totals
from outputs.release_document import contradictions
from sources.contract import load_contracts


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_described(tmp_path_factory.mktemp("totals") / "2026.11.0")


@pytest.fixture
def document(folder):
    return copy.deepcopy(json.loads((folder / "RELEASE.json").read_bytes()))


def codes(folder, document):
    return [one.code for one in total_problems(folder, document)]


def test_totals_are_exact_and_say_over_how_many_cells(document):
    totals = document["datasets"]["fund_allocation"]["totals"]
    assert totals["amount_yuan"] == {"stated": 3, "sum_yuan": "199.50"}


def test_a_column_without_any_value_has_no_sum_and_not_zero(document):
    totals = document["datasets"]["fund_allocation"]["totals"]
    assert totals["of_which_yuan"] == {"stated": 0, "sum_yuan": None}


def test_both_formats_give_the_same_totals(folder):
    data, names = folder / "data", ("amount_yuan", "of_which_yuan")
    in_csv, in_parquet = (
        column_totals(data / f"fund_allocation.{end}", names) for end in ("csv", "parquet")
    )
    assert in_csv == in_parquet


def test_true_totals_are_no_problem(folder, document):
    assert codes(folder, document) == []


@pytest.mark.parametrize(("part", "value"), [("sum_yuan", "199.51"), ("stated", 4)])
def test_a_changed_total_is_found(folder, document, part, value):
    document["datasets"]["fund_allocation"]["totals"]["amount_yuan"][part] = value
    assert codes(folder, document) == ["changed_totals"]


def test_a_release_without_totals_or_without_its_data_is_passed(folder, document, tmp_path):
    assert codes(tmp_path, document) == []
    del document["datasets"]["fund_allocation"]["totals"]
    assert codes(folder, document) == []


def test_a_ledger_s_amounts_are_never_summed():
    contracts = load_contracts().values()
    assert {one.dataset for one in contracts if one.is_ledger} == {"fund_flows", "fund_balances"}
    assert all(summed_columns(one) == () for one in contracts if one.is_ledger)
    assert summed_columns(load_contracts()["fund_expenditure"])


def test_totals_are_added_beside_what_is_signed_and_contradict_nothing(folder):
    signed = {"datasets": {"fund_allocation": {"rows": 3, "amount_yuan": "199.50"}}}
    told = with_totals(signed, folder / "data", {"fund_allocation": ("amount_yuan",)})
    assert "totals" in told["datasets"]["fund_allocation"]
    assert contradictions(told, signed) == ()
