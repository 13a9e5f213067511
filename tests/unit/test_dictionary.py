"""The data dictionary says what every published field means, and since when it is published."""

import json
import re
from dataclasses import replace

import openpyxl
import pytest
from published_sample import allocation, table

from outputs.change_files import CHANGE_COLUMNS
from outputs.dictionary.entries import column_entry, described_dataset, gaps
from outputs.dictionary.files import Edition, dictionary, write_dictionary
from outputs.dictionary.tables import derived_tables
from outputs.disclosure import PROVENANCE
from outputs.formats.csv_file import write_csv
from outputs.open_warnings import COLUMNS as FINDING_COLUMNS
from sources.contract import Channel, load_contracts
from sources.masks import Mask

SITE = [one for one in load_contracts().values() if one.channel is Channel.SITE]


def document(version="2026.11.0"):
    return {
        "version": version,
        "released_at": "2026-11-24T10:00:00+08:00",
        "title": "示例市扶贫资金公开数据",
        "office": "示例市扶贫办",
        "demo": True,
        "datasets": {"fund_allocation": {}},
    }


def release(public, version, contracts=(), **stated):
    """A release folder with what the search for first appearances looks at."""
    folder = public / "releases" / version
    folder.mkdir(parents=True)
    (folder / "RELEASE.json").write_text(json.dumps(document(version) | stated), encoding="utf-8")
    (folder / "SHA256SUMS").write_bytes(b"")
    if contracts:
        edition = Edition(folder, document(version), previous(public, version))
        write_dictionary(edition, contracts)
    return folder


def previous(public, version):
    others = sorted(one for one in (public / "releases").iterdir() if one.name < version)
    return others[-1] if others else None


def write_data(folder, *without):
    (folder / "data").mkdir()
    write_csv(table([]).drop_columns(list(without)), folder / "data" / "fund_allocation.csv")


def firsts(folder, contract=None):
    edition = Edition(folder, document(folder.name), previous(folder.parent.parent, folder.name))
    found = dictionary(edition, [described_dataset(contract or allocation())])
    return {field["name"]: field["first_published"] for field in found["tables"][0]["fields"]}


def first(version, *, or_earlier=False):
    return {"version": version, "or_earlier": or_earlier}


def without(name):
    fields = tuple(field for field in allocation().fields if field.name != name)
    return allocation().model_copy(update={"fields": fields})


@pytest.mark.parametrize("contract", SITE, ids=lambda one: one.dataset)
def test_every_field_has_definitions_titles_and_the_source_of_its_definition(contract):
    assert gaps([described_dataset(contract)]) == ()


def test_every_field_of_a_derived_table_has_them_too():
    assert gaps(derived_tables()) == ()


@pytest.mark.parametrize(
    "missing",
    [{"definition": ""}, {"definition_en": " "}, {"title_en": ""}, {"title_en": "备注"}],
)
def test_a_field_without_definition_or_english_title_is_no_edition(tmp_path, missing):
    faulty = tuple(
        one.model_copy(update=missing) if one.name == "remark" else one
        for one in allocation().fields
    )
    contract = allocation().model_copy(update={"fields": faulty})
    (name,) = missing
    assert gaps([described_dataset(contract)]) == (f"fund_allocation.remark: {name}",)
    with pytest.raises(ValueError, match="remark"):
        write_dictionary(Edition(tmp_path, document(), None), [contract])


def test_a_definition_without_a_source_has_that_of_its_table():
    column = replace(CHANGE_COLUMNS[0], basis="")
    assert column_entry(column, "某号文").basis == "某号文"
    assert gaps([replace(derived_tables()[0], entries=(column_entry(column, ""),))])


def test_the_tables_are_described_as_they_are_written():
    described = {one.id: [entry.name for entry in one.entries] for one in derived_tables()}
    assert described["changes"] == [column.name for column in CHANGE_COLUMNS]
    assert described["provenance"] == PROVENANCE.names
    assert described["quality_findings"] == list(FINDING_COLUMNS)


def test_a_field_that_is_not_for_the_site_says_where_it_may_be_seen():
    (entry,) = [one for one in described_dataset(allocation()).entries if one.name == "serial_no"]
    assert not entry.is_published
    found = dictionary(Edition(None, document(), None), [described_dataset(allocation())])
    (said,) = [one for one in found["tables"][0]["fields"] if one["name"] == "serial_no"]
    assert (said["channel"], said["first_published"]) == ("none", None)


def test_a_field_says_what_it_is_in_the_fiscal_data_package(tmp_path):
    edition = Edition(release(tmp_path, "2026.11.0"), document("2026.11.0"), None)
    (told,) = dictionary(edition, [described_dataset(allocation())])["tables"]
    found = {field["name"]: field["fiscal_type"] for field in told["fields"]}
    assert found["unit_code"] == "administrative-classification:generic:code"
    assert found["amount_yuan"] == "value"
    assert found["remark"] is None


def test_masks_and_small_groups_are_told():
    fields = tuple(
        one.model_copy(update={"mask": Mask.TEXT}) if one.name == "remark" else one
        for one in allocation().fields
    )
    contract = allocation().model_copy(update={"fields": fields})
    masks = {one.name: one.mask for one in described_dataset(contract).entries}
    assert (masks["remark"], masks["location"]) == ("text", None)
    small = {
        one.name: one.small_below for one in described_dataset(load_contracts()["project"]).entries
    }
    assert (small["household_count"], small["project_name"]) == (3, None)


def test_in_the_first_release_everything_is_new(tmp_path):
    found = firsts(release(tmp_path, "2026.11.0"))
    assert found["remark"] == first("2026.11.0")


def test_a_field_keeps_the_release_in_which_it_first_stood(tmp_path):
    release(tmp_path, "2026.10.0", [without("remark")])
    release(tmp_path, "2026.11.0", [allocation()])
    found = firsts(release(tmp_path, "2026.12.0"))
    assert found["amount_yuan"] == first("2026.10.0")
    assert found["remark"] == first("2026.11.0")


def test_a_field_that_was_gone_for_a_while_keeps_it_too(tmp_path):
    release(tmp_path, "2026.10.0", [allocation()])
    release(tmp_path, "2026.11.0", [without("remark")])
    assert firsts(release(tmp_path, "2026.12.0"))["remark"] == first("2026.10.0")


def test_a_release_without_a_dictionary_is_known_by_its_files(tmp_path):
    write_data(release(tmp_path, "2026.9.0"), "remark")
    write_data(release(tmp_path, "2026.10.0"))
    found = firsts(release(tmp_path, "2026.11.0"))
    assert (found["amount_yuan"], found["remark"]) == (first("2026.9.0"), first("2026.10.0"))


def test_what_was_withdrawn_leaves_the_question_open(tmp_path):
    release(tmp_path, "2026.9.0")
    write_data(release(tmp_path, "2026.10.0"))
    release(tmp_path, "2026.11.0", [allocation()])
    found = firsts(release(tmp_path, "2026.12.0"))
    assert found["remark"] == first("2026.10.0", or_earlier=True)


def test_the_same_release_gives_the_same_bytes_whenever_it_was_signed(tmp_path):
    for name, hour in (("one", "09"), ("other", "17")):
        signed = document() | {"released_at": f"2026-11-24T{hour}:00:00+08:00"}
        write_dictionary(Edition(tmp_path / name, signed, None), SITE[:3])
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name / "dictionary").iterdir()}
        for name in ("one", "other")
    )
    assert one == other
    assert set(one) == {"dictionary.json", "dictionary.xlsx", "index.html", "site.css"}


def test_workbook_and_page_say_what_the_json_says(tmp_path):
    write_dictionary(Edition(tmp_path, document(), None), SITE)
    folder = tmp_path / "dictionary"
    tables = json.loads((folder / "dictionary.json").read_bytes())["tables"]
    fields = [(one["id"], field["name"]) for one in tables for field in one["fields"]]
    book = openpyxl.load_workbook(folder / "dictionary.xlsx")
    rows = list(book["字段"].iter_rows(min_row=2))
    assert [(row[0].value, row[2].value) for row in rows] == fields
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        "s", "n",
    }  # fmt: skip
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<tr id="([^"]+)">', html) == [f"{one}.{name}" for one, name in fields]
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', html)) == {
        "site.css", "dictionary.xlsx", "dictionary.json",
    }  # fmt: skip
