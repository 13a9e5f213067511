"""The comparison of two versions says which record changed, where, from what to what."""

from decimal import Decimal

from published_sample import allocation, record, table

from outputs.changes import changes, summary, write_changes_csv


def test_each_changed_field_of_a_record_is_one_row():
    old = table([record(1), record(2)])
    new = table([record(2), record(1, remark="续建", location="西村")])
    rows = changes(allocation(), old, new).to_pylist()
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [
        ("location", "", "西村"),
        ("remark", "", "续建"),
    ]
    assert {row["change"] for row in rows} == {"modified"}
    assert rows[0]["field_title"] == "实施地点"


def test_an_amount_is_reported_once_and_in_yuan():
    old, new = table([record(1)]), table([record(1, amount_yuan="250.00", amount_text="100.00")])
    rows = changes(allocation(), old, new).to_pylist()
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [
        ("amount_yuan", "100.00", "250.00")
    ]


def test_added_and_removed_records_carry_a_label_and_their_amount():
    old, new = table([record(1)]), table([record(2, amount_yuan="7.00")])
    removed, added = changes(allocation(), old, new).to_pylist()
    assert (removed["change"], removed["new"], removed["field"]) == ("removed", "", "")
    assert removed["old"] == "周至县 · 项目1，100.00 元"
    assert (added["change"], added["old"]) == ("added", "")
    assert added["new"] == "周至县 · 项目2，7.00 元"


def test_without_a_previous_version_everything_is_added():
    rows = changes(allocation(), None, table([record(2), record(1)]))
    assert rows["record_id"].to_pylist() == ["r0001", "r0002"]
    assert set(rows["change"].to_pylist()) == {"added"}


def test_the_place_in_the_source_is_no_change():
    moved = record(1) | {"source_cells": "A9:E9", "source_sheet": "表2", "source_file": "cd" * 32}
    assert changes(allocation(), table([record(1)]), table([moved])).num_rows == 0


def test_a_column_unknown_to_the_old_version_counts_as_empty():
    old = table([record(1)]).drop_columns(["remark"])
    assert changes(allocation(), old, table([record(1)])).num_rows == 0
    rows = changes(allocation(), old, table([record(1, remark="新")])).to_pylist()
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [("remark", "", "新")]


def test_the_summary_counts_records_and_money():
    old = table([record(1), record(2), record(3)])
    new = table([record(1, remark="a", location="b"), record(3), record(4, amount_yuan="0.50")])
    found = summary(allocation(), old, new, changes(allocation(), old, new))
    assert (found.added, found.removed, found.modified) == (1, 1, 1)
    assert (found.old_rows, found.new_rows) == (3, 3)
    assert found.difference_yuan == Decimal("-99.50")
    assert found.to_json()["difference_yuan"] == "-99.50"


def test_no_change_still_gives_a_file_with_a_header(tmp_path):
    rows = changes(allocation(), table([record(1)]), table([record(1)]))
    write_changes_csv(rows, tmp_path / "c.csv")
    expected = b"record_id,change,field,field_title,old,new\r\n"
    assert (tmp_path / "c.csv").read_bytes() == expected


def test_a_long_label_is_cut_and_says_so():
    rows = changes(allocation(), None, table([record(1, location="甲\n" * 100)])).to_pylist()
    assert rows[0]["new"].endswith("…，100.00 元")
    assert len(rows[0]["new"]) < 100
