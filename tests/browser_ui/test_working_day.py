"""An analyst's day in the Dagster UI, in a real browser: launch, watch, read what is red, open it.

One UI serves the whole file; the tests stand in the order of the day.
"""

import io
import re

import openpyxl
import pytest

from tests.browser_ui.ui_kit import Analyst, chromium, interface, new_page

pytestmark = pytest.mark.browser
RUN_MS = 300_000
WRONG = {"ops": {"inbox_sweep": {"config": {"period": "2019年3月", "unit": "610999"}}}}
UNKNOWN = {"ops": {"inbox_sweep": {"config": {"perid": "2019-03"}}}}


@pytest.fixture(scope="module")
def working(tmp_path_factory):
    """The UI with all samples in the inbox, and a browser."""
    pytest.importorskip("playwright.sync_api")
    with interface(tmp_path_factory.mktemp("ui")) as (server, store), chromium() as browser:
        yield server, store, browser


@pytest.fixture
def analyst(working):
    server, _, browser = working
    page = new_page(browser)
    yield Analyst(page, server.port)
    page.context.close()


def test_the_flow_is_read_from_left_to_right(analyst):
    analyst.open("/asset-groups/")
    page = analyst.page
    places = {}
    for name in (
        "step1_receive",
        "step2_judge",
        "step4_datasets",
        "step5_joined",
        "step6_publish",
        "step7_morning",
    ):
        # The last one stands in the graph, the others in the list beside it.
        node = page.get_by_text(name, exact=True).filter(visible=True)
        node.nth(1).wait_for()
        places[name] = node.last.bounding_box()["x"]
    assert list(places.values()) == sorted(set(places.values()))


def test_a_key_that_does_not_exist_cannot_be_launched(analyst):
    analyst.launchpad("refresh")
    analyst.configure(UNKNOWN)
    analyst.page.get_by_text('unexpected config entry "perid"').wait_for()
    assert analyst.page.get_by_role("button", name="Launch Run").is_disabled()


def test_a_wrong_value_is_told_in_chinese_and_nothing_is_touched(analyst, working):
    _, store, _ = working
    analyst.launchpad("refresh")
    analyst.configure(WRONG)
    analyst.launch()
    analyst.page.get_by_text("Failure", exact=True).first.wait_for()
    analyst.page.get_by_text("启动参数有误，什么也没有做").first.wait_for()
    said = analyst.page.get_by_text("启动参数有误，什么也没有做").first.inner_text()
    assert "公开月份 period 写的是“2019年3月”，认不出来" in said
    assert "报送单位 unit 写的是“610999”，没有登记" in said
    assert not store.receipts.exists()


def test_refresh_is_launched_and_watched_to_its_end(analyst):
    analyst.launchpad("refresh")
    # The launchpad keeps what was last typed there; a new browser begins with the defaults.
    editor = analyst.page.locator(".CodeMirror").first.inner_text()
    assert "period: ''" in editor
    assert "unit: ''" in editor
    assert "path" not in editor
    analyst.launch()
    # Nothing is loaded anew: what follows comes over the websocket.
    analyst.page.get_by_text("Success", exact=True).first.wait_for(timeout=RUN_MS)


def test_the_page_of_the_judgement_says_what_is_red(analyst):
    analyst.open("/assets/judgement")
    analyst.page.get_by_text("没过的检查项").wait_for()
    said = analyst.metadata("没过的检查项")
    assert "红 3 处：金额写明单位" in said
    assert "unit_missing（judgement）" in said
    assert "醴陵市" in analyst.metadata("退回清单")


def test_a_red_check_names_its_cells_and_opens_the_returned_workbook(analyst):
    analyst.open_check("judgement", "unit_missing")
    page = analyst.page
    page.get_by_text("Failed", exact=True).first.wait_for()
    page.get_by_text("Sheet1 E2").first.wait_for()
    assert page.get_by_text("怎么改：请在表格右上方写上“单位：万元”").count() == 1
    link = page.locator("a[href*='/returned/2019-01/430281/']").first
    with page.context.expect_event("page") as opened, page.context.expect_event("download") as made:
        link.click()
    assert opened.value
    assert made.value.suggested_filename == "2019年醴陵市本级财政专项扶贫资金分配表.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(made.value.path().read_bytes()))
    assert "问题清单" in book.sheetnames
    assert book["Sheet1"]["E2"].comment is not None


def test_row_counts_and_money_are_drawn(analyst):
    analyst.open("/assets/lottery_fund")
    page = analyst.page
    page.get_by_text("文山").first.wait_for()
    assert re.search(r"[0-9,]+\.[0-9]{2}$", analyst.metadata("金额合计（元）").strip())
    page.get_by_text("Plots", exact=True).click()
    page.get_by_text("金额合计（万元，供画图）").wait_for()
    page.get_by_text("dagster/row_count").wait_for()
    assert page.locator("canvas").count() >= 2


def test_the_candidate_leads_to_its_review_pack(analyst):
    analyst.open("/assets/candidate")
    page = analyst.page
    link = page.locator("a[href*='/review/']")
    with page.context.expect_page() as opened:
        link.first.click()
    pack = opened.value
    pack.get_by_role("heading", name=re.compile("审核材料")).first.wait_for()
    # Its own style holds, so its policy and the desk's agree.
    assert pack.evaluate("document.styleSheets.length") == 1
    assert "保密审查：没有签署" in analyst.metadata("还缺")
