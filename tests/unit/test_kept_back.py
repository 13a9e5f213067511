"""A dataset that says again what was withdrawn is left empty, and the withheld list says so."""

import pytest
from published_sample import allocation, record, table
from signing_kit import MORNING

from expectations.withdrawal import Withdrawal
from outputs import kept_back
from outputs.measuring import measure_table

ROWS, OTHER = [record(1)], [record(1, amount_yuan="200.00")]
NAME = "fund_allocation"


@pytest.fixture(autouse=True)
def published_as_they_are(monkeypatch):
    monkeypatch.setattr(kept_back, "published_table", lambda _contract, records: records)


def withdrawal(*datasets):
    return Withdrawal(
        office="示例办公室",
        version="2026.11.0",
        releases={"2026.11.0": "0" * 64},
        datasets=list(datasets),
        reason="示例",
        requested_at=MORNING.isoformat(),
        removed={},
        values={NAME: measure_table(allocation(), table(ROWS)).values_sha256},
        earlier=None,
    )


def kept(rows, *withdrawals):
    return kept_back.keep_back([allocation()], {NAME: table(rows)}, withdrawals)


def test_the_same_values_are_kept_back_and_told():
    found = kept(ROWS, withdrawal(NAME))
    assert found.records[NAME].num_rows == 0
    (item,) = found.items
    assert (item["dataset"], item["records"]) == (NAME, 1)
    assert "撤下" in item["reason"]


def test_other_values_are_back():
    found = kept(OTHER, withdrawal(NAME))
    assert found.records[NAME].num_rows == 1
    assert found.items == ()


def test_a_whole_release_that_was_withdrawn_empties_no_dataset():
    assert kept(ROWS, withdrawal()).records[NAME].num_rows == 1
    assert kept(ROWS).items == ()
