"""The home page, the foot and the portal kit say what the release says; what is not said leaves no
empty label."""

import gzip
import io
import json
import re
import zipfile
from decimal import Decimal

import pytest
from public_sample import list_releases, release, write_json
from published_sample import record
from test_site import EVIL, Links, pages

from outputs.ledger.files import TREE
from outputs.site.former import is_former
from outputs.site.home import gaps_of, news_of
from outputs.site.releases import read_listing
from outputs.site.render import render_site
from outputs.site.years import year_lines
from sources.host import Host

VERSION = "2026.11.0"
KIT = f"portal/{VERSION}/index.html"
SAID = {
    "sponsor": "示例市人民政府办公室",
    "organiser": "示例市大数据中心",
    "address": "示例路 1 号",
    "postcode": "710000",
    "phone": "029-00000000",
    "hours": "工作日 8:30–17:30",
    "email": "office@example.org",
    "site_id_code": "0000000000",
    "icp": "陕ICP备00000000号-1",
    "police_record": "陕公网安备 00000000000000号",
    "report_error_url": "https://example.org/find-errors",
    "budget_platform_url": "https://example.org/budgets",
    "counterparts": {"three_public": "https://example.org/three-public"},
    "request_receiver": "示例市扶贫办综合处",
    "request_address": "示例路 2 号",
    "request_phone": "029-00000001",
    "request_url": "https://example.org/apply",
}
LABELS = ("主办单位", "承办单位", "电子邮箱", "网站标识码：", "ICP备", "公网安备", "邮编",
          "我为政府网站找错", "财政预决算公开统一平台", "SiteIDCode", "SiteDomain",
          "<dt>受理机构")  # fmt: skip
# These stand on every page; the others on the page of requests.
IN_FOOT = tuple(name for name in SAID if not name.startswith(("request_", "counterparts")))


def made(public, **stated):
    release(public, VERSION, [record(1, remark=EVIL, amount_yuan="1300000.00")], **stated)
    list_releases(public, VERSION)
    render_site(public)
    return pages(public)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    public = tmp_path_factory.mktemp("plain")
    return public, made(public)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    public = tmp_path_factory.mktemp("told")
    said = Host.model_validate(SAID).said
    return public, made(public, site=said, site_url="https://open.example.org/fupin/")


def read_kit(public):
    content = (public / "portal" / VERSION / "kit.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name.partition("/") for name in archive.namelist()]
        assert {folder for folder, _, _ in names} == {f"2026-11（版本 {VERSION}）"}
        return {
            name: archive.read(f"{folder}/{name}").decode("utf-8-sig") for folder, _, name in names
        }


def test_what_the_office_does_not_say_leaves_no_label_on_any_page(plain):
    for path, html in plain[1].items():
        assert [label for label in LABELS if label in html] == [], path
        assert not re.search(r"<(dd|dt|li|span)>\s*</\1>", html), path
        assert 'content=""' not in html
        assert "None" not in html


def test_a_demo_without_codes_says_that_it_has_none(plain):
    assert "这是示例网站，没有网站标识码" in plain[1]["index.html"]


def test_what_the_office_says_stands_in_foot_meta_tags_and_on_the_page_of_requests(told):
    _, found = told
    for html in found.values():
        assert [name for name in IN_FOOT if SAID[name] not in html] == []
        assert '<meta name="SiteIDCode" content="0000000000">' in html
        assert '<meta name="SiteDomain" content="open.example.org">' in html
        assert "这是示例网站" not in html
    requests = found["requests/index.html"]
    assert all(SAID[name] in requests for name in SAID if name.startswith("request_"))


def test_every_page_offers_the_hotline_large_type_and_its_dates(plain):
    for html in plain[1].values():
        assert 'href="tel:12317"' in html
        assert '<input id="large" type="checkbox"> 大字</label>' in html
        assert 'media="print"' in html
        for tag in ("SiteName", "ColumnName", "ColumnType", "ArticleTitle", "PubDate",
                    "ContentSource"):  # fmt: skip
            assert len(re.findall(rf'<meta name="{tag}" content="[^"]+">', html)) == 1
        assert "更新时间" in html


def test_budget_tables_lead_to_their_counterpart_others_do_not(told):
    (line,) = read_listing(told[0])
    host = line.release.imprint
    assert host.counterpart("three_public") == "https://example.org/three-public"
    assert host.counterpart("budget") == "https://example.org/budgets"
    assert host.counterpart("fund_allocation") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("site_id_code", "12345"), ("icp", "ICP 1"), ("police_record", "x"), ("phone", "13800000000"),
     ("report_error_url", "javascript:alert(1)"), ("postcode", "71"), ("sponsor", " ")],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        Host.model_validate({name: value})


def test_home_asks_searches_and_stays_light(plain):
    public, found = plain
    html = found["index.html"]
    links = Links()
    links.feed(html)
    assert re.search(r'<form [^>]*action="search/index.html" method="get"', html)
    assert 'name="q"' in html
    files = [html.encode(), *(public.joinpath("assets", name).read_bytes() for name in (
        "site.css", "large.css", "print.css", "site.js"))]  # fmt: skip
    assert sum(len(gzip.compress(content)) for content in files) <= 100_000


def test_home_says_what_is_new_and_what_is_not_known(plain):
    html = plain[1]["index.html"]
    assert "是第一版，全部是新公开的" in html
    assert "新增 1 条" in html
    assert "没有公布，不等于都按时" in html
    (line,) = read_listing(plain[0])
    assert [one.added for one in news_of(line.release).datasets] == [1]
    assert gaps_of(line.release).balances == {}


def test_a_year_is_one_stage_of_all_funds_and_its_unnamed_payees_are_told_apart(tmp_path):
    release(tmp_path, VERSION, [record(1)])
    list_releases(tmp_path, VERSION)
    trees = [
        tree("2019", "中央资金", "甲县", {"allocation": "30", "budget": "90"}, [("一村", "20")]),
        tree("2019", "省级资金", "甲县", {"allocation": "5"}, [("（没有写明收款方）", "5")]),
        tree("2018", "", "乙县", {"budget": "7"}, []),
        tree("2017", "", "乙县", {}, []),
    ]
    path = tmp_path / "releases" / VERSION / TREE
    path.parent.mkdir()
    write_json(path, {"trees": trees})
    newest, older = year_lines(read_listing(tmp_path)[0].release)
    assert (newest.year, newest.stage, newest.yuan) == ("2019", "分配", Decimal(35))
    assert [(one.name, one.yuan) for one in newest.givers] == [("甲县", Decimal(35))]
    assert [one.name for one in newest.funds] == ["中央资金", "省级资金"]
    assert [(one.code, one.node) for one in newest.givers] == [("610124", "610124")]
    assert [one.name for one in newest.receivers] == ["一村"]
    assert [(one.code, one.node) for one in newest.receivers] == [("", "一村")]
    assert newest.unnamed_yuan == Decimal(5)
    assert (older.year, older.stage, older.funds) == ("2018", "预算安排", ())


def tree(year, fund, root, passed_on, children):
    given = [
        {"name": name, "given": {"allocation": amount}, "code": None, "node": name}
        for name, amount in children
    ]
    own = {"code": "610124", "node": "610124"}
    roots = [own | {"name": root, "passed_on": passed_on, "children": given}]
    return {"budget_year": year, "fund_key": fund, "roots": roots}


def test_the_kit_holds_texts_a_table_and_a_checklist_and_nothing_runs_in_it(plain):
    kit = read_kit(plain[0])
    assert list(kit) == ["公告正文.html", "微信稿.txt", "发布清单.txt",
                         f"正文表格/扶贫资金分配结果（{VERSION}）.html"]  # fmt: skip
    assert all("示例" in text for text in kit.values())
    for name, text in kit.items():
        assert "<script" not in text, name
        assert not re.search(r"<(div|span|style)|\s(class|id|style)=", text), name
    assert "130.00" in kit["公告正文.html"]
    assert "1,300,000.00" in kit[f"正文表格/扶贫资金分配结果（{VERSION}）.html"]
    assert "130.00 万元" in kit["微信稿.txt"]
    assert EVIL not in plain[1][KIT]


def test_what_is_pasted_leads_to_the_whole_address_where_the_site_has_one(told, plain):
    pasted = read_kit(told[0])["公告正文.html"]
    targets = re.findall(r'href="([^"]+)"', pasted)
    assert targets
    assert all(one.startswith("https://open.example.org/fupin/") for one in targets)
    assert "相对地址" in read_kit(plain[0])["发布清单.txt"]


def test_a_kit_that_says_the_same_is_not_written_again_and_an_older_one_is_not_packed(tmp_path):
    made(tmp_path)
    kit = tmp_path / "portal" / VERSION / "kit.zip"
    before = kit.stat().st_mtime_ns
    render_site(tmp_path)
    assert kit.stat().st_mtime_ns == before
    release(tmp_path, "2026.12.0", [record(2)])
    list_releases(tmp_path, "2026.12.0", VERSION)
    render_site(tmp_path)
    assert not kit.exists()
    assert kit.with_name("index.html").exists()
    assert kit.parent.parent.joinpath("2026.12.0", "kit.zip").exists()


def test_a_withdrawn_release_has_no_kit(tmp_path):
    made(tmp_path)
    index = tmp_path / "releases.json"
    document = json.loads(index.read_text("utf-8"))
    document["releases"][0]["status"] = "withdrawn"
    write_json(index, document)
    render_site(tmp_path)
    left = [path for path in (tmp_path / "portal").rglob("*") if path.is_file()]
    assert [path.name for path in left if path.suffix == ".zip" or not is_former(path)] == []


def test_kits_are_listed_by_month(plain):
    html = plain[1]["portal/index.html"]
    assert '<h2 id="m-2026-11">2026-11</h2>' in html
    assert f'href="{VERSION}/kit.zip"' in html


def test_an_amount_that_no_record_states_is_unknown_and_never_zero(tmp_path):
    unsaid = {"amount_yuan": {"stated": 0, "sum_yuan": None}}
    facts = {"title": "扶贫资金分配结果", "title_en": "Allocation", "rows": 1}
    stated = {"fund_allocation": facts | {"amount_yuan": "0.00", "totals": unsaid}}
    release(tmp_path, VERSION, [record(1)], datasets=stated)
    list_releases(tmp_path, VERSION)
    render_site(tmp_path)
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "没有可以相加的金额" in html
    assert "0.00" not in html
