"""The Data Package describes exactly the files that lie in the release."""

import hashlib
import json

import pytest
from published_sample import allocation, nasty, table

from outputs.datapackage import PackageFacts, datapackage, write_datapackage
from outputs.formats.csv_file import write_csv
from outputs.formats.parquet_file import write_parquet
from outputs.publisher import Publisher

FACTS = PackageFacts(
    title="示例市扶贫资金公开数据",
    version="2026.11.0",
    released_at="2026-11-24T10:00:00+08:00",
    publisher=Publisher(office="示例市扶贫办", demo=True),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    write_csv(nasty(), tmp_path / "data" / "fund_allocation.csv")
    write_parquet(allocation(), nasty(), tmp_path / "data" / "fund_allocation.parquet")
    return tmp_path


def test_sizes_and_hashes_are_those_of_the_files(folder):
    for resource in datapackage(folder, [allocation()], FACTS)["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_the_csv_has_its_schema_and_key(folder):
    resource = datapackage(folder, [allocation()], FACTS)["resources"][0]
    assert resource["schema"]["primaryKey"] == ["record_id"]
    assert resource["dialect"]["lineTerminator"] == "\r\n"
    header = (folder / resource["path"]).read_bytes().split(b"\r\n")[0].decode().split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_the_time_is_the_release_s_and_the_identity_does_not_depend_on_the_version(folder):
    first = datapackage(folder, [allocation()], FACTS)
    later = PackageFacts(FACTS.title, "2026.12.0", FACTS.released_at, FACTS.publisher)
    second = datapackage(folder, [allocation()], later)
    assert first["created"] == FACTS.released_at
    assert first["id"] == second["id"]
    assert first["version"] != second["version"]


def test_a_homepage_stands_only_where_one_is_known(folder):
    known = Publisher(office="示例市扶贫办", site_url="https://data.example.gov.cn/fupin/")
    facts = PackageFacts(FACTS.title, FACTS.version, FACTS.released_at, known)
    assert "homepage" not in datapackage(folder, [allocation()], FACTS)
    assert datapackage(folder, [allocation()], facts)["homepage"] == known.site_url


def test_a_missing_data_file_is_an_error(folder):
    (folder / "data" / "fund_allocation.csv").unlink()
    with pytest.raises(FileNotFoundError):
        datapackage(folder, [allocation()], FACTS)


def test_writing_twice_gives_the_same_bytes(folder):
    write_csv(table([]), folder / "data" / "fund_allocation.csv")
    write_datapackage(folder, [allocation()], FACTS)
    first = (folder / "datapackage.json").read_bytes()
    write_datapackage(folder, [allocation()], FACTS)
    assert (folder / "datapackage.json").read_bytes() == first
    assert json.loads(first)["name"] == "poverty-alleviation-funds"


def test_what_helps_to_use_the_tables_is_listed_where_it_is_there(folder):
    def paths():
        return {one["path"] for one in datapackage(folder, [allocation()], FACTS)["resources"]}

    beside = {"sql/duckdb.sql", "dictionary/dictionary.json"}
    assert not paths() & beside
    for name in beside:
        (folder / name).parent.mkdir()
        (folder / name).write_text("示例", encoding="utf-8")
    assert paths() >= beside
