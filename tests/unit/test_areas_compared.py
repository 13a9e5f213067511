"""Areas stand side by side only where year, fund, measure and stage agree; none is added."""

import re
from decimal import Decimal

import pytest
from places_kit import CITY, COUNTY, publish

from outputs.site.addresses import AREAS_PAGE, area_page, fund_page
from outputs.site.pictures.placed import LARGEST, Scope, Told, areas_picture
from outputs.site.places.compared import shares_pictures
from outputs.site.render import render_site

GOT = Scope(2019, "中央·专项", "收到", "拨付")
OTHERS = (
    Scope(2018, "中央·专项", "收到", "拨付"),
    Scope(2019, "省级·专项", "收到", "拨付"),
    Scope(2019, "中央·专项", "付出", "拨付"),
    Scope(2019, "中央·专项", "收到", "分配"),
)
FIGURE = re.compile(r'<figure class="picture">.*?</figure>', re.DOTALL)


def told(scope, *amounts):
    return [
        Told(scope, f"{number}县", Decimal(amount), f"p#{number}")
        for number, amount in enumerate(amounts, start=1)
    ]


def drawn(*groups, of=9):
    return areas_picture("x", "各区县", of, [one for group in groups for one in group])


def test_areas_of_one_scope_stand_side_by_side_the_largest_first_with_their_proofs():
    picture = drawn(told(GOT, "10000", "30000", "20000.50"))
    assert picture.title == "2019 年各区县收到的资金（拨付）：中央·专项"
    assert picture.rows == (("2县", "30,000.00"), ("3县", "20,000.50"), ("1县", "10,000.00"))
    assert picture.proofs == ("p#2", "p#3", "p#1")
    assert "最多的是2县，3.00 万元；最少的是1县，1.00 万元" in picture.sentence
    assert "另有 6 个没有这样的数" in picture.sentence


@pytest.mark.parametrize("other", OTHERS)
def test_another_year_fund_measure_or_stage_is_never_in_the_same_picture(other):
    picture = drawn(told(GOT, "1", "2", "3"), told(other, "5", "7"))
    assert {row[1] for row in picture.rows} == {"1.00", "2.00", "3.00"}
    assert drawn(told(GOT, "1"), told(other, "5")[:1]) is None


def test_the_newest_year_that_two_areas_tell_of_is_taken():
    newer, older = Scope(2020, "甲", "收到", "拨付"), Scope(2018, "甲", "收到", "拨付")
    assert drawn(told(older, "1", "2"), told(newer, "5")).title.startswith("2018 年")
    assert drawn(told(older, "1", "2", "3"), told(newer, "5", "6")).title.startswith("2020 年")


def test_one_area_or_less_than_nothing_is_not_compared():
    assert drawn(told(GOT, "1")) is None
    assert drawn([*told(GOT, "1"), *told(GOT, "2")]) is None
    assert drawn(told(GOT, "1", "-2")) is None
    assert drawn() is None


def test_only_the_largest_are_listed_and_the_sentence_says_so():
    picture = drawn(told(GOT, *range(1, LARGEST + 3)), of=LARGEST + 2)
    assert len(picture.rows) == LARGEST
    assert f"只列最多的 {LARGEST} 个" in picture.sentence
    assert f"{LARGEST + 2} 个写明的区县" in picture.sentence
    assert "没有这样的数" not in picture.sentence


def test_shares_of_a_fund_have_a_picture_for_each_level():
    def share(level, code, amount, year=2019):
        return {
            "payee_level": level, "payee_code": code, "payee_name": f"{code}名", "stage": "拨付",
            "budget_year": year, "amount_yuan": Decimal(amount),
        }  # fmt: skip

    rows = [share("市", "a", 9), share("市", "b", 8), share("区县", "c", 5), share("区县", "d", 4)]
    cities, counties = shares_pictures("甲", [*rows, share("区县", "e", 99, None)])
    assert cities.rows == (("a名", "9.00"), ("b名", "8.00"))
    assert counties.rows == (("c名", "5.00"), ("d名", "4.00"))
    assert "另有 1 个没有这样的数" in counties.sentence
    assert set(counties.proofs) == {f"{fund_page('甲')}#flows"}


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    folder = publish(tmp_path_factory.mktemp("compared"))
    render_site(folder)
    return folder


def figures(public, path):
    return FIGURE.findall((public / path).read_text("utf-8"))


def test_an_area_shows_those_below_it_and_the_list_shows_each_level(public):
    (below,) = figures(public, area_page(CITY))
    (listed,) = figures(public, AREAS_PAGE)
    for figure in (below, listed):
        assert "周至县" in figure
        assert "鄠邑区" in figure
        assert "5,000,000.00" in figure
        assert "2,000,000.00" in figure
        # Their sum.
        assert "7,000,000.00" not in figure
        assert len(re.findall(r"<desc id=", figure)) == 1
    assert figures(public, area_page(COUNTY)) == []


def test_each_amount_of_a_picture_leads_to_where_it_comes_from(public):
    (below,) = figures(public, area_page(CITY))
    links = re.findall(r'<td class="amount"><a class="sourced" href="([^"]+)"', below)
    assert len(links) == 2
    for link in links:
        path, _, anchor = link.replace("../../", "", 1).partition("#")
        assert f'id="{anchor}"' in (public / path).read_text("utf-8")
