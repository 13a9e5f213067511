"""Several lists in one sheet are read apart: each keeps its records, title, unit and addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stack_kit import neighbours, pages, reads_back, stacks

FEW = settings(derandomize=True, max_examples=60, deadline=None)
MANY = settings(FEW, max_examples=300)
SHEETS = pytest.mark.parametrize(
    "sheets", [stacks(), neighbours(), pages()], ids=["below", "beside", "over pages"]
)


@SHEETS
@FEW
@given(st.data())
def test_each_list_of_a_sheet_reads_back_to_its_own_records(sheets, data):
    reads_back(data.draw(sheets))


@pytest.mark.slow
@SHEETS
@MANY
@given(st.data())
def test_each_list_of_many_sheets_reads_back_to_its_own_records(sheets, data):
    reads_back(data.draw(sheets))
