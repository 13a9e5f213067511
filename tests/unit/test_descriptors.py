"""What describes the tables of a release says what lies there: every column, key, source, total."""

import csv
import json
import re

import pytest
from described_sample import DOCUMENT, OTHER_FILE, write_described
from published_sample import FILE
from pydantic import ValidationError

from outputs.columns import VALUE, PublishedColumn, published_columns
from outputs.descriptors.csvw import csv_metadata
from outputs.descriptors.prov import prov_document
from outputs.descriptors.tables import DescribedTable, described_tables
from outputs.ledger.levels import COLUMNS as LEVEL_COLUMNS
from outputs.removal import _goes
from sources.contract import load_contracts
from sources.standards import Mapped

PACKAGE, CSVW, PROV = "datapackage.json", "csv-metadata.json", "prov.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_described(tmp_path_factory.mktemp("described") / "2026.11.0")


def read(folder, name):
    return json.loads((folder / name).read_bytes())


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(path):
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def tables_of(folder):
    return {one["path"]: one for one in read(folder, PACKAGE)["resources"] if "schema" in one}


def test_every_column_of_every_table_is_described_in_both_descriptors(folder):
    packaged = {
        path: [field["name"] for field in one["schema"]["fields"]]
        for path, one in tables_of(folder).items()
    }
    on_the_web = {
        one["url"]: [column["name"] for column in one["tableSchema"]["columns"]]
        for one in read(folder, CSVW)["tables"]
    }
    lying = {
        path.relative_to(folder).as_posix(): header(path)
        for part in ("changes", "data", "quality", "reference")
        for path in (folder / part).glob("*.csv")
    }
    assert packaged == on_the_web == lying
    assert "quality/findings.csv" in lying


def test_names_of_resources_are_one_for_each_and_no_release_s(folder):
    names = [one["name"] for one in read(folder, PACKAGE)["resources"]]
    assert len(names) == len(set(names))
    assert {"fund_allocation", "admin_units", "quality-findings", "fund-flows-levels"} <= {*names}
    assert not [name for name in names if re.search(r"\d", name)]


def test_every_column_has_words_in_two_languages(folder):
    for one in tables_of(folder).values():
        for field in one["schema"]["fields"]:
            words = ("title", "title_en", "description", "description_en")
            assert all(field[name] for name in words), field["name"]


def test_keys_point_to_tables_and_columns_that_are_there_and_hold(folder):
    tables = tables_of(folder)
    by_name = {one["name"]: one for one in tables.values()}
    pointed = set()
    for path, one in tables.items():
        for key in one["schema"].get("foreignKeys", ()):
            target = by_name[key["reference"]["resource"] or one["name"]]
            (column,), (wanted,) = key["fields"], key["reference"]["fields"]
            assert target["schema"]["primaryKey"] == [wanted]
            known = {row[wanted] for row in rows(folder / target["path"])}
            assert {row[column] for row in rows(folder / path)} - {""} <= known
            pointed.add((one["name"], column))
    assert ("fund_allocation", "unit_code") in pointed
    assert ("fund_allocation", "area_code") in pointed
    assert ("admin_units", "parent_code") in pointed


def test_primary_keys_are_full_and_unique(folder):
    for path, one in tables_of(folder).items():
        names = one["schema"].get("primaryKey")
        if names:
            keys = [tuple(row[name] for name in names) for row in rows(folder / path)]
            assert len(keys) == len(set(keys)), path
    assert tables_of(folder)["quality/row_counts.csv"]["schema"]["primaryKey"] == [
        "release", "dataset", "unit_code",
    ]  # fmt: skip


def test_a_table_points_to_itself_in_the_way_of_version_1(folder):
    (key,) = tables_of(folder)["reference/admin_units.csv"]["schema"]["foreignKeys"]
    assert key["reference"]["resource"] == ""


def test_no_key_is_written_where_the_table_it_points_to_is_missing(folder, tmp_path):
    (tmp_path / "data").mkdir()
    for end in ("csv", "parquet"):
        name = f"data/fund_allocation.{end}"
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (found,) = described_tables(tmp_path, [load_contracts()["fund_allocation"]])
    assert found.foreign_keys == ()
    assert found.key == ("record_id",)


def test_each_submitted_file_is_a_source_of_its_table(folder):
    sources = tables_of(folder)["data/fund_allocation.csv"]["sources"]
    assert [one["hash"] for one in sources] == [f"sha256:{FILE}", f"sha256:{OTHER_FILE}"]


def test_every_money_column_has_its_fiscal_type():
    columns = [*LEVEL_COLUMNS]
    for contract in load_contracts().values():
        columns += published_columns(contract)
    money = [one for one in columns if one.type in ("money", "fen")]
    assert len(money) > 50
    assert {one.fiscal_type for one in money if one.type == "money"} == {VALUE}
    assert {one.fiscal_type for one in money if one.type == "fen"} == {"value:fen"}


@pytest.mark.parametrize(
    ("dataset", "field", "fiscal_type"),
    [
        ("fund_flows", "stage", "phase:id"),
        ("fund_flows", "budget_year", "date:fiscal-year"),
        ("fund_flows", "document_no", "transaction-id:document"),
        ("fund_flows", "payer_code", "geo:source:code"),
        ("project", "project_name", "activity:generic:project:label"),
    ],
)
def test_a_field_has_its_fiscal_type_in_the_joined_datasets_too(dataset, field, fiscal_type):
    assert load_contracts()[dataset].field(field).fiscal_type == fiscal_type


def test_levels_of_government_are_levels_of_one_classification():
    types = {one.name: one.fiscal_type for one in LEVEL_COLUMNS}
    names = ("central", "province", "city", "county", "town_or_unit")
    assert [types[name] for name in names] == [
        f"administrative-classification:generic:level{number}:label" for number in range(1, 6)
    ]


def test_titles_on_the_web_are_the_name_in_the_file_and_words_in_two_languages(folder):
    for one in read(folder, CSVW)["tables"]:
        for column in one["tableSchema"]["columns"]:
            assert set(column["titles"]) == {"und", "zh", "en"}
            assert column["titles"]["und"] == [column["name"]]


def test_formats_on_the_web_match_the_whole_of_every_cell(folder):
    for one in read(folder, CSVW)["tables"]:
        formats = {
            column["name"]: column["datatype"]["format"]
            for column in one["tableSchema"]["columns"]
            if isinstance(column["datatype"], dict) and column["datatype"]["base"] == "string"
        }
        for row in rows(folder / one["url"]):
            wrong = [
                name
                for name, pattern in formats.items()
                if row[name] and not re.fullmatch(pattern, row[name])
            ]
            assert wrong == []
            assert "supervision_phone" in formats or one["url"] != "data/fund_allocation.csv"


def test_keys_on_the_web_point_to_files_that_are_described(folder):
    tables = {one["url"]: one["tableSchema"] for one in read(folder, CSVW)["tables"]}
    found = [key for one in tables.values() for key in one.get("foreignKeys", ())]
    assert len(found) == 3
    for key in found:
        target = tables[key["reference"]["resource"]]
        assert target["primaryKey"] == key["reference"]["columnReference"]


def test_money_on_the_web_has_two_decimals_and_no_limit_as_a_json_number(folder):
    (table,) = [
        one for one in read(folder, CSVW)["tables"] if one["url"] == "data/fund_allocation.csv"
    ]
    types = {one["name"]: one["datatype"] for one in table["tableSchema"]["columns"]}
    assert types["amount_yuan"] == {"base": "decimal", "format": "0.00"}
    assert types["amount_fen"] == "integer"


def test_a_choice_on_the_web_may_hold_what_a_pattern_takes_for_syntax():
    choice = PublishedColumn("x", "x", "x", "enum", "x", "x", allowed=("甲(a-b) c", "乙"))
    table = DescribedTable("x", "x.csv", "x", "x", (choice,))
    (told,) = csv_metadata([table], "x", "x", "x")["tables"][0]["tableSchema"]["columns"]
    assert told["datatype"]["format"] == r"甲\(a-b\) c|乙"


def test_provenance_leads_from_the_release_through_its_tables_to_the_files(folder):
    told = read(folder, PROV)
    (generated,) = told["wasGeneratedBy"].values()
    assert generated == {
        "prov:entity": "release:2026.11.0", "prov:time": DOCUMENT["released_at"],
    }  # fmt: skip
    derived = {
        (one["prov:generatedEntity"], one["prov:usedEntity"])
        for one in told["wasDerivedFrom"].values()
    }
    table = "table:2026.11.0/fund_allocation"
    assert derived == {
        ("release:2026.11.0", "release:2026.10.3"),
        (table, f"file:{FILE}"),
        (table, f"file:{OTHER_FILE}"),
    }
    assert [one["prov:entity"] for one in told["hadMember"].values()] == [table]
    assert {two for one in derived for two in one} <= set(told["entity"])
    (agent,) = told["agent"].values()
    assert agent["prov:label"] == DOCUMENT["office"]


def test_a_first_release_revises_nothing():
    told = prov_document({**DOCUMENT, "previous": None}, "urn:uuid:1", {})
    assert told["wasDerivedFrom"] == {}


def test_descriptors_made_again_are_the_same_bytes(folder, tmp_path):
    again = write_described(tmp_path / "2026.11.0")
    for name in (PACKAGE, CSVW, PROV, "reference/admin_units.csv"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_what_mixes_datasets_goes_when_one_of_them_is_withdrawn():
    assert _goes("prov.json", frozenset({"budget"}), frozenset({"budget", "project"}))


def test_the_schema_of_another_dataset_stays_when_one_is_withdrawn():
    known = frozenset({"budget", "project"})
    assert _goes("schema/budget.schema.json", frozenset({"budget"}), known)
    assert not _goes("schema/project.schema.json", frozenset({"budget"}), known)


def test_what_one_stage_must_state_is_not_required_of_the_whole_project():
    stage, joined = load_contracts()["project_acceptance"], load_contracts()["project"]
    assert stage.field("acceptance_result").required
    assert not joined.field("acceptance_result").required
    assert joined.field("project_name").required


@pytest.mark.parametrize("word", ["amount", "value-", "administrative-classification:generic"])
def test_a_word_that_the_fiscal_data_package_does_not_know_is_refused(word):
    with pytest.raises(ValidationError):
        Mapped(fiscal_type=word)
