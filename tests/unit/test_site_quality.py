"""The pages of quality: what did not hold stands first, and each release keeps its own."""

import pytest
from places_kit import FINDINGS
from public_sample import list_releases, release
from published_sample import record
from test_site import pages, parsed

from outputs.site.quality import UnitCell, rule_groups
from outputs.site.render import render_site

ROW = {
    "rule": "a", "dataset": "x", "dataset_title": "甲", "failed": 0, "explained": 0, "waived": 0,
    "noted": 0,
}  # fmt: skip


@pytest.fixture
def public(tmp_path):
    for version in ("2026.10.0", "2026.11.0"):
        release(tmp_path, version, [record(1)])
    list_releases(tmp_path, "2026.11.0", "2026.10.0")
    render_site(tmp_path)
    return tmp_path


def test_the_newest_release_and_every_release_has_its_page(public):
    found = {path for path in pages(public) if "quality" in path}
    assert found == {
        "quality/index.html",
        "versions/2026.10.0/quality/index.html",
        "versions/2026.11.0/quality/index.html",
    }
    assert "这是历史版本的检查结果" in pages(public)["versions/2026.10.0/quality/index.html"]


def test_the_page_says_what_failed_why_it_is_published_and_where_the_data_are(public):
    html = pages(public)["quality/index.html"]
    assert "为什么有疑点也公布" in html
    assert "10 条记录" in html
    assert "其余 2 条规则全部符合" in html
    assert '<td class="number">0.0%</td><td class="number">90.0%</td>' in html
    targets = parsed(html).targets
    for name in ("rules.csv", "rules.json", "units.csv", "units.json", "row_counts.csv"):
        assert f"../releases/2026.11.0/quality/{name}" in targets


def test_a_release_of_earlier_software_has_no_such_page(tmp_path):
    release(tmp_path, "2026.11.0", [record(1)])
    for path in (tmp_path / "releases" / "2026.11.0" / "quality").iterdir():
        path.unlink()
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    assert not [path for path in pages(tmp_path) if "quality" in path]
    assert "数据质量" not in pages(tmp_path)["index.html"]


def test_what_did_not_hold_stands_first():
    groups = rule_groups([
        ROW, ROW | {"rule": "b", "dataset": "y", "dataset_title": "乙"},
        ROW | {"rule": "c", "dataset": "y", "dataset_title": "乙", "explained": 2},
        ROW | {"rule": "change_x", "dataset": ""}, ROW | {"rule": "d", "dataset": ""},
    ])  # fmt: skip
    assert [group.title for group in groups] == ["乙", "甲", "与上一版本比较", "任何表"]
    assert [row["rule"] for row in groups[0].open] == ["c"]
    assert [row["rule"] for row in groups[0].held] == ["b"]


@pytest.mark.parametrize(
    ("records", "flagged", "share", "step"),
    [(10, 0, "100.0%", 10), (3000, 1, "99.9%", 9), (4, 4, "0.0%", 0), (3, 1, "66.6%", 6)],
)
def test_a_share_is_never_rounded_up(records, flagged, share, step):
    cell = UnitCell(records, flagged)
    assert (cell.share, cell.step) == (share, step)


def test_what_did_not_hold_leads_to_where_it_is_listed(tmp_path):
    versions = ("2026.10.0", "2026.11.0")
    for version in versions:
        release(tmp_path, version, [record(1)])
        (tmp_path / "releases" / version / "quality" / "findings.csv").write_text(
            FINDINGS, encoding="utf-8"
        )
    list_releases(tmp_path, *reversed(versions))
    render_site(tmp_path)
    newest = pages(tmp_path)["quality/index.html"]
    older = pages(tmp_path)["versions/2026.10.0/quality/index.html"]
    remarks = "../datasets/fund_allocation/index.html#remarks"
    assert f'open"><a class="sourced" href="{remarks}">' in newest
    assert 'href="../units/610124/index.html#doubts">' in newest
    assert 'id="remarks"' in pages(tmp_path)["datasets/fund_allocation/index.html"]
    assert 'id="doubts"' in pages(tmp_path)["units/610124/index.html"]
    # Pages of records show the newest release, so an older one leads to its own file.
    file = "releases/2026.10.0/quality/findings.csv"
    assert f'open"><a class="sourced" href="../../../{file}">' in older
    assert "#remarks" not in older
    assert "#doubts" not in older
