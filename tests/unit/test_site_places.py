"""Areas, funds and units have pages that say what the release says of them, and lead to each other.

One release is rendered for all these tests.
"""

import itertools
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from places_kit import CITY, COUNTY, KEY, TOWN, publish

from outputs.site.addresses import PAGE_ROWS, area_page, fund_page, ledger_page, unit_page
from outputs.site.format import readable, share
from outputs.site.grid import Cell, Column, Grid, with_grids
from outputs.site.pages import Crumb, Page, newest_of
from outputs.site.places.pages import Places, place_pages
from outputs.site.records.shelf import read_shelf
from outputs.site.releases import read_listing
from outputs.site.render import render_site
from sources.succession import code_in_force

RENAMED = "610118"


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    folder = publish(tmp_path_factory.mktemp("places"))
    render_site(folder)
    return folder


@pytest.fixture(scope="module")
def pages(public):
    """The pages of these families as values, by address."""
    listing = read_listing(public)
    places = Places(listing, newest_of(listing))
    shelf = read_shelf(listing, places.release, has_latest=False)
    made = place_pages(places, places.known(shelf.known), shelf.joined.projects)
    return {page.path: page for page in made}


def html(public, path):
    return (public / path).read_text("utf-8")


def text(public, path):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html(public, path))).split())


def grid(page, name):
    """Rows of a page's table as texts by the titles of its columns."""
    (piece,) = [one for one in page.context["pieces"] if one.grid.name == name]
    titles = [column.title for column in piece.grid.columns]
    return [dict(zip(titles, (cell.text for cell in row), strict=True)) for row in piece.grid.rows]


def yuan(shown):
    return Decimal(shown.replace(",", ""))


def test_every_area_told_of_has_a_page_and_no_other(public):
    found = {path.parent.name for path in (public / "areas").rglob("index.html")} - {"areas"}
    told = {"CN", "610000", CITY, COUNTY, RENAMED, TOWN, "610122"}
    assert found == told | {"610125"} | {"430281"}


def test_the_way_leads_from_the_centre_to_a_town_and_back(pages):
    way = [area_page(code) for code in ("CN", "610000", CITY, RENAMED, TOWN)]
    for upper, lower in itertools.pairwise(way):
        rows = [one.grid for one in pages[upper].context["pieces"] if one.grid.name == "children"]
        assert lower in {row[0].href for row in rows[0].rows}
    assert [crumb.href for crumb in pages[way[-1]].crumbs][2:] == [*way[:-1], None]


def test_a_project_is_reached_from_its_area_and_leads_back(public, pages):
    city = pages[area_page(CITY)].context["pieces"]
    (listed,) = [piece.grid.rows[0][0] for piece in city if piece.grid.name == "projects"]
    paid = [row for piece in city if piece.grid.name == "out" for row in piece.grid.rows]
    assert listed.text == "项目1"
    assert listed.href in {cell.href for row in paid for cell in row}
    assert f'href="../../{area_page(CITY)}"' in html(public, listed.href)


def test_the_scoreboard_leads_to_the_units(public):
    assert f'href="../{unit_page("610122")}"' in html(public, "scoreboard/index.html")


def test_what_an_area_paid_out_is_what_its_children_and_others_got(pages):
    for code in ("CN", "610000", CITY):
        page = pages[area_page(code)]
        (balance,) = grid(page, "money")
        given = [row for row in grid(page, "out") if row["环节"] == "拨付"]
        assert sum(yuan(row["金额"]) for row in given) == yuan(balance["付出"])
        received = [yuan(row["收到"]) for row in grid(page, "below")]
        assert sum(received) == yuan(balance["付出"])


def test_stages_stay_apart(pages):
    rows = grid(pages[area_page(CITY)], "out")
    assert {(row["环节"], row["金额"]) for row in rows} == {
        ("拨付", "5,000,000.00"), ("拨付", "2,000,000.00"), ("分配", "100.00"),
    }  # fmt: skip


def test_what_nobody_tells_is_a_dash_and_never_nought(public, pages):
    (row,) = grid(pages[area_page("CN")], "money")
    assert (row["收到"], row["支出"], row["差额"]) == ("", "", "")
    table = html(public, area_page("CN")).split('id="money"')[1].split("</table>")[0]
    assert "—" in table
    assert ">0" not in table


def test_a_gap_stands_beside_its_signed_explanation_on_both_pages(public):
    for path in (area_page(COUNTY), ledger_page(2019, KEY)):
        assert "结转，示例：跨年度结转" in text(public, path)
    assert f'href="../../{ledger_page(2019, KEY)}"' in html(public, area_page(COUNTY))
    assert f'href="../../../{area_page(COUNTY)}"' in html(public, ledger_page(2019, KEY))


def test_a_renamed_area_has_one_page_and_its_old_address_leads_there(public):
    old = html(public, area_page("610125"))
    assert "户县（代码 610125）自 2016-11-24 起为" in re.sub(r"<[^>]+>", "", old)
    assert 'href="../../areas/610118/index.html"' in old
    new = text(public, area_page(RENAMED))
    assert "2016-11-24 以前为户县（代码 610125）" in new
    assert "2 条 含下级；本级 1 条" in new


def test_only_a_known_successor_is_followed():
    assert code_in_force("610125") == "610118"
    assert code_in_force("610322") == "610305"
    # 盘县 ended on the day on which the list begins 水城区: another place.
    assert code_in_force("520222") == "520222"


def test_every_link_of_these_pages_resolves(public):
    broken = []
    for folder in ("areas", "funds", "units", "ledger"):
        for path in (public / folder).rglob("*.html"):
            for href in re.findall(r'href="([^"]+)"', path.read_text("utf-8")):
                address, _, anchor = href.partition("#")
                target = (path.parent / address).resolve() if address else path
                if href.startswith("tel:") or address.endswith((".xml", ".jsonld")):
                    continue
                if not target.is_file() or not has_anchor(target, anchor):
                    broken.append((path.relative_to(public).as_posix(), href))
    assert broken == []


def has_anchor(target: Path, anchor: str) -> bool:
    return not anchor or f'id="{anchor}"' in target.read_text("utf-8")


def test_a_number_leads_to_its_record(public):
    rows = html(public, area_page(COUNTY)).split('id="money"')[1]
    assert re.search(r'href="../../(?:datasets|sources)/fund_balances/index.html#r-\w+"', rows)


def test_a_fund_tells_each_step_by_itself_and_the_shares_of_areas(pages):
    page = pages[fund_page(KEY)]
    steps = {
        (row["环节"], row["从哪一级"], row["到哪一级"]): row["金额"] for row in grid(page, "steps")
    }
    assert steps["拨付", "中央", "省"] == "100,000,000.00"
    assert steps["拨付", "市", "区县"] == "7,000,000.00"
    shares = {row["地区"]: row["占同级"] for row in grid(page, "shares") if row["环节"] == "拨付"}
    assert shares["周至县"] == "71.4%"
    assert shares["鄠邑区"] == "28.6%"
    assert next(row["文号"] for row in grid(page, "documents")) == "示财农〔2019〕3号"


def test_a_unit_tells_its_months_its_doubts_and_when_it_signed(public, pages):
    page = pages[unit_page(COUNTY)]
    (month,) = grid(page, "months")
    assert (month["应报"], month["已报"], month["情况"]) == ("7", "6", "还差 1 项")
    assert month["单位的说明"] == "系统升级"
    assert month["签字"] == ""
    assert [row["说明或豁免"] for row in grid(page, "doubts")] == [
        "未说明",
        "说明：已核对（x@example.org）",
    ]
    said = text(public, unit_page(COUNTY))
    assert "2 处 其中没有说明 1 处" in said
    assert "2026-11-24 10:00" in said


def test_a_unit_that_sent_nothing_but_was_due_has_a_page(pages):
    (month,) = grid(pages[unit_page("610122")], "months")
    assert month["已报"] == "0"


def test_what_only_an_earlier_release_told_keeps_its_address(public):
    assert "最后说到它的是" in text(public, area_page("430281"))
    assert not (public / unit_page("L99")).exists()


def test_no_table_has_more_rows_than_a_page_and_each_page_leads_on():
    rows = tuple((Cell(str(number)),) for number in range(2 * PAGE_ROWS + 1))
    long = Grid("long", "长表", "示例", (Column("行", "text"),), rows)
    page = Page("areas/1/index.html", "area.html", "示例", "地区", (Crumb("示例", None),), {})
    made = list(with_grids(page, [long]))
    assert [one.path for one in made] == [
        "areas/1/index.html", "areas/1/long-2.html", "areas/1/long-3.html",
    ]  # fmt: skip
    pieces = [one.context["pieces"][0] for one in made]
    assert [len(piece.rows) for piece in pieces] == [PAGE_ROWS, PAGE_ROWS, 1]
    assert [row for piece in pieces for row in piece.rows] == list(rows)
    assert pieces[2].files == ("index.html", "long-2.html", "long-3.html")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("9999.99", ""), ("10000", "1.00 万元"), ("-25000", "-2.50 万元"), ("123456789", "1.23 亿元")],
)
def test_amounts_are_read_in_wan_and_yi(amount, shown):
    assert readable(Decimal(amount)) == shown


def test_of_nothing_there_is_no_share():
    assert share(Decimal(1), Decimal(0)) == ""
