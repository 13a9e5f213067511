"""A list of any contract, saved in any way that offices use, reads back to the same records."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read, values_in
from hypothesis import given, settings
from hypothesis import strategies as st
from list_kit import LISTS, Plan, dressed, grids, meant, plans, sums

from sources.contract import load_contracts

FEW = settings(derandomize=True, max_examples=15, deadline=None)
MANY = settings(FEW, max_examples=20)  # of each of some two dozen contracts


class Case(NamedTuple):
    plan: Plan
    medium: Medium
    grid: Grid


@st.composite
def cases(draw, dataset: str) -> Case:
    medium = draw(MEDIA)
    plan = draw(dressed(draw(plans(load_contracts()[dataset], medium))))
    return Case(plan, medium, draw(grids(plan, medium)))


def reads_back(case: Case) -> None:
    plan, medium, grid = case
    table = only_table(read(grid, medium), plan.contract.dataset)
    assert values_in(table) == meant(plan)
    claims = [(claim["values"], claim["actual"], claim["holds"]) for claim in table["claims"]]
    total = sums(plan)
    assert claims == [(total, total, True)] * (bool(total) * len(plan.labels))


@pytest.mark.parametrize("dataset", LISTS)
@FEW
@given(st.data())
def test_a_list_reads_back_to_its_records(dataset, data):
    reads_back(data.draw(cases(dataset)))


@pytest.mark.parametrize("dataset", LISTS)
@FEW
@given(st.data())
def test_the_order_of_rows_changes_nothing_but_addresses(dataset, data):
    medium = data.draw(MEDIA)
    contract = load_contracts()[dataset]
    plan = data.draw(dressed(data.draw(plans(contract, medium, may_share=False))))
    order = data.draw(st.permutations(range(len(plan.records))))
    moved = replace(plan, records=[plan.records[number] for number in order])
    first, second = (
        only_table(read(data.draw(grids(one, medium)), medium), dataset) for one in (plan, moved)
    )
    values = values_in(first)
    assert values_in(second) == [values[number] for number in order]
    for said in ("range", "title", "unit", "document_no", "columns", "claims"):
        assert first[said] == second[said]


@pytest.mark.slow
@pytest.mark.parametrize("dataset", LISTS)
@MANY
@given(st.data())
def test_many_lists_read_back_to_their_records(dataset, data):
    reads_back(data.draw(cases(dataset)))
