"""The pages about the whole say what is there, in plain words, and nothing that is not."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from public_sample import list_releases, release, statement
from published_sample import record
from test_site import pages

from outputs.site.front import Score, english, front_pages, scored_months
from outputs.site.releases import read_listing
from outputs.site.render import render_site

SCORES = [
    {"scored_period": "2019-03", "scored_unit_code": "610124", "scored_unit_name": "周至县",
     "due_on": "2019-04-08", "owed_count": 7, "met_count": 6, "late_count": 0,
     "late_reasons": "系统升级", "record_id": "a"},
    {"scored_period": "2019-03", "scored_unit_code": "610122", "scored_unit_name": "蓝田县",
     "due_on": "2019-04-08", "owed_count": 7, "met_count": 7, "late_count": 2,
     "late_reasons": None, "record_id": "b"},
    {"scored_period": "2019-04", "scored_unit_code": "610122", "scored_unit_name": "蓝田县",
     "due_on": "2019-05-06", "owed_count": 0, "met_count": 0, "late_count": 0,
     "late_reasons": None, "record_id": "c"},
]  # fmt: skip
APPLICATIONS = [
    {"record_id": "d", "unit_name": "示例市扶贫办", "handling_unit": None, "table_year": 2019,
     "request_period": None, "received_count": 12, "granted_count": 9,
     "partly_granted_count": None, "denied_count": 1},
]  # fmt: skip


@pytest.fixture
def public(tmp_path):
    release(tmp_path, "2026.11.0", [record(1)])
    list_releases(tmp_path, "2026.11.0")
    return tmp_path


def with_tables(tmp_path):
    rows = {"disclosure_scoreboard": SCORES, "information_request": APPLICATIONS}
    words = {"title": "t", "title_en": "e", "amount_yuan": None}
    more = {name: words | {"rows": len(found)} for name, found in rows.items()}
    stated = statement("2026.11.0", [record(1)])["datasets"]
    release(tmp_path, "2026.11.0", [record(1)], datasets=stated | more)
    list_releases(tmp_path, "2026.11.0")
    folder = tmp_path / "releases" / "2026.11.0" / "data"
    for name, found in rows.items():
        pq.write_table(pa.Table.from_pylist(found), folder / f"{name}.parquet")
    (line,) = read_listing(tmp_path)
    return line.release


def test_every_release_has_these_pages_and_its_foot_leads_to_them(public):
    render_site(public)
    found = pages(public)
    assert {"about/index.html", "en/index.html", "map/index.html"} <= set(found)
    assert "scoreboard/index.html" not in found
    assert "requests/index.html" in found
    for html in found.values():
        for target in ("about", "map", "en"):
            assert f'{target}/index.html"' in html


def test_the_english_page_is_english_and_tells_every_dataset(public):
    render_site(public)
    html = pages(public)["en/index.html"]
    assert '<html lang="en">' in html
    assert "Allocation" in html
    assert "This is an example" in html
    assert "100.00" in html


def test_a_withdrawn_dataset_is_not_offered_in_english(public):
    (line,) = read_listing(public)
    assert [item.facts.id for item in english(line.release)] == ["fund_allocation"]


def test_the_scoreboard_states_facts_and_the_unit_s_own_words(tmp_path):
    months = scored_months(with_tables(tmp_path))
    assert [month.period for month in months] == ["2019-04", "2019-03"]
    assert [(score.unit, score.state) for score in months[1].scores] == [
        ("周至县", "还差 1 项"),
        ("蓝田县", "已齐，其中 2 项晚于期限"),
    ]
    assert months[0].scores[0].state == "本月无应报项"
    assert months[1].scores[0].reasons == "系统升级"


def test_a_unit_on_time_is_told_so():
    assert Score("甲", "", 3, 3, 0, "", "x").state == "按期报齐"


def test_unknown_counts_of_requests_stay_blank(tmp_path):
    with_tables(tmp_path)
    found = {page.path: page for page in front_pages(read_listing(tmp_path))}
    (row,) = found["requests/index.html"].context["applications"]
    assert row["partly_granted_count"] is None
    assert row["received_count"] == 12


def test_the_map_leads_to_every_dataset_and_version(public):
    render_site(public)
    html = pages(public)["map/index.html"]
    assert 'href="../datasets/fund_allocation/index.html"' in html
    assert 'href="../versions/2026.11.0/index.html"' in html


def test_without_a_release_there_are_none(tmp_path):
    render_site(tmp_path)
    assert list(pages(tmp_path)) == ["index.html"]
