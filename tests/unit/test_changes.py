"""The comparison of two versions says which record changed, where, from what to what, and why."""

import csv
import json
from decimal import Decimal

import jsonschema
import pytest
from published_sample import allocation, reasoned, record, table

from outputs import pairs
from outputs.chain import Link
from outputs.change_files import CHANGE_COLUMNS, json_schema, write_changes
from outputs.change_index import INDEX, write_index
from outputs.change_reasons import REASONS, Circumstances, with_reasons
from outputs.changes import changes, summary
from outputs.columns import arrow_schema
from outputs.comparing import Compared
from sources.contract import load_contracts
from sources.masks import Mask

OTHER = "cd" * 32


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


def test_an_amount_written_otherwise_is_no_change_of_value():
    old, new = table([record(1, amount_text="1.5")]), table([record(1, amount_text="1.50")])
    (row,) = reasoned(old, new).to_pylist()
    assert (row["change"], row["field"], row["reason_code"]) == (
        "restated", "amount_text", "rewritten",
    )  # fmt: skip
    found = summary(allocation(), old, new, changes(allocation(), old, new))
    assert (found.modified, found.restated, found.difference_yuan) == (0, 1, Decimal(0))


def test_an_amount_that_changed_is_not_told_again_in_the_words_it_was_written_in():
    old = table([record(1, amount_yuan="1.00", amount_unit="元")])
    new = table([record(1, amount_yuan="20000.00", amount_text="2", amount_unit="万元")])
    assert [row["field"] for row in changes(allocation(), old, new).to_pylist()] == ["amount_yuan"]


def codes(old, new, **known):
    return {row["record_id"]: row["reason_code"] for row in reasoned(old, new, **known).to_pylist()}


def test_without_a_table_before_the_reason_says_why():
    new = table([record(1)])
    assert codes(None, new, is_first=True) == {"r0001": "first_release"}
    assert codes(None, new, was_published=False) == {"r0001": "new_dataset"}
    assert codes(None, new) == {"r0001": "after_withdrawal"}


def test_the_reason_tells_a_new_file_from_one_that_took_anothers_place():
    old = table([record(1), record(2), record(3)])
    elsewhere = {"period": "2026-12", "source_file": OTHER}
    assert codes(old, table([record(1), record(2), record(3), record(4, **elsewhere)])) == {
        "r0004": "new_submission"
    }
    new = table([record(1, remark="改", source_file=OTHER), record(4, source_file=OTHER)])
    assert codes(old, new) == {
        "r0001": "replaced_file",
        "r0002": "replaced_file",
        "r0003": "replaced_file",
        "r0004": "replaced_file",
    }
    gone = table([record(4, **elsewhere)])
    assert codes(old, gone)["r0001"] == "file_dropped"


def test_another_value_from_the_same_file_is_laid_on_no_unit():
    old, new = table([record(1), record(2)]), table([record(1, remark="改"), record(3)])
    assert set(codes(old, new).values()) == {"reread"}


def test_both_files_are_named():
    old, new = table([record(1)]), table([record(1, remark="改", source_file=OTHER), record(2)])
    modified, added = reasoned(old, new).to_pylist()
    assert (modified["source_before"], modified["source_after"]) == ("ab" * 32, OTHER)
    assert (added["source_before"], added["source_after"]) == ("", "ab" * 32)
    assert (modified["unit_code"], modified["period"]) == ("610124", "2026-11")


def test_a_notice_of_correction_explains_what_changed_and_not_what_is_new():
    old, new = table([record(1), record(2)]), table([record(1, remark="改"), record(3)])
    assert codes(old, new, is_corrected=True) == {
        "r0001": "correction", "r0002": "correction", "r0003": "reread",
    }  # fmt: skip


def test_a_dataset_kept_back_since_it_was_withdrawn_says_so():
    assert codes(table([record(1)]), table([]), is_kept_back=True) == {"r0001": "withdrawn"}


def test_a_new_column_and_a_new_name_of_a_unit_are_told_from_changed_values():
    old = table([record(1, unit_name="户县")]).drop_columns(["remark"])
    rows = reasoned(old, table([record(1, remark="新")])).to_pylist()
    assert {row["field"]: row["reason_code"] for row in rows} == {
        "unit_name": "unit_renamed", "remark": "new_column",
    }  # fmt: skip


def test_what_is_made_from_other_datasets_follows_them():
    contract = load_contracts()["fund_flows"]
    row = {"record_id": "f1", "unit_code": "x", "unit_name": "x", "period": "", "flow_key": "k"}
    new = arrow_schema(contract).empty_table()
    new = type(new).from_pylist([{**row, "source_file": OTHER}], schema=new.schema)
    old = new.slice(0, 0)
    found = with_reasons(contract, changes(contract, old, new), (old, new), Circumstances())
    assert found["reason_code"].to_pylist() == ["derived"]


def test_a_value_that_is_masked_today_is_not_quoted_as_it_was():
    plain = allocation()
    fields = tuple(
        one.model_copy(update={"mask": Mask.MOBILE}) if one.name == "remark" else one
        for one in plain.fields
    )
    contract = plain.model_copy(update={"fields": fields})
    old = table([record(1, remark="13912345678"), record(2, remark="13912345678")])
    new = table([record(1, remark="139****5678"), record(2, remark="见 139****9999")])
    rows = changes(contract, old, new).to_pylist()
    assert "13912345678" not in str(rows)
    assert [row["reason_code"] for row in rows] == ["masked", ""]


def test_a_count_that_is_too_small_today_is_not_quoted_as_it_was():
    contract = load_contracts()["annual_plan"]
    schema = arrow_schema(contract)
    rows = [
        {"record_id": one, "unit_code": "u", "unit_name": "u", "period": "2026-11",
         "household_count": count, "source_file": OTHER, "source_cells": "A1"}
        for one, count in (("r1", 2), ("r2", 9))
    ]  # fmt: skip
    old = schema.empty_table().from_pylist(rows, schema=schema)
    blank = [{**row, "household_count": None} for row in rows]
    new = schema.empty_table().from_pylist(blank, schema=schema)
    import pyarrow as pa

    small = pa.array(["r1"])
    found = changes(contract, old, new, small).to_pylist()
    assert [(row["record_id"], row["old"], row["reason_code"]) for row in found] == [
        ("r1", "", "small_group"),
        ("r2", "9", ""),
    ]


def test_every_code_has_words_in_two_languages():
    assert all(one.words and one.words_en for one in REASONS.values())
    assert all(row["reason"] for row in reasoned(None, table([record(1)])).to_pylist())


def written(tmp_path, old, new):
    rows = reasoned(old, new)
    write_changes(allocation(), rows, tmp_path, None)
    path = tmp_path / "changes" / "fund_allocation"
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return lines, json.loads(path.with_suffix(".json").read_bytes())


def test_no_change_still_gives_files_with_a_head(tmp_path):
    _, document = written(tmp_path, table([record(1)]), table([record(1)]))
    names = ",".join(column.name for column in CHANGE_COLUMNS)
    content = (tmp_path / "changes" / "fund_allocation.csv").read_bytes()
    assert content == f"{names}\r\n".encode()
    assert document == {
        "format": "mingzhang-changes/1",
        "dataset": "fund_allocation",
        "title": "扶贫资金分配结果",
        "previous": None,
        "changes": [],
    }


@pytest.mark.parametrize("remark", ['他说"好"，\n\t第\\二行', "=1+1", "＂", "\\n", "\u2028"])
def test_csv_and_json_say_the_same(tmp_path, remark):
    old = table([record(1), record(2)])
    lines, document = written(tmp_path, old, table([record(1, remark=remark), record(3)]))
    told = [{key: value or "" for key, value in one.items()} for one in document["changes"]]
    assert told == lines
    assert lines[0]["new"] == remark
    assert document["changes"][0]["old"] is None


def test_the_json_is_what_its_schema_says(tmp_path):
    validator = jsonschema.Draft202012Validator(json_schema())
    _, document = written(tmp_path, table([record(1)]), table([record(1, remark="改"), record(3)]))
    assert list(validator.iter_errors(document)) == []
    document["changes"][0]["reason_code"] = "guessed"
    assert len(list(validator.iter_errors(document))) == 1


def test_many_changes_are_written_in_slices(tmp_path, monkeypatch):
    monkeypatch.setattr("outputs.change_files.SLICE_ROWS", 2)
    lines, document = written(tmp_path, None, table([record(n) for n in range(1, 6)]))
    assert len(document["changes"]) == len(lines) == 5


def index_of(folder, base, old, new):
    rows = reasoned(old, new)
    found = Compared(allocation(), new, rows, summary(allocation(), old, new, rows))
    (folder / "changes").mkdir(parents=True, exist_ok=True)
    write_index(folder, [found], base)
    return json.loads((folder / INDEX).read_bytes())


def base_of(folder, *datasets):
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "fund_allocation.parquet").write_bytes(b"")
    facts = {"title": "旧表", "title_en": "Old", "rows": 7, "amount_yuan": "3.50"}
    return Link(folder, "d" * 64, {"datasets": dict.fromkeys(datasets, facts)})


def test_the_index_announces_a_dataset_that_came_and_one_that_is_gone(tmp_path):
    base = base_of(tmp_path / "2026.10.0", "old_one")
    index = index_of(tmp_path, base, None, table([record(1)]))
    states = {one["dataset"]: one["state"] for one in index["datasets"]}
    assert states == {"fund_allocation": "new", "old_one": "gone"}
    gone = index["datasets"][1]
    assert (gone["title"], gone["old_rows"], gone["old_amount_yuan"]) == ("旧表", 7, "3.50")
    assert index["previous"] == {"version": "2026.10.0", "digest": "d" * 64}


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [([1], [1], "same"), ([1], [2], "changed"), ([], [1], "filled"), ([1], [], "emptied")],
)
def test_the_index_says_what_became_of_a_dataset(tmp_path, before, now, state):
    base = base_of(tmp_path / "2026.10.0", "fund_allocation")
    old, new = (table([record(n) for n in some]) for some in (before, now))
    (line,) = index_of(tmp_path, base, old, new)["datasets"]
    assert line["state"] == state
    assert line["old_amount_yuan"] == f"{100 * len(before)}.00"
    assert sum(line["reasons"].values()) == reasoned(old, new).num_rows


def test_the_index_counts_by_unit(tmp_path):
    other = {"unit_code": "610116", "unit_name": "长安区"}
    new = table([record(1, remark="a", location="b"), record(2), record(3, **other)])
    (line,) = index_of(tmp_path, None, table([record(1)]), new)["datasets"]
    nothing = dict.fromkeys(("added", "removed", "modified", "restated"), 0)
    assert line["units"] == [
        {**nothing, **other, "added": 1},
        {**nothing, "unit_code": "610124", "unit_name": "周至县", "added": 1, "modified": 1},
    ]


def test_the_columns_of_the_files_are_the_ones_that_are_described():
    rows = reasoned(None, table([record(1)]))
    assert rows.schema.names == [column.name for column in CHANGE_COLUMNS]


def test_a_long_label_is_cut_and_says_so():
    rows = changes(allocation(), None, table([record(1, location="甲\n" * 100)])).to_pylist()
    assert rows[0]["new"].endswith("…，100.00 元")
    assert len(rows[0]["new"]) < 100


def test_what_stays_the_same_in_a_big_table_is_never_turned_into_text(monkeypatch):
    """A million records of all columns as text, twice, need gigabytes; what differs is little."""
    seen = []
    real = pairs.text_columns
    monkeypatch.setattr(pairs, "text_columns", lambda one: seen.append(one.num_rows) or real(one))
    records = [record(number, remark="旧") for number in range(1, 201)]
    changed = [record(number, remark="新" if number == 7 else "旧") for number in range(1, 201)]
    rows = changes(allocation(), table(records), table(changed)).to_pylist()
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [("remark", "旧", "新")]
    assert max(seen) <= 1
