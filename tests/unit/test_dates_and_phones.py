"""Dates, periods, people and telephones of an allocation, from a clerk's file to all formats."""

import csv
import io
import json
import re

import openpyxl
import pyarrow.parquet as pq
import pytest
from home_kit import open_home, run, send
from reading_kit import FUND, table_in

from outputs.disclosure import provenance_table, published_table
from outputs.formats.csv_file import write_csv
from outputs.formats.json_file import write_json
from outputs.formats.table_schema import table_schema
from outputs.formats.xlsx_file import write_xlsx

TEXT = (
    "2019年资金表,,,,,\n单位：万元,,,,,\n项目名称,金额,拨付时间,建设工期,项目负责人,举报电话\n"
    "水厂,1.5,2019年3月15日,3月-12月,示例人,12317（全国）、029 86781234\n路,2,2019.3,,,\n"
)
# The record of 水厂 by hand: the title's year in the period, no words in the telephone.
PUBLISHED = {
    "allocated_on": "2019-03-15",
    "implementation_period": "2019-03/2019-12",
    "responsible_person": "示例人",
    "supervision_phone": "12317、029-86781234",
}
# 路 has a month of allocation and nothing else.
MONTH_ONLY = dict.fromkeys(PUBLISHED) | {"allocated_on": "2019-03"}


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The records in force after a file has been received, read, judged and settled."""
    store = open_home(tmp_path_factory.mktemp("home"))
    send(store, TEXT)
    state = run(store)
    assert [one.accepted for one in state.open_submissions] == [True]
    return pq.read_table(store.dataset("fund_allocation"))


@pytest.fixture(scope="module")
def published(records):
    return published_table(FUND, records)


def named(rows):
    return {row["project_name"]: {name: row[name] for name in PUBLISHED} for row in rows}


def test_all_four_fields_are_published_as_typed_text(published):
    assert named(published.to_pylist()) == {"水厂": PUBLISHED, "路": MONTH_ONLY}


def test_csv_json_and_workbook_hold_the_same_texts(published, tmp_path):
    expected = {"水厂": PUBLISHED, "路": MONTH_ONLY}
    write_csv(published, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode()
    found = named(csv.DictReader(io.StringIO(text, newline="")))
    assert {k: {n: v or None for n, v in one.items()} for k, one in found.items()} == expected
    write_json(FUND, published, tmp_path / "a.json")
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert named(document["records"]) == expected
    types = {field["name"]: field["type"] for field in document["fields"]}
    assert (types["allocated_on"], types["supervision_phone"]) == ("date", "phone")
    write_xlsx(FUND, published, tmp_path / "a.xlsx")
    head, *rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["数据"].iter_rows()
    titles = {field.title: field.name for field in FUND.fields}
    names = [titles.get(cell.value, cell.value) for cell in head]
    shown = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]
    assert named(shown) == expected
    column = names.index("allocated_on")
    assert {(row[column].data_type, row[column].number_format) for row in rows} == {("s", "@")}


def test_the_table_schema_says_which_texts_are_dates_and_telephones():
    fields = {field["name"]: field for field in table_schema(FUND)["fields"]}
    for name in ("allocated_on", "implementation_period", "supervision_phone"):
        assert fields[name]["type"] == "string"
        pattern = fields[name]["constraints"]["pattern"]
        assert "(?" not in pattern  # XML Schema, which the standard names, has no such groups
        assert re.fullmatch(pattern, FUND.field(name).example)
        for value in (PUBLISHED[name], MONTH_ONLY[name]):
            assert value is None or re.fullmatch(pattern, value)
    assert not re.fullmatch(fields["allocated_on"]["constraints"]["pattern"], "2019-13")
    assert not re.fullmatch(fields["allocated_on"]["constraints"]["pattern"], "2019年3月")
    assert not re.fullmatch(fields["supervision_phone"]["constraints"]["pattern"], "86781234")
    assert "constraints" not in fields["responsible_person"]


def test_provenance_keeps_what_was_written_and_says_what_was_done(records):
    rows = provenance_table(FUND, records).to_pylist()
    (period,) = [row for row in rows if row["field"] == "implementation_period"]
    assert (period["original"], period["cell"]) == ("3月-12月", "D4")
    assert "ISO 8601" in period["steps"]
    assert "表题" in period["steps"]
    (phone,) = [row for row in rows if row["field"] == "supervision_phone"]
    assert phone["original"] == "12317（全国）、029 86781234"


def test_a_form_has_no_score():
    table = table_in(
        ["项目绩效目标申报表"],
        ["项目名称", "水厂"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "水厂", "1座"],
    )
    assert (table["dataset"], table["score"], table["reasons"]) == ("performance_target", None, [])


def test_a_list_says_how_well_its_header_fits():
    table = table_in(["2019年资金表"], ["项目名称", "金额(元)", "别的"], ["水厂", 1, ""])
    assert table["score"] == 2 + 2 - 0.5  # known headers, a word of the title, an unknown header
    assert table["reasons"] == ["认出的列：项目名称、金额", "认不出的列：别的", "表题含有：资金"]
