"""Digests cover values, not bytes: every value counts, no format does."""

import csv
import hashlib

import pyarrow as pa
import pytest
from published_sample import allocation, nasty, record, table

from outputs.canonical import (
    canonical_table,
    digest_of_csv,
    digest_of_sources,
    join_rows,
    raw_bytes,
    unit_digests,
    values_digest,
)
from outputs.columns import published_columns
from outputs.formats.csv_file import write_csv

NO_VALUES = {
    "amount_fen", "of_which_fen", "amount_text", "amount_unit", "source_file", "source_sheet",
    "source_cells",
}  # fmt: skip


def test_the_digest_of_the_csv_is_the_digest_of_the_table(tmp_path):
    write_csv(nasty(), tmp_path / "a.csv")
    assert digest_of_csv(allocation(), tmp_path / "a.csv") == values_digest(allocation(), nasty())


def test_the_digest_of_an_empty_csv_is_that_of_the_empty_table(tmp_path):
    write_csv(table([]), tmp_path / "a.csv")
    assert digest_of_csv(allocation(), tmp_path / "a.csv") == values_digest(allocation(), table([]))


def test_a_stranger_can_recompute_the_digest_from_the_csv(tmp_path):
    write_csv(canonical_table(allocation(), nasty()), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["record_id"])
    names = sorted(set(rows[0]) - NO_VALUES)
    lines = [names, *([row[name] for name in names] for row in rows)]
    text = "".join("\x1f".join(line) + "\x1e" for line in lines)
    assert hashlib.sha256(text.encode()).hexdigest() == values_digest(allocation(), nasty())


def test_the_order_and_chunks_of_rows_do_not_matter():
    turned = pa.concat_tables([nasty().slice(2), nasty().slice(1, 1), nasty().slice(0, 1)])
    assert values_digest(allocation(), turned) == values_digest(allocation(), nasty())


@pytest.mark.parametrize(
    ("name", "value"),
    [("remark", "改"), ("amount_yuan", "100.01"), ("budget_year", 2022), ("period", None)],
)
def test_one_changed_value_changes_the_digest(name, value):
    before = table([record(1), record(2)])
    after = table([record(1), record(2, **{name: value})])
    assert values_digest(allocation(), before) != values_digest(allocation(), after)


def test_fields_in_another_order_give_the_same_digest(tmp_path):
    turned = allocation().model_copy(update={"fields": allocation().fields[::-1]})
    assert [one.name for one in published_columns(turned)] != nasty().schema.names
    assert values_digest(turned, nasty()) == values_digest(allocation(), nasty())
    write_csv(nasty(), tmp_path / "a.csv")
    assert digest_of_csv(turned, tmp_path / "a.csv") == values_digest(allocation(), nasty())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source_file", "cd" * 32),
        ("source_sheet", "表2"),
        ("source_cells", "B2:F2"),
        ("amount_text", "0.01"),
        ("amount_unit", "万元"),
    ],
)
def test_where_a_record_comes_from_has_a_digest_of_its_own(name, value):
    before = table([record(1), record(2)])
    after = table([record(1), record(2) | {name: value}])
    assert values_digest(allocation(), before) == values_digest(allocation(), after)
    assert digest_of_sources(before) != digest_of_sources(after)


def test_the_digest_of_sources_covers_no_value_and_no_order():
    before = table([record(1), record(2)])
    after = table([record(2, remark="改"), record(1)])
    assert digest_of_sources(before) == digest_of_sources(after)


@pytest.mark.parametrize("fen", [10001, -10000, None])
def test_fen_that_are_not_the_yuan_are_refused(tmp_path, fen):
    """No digest covers them, so they may not say anything else."""
    forged = table([record(1), record(2) | {"amount_fen": fen}])
    with pytest.raises(ValueError, match="amount_fen"):
        values_digest(allocation(), forged)
    write_csv(forged, tmp_path / "a.csv")
    with pytest.raises(ValueError, match="amount_fen"):
        digest_of_csv(allocation(), tmp_path / "a.csv")


@pytest.mark.parametrize("yuan", ["0.00", "0.05", "-0.05", "-120.30", "9999999999999999.99"])
def test_fen_of_every_size_and_sign_are_the_yuan(tmp_path, yuan):
    write_csv(table([record(1, amount_yuan=yuan)]), tmp_path / "a.csv")
    digest = digest_of_csv(allocation(), tmp_path / "a.csv")
    assert digest == values_digest(allocation(), table([record(1, amount_yuan=yuan)]))


def test_a_value_cannot_move_to_the_neighbouring_column():
    left = table([record(1, location="甲", construction_task=None)])
    right = table([record(1, location=None, construction_task="甲")])
    assert values_digest(allocation(), left) != values_digest(allocation(), right)


def test_null_equals_empty_and_composed_equals_decomposed():
    one = table([record(1, remark=None, location="é")])
    two = table([record(1, remark="", location="e\u0301")])
    assert values_digest(allocation(), one) == values_digest(allocation(), two)


def test_a_separator_inside_a_text_cannot_forge_a_record():
    found = canonical_table(allocation(), table([record(1, remark="a\x1eb\x1fc")]))
    assert found["remark"].to_pylist() == ["a\ufffdb\ufffdc"]


def test_columns_and_contract_give_the_same_digest():
    columns = published_columns(allocation())
    assert values_digest(columns, nasty()) == values_digest(allocation(), nasty())


def test_a_csv_of_other_columns_is_refused(tmp_path):
    write_csv(nasty().drop_columns(["remark"]), tmp_path / "a.csv")
    with pytest.raises(ValueError, match="fund_allocation"):
        digest_of_csv(allocation(), tmp_path / "a.csv")


def test_a_missing_column_is_an_error():
    with pytest.raises(KeyError):
        values_digest(allocation(), nasty().drop_columns(["remark"]))


def test_a_unit_digest_covers_only_the_unit():
    mine, other = record(1), record(2, unit_code="610118", unit_name="鄠邑区")
    before = unit_digests([(allocation(), table([mine, other]))])
    after = unit_digests([(allocation(), table([mine, other | {"remark": "改"}]))])
    assert sorted(before) == ["610118", "610124"]
    assert before["610124"] == after["610124"]
    assert before["610118"] != after["610118"]


def test_raw_bytes_of_a_slice_are_the_slice():
    texts = pa.array(["ab", "c", "é", "x"], pa.large_string())
    column = pa.chunked_array([texts.slice(2, 1), texts.slice(0, 0), texts.slice(1, 3)])
    assert b"".join(piece.to_pybytes() for piece in raw_bytes(column)) == "écéx".encode()


def test_rows_are_joined_with_an_end_behind_each():
    column = pa.chunked_array([["a", "b"]], pa.large_string())
    assert join_rows([column, column], ",", ";").to_pylist() == ["a,a;", "b,b;"]
