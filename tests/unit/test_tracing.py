import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outputs.disclosure import PROVENANCE
from outputs.tracing import trace


@pytest.fixture
def public(tmp_path):
    folder = tmp_path / "latest" / "provenance"
    folder.mkdir(parents=True)
    rows = [
        dict.fromkeys(PROVENANCE.names)
        | {"record_id": record, "field": field, "value": value, "cell": cell}
        for record, field, value, cell in (
            ("r1", "amount_yuan", "5.00", "E5"),
            ("r1", "area_name", "甲村", "B5"),
            ("r2", "amount_yuan", "6.00", "E6"),
        )
    ]
    pq.write_table(pa.Table.from_pylist(rows, PROVENANCE), folder / "fund_allocation.parquet")
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "cells"),
    [
        (("fund_allocation", "r1"), ["E5", "B5"]),
        (("fund_allocation", "r1", "area_name"), ["B5"]),
        (("fund_allocation", "r2", "area_name"), []),
        (("fund_allocation", "r9"), []),
        (("nothing", "r1"), []),
        (("../../provenance/fund_allocation", "r1"), []),
    ],
)
def test_a_value_leads_to_its_cell(public, asked, cells):
    assert [row["cell"] for row in trace(public, *asked)] == cells


def test_nothing_is_published_yet(tmp_path):
    assert trace(tmp_path, "fund_allocation", "r1") == []
