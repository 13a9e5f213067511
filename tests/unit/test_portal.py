"""Catalogues, feed and map say what the releases hold, and nothing of what is withdrawn."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest
from release_kit import (
    DETAILS,
    MEASURES,
    MONTHS_LATER,
    next_candidate,
    plan_of,
    publish_some,
    render_site,
    snapshot,
)
from signing_kit import open_office
from withdrawal_kit import TWO, open_published, withdraw

from outputs.archives import stem_of
from outputs.chain import RELEASES, UNFINISHED, read_links
from outputs.finishing import finish_release
from outputs.portal.addresses import home_of, permanent_id
from outputs.portal.entry import ENTRY, frequencies_of, write_entry
from outputs.portal.facts import read_published
from outputs.portal.feed import entries_of
from outputs.portal.formats import format_of
from outputs.portal.sitemap import SITEMAP, sitemap_files
from outputs.publisher import Publisher
from outputs.release import publish_release
from outputs.verify import verify_public
from outputs.withdrawals import read_withdrawals
from sources.catalogue import load_catalogues
from sources.contract import load_contracts
from sources.hashing import sha256_of_file

SITE = "https://data.example.gov.cn/fupin/"
ATOM = "{http://www.w3.org/2005/Atom}"
TOP = (
    "catalog.jsonld",
    "catalog.zh.json",
    "catalog.zh.xlsx",
    "catalog.zh.schema.json",
    "robots.txt",
    "feed.xml",
    "releases.json",
)


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Two releases that know their site's address."""
    office = open_office(tmp_path_factory.mktemp("home"))
    office.sign_all()
    details = replace(DETAILS, site_url=SITE)
    first = publish_release(replace(plan_of(office), details=details))
    office = next_candidate(office, first, "610124,9", 10)
    publish_release(replace(plan_of(office), details=details))
    return office.home / "public"


@pytest.fixture(scope="module")
def cleared(tmp_path_factory):
    """Two releases without an address, of which the newer one is withdrawn."""
    office = open_published(tmp_path_factory.mktemp("withdrawn"))
    version = read_links(office.home / "public")[0].version
    withdraw(office, version, *TWO, at=MONTHS_LATER)
    return office.home / "public"


def published(public: Path):
    return read_published(public, read_links(public), read_withdrawals(public))


def catalogue(public: Path) -> dict:
    return json.loads((public / "catalog.jsonld").read_bytes())


def distributions(node: object) -> list[dict]:
    if isinstance(node, list):
        return [found for one in node for found in distributions(one)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("@type") == "dcat:Distribution" else []
    return own + [found for one in node.values() for found in distributions(one)]


def archive_of(link) -> str:
    return f"archives/{stem_of(link)}.zip"


def forged(content: bytes) -> bytes:
    """The same file with one word changed; of a workbook, the word in its first part."""
    if not content.startswith(b"PK"):
        return content + b" "
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(stream, "w") as made:
        for number, name in enumerate(parts.namelist()):
            made.writestr(name, parts.read(name) + b" " * (number == 0))
    return stream.getvalue()


def codes(public: Path) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in verify_public(public, measures=MEASURES)]


def test_everything_above_the_releases_stands_and_verifies(public, cleared):
    for one in (public, cleared):
        assert [name for name in TOP if not (one / name).is_file()] == []
        assert codes(one) == []


def test_every_file_that_the_catalogue_offers_is_there_with_that_size_and_hash(public):
    found = distributions(catalogue(public))
    assert {one["dcat:downloadURL"]["@id"].removeprefix(SITE) for one in found} == {
        "latest/data/fund.csv",
        "latest/json/fund.json",
        *(f"releases/{link.version}/data/fund.csv" for link in read_links(public)),
        *(archive_of(link) for link in read_links(public)),
    }
    for one in found:
        path = public / one["dcat:downloadURL"]["@id"].removeprefix(SITE)
        assert one["dcat:byteSize"]["@value"] == str(path.stat().st_size)
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256_of_file(path)


def test_every_file_that_the_chinese_catalogue_offers_is_there(public):
    (one,) = json.loads((public / "catalog.zh.json").read_bytes())["信息资源"]
    assert one["状态"] == "现行"
    assert len(one["下载"]) == 2
    for file in one["下载"]:
        path = public / file["地址"].removeprefix(SITE)
        assert (path.stat().st_size, sha256_of_file(path)) == (file["字节数"], file["SHA-256"])


def test_what_nobody_knows_is_blank_and_it_is_said_who_fills_it(public):
    document = json.loads((public / "catalog.zh.json").read_bytes())
    (one,) = document["信息资源"]
    assert (one["信息资源提供方代码"], one["信息资源代码"]) == ("", "")
    assert "uscc" in document["空白项说明"]["信息资源提供方代码"]


def test_the_workbook_holds_the_chinese_catalogue_as_text(public):
    from openpyxl import load_workbook

    book = load_workbook(public / "catalog.zh.xlsx")
    assert book.sheetnames == ["信息资源", "信息项", "说明"]
    rows = list(book["信息资源"].iter_rows(values_only=True))
    assert dict(zip(rows[0], rows[1], strict=True))["下载（CSV）"] == f"{SITE}latest/data/fund.csv"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_versions_are_told_apart_and_belong_to_one_dataset(public):
    dataset, _ = catalogue(public)["dcat:dataset"]
    versions = dataset["dcat:hasVersion"]
    assert [one["dcat:version"] for one in versions] == ["2026.11.1", "2026.11.0"]
    assert {one["dcat:isVersionOf"]["@id"] for one in versions} == {dataset["@id"]}
    assert len({one["@id"] for one in versions}) == 2
    assert dataset["dcat:version"] == "2026.11.1"


def test_the_feed_tells_of_every_release_the_newest_first(public):
    root = ET.parse(public / "feed.xml").getroot()
    entries = root.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == ["发布 2026.11.1", "发布 2026.11.0"]
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}feed.xml"
    assert entries[0].find(f"{ATOM}author/{ATOM}name").text == "示例办公室"
    assert "资金分配：" in entries[1].findtext(f"{ATOM}content")


def test_identifiers_of_entries_are_unique_and_stay_when_more_is_published(tmp_path):
    office = publish_some(tmp_path, 1)
    public = office.home / "public"
    before = {one.title: one.id for one in entries_of(published(public))}
    newest = publish_release(plan_of(office))
    publish_release(plan_of(next_candidate(office, newest, "610124,9", 10)))
    after = {one.title: one.id for one in entries_of(published(public))}
    assert before.items() < after.items()
    assert len(set(after.values())) == len(after) == 2


def test_a_later_address_of_the_site_changes_no_identifier(public):
    newest, oldest = read_links(public)
    assert permanent_id(oldest, "x") == "tag:data.example.gov.cn,2026-11-24:x"
    unknown = replace(oldest, document={**oldest.document, "site_url": None})
    assert permanent_id(unknown, "x").startswith("urn:uuid:")
    assert permanent_id(unknown, "x") != permanent_id(unknown, "y")
    assert permanent_id(newest, "x") == permanent_id(oldest, "x")


def test_a_withdrawn_release_stays_told_and_offers_nothing(cleared):
    version = read_links(cleared)[0].version
    text = "".join((cleared / name).read_text("utf-8") for name in TOP if "xlsx" not in name)
    assert f"releases/{version}/data" not in text
    assert f"releases/{version}/json" not in text
    entries = entries_of(published(cleared))
    assert [one.kind for one in entries] == ["withdrawal", "release", "release"]
    told = next(one for one in entries if "已撤下" in one.title)
    note = next(one for one in entries if one.kind == "withdrawal")
    assert told.enclosures == note.enclosures == ()
    assert told.updated == note.updated
    assert "附件误含个人信息" in note.content
    dataset, _ = catalogue(cleared)["dcat:dataset"]
    assert "dcat:distribution" not in dataset["dcat:hasVersion"][0]
    assert "已撤下" in dataset["dcat:hasVersion"][0]["dct:title"]["@value"]
    assert dataset["dcat:version"] != version


def test_a_withdrawn_dataset_is_offered_nowhere(tmp_path):
    office = open_published(tmp_path, 1)
    public = office.home / "public"
    assert (public / "datasets/fund/dataset.jsonld").is_file()
    withdraw(office, read_links(public)[0].version, *TWO, datasets=("fund",))
    assert not (public / "datasets/fund/dataset.jsonld").exists()
    (archive,) = distributions(catalogue(public))
    path = public / archive["dcat:downloadURL"]["@id"].removeprefix(SITE)
    assert [name for name in zipfile.ZipFile(path).namelist() if name.endswith("fund.csv")] == []
    (one,) = json.loads((public / "catalog.zh.json").read_bytes())["信息资源"]
    assert (one["状态"], one["下载"]) == ("已撤下", [])
    assert codes(public) == []


@pytest.mark.parametrize("name", [one for one in TOP if one != "releases.json"])
def test_a_file_that_was_tampered_with_is_found(public, name):
    content = (public / name).read_bytes()
    try:
        (public / name).write_bytes(forged(content))
        assert codes(public) == [("changed_catalogue", name)]
        (public / name).unlink()
        assert codes(public) == [("changed_catalogue", name)]
    finally:
        (public / name).write_bytes(content)


def test_metadata_that_has_no_place_is_found(public):
    stray = public / "datasets" / "other" / "dataset.jsonld"
    stray.parent.mkdir()
    stray.write_text("{}", encoding="utf-8")
    try:
        assert codes(public) == [("changed_catalogue", "datasets/other/dataset.jsonld")]
    finally:
        stray.unlink()
        stray.parent.rmdir()


def test_a_run_that_was_killed_is_finished_with_the_same_bytes(public):
    before = snapshot(public)
    for name in TOP:
        (public / name).unlink()
    (public / RELEASES / UNFINISHED).write_text(f"{read_links(public)[0].version}\n", "utf-8")
    finish_release(public, render_site)
    assert snapshot(public) == before


def test_the_map_names_every_page_with_the_time_of_its_last_sign_off(public):
    root = ET.parse(public / SITEMAP).getroot()
    assert [[one.text for one in url] for url in root] == [[SITE, "2026-11-24T10:13:00+08:00"]]
    assert f"Sitemap: {SITE}{SITEMAP}" in (public / "robots.txt").read_text("utf-8")


def test_a_map_of_too_many_pages_is_split(public):
    folder = public / "versions" / "2026.11.0"
    folder.mkdir(parents=True)
    try:
        (folder / "index.html").write_text("", encoding="utf-8")
        files = sitemap_files(published(public), limit=1)
    finally:
        (folder / "index.html").unlink()
        folder.rmdir()
        folder.parent.rmdir()
    assert list(files) == [SITEMAP, "sitemap-1.xml", "sitemap-2.xml"]
    assert b"<sitemapindex" in files[SITEMAP]
    assert f"{SITE}sitemap-2.xml".encode() in files[SITEMAP]
    assert b"<lastmod>2026-11-24T10:03:00+08:00</lastmod>" in files["sitemap-2.xml"]


def test_without_an_address_there_is_no_map_and_all_links_are_relative(cleared):
    assert not (cleared / SITEMAP).exists()
    links = [one.get("href") for one in ET.parse(cleared / "feed.xml").iter(f"{ATOM}link")]
    assert links
    assert not [one for one in links if ":" in one]
    assert home_of(None).of("datasets/fund/index.html") == "datasets/fund/index.html"


def test_the_list_of_releases_gives_date_address_and_status(public):
    entries = json.loads((public / "releases.json").read_bytes())["releases"]
    assert [(one["date"], one["url"], one["status"]) for one in entries] == [
        ("2026-11-24", f"{SITE}releases/2026.11.1/", "current"),
        ("2026-11-24", f"{SITE}releases/2026.11.0/", "superseded"),
    ]
    assert len({one["archive"] for one in entries}) == len(entries)


def test_search_engines_are_told_what_they_ask_for(public):
    told = json.loads((public / "datasets/fund/dataset.jsonld").read_bytes())
    assert told["@type"] == "Dataset"
    assert 50 <= len(told["description"]) <= 5000
    assert "示例" in told["name"]
    assert {one["contentUrl"] for one in told["distribution"]} == {
        f"{SITE}latest/data/fund.csv",
        f"{SITE}latest/json/fund.json",
    }


def test_files_of_a_dataset_are_not_those_of_another_whose_name_begins_alike():
    assert format_of("data/fund.csv", "fund").name == "CSV"
    assert format_of("xlsx/fund-2.xlsx", "fund").name == "XLSX"
    for path in ("data/fund_flows.csv", "json/fund.tree.json", "changes/fund.csv", "fund.csv"):
        assert format_of(path, "fund") is None


def test_a_release_tells_catalogues_months_and_areas_and_no_more_than_is_known(tmp_path):
    contract = load_contracts()["fund_allocation"]
    rows = [
        {"period": "2026-11", "unit_code": "610124", "unit_name": "周至县"},
        {"period": "2026-09", "unit_code": "610116", "unit_name": "长安区"},
        {"period": "2026-11", "unit_code": "610116", "unit_name": "长安区"},
    ]
    table = pa.Table.from_pylist(rows)
    known = Publisher(office="示例市扶贫办", region="610100")
    write_entry(tmp_path, [(contract, table)], known, "2026-11-24T10:00:00+08:00")
    told = json.loads((tmp_path / ENTRY).read_bytes())
    assert told["publisher"] == {"region": {"code": "610100", "name": "西安市"}}
    dataset = told["datasets"]["fund_allocation"]
    assert dataset["months"] == {"first": "2026-09", "last": "2026-11"}
    assert [one["code"] for one in dataset["areas"]] == ["610116", "610124"]
    assert dataset["frequency"] == "monthly"


def test_a_dataset_is_due_as_often_as_its_most_frequent_item():
    item = load_catalogues()["national_2019"].items[0]
    items = [item.model_copy(update={"frequency": one}) for one in ("yearly", "monthly")]
    assert frequencies_of(items) == dict.fromkeys(item.datasets, "monthly")
    assert frequencies_of(items[:1]) == dict.fromkeys(item.datasets, "yearly")
