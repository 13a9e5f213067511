"""What changed between releases is told with both values, and no address of a release ever dies."""

import json
import re
import shutil
from pathlib import Path

import pytest
from address_kit import dead, given_out
from public_sample import AT, list_releases, release, write_json
from published_sample import allocation, reasoned, record, table

from outputs.change_files import write_changes
from outputs.portal.sitemap import page_times
from outputs.site.former import is_former
from outputs.site.render import render_site
from outputs.site.since.grouping import LEAST, MOST, VIEWS, grouped
from outputs.site.since.moves import Sides, moves

FIRST, SECOND, THIRD = "2026.9.0", "2026.10.0", "2026.11.0"
NOTE = "0001"


def rows(*numbers: int, **values: object) -> list[dict[str, object]]:
    return [record(number, fund_name="甲资金", **values) for number in numbers]


def publish(public: Path, version: str, old: list | None, new: list, **stated: object) -> None:
    """A release with the list of its changes, and the site after it."""
    before = [path.name for path in sorted((public / "releases").glob("*"))]
    earlier = [name for name in (SECOND, FIRST) if name in before]
    previous = {"version": earlier[0]} if earlier else None
    release(public, version, new, previous=previous, **stated)
    folder = public / "releases" / version
    # Another file: so the reason is that the file was replaced.
    found = reasoned(None if old is None else table(old), table(new), is_first=old is None)
    write_changes(allocation(), found, folder, None)
    list_releases(public, version, *earlier)
    render_site(public)


def later(number: int, **values: object) -> dict[str, object]:
    return record(number, fund_name="甲资金", source_file="cd" * 32, **values)


BEFORE = rows(*range(1, 251))
AFTER = [later(1, amount_yuan="150.00"), *(later(n) for n in range(3, 21))]
LAST = [*AFTER[1:], later(1, amount_yuan="150.00", unit_name="周至", remark="新"), later(30)]


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    public = tmp_path_factory.mktemp("since") / "public"
    publish(public, FIRST, None, BEFORE)
    return public


@pytest.fixture(scope="module")
def public(before, tmp_path_factory):
    public = shutil.copytree(before, tmp_path_factory.mktemp("three") / "public")
    publish(public, SECOND, BEFORE, AFTER)
    publish(public, THIRD, AFTER, LAST)
    return public


def page(public: Path, address: str) -> str:
    return (public / "changes" / address).read_text(encoding="utf-8")


def cells(html: str) -> list[list[str]]:
    """The texts of each row of the tables."""
    plain = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in re.findall(r"<tr>.*?</tr>", html)
    ]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in plain]


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def test_a_step_tells_both_values_the_reason_and_the_money_before_and_after(public):
    told = page(public, f"{SECOND}/index.html")
    assert "删除 231 条，修改 1 条" in told
    assert "金额合计由 25,000.00 元变为 1,950.00 元，减少 23,050.00 元" in told
    (change,) = [
        row for row in cells(page(public, f"{SECOND}/by-unit/index.html")) if "修改" in row
    ]
    assert change[2:6] == ["金额", "100.00", "150.00", "同一单位、同一月份改用了另一份文件"]


def test_since_a_release_only_what_is_different_today_is_told_and_where_it_was_changed(public):
    told = cells(page(public, f"since-{FIRST}/by-area/index.html"))
    of_first = {row[2]: row[3:5] + row[6:7] for row in told if row[1] == "修改"}
    assert of_first["金额"] == ["100.00", "150.00", SECOND]
    assert of_first["备注"] == ["", "新", THIRD]
    # The same as before to the newest, though the release between them had not the record.
    assert all(row[1] != "新增" or row[6] == THIRD for row in told if len(row) > 6)
    assert "没有改动" in page(public, f"since-{THIRD}/index.html")


@pytest.mark.parametrize("view", ["by-unit", "by-area", "by-fund"])
def test_every_group_of_the_overview_leads_to_its_rows_and_no_page_has_more_than_200(public, view):
    for folder in (SECOND, THIRD, f"since-{FIRST}"):
        for target in re.findall(rf'href="{view}/([^"]+)"', page(public, f"{folder}/index.html")):
            file, _, anchor = target.partition("#")
            # A count leads to all of them, a name to its own.
            assert (f'id="{anchor}"' if anchor else "<h1>") in page(
                public, f"{folder}/{view}/{file}"
            )
        pages = sorted((public / "changes" / folder / view).glob("*.html"))
        assert pages
        for path in pages:
            assert path.read_text(encoding="utf-8").count("<tr>") <= 200 + 2


def test_of_many_groups_each_shows_some_of_its_rows_and_counts_all():
    funds, each = 300, LEAST + 5
    old = table([record(n, fund_name=f"资金{n % funds}") for n in range(funds * each)])
    (found,) = moves(allocation(), [Sides(old, old.slice(0, 0), ())])
    by_fund = grouped(VIEWS[2], found, {"fund_allocation": "分配"})
    assert funds * LEAST > MOST
    assert [(one.total, one.shown) for one in by_fund.groups] == [(each, LEAST)] * funds
    sizes = [sum(len(section.rows) for section in page) for page in by_fund.pages]
    assert sum(sizes) == funds * LEAST
    assert max(sizes) <= 200


def test_a_pair_that_did_not_change_is_not_made_again_and_one_that_did_is(public, tmp_path):
    copy = shutil.copytree(public, tmp_path / "public")
    marks = times(copy)
    render_site(copy)
    assert times(copy) == marks
    # What is written is not judged: a page is trusted by what it was made from.
    kept = copy / "changes" / SECOND / "by-unit" / "index.html"
    html = kept.read_text(encoding="utf-8")
    kept.write_text(html.replace("150.00", "999.00"), encoding="utf-8")
    render_site(copy)
    assert "999.00" in kept.read_text(encoding="utf-8")
    (copy / "changes" / SECOND / "by-fund" / "index.html").unlink()
    render_site(copy)
    assert kept.read_text(encoding="utf-8") == html


def test_where_the_folder_stands_changes_no_byte(public, tmp_path):
    copy = shutil.copytree(public, tmp_path / "elsewhere")
    shutil.rmtree(copy / "changes")
    render_site(copy)
    for path in (public / "changes").rglob("*.html"):
        assert (copy / path.relative_to(public)).read_bytes() == path.read_bytes()


def withdraw(public: Path, version: str) -> None:
    """As a withdrawal of the dataset leaves the folder."""
    folder = public / "releases" / version
    gone = [path for path in folder.rglob("fund_allocation*") if path.is_file()]
    for path in gone:
        path.unlink()
    document = json.loads((public / "releases.json").read_bytes())
    note = {
        "id": NOTE, "path": f"withdrawals/{NOTE}/", "version": version,
        "datasets": ["fund_allocation"], "reason": "误含（示例）", "withdrawn_at": AT,
        "signed_by": [],
    }  # fmt: skip
    document["withdrawals"] = [note]
    for entry in document["releases"]:
        if entry["version"] == version:
            entry["withdrawals"] = [NOTE]
    write_json(public / "releases.json", document)
    (public / f"withdrawals/{NOTE}").mkdir(parents=True)
    write_json(public / f"withdrawals/{NOTE}" / "withdrawal.json", note)
    removed = {path.relative_to(folder).as_posix(): "0" * 64 for path in gone}
    write_json(folder / "WITHDRAWN.json", {"withdrawals": [{**note, "removed": removed}]})
    render_site(public)


def test_what_is_withdrawn_is_quoted_nowhere_and_the_page_says_so(public, tmp_path):
    copy = shutil.copytree(public, tmp_path / "public")
    assert "150.00" in page(copy, f"{SECOND}/by-unit/index.html")
    withdraw(copy, SECOND)
    for folder in (SECOND, THIRD, f"since-{SECOND}"):
        told = [
            path.read_text(encoding="utf-8") for path in (copy / "changes" / folder).rglob("*.html")
        ]
        assert all("150.00" not in html for html in told)
        assert "有一版已撤下，无从比较" in page(copy, f"{folder}/index.html")
    assert f"withdrawals/{NOTE}/index.html" in page(copy, f"{SECOND}/index.html")
    assert "150.00" in page(copy, f"since-{FIRST}/by-unit/index.html")


def test_every_address_of_an_earlier_release_still_leads_somewhere(before, public, tmp_path):
    copy = shutil.copytree(public, tmp_path / "public")
    withdraw(copy, SECOND)
    for earlier in (before, public, copy):
        for name, addresses in given_out(earlier).items():
            assert dead(copy, addresses | {name}) == []
    # The check can fail: it looks at what is there.
    (copy / "changes" / "index.html").unlink()
    assert dead(copy, {"changes/index.html"}) == ["changes/index.html"]


def test_a_page_that_has_no_rows_any_more_says_where_to_go_and_quotes_nothing(public):
    former = public / "datasets" / "fund_allocation" / "page-2.html"
    html = former.read_text(encoding="utf-8")
    assert is_former(former)
    assert "项目" not in html.split("<main")[1].split("</main>")[0]
    assert 'href="../../datasets/fund_allocation/index.html"' in html
    assert not is_former(former.with_name("index.html"))


def test_the_map_for_search_engines_names_no_former_page(public):
    class Published:
        editions = ()
        withdrawals = ()
        datasets = ()
        changed_at = AT

    Published.public = public
    named = page_times(Published)
    assert "datasets/fund_allocation/page-2.html" not in named
    assert f"changes/since-{FIRST}/index.html" in named


def test_any_two_releases_are_compared_and_two_old_ones_say_the_same_for_ever(public, tmp_path):
    four = shutil.copytree(public, tmp_path / "four")
    listed = [THIRD, SECOND, FIRST]
    for version in ("2026.12.0", "2027.1.0"):
        previous = {"version": listed[0]}
        release(four, version, LAST, previous=previous)
        write_changes(
            allocation(), reasoned(table(LAST), table(LAST)), four / "releases" / version, None
        )
        listed = [version, *listed]
        list_releases(four, *listed)
        render_site(four)
        of_old = four / "changes" / THIRD / f"since-{FIRST}"
        if version == "2026.12.0":
            before = times(of_old)
            told = page(four, f"{THIRD}/since-{FIRST}/by-unit/index.html")
            assert ["100.00", "150.00"] in [row[3:5] for row in cells(told)]
    assert before
    assert times(of_old) == before
    listing = page(four, "index.html")
    for later, earlier in ((THIRD, FIRST), ("2026.12.0", FIRST), ("2026.12.0", SECOND)):
        assert f'href="../changes/{later}/since-{earlier}/index.html"' in listing
    assert f'href="../changes/since-{SECOND}/index.html"' in listing
    told = re.findall(r'href="../changes/[^"]*since-', listing)
    assert len(told) == 1 + 2 + 3  # of five releases, without each one's predecessor
