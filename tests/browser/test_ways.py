"""What readers came for is reached by clicking alone."""

import hashlib
import json
import re
import zipfile
from pathlib import Path

from browser.kit import LIVING
from browser.living import SITE_URL
from conformance.running import ROOT

DOWN = ("中央", "陕西省", "铜川市", "耀州区")
# Whether nothing lies over what was led to, such as a head that stays when the table is scrolled.
SEEN = """place => {
  const one = document.querySelector(place), box = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint(box.left + 20, box.top + box.height / 2));
}"""
SAMPLE = ROOT / "sources" / "samples" / "2018-10" / "610204"


def main_link(page, name, **how):
    return page.get_by_role("main").get_by_role("link", name=name, **how).first


def heading(page):
    return page.locator("h1").inner_text()


def test_from_the_top_down_to_a_project_and_back(reader):
    page = reader.open("index.html")
    page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="地区").click()
    main_link(page, "中央", exact=True).click()
    for area in DOWN[1:]:
        main_link(page, re.compile(f"^{area}$|{area}$")).click()
        assert area in heading(page)
    main_link(page, re.compile("独石村寺坡组")).click()
    assert "独石村" in heading(page)
    assert "550.00" in page.get_by_role("main").inner_text()
    for area in reversed(DOWN):
        page.go_back()
        assert area in heading(page)
    assert reader.faults == []


def test_crumbs_lead_up_again(reader):
    page = reader.open("areas/610204/index.html")
    for area in ("铜川市", "陕西省", "中央"):
        page.get_by_role("navigation", name="当前位置").get_by_role("link", name=area).click()
        assert heading(page) == area
    page.get_by_role("navigation", name="当前位置").get_by_role("link", name="首页").click()
    assert page.url.endswith("/index.html")


def test_a_number_leads_to_its_file_sheet_cell_words_and_signatures(reader):
    page = reader.open("datasets/fund_allocation/index.html")
    row = page.locator("table.data tbody tr", has_text="独石村寺坡组")
    row.get_by_role("link", name="5,500,000.00", exact=True).click()
    assert "/sources/fund_allocation/" in page.url
    said = page.locator("tr:target")
    assert page.evaluate(SEEN, "tr:target")
    assert said.get_by_role("cell").all_inner_texts()[:3] == ["5,500,000.00", "E5", "550"]
    head = said.locator("xpath=..").locator("tr.head")
    assert "资金分配表" in head.inner_text()
    assert "2018-10" in head.inner_text()
    head.locator("a.code").click()
    hashed = page.locator("li:target").inner_text()
    (sample,) = SAMPLE.iterdir()
    again = LIVING / "given" / sample.name
    assert hashed == hashlib.sha256(again.read_bytes()).hexdigest()
    signed = page.locator("section", has=page.locator("#signed"))
    assert {"报送单位确认", "保密审查", "分管领导审核", "主要领导审定"} <= set(
        signed.get_by_role("rowheader").all_inner_texts()
    )


def test_a_row_that_is_led_to_is_not_hidden_by_the_head_that_stays(reader):
    page = reader.open("datasets/fund_allocation/index.html")
    row = page.locator("table.data tbody tr").nth(60).get_attribute("id")
    page.evaluate("row => { location.hash = row; }", row)
    assert page.evaluate(SEEN, "tr:target")


def test_what_changed_between_two_releases_is_reached_and_told_by_unit(reader, site):
    newest, _, first = versions(site)
    page = reader.open("changes/index.html")
    main_link(page, f"{first} 以来").click()
    assert f"{first} 以来" in heading(page)
    section = page.locator("section", has=page.locator("h2#units, h2#by-unit, h2[id*=unit]"))
    section.get_by_role("link", name="铜川市耀州区").click()
    row = page.locator("tbody tr", has_text="2018年扶贫小额贷款贴息").filter(has_text="金额").first
    assert "1,300,000.00" in row.inner_text()
    assert "13,000,000.00" in row.inner_text()
    assert newest in row.inner_text()


def test_a_correction_gives_both_values_its_reason_and_who_approved(reader):
    page = reader.open("index.html")
    main_link(page, re.compile("更正公告")).click()
    text = page.get_by_role("main").inner_text()
    assert "金额录错（示例）" in text
    assert "示例村（示例）" in text
    row = page.locator("tbody tr", has_text="2018年扶贫小额贷款贴息").filter(has_text="金额").first
    assert row.evaluate("one => one.sectionRowIndex") == 0
    assert "1300000.00" in row.inner_text().replace(",", "")
    assert "13000000.00" in row.inner_text().replace(",", "")
    assert "主要领导审定" in text


def test_the_scoreboard_says_who_was_late_in_the_units_own_words(reader):
    page = reader.open("scoreboard/index.html")
    row = page.locator("table.data tbody tr", has_text="耀州区")
    assert "等上级下达（示例）" in row.inner_text()
    row.locator("a.sourced").first.click()
    assert "/sources/disclosure_scoreboard/" in page.url
    assert reader.faults == []


def test_an_explained_gap_is_told_with_its_amount_and_its_reason(reader):
    page = reader.open("ledger/index.html")
    main_link(page, re.compile("中央·财政专项扶贫资金")).click()
    row = page.locator("table.data tbody tr", has_text="年底下达，结转使用（示例）").first
    assert "耀州区" in row.inner_text()
    assert "195,000.00" in row.inner_text()
    assert "结转" in row.inner_text()
    assert reader.faults == []


def test_what_an_editor_pastes_after_a_correction_says_what_was_wrong(site):
    version = versions(site)[0]
    with zipfile.ZipFile(site / "portal" / version / "kit.zip") as packed:
        texts = {
            Path(name).name: packed.read(name).decode("utf-8-sig")
            for name in packed.namelist()
            if name.count("/") == 1
        }
    assert len(texts) == 3
    notice = f"{SITE_URL}corrections/{version}/"
    for name in ("公告正文.html", "微信稿.txt"):
        assert "金额录错（示例）" in texts[name]
        assert notice in texts[name]
    assert "在版本 " in texts["发布清单.txt"]
    assert "有错，已更正" in texts["发布清单.txt"]


def test_what_was_withdrawn_leaves_a_tombstone_that_says_why(reader, site):
    page = reader.open("datasets/lottery_fund/index.html")
    assert "已经撤下，不再提供" in page.get_by_role("main").inner_text()
    main_link(page, re.compile("撤下公告")).click()
    text = page.get_by_role("main").inner_text()
    assert "附件有误（示例）" in text
    assert {"deputy@example.org", "chief@example.org"} <= set(text.split())
    main_link(page, re.compile("WITHDRAWN.json"))
    assert not (site / "releases" / versions(site)[0] / "data" / "lottery_fund.csv").exists()


def versions(site):
    """The versions, newest first."""
    listed = json.loads((site / "releases.json").read_text(encoding="utf-8"))
    return [one["version"] for one in listed["releases"]]
