"""Every project, document and value has its page, and every address of them goes on."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from public_sample import list_releases, release
from published_sample import record
from pyarrow import parquet
from records_sample import APPROVED, LIFE, PAID, ROAD, life_release, withdraw

from outputs.site.addresses import document_page, project_id, project_page
from outputs.site.format import yuan
from outputs.site.former import is_former
from outputs.site.records import sources
from outputs.site.records.joining import LINKS
from outputs.site.records.sources import source_pages
from outputs.site.records.spreading import run_of, spread
from outputs.site.records.words import day_words
from outputs.site.render import render_site

FIRST, SECOND = "2026-10-05T10:00:00+08:00", "2026-11-05T10:00:00+08:00"
NODE = "610124/项目/示例-2019-001"
LIMIT = 250_000


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        self.targets += [value for name, value in attrs if name in ("href", "src")]


def pages(public: Path) -> dict[str, str]:
    return {
        path.relative_to(public).as_posix(): path.read_text("utf-8")
        for path in public.rglob("*.html")
    }


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Path:
    """Two releases: a progress of the first is corrected in the second."""
    folder = tmp_path_factory.mktemp("records")
    began = [LIFE["project_progress"][0] | {"spent_yuan": "500000.00"}]
    life_release(folder, "2026.10.0", FIRST, **LIFE | {"project_progress": began})
    life_release(folder, "2026.11.0", SECOND, "2026.10.0", **LIFE)
    list_releases(folder, "2026.11.0", "2026.10.0")
    render_site(folder)
    return folder


@pytest.fixture(scope="module")
def found(public) -> dict[str, str]:
    return pages(public)


@pytest.fixture(scope="module")
def project(found) -> str:
    return found[project_page(project_id(NODE))]


def test_all_that_the_notice_obliges_stands_on_a_full_project_s_card(project):
    card = dict(re.findall(r"<div><dt>([^<]+)</dt><dd>(.*?)</dd></div>", project, re.DOTALL))
    obliged = {
        "项目名称": "示例村产业路", "资金来源": "示例专项资金", "实施期限": "2019年3月至2019年10月",
        "预期目标": "改善74户出行条件", "实施结果": "已建成2公里", "实施单位": "示例镇人民政府",
        "责任人": "示例甲", "举报电话": "029-00000000", "实施地点": "示例镇示例村",
        "检查验收结果": "合格（示例县扶贫办，2019年11月20日）", "建设任务": "硬化道路2公里",
        "补助标准": "45万元/公里", "带贫减贫机制": "务工带动",
    }  # fmt: skip
    assert {label: words for label, words in obliged.items() if words not in card[label]} == {}
    assert "12317" in card["举报电话"]


def test_what_nobody_wrote_is_named_as_missing_and_never_a_zero(tmp_path):
    life_release(tmp_path, "2026.10.0", FIRST, project_library=[ROAD])
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    html = pages(tmp_path)[project_page(project_id(NODE))]
    assert html.count("已报送的表没有写明") == 10
    assert "各环节的钱" not in html
    assert "0.00" not in html


def test_amounts_of_stages_stand_apart_and_no_sum_of_them_anywhere(project):
    rows = re.findall(r'nowrap">([^<]+)</th><td class="amount">.*?</td>.*?>([\d,.]+)<', project)
    assert rows == [
        ("列入项目库", "1,000,000.00"), ("列入年度计划", "900,000.00"), ("资金分配", "700,000.00"),
        ("采购合同", "600,000.00"), ("已支出", "800,000.00"), ("验收结算", "790,000.00"),
    ]  # fmt: skip
    amounts = [Decimal(words.replace(",", "")) for _, words in rows]
    sums = {sum(amounts[start:end]) for start in range(6) for end in range(start + 2, 7)}
    assert not [one for one in sums if yuan(one) in project]


def test_the_steps_of_a_life_stand_in_its_order(project):
    titles = re.findall(r"<li><strong>([^<]+)</strong>", project)
    assert titles == [
        "列入项目库", "列入年度计划", "资金分配", "签订采购合同", "开工", "实施进度", "完工",
        "验收",
    ]  # fmt: skip


def test_a_record_that_only_shares_the_name_is_told_apart(project):
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', project)
    assert [text_of(row).split()[0] for row in rows if "同一单位、同名" in row] == ["政府采购情况"]


def test_a_name_of_two_projects_joins_nothing_by_name(tmp_path):
    other = ROAD | {"project_no": "示例-2019-002", "location": "示例镇别村"}
    rows = {"project_library": [ROAD, other], "procurement": LIFE["procurement"]}
    life_release(tmp_path, "2026.10.0", FIRST, **rows)
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    assert "示例公司" not in pages(tmp_path)[project_page(project_id(NODE))]


def test_crumbs_lead_through_the_areas_to_the_project(project):
    crumbs = re.search(r'class="crumbs.*?</nav>', project, re.DOTALL)[0]
    assert text_of(crumbs).split()[-5:] == ["项目", "陕西省", "西安市", "周至县", "示例村产业路"]


def test_a_document_tells_what_it_gave_to_whom_and_its_interpretation(found):
    html = found[document_page(PAID)]
    assert "700,000.00" in html
    assert project_page(project_id(NODE)) in html
    assert "https://www.example.gov.cn/zc/1.html" in html
    assert "《示例办法》解读" in html
    assert "javascript:" not in html
    assert document_page(APPROVED) in found[project_page(project_id(NODE))]


def test_each_value_has_its_cell_original_file_and_signatures(found):
    html = found["sources/annual_plan/index.html"]
    row = re.search(r'<tr id="r-\w+-amount_yuan">(.*?)</tr>', html)[1]
    assert text_of(row).split()[:-1] == ["金额", "900,000.00", "X5", "900000.00", "元"]
    assert "读出数字；按单位换算为元；取到分" in html
    assert "annual_plan-file" in html
    assert "signoffs/chief.json.sig" in html


def test_every_link_of_these_pages_leads_somewhere(public, found):
    read = {(public / path).resolve(): Read(html) for path, html in found.items()}
    for path, page in read.items():
        assert len(page.ids) == len(set(page.ids)), path
        for target in page.targets:
            if re.match(r"tel:|https://www\.example\.gov\.cn/", target):
                continue
            file, _, anchor = target.partition("#")
            reached = (path.parent / file).resolve() if file else path
            assert reached.is_file(), f"{path} -> {target}"
            assert not anchor or anchor in read[reached].ids, f"{path} -> {target}"


def test_every_number_of_a_dataset_page_leads_to_its_own_cell(found):
    html = found["datasets/fund_allocation/index.html"]
    cells = re.findall(r'<td class="(?:amount|number)">(.*?)</td>', html)
    assert cells
    assert all(re.match(r"<a [^>]*sources/fund_allocation/.*#r-\w+-", cell) for cell in cells)


def test_pages_bear_the_first_and_the_last_time_of_what_they_tell(found, project):
    for html in (project, found["sources/project_progress/index.html"]):
        foot = text_of(re.search(r"<footer.*", html, re.DOTALL)[0])
        assert "发布时间 2026-10-05 10:00 更新时间 2026-11-05 10:00" in foot
    foot = text_of(re.search(r"<footer.*", found[document_page(APPROVED)], re.DOTALL)[0])
    assert "来源 周至县报送的原表" in foot
    assert "发布时间 2026-10-05 10:00 更新时间 2026-10-05 10:00" in foot


def test_a_page_of_sources_stays_small_however_many_records_there_are(tmp_path):
    words = "示例" * 300
    rows = [
        ROAD | {"project_no": f"示例-{n}", "construction_task": f"{words}{n}"} for n in range(150)
    ]
    life_release(tmp_path, "2026.10.0", FIRST, project_library=rows)
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    parts = {path: html for path, html in pages(tmp_path).items() if "sources/project_lib" in path}
    assert len(parts) > 1
    assert max(len(html.encode()) for html in parts.values()) <= LIMIT
    ids = [one for html in parts.values() for one in Read(html).ids if re.fullmatch(r"r-\w+", one)]
    assert len(ids) == len(set(ids)) == 150


def test_a_project_that_is_gone_keeps_its_address_and_names_its_last_release(tmp_path):
    life_release(tmp_path, "2026.10.0", FIRST, **LIFE)
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    before = {path for path in pages(tmp_path) if path.startswith(("projects", "documents"))}
    life_release(tmp_path, "2026.11.0", SECOND, "2026.10.0", three_public=[])
    list_releases(tmp_path, "2026.11.0", "2026.10.0")
    render_site(tmp_path)
    after = pages(tmp_path)
    assert before <= set(after)
    html = after[project_page(project_id(NODE))]
    assert "最新版本 2026.11.0 没有这个项目的记录" in html
    assert "versions/2026.10.0/index.html" in html


def test_what_was_withdrawn_leaves_no_page_but_the_tombstone(tmp_path):
    life_release(tmp_path, "2026.10.0", FIRST, fund_allocation=LIFE["fund_allocation"])
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    assert document_page(PAID) in pages(tmp_path)
    withdraw(tmp_path, "2026.10.0", "fund_allocation", "fund_flows")
    render_site(tmp_path)
    after = pages(tmp_path)
    for path in (document_page(PAID), *(one for one in after if one.startswith("sources/fund_"))):
        assert is_former(tmp_path / path)
    assert all("示例村产业路" not in html for html in after.values())


def test_rendering_again_rewrites_no_page(public):
    before = {path: path.stat().st_mtime_ns for path in public.rglob("*.html")}
    render_site(public)
    assert {path: path.stat().st_mtime_ns for path in public.rglob("*.html")} == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019-03-05", "2019年3月5日"),
        ("2019-03/2019-10", "2019年3月至2019年10月"),
        ("年底", "年底"),
    ],
)
def test_days_are_written_as_they_are_read(text, words):
    assert day_words(text) == words


def test_a_release_that_changes_one_project_rewrites_its_page_and_not_the_others(tmp_path):
    other = ROAD | {"project_no": "示例-2019-002", "project_name": "示例村水厂"}
    began = LIFE["project_progress"][0]
    (tmp_path / "latest").mkdir()
    life_release(
        tmp_path, "2026.10.0", FIRST, project_library=[ROAD, other], project_progress=[began]
    )
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    first = pages(tmp_path)
    ended = began | {"spent_yuan": "810000.00"}
    life_release(
        tmp_path, "2026.11.0", SECOND, "2026.10.0",
        project_library=[ROAD, other], project_progress=[ended],
    )  # fmt: skip
    list_releases(tmp_path, "2026.11.0", "2026.10.0")
    render_site(tmp_path)
    second = pages(tmp_path)
    changed = {path for path, html in first.items() if second[path] != html}
    of_project = {path for path in first if path.startswith("projects/") and path.count("/") > 1}
    assert changed & of_project == {project_page(project_id(NODE))}
    assert "sources/project_library/index.html" not in changed
    assert "sources/project_progress/index.html" in changed
    assert "版本 2026.10.0 中与本数据集有关的签字" in second["sources/project_library/index.html"]
    # The list as a whole says when it was first published and when it last changed.
    facts = re.findall(r"<dt>(发布时间|更新时间)</dt><dd><time datetime=.([^>]+).>",
                       second["datasets/project_library/index.html"])  # fmt: skip
    assert {when for _, when in facts} == {FIRST}
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    render_site(tmp_path)
    assert times == {path: path.stat().st_mtime_ns for path in times}


def test_amounts_of_areas_and_funds_lead_to_their_cells_or_to_what_they_are_made_of(found):
    area = found["areas/610124/index.html"]
    assert re.search(r'<td class="amount"><a class="sourced" href="../../sources/fund_flows/', area)
    sums = [html for path, html in found.items() if path.startswith("funds/")]
    assert any('<a class="sourced" href="../../funds/' in html for html in sums)
    for html in (area, *sums):
        told = re.findall(r'<td class="amount">(.*?)</td>', html)
        assert [cell for cell in told if cell[0] not in "<—"] == []


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("-0.50", "-0.50"), ("1234567890123.40", "1,234,567,890,123.40"), ("999.00", "999.00")],
)
def test_the_rows_of_sources_are_escaped_and_exact_to_the_fen(tmp_path, amount, shown):
    evil = "</td><script>alert('1')</script> & \"二\""
    release(tmp_path, "2026.10.0", [record(1, amount_yuan=amount, project_name=evil)])
    list_releases(tmp_path, "2026.10.0")
    render_site(tmp_path)
    for path in ("sources", "datasets"):
        html = pages(tmp_path)[f"{path}/fund_allocation/index.html"]
        assert "<script>" not in html
        assert "&lt;/td&gt;&lt;script&gt;" in html
        assert f">{shown}<" in html


def test_a_value_of_a_field_that_the_table_lacks_is_our_fault(tmp_path):
    release(tmp_path, "2026.10.0", [record(1)])
    list_releases(tmp_path, "2026.10.0")
    path = tmp_path / "releases/2026.10.0/provenance/fund_allocation.parquet"
    told = parquet.read_table(path)
    odd = pa.array(["odd"] * told.num_rows, told.schema.field("field").type)
    parquet.write_table(told.set_column(1, told.schema.field("field"), odd), path)
    with pytest.raises(duckdb.Error, match="no such field: odd"):
        render_site(tmp_path)


PAIRED = {
    "stage_cells": """
        SELECT 'project_library' AS dataset, f || '-' || n AS record_id, 'f' || f AS source_file,
            '表1' AS source_sheet, substr('ABCDEFGH', (c + 1)::BIGINT, 1) || n AS cell
        FROM range(120) AS a(f), range(320) AS b(n), range(8) AS d(c)""",
    "project_cells": "SELECT * EXCLUDE (dataset) FROM stage_cells WHERE length(source_file) < 3",
    "speaking": """
        SELECT DISTINCT dataset, record_id, '610124' AS unit_code, '示例' AS project_name,
            source_file, source_sheet, 'A' || split_part(record_id, '-', 2) AS source_cells
        FROM stage_cells""",
    "known": "SELECT DISTINCT record_id, 'n' || record_id AS node FROM project_cells",
    "fund_flows": """
        SELECT unit_code, '' AS payee_node, '' AS payee_name, '' AS payee_level, source_file,
            source_sheet, source_cells FROM speaking LIMIT 0""",
}  # fmt: skip


def test_finding_projects_takes_no_memory_for_pairs_of_rows_that_only_share_a_number():
    limits = {"memory_limit": "200MB", "temp_directory": "", "threads": 2}
    with duckdb.connect(":memory:", config=limits) as one:
        for name, query in PAIRED.items():
            # As the product hands tables over: without statistics of their values.
            one.register(name, one.sql(query).to_arrow_table())
        one.execute(LINKS)
        own = "SELECT count(*), count(*) FILTER (node = 'n' || record_id) FROM spoken"
        assert one.sql(own).fetchall() == [(10 * 320, 10 * 320)]


def test_values_laid_apart_by_runs_are_all_there_and_each_in_its_own(tmp_path):
    ids = [f"r{number:02}" for number in range(17)]
    told = pa.table({"record_id": [one for one in sorted(ids) for _ in range(3)], "n": range(51)})
    told = told.set_column(1, "n", told["n"].cast(pa.string()))
    parquet.write_table(told, tmp_path / "provenance.parquet", row_group_size=7)
    pages = ids[::-1][:16]  # of the last record the table says nothing
    (tmp_path / "runs").mkdir()
    spread(tmp_path / "provenance.parquet", pa.chunked_array([pages]), 5, tmp_path / "runs")
    runs = [run_of(tmp_path / "runs", number) for number in range(4)]
    assert [set(one["record_id"].to_pylist()) for one in runs] == [
        set(pages[start : start + 5]) for start in range(0, 16, 5)
    ]
    rows = [row for one in runs for row in one.to_pylist()]
    wanted = [row for row in told.to_pylist() if row["record_id"] != "r00"]
    assert sorted(rows, key=str) == sorted(wanted, key=str)


def test_pages_of_sources_are_the_same_however_few_records_are_written_together(
    tmp_path, monkeypatch
):
    rows = [record(number, project_name=f"示例{number}") for number in range(1, 31)]
    release(tmp_path, "2026.11.0", rows)
    data = tmp_path / "releases/2026.11.0/data/fund_allocation.parquet"
    told = tmp_path / "releases/2026.11.0/provenance/fund_allocation.parquet"
    whole = list(source_pages(data, told, 5))
    assert len(whole) == 6
    monkeypatch.setattr(sources, "TOGETHER", 10)
    assert list(source_pages(data, told, 5)) == whole
