"""A picture says what its table says, is the same each time, and needs nothing but itself."""

import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from types import SimpleNamespace

import pyarrow as pa
import pytest
from ledger_kit import FLOWS, flow_records, transfer
from public_sample import list_releases, release
from published_sample import allocation, record, table

from outputs.ledger.files import TREE, derived_files
from outputs.site.pictures.amounts import amount_pictures
from outputs.site.pictures.flows import flow_pictures, newest_flow
from outputs.site.pictures.icicle import Place, icicle_drawing
from outputs.site.pictures.picture import (
    PALETTE,
    WIDTH,
    DrawingError,
    cut,
    drawn,
    readable,
    width_of,
)
from outputs.site.pictures.progress import progress_pictures
from outputs.site.render import render_site
from sources.contract import load_contracts

EVIL = '<script>"&'


def branch(name, amount, *children, stage="allocation"):
    """A branch of the published tree; it passes on what its children were given."""
    passed = sum((Decimal(child["given"][stage]) for child in children), Decimal(0))
    return {
        "name": name,
        "given": {stage: f"{amount}.00"},
        "passed_on": {stage: f"{passed:.2f}"} if children else {},
        "children": list(children),
    }


def tree(*roots, year="2019", fund=""):
    return {"budget_year": year, "fund_key": fund, "roots": list(roots)}


def of(tmp_path, *trees):
    path = tmp_path / TREE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"trees": trees}), encoding="utf-8")
    return SimpleNamespace(folder=tmp_path)


def parsed(picture):
    content = picture.drawing.content
    return ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>')


def texts(picture):
    return [node.text for node in parsed(picture).iter() if node.text]


def money():
    rows = [
        record(1, amount_yuan="1000000.00", budget_year=2018),
        record(2, amount_yuan="2500000.00", budget_year=2019, unit_name="蓝田县"),
        record(3, amount_yuan="0.01", budget_year=2019),
        record(4, amount_yuan="7.00", unit_name=EVIL),
    ]
    return list(amount_pictures(allocation(), table(rows)))


def everything(tmp_path):
    given = tree(
        branch("陕西省", 0, branch("西安市", 300, branch(EVIL, 120)), branch("宝鸡市", 50))
    )
    return [*money(), *flow_pictures(of(tmp_path, given)).values()]


def test_amounts_by_year_and_by_unit_are_those_of_the_table():
    years, units = money()
    assert years.rows == (("2018 年", "1,000,000.00"), ("2019 年", "2,500,000.01"))
    assert "另有 1 条没有写明年度" in years.sentence
    assert units.rows[0] == ("蓝田县", "2,500,000.00")
    assert sum(Decimal(row[1].replace(",", "")) for row in units.rows) == Decimal("3500007.01")


def test_stages_of_the_same_money_are_never_added():
    contract = load_contracts()["three_public"]
    shared = {"item_name": "接待费", "amount_yuan": Decimal(5), "unit_name": "甲"}
    rows = [
        shared | {"item_year": year, "stage": stage}
        for year in (2018, 2019)
        for stage in ("预算数", "决算数")
    ]
    assert list(amount_pictures(contract, pa.Table.from_pylist(rows))) == []
    assert len(list(amount_pictures(contract, pa.Table.from_pylist(rows[::2])))) == 1


def test_a_ledger_has_no_sums():
    assert list(amount_pictures(FLOWS, flow_records(fund_transfer=[transfer("a", "b", 5)]))) == []


def test_a_flow_is_as_high_as_its_money_and_what_is_kept_is_told(tmp_path):
    given = tree(branch("陕西省", 0, branch("西安市", 300, branch("周至县", 120))))
    (picture,) = flow_pictures(of(tmp_path, given)).values()
    assert picture.rows == (
        ("陕西省", "西安市", "300.00"),
        ("西安市", "周至县", "120.00"),
        ("西安市", "没有写明再往下的去向", "180.00"),
    )
    heights = [
        height(node)
        for node in parsed(picture).iter()
        if "fill" in node.attrib and "d" in node.attrib
    ]
    whole = max(heights)
    assert heights[:3] == pytest.approx([whole, whole, whole * 120 / 300], abs=2)


def height(node):
    """The height of a rectangle that is drawn as a path."""
    return float(re.search(r"v(-?[\d.]+)h", node.get("d"))[1])


def test_many_payees_are_the_largest_and_all_others_as_one(tmp_path):
    towns = [branch(f"{number}镇", number) for number in range(1, 12)]
    (picture,) = flow_pictures(of(tmp_path, tree(branch("周至县", 0, *towns)))).values()
    assert picture.rows[0] == ("周至县", "11镇", "11.00")
    assert picture.rows[-1] == ("周至县", "其他 3 个", "6.00")


def test_the_newest_year_shows_its_funds_side_by_side(tmp_path):
    trees = (
        tree(branch("甲", 0, branch("乙", 9)), year="2018"),
        tree(branch("甲", 0, branch("乙", 5)), fund="中央"),
        tree(branch("甲", 0, branch("丙", 3)), fund="省级"),
    )
    picture = newest_flow(of(tmp_path, *trees))
    assert picture.title == "2019 年分配：从谁到谁"
    assert [row for row in picture.rows if row[0] in ("中央", "省级")] == [
        ("中央", "甲", "5.00"),
        ("省级", "甲", "3.00"),
    ]


def test_a_fund_of_which_nobody_gives_has_no_picture(tmp_path):
    release_of = of(tmp_path, tree(branch("甲", 5)))
    assert flow_pictures(release_of) == {}
    assert newest_flow(release_of) is None


def test_the_published_tree_is_drawn_as_it_is_written(tmp_path):
    flows = flow_records(
        fund_transfer=[transfer("陕西省", "西安市", 500, document_no="示〔2019〕1号")]
    )
    content = derived_files(flows)[TREE]
    (tmp_path / TREE).parent.mkdir(parents=True)
    (tmp_path / TREE).write_bytes(content)
    (picture,) = flow_pictures(SimpleNamespace(folder=tmp_path)).values()
    assert picture.rows == (("陕西省", "西安市", "500.00"),)


def test_progress_shows_each_measure_and_warns_of_different_numbers():
    contract = load_contracts()["project_progress"]
    rows = [
        {"as_of": "2019-06-30", "amount_yuan": Decimal(10), "spent_yuan": Decimal(4)},
        {"as_of": "2019-12-31", "amount_yuan": Decimal(10), "spent_yuan": Decimal(9)},
        {"as_of": "2019-12-31", "amount_yuan": Decimal(20), "spent_yuan": None},
    ]
    (picture,) = progress_pictures(contract, pa.Table.from_pylist(rows))
    assert [row[1] for row in picture.rows] == ["10.00", "4.00", "30.00", "9.00"]
    assert "不能直接相比" in picture.sentence
    assert list(progress_pictures(contract, pa.Table.from_pylist(rows[1:]))) == []


def test_a_picture_is_the_same_each_time(tmp_path):
    first = [picture.drawing for picture in everything(tmp_path)]
    assert first == [picture.drawing for picture in everything(tmp_path)]


def test_a_picture_keeps_to_the_palette_and_needs_nothing_else(tmp_path):
    for picture in everything(tmp_path):
        content = picture.drawing.content
        colours = set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', content))
        assert colours <= PALETTE
        assert not re.search(r"style|href|url\(|<script|<style|aria|role", content)
        assert not re.search(r"\.\d{3}", content)


def test_what_a_clerk_typed_is_never_markup(tmp_path):
    found = [text for picture in everything(tmp_path) for text in texts(picture)]
    assert sum(EVIL in text for text in found) == 2


def test_what_the_library_did_not_draw_is_our_failure():
    with pytest.raises(DrawingError, match="0 shapes instead of 1"):
        drawn(10, [], [], 1)
    assert icicle_drawing([Place("甲", Decimal(1))]).width == WIDTH


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("950", "950.00 元"),
        ("1300000", "130.00 万元"),
        ("123456789.01", "1.23 亿元"),
        ("-20000", "-2.00 万元"),
    ],
)
def test_amounts_are_written_for_reading(amount, text):
    assert readable(Decimal(amount)) == text


def test_labels_are_cut_by_their_width():
    assert cut("周至县竹峪镇", 12) == "周至县竹峪镇"
    assert cut("周至县竹峪镇", 11) == "周至县竹…"
    assert width_of("A县") == 3


def test_a_page_shows_the_picture_with_its_numbers_beside(tmp_path):
    rows = [record(number, budget_year=2018 + number % 2) for number in range(4)]
    release(tmp_path, "2026.11.0", rows)
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    html = (tmp_path / "datasets" / "fund_allocation" / "index.html").read_text(encoding="utf-8")
    (svg,) = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    name = re.search(r'aria-labelledby="(\S+) (\S+)"', svg)
    assert f'<title id="{name[1]}">' in svg
    assert f'<desc id="{name[2]}">' in svg
    assert html.count("<summary>图中的数字</summary>") == 1
    assert "2019 年" in html
