"""Slices share out all records once, have the bytes of the whole, and a changed one is seen."""

import csv
from decimal import Decimal

import pyarrow.compute as pc
import pytest
from published_sample import allocation, record
from slice_kit import RECORDS, sliced

from outputs.formats.csv_file import csv_bytes
from outputs.formats.json_file import write_json
from outputs.removal import _goes
from outputs.slices import cutting
from outputs.slices.checking import cut_from_whole, slice_problems
from outputs.slices.files import AREA_INDEX, YEAR_INDEX
from outputs.slices.resources import slice_resources

NAME = "fund_allocation"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(path):
    return [row["record_id"] for row in rows(path)]


def test_a_county_holds_its_towns_and_an_area_above_only_itself(tmp_path):
    sliced(tmp_path)
    areas = {entry["code"]: entry for entry in rows(tmp_path / AREA_INDEX)}
    found = {code: ids(tmp_path / entry["csv"]) for code, entry in areas.items()}
    assert found == {
        "610124": ["r0001", "r0007"],
        "610102": ["r0002", "r0003"],
        "610102001": ["r0002"],
        "610125": ["r0004"],
        "610100": ["r0005"],
        "unplaced": ["r0006"],
    }
    assert areas["610102001"]["is_part"] == "否"
    assert (areas["610100"]["scope"], areas["610102"]["scope"]) == ("own", "with_below")
    assert areas["610125"]["valid_to"] != ""


@pytest.mark.parametrize("index", [AREA_INDEX, YEAR_INDEX])
def test_the_parts_add_up_to_the_whole(tmp_path, index):
    sliced(tmp_path)
    entries = [one for one in rows(tmp_path / index) if one.get("is_part", "是") == "是"]
    together = sorted(one for entry in entries for one in ids(tmp_path / entry["csv"]))
    assert together == [one["record_id"] for one in RECORDS]
    assert sum(Decimal(one["amount_yuan"]) for one in entries) == sum(
        one["amount_yuan"] for one in RECORDS
    )
    assert sum(int(one["records"]) for one in entries) == len(RECORDS)


def test_a_record_without_a_year_is_kept_under_unknown(tmp_path):
    sliced(tmp_path)
    assert ids(tmp_path / "by-year" / "unknown" / f"{NAME}.csv") == ["r0005"]


def test_a_slice_is_written_as_the_whole_table_is(tmp_path):
    data = sliced(tmp_path)
    for year, folder in ((2015, "2015"), (2019, "2019")):
        part = data.filter(pc.equal(data["budget_year"], year))
        base = tmp_path / "by-year" / folder
        assert (base / f"{NAME}.csv").read_bytes() == csv_bytes(part)
        write_json(allocation(), part, tmp_path / "part.json")
        assert (base / f"{NAME}.json").read_bytes() == (tmp_path / "part.json").read_bytes()


def test_the_same_data_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        sliced(tmp_path / name)
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) > len(RECORDS)
    for path in files:
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert twin.read_bytes() == path.read_bytes()


def test_with_many_towns_the_county_alone_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "TOWNS_AT_MOST", 0)
    sliced(tmp_path)
    assert not (tmp_path / "by-area" / "610102001").exists()
    assert ids(tmp_path / "by-area" / "610102" / f"{NAME}.csv") == ["r0002", "r0003"]
    assert list(slice_problems(tmp_path)) == []


def test_an_empty_dataset_has_no_slices(tmp_path):
    sliced(tmp_path, records=())
    assert rows(tmp_path / AREA_INDEX) == rows(tmp_path / YEAR_INDEX) == []
    assert list(slice_problems(tmp_path)) == []


def test_whole_slices_have_no_problem(tmp_path):
    sliced(tmp_path)
    assert list(slice_problems(tmp_path)) == []


def test_records_that_are_alike_are_counted_as_often_as_they_stand_there(tmp_path):
    """Nothing tells two equal lines apart, so what shares them out is their number."""
    twins = [record(1, area_code="610124", budget_year=2019)] * 2 + [record(9, remark="末")]
    sliced(tmp_path, twins)
    assert list(slice_problems(tmp_path)) == []
    path = tmp_path / "by-year" / "2019" / f"{NAME}.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert {one.path for one in slice_problems(tmp_path)} == {
        f"by-year/2019/{NAME}.csv",
        YEAR_INDEX,
    }


def test_only_lines_of_the_whole_count_as_cut_from_it(tmp_path):
    sliced(tmp_path)
    every = {
        one.relative_to(tmp_path).as_posix()
        for one in (*tmp_path.glob("by-*/*/*.csv"), *tmp_path.glob("by-*/*/*.json"))
    }
    assert cut_from_whole(tmp_path) == every
    spoiled = {
        f"by-area/610124/{NAME}.csv": lambda content: content + b"13812345678\r\n",
        f"by-area/610102/{NAME}.json": lambda content: content.replace(b"[", b"[[", 1),
        f"by-year/2020/{NAME}.csv": lambda content: content.replace(b"record_id", b"13812345"),
    }
    for name, spoil in spoiled.items():
        (tmp_path / name).write_bytes(spoil((tmp_path / name).read_bytes()))
    assert cut_from_whole(tmp_path) == every - spoiled.keys()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_changed_amount_in_a_slice_is_seen(tmp_path, kind):
    sliced(tmp_path)
    path = tmp_path / "by-area" / "610124" / f"{NAME}.{kind}"
    changed = path.read_bytes().replace(b"100.00", b"900.00")
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    assert path.relative_to(tmp_path).as_posix() in {one.path for one in slice_problems(tmp_path)}


def test_a_slice_that_lost_a_record_is_seen(tmp_path):
    sliced(tmp_path)
    path = tmp_path / "by-area" / "610124" / f"{NAME}.csv"
    path.write_bytes(path.read_bytes().rpartition(b"r0007")[0])
    assert {one.code for one in slice_problems(tmp_path)} == {"changed_slice"}


def test_a_slice_that_nobody_lists_is_seen(tmp_path):
    sliced(tmp_path)
    (tmp_path / "by-year" / "1999").mkdir()
    (tmp_path / "by-year" / "1999" / f"{NAME}.csv").write_bytes(b"")
    assert [one.path for one in slice_problems(tmp_path)] == [f"by-year/1999/{NAME}.csv"]


def test_a_tree_of_other_counts_is_seen(tmp_path):
    sliced(tmp_path)
    path = tmp_path / "json" / "areas.tree.json"
    path.write_bytes(path.read_bytes().replace(b'"records":2', b'"records":3'))
    text = path.read_bytes().replace(b'"records":6', b'"records":5')
    path.write_bytes(text)
    assert [one.code for one in slice_problems(tmp_path)] == ["changed_hierarchy"]


def test_slices_and_tree_go_with_a_withdrawn_dataset(tmp_path):
    sliced(tmp_path)
    known = frozenset({NAME, "project"})
    for path in (tmp_path / "by-area").rglob("*.csv"):
        name = path.relative_to(tmp_path).as_posix()
        assert _goes(name, frozenset({NAME}), known)
    assert _goes("json/areas.tree.json", frozenset({NAME}), known)
    assert not _goes("by-area/610124/project.csv", frozenset({NAME}), known)


def test_the_package_describes_the_lists_and_the_tree(tmp_path):
    sliced(tmp_path)
    found = {one["path"]: one for one in slice_resources(tmp_path)}
    assert set(found) == {AREA_INDEX, YEAR_INDEX, "json/areas.tree.json"}
    header = (tmp_path / AREA_INDEX).read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [one["name"] for one in found[AREA_INDEX]["schema"]["fields"]] == header


def test_a_quote_in_front_of_a_line_end_starts_no_record(tmp_path):
    texts = ['"', '""\r\n', "\n", '甲"\n"乙', ",", "\r\n\r\n"]
    records = [record(n, remark=text, budget_year=2019) for n, text in enumerate(texts, start=1)]
    sliced(tmp_path, records)
    assert len(ids(tmp_path / "by-year" / "2019" / f"{NAME}.csv")) == len(texts)
    assert list(slice_problems(tmp_path)) == []
