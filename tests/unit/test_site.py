"""The site says what the releases hold, works anywhere without scripts, and changes only when
they do."""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from public_sample import AT, list_releases, release
from published_sample import record

from outputs.evidence import evidence_digest
from outputs.site.format import moment, size, verify_time, wan, yuan
from outputs.site.pages import page_steps
from outputs.site.render import render_site

TOP = ("feed.xml", "catalog.jsonld", "catalog.zh.json", "catalog.zh.xlsx", "catalog.zh.schema.json")
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def public(tmp_path):
    rows = [record(n, remark=EVIL, amount_yuan="1300000.00") for n in range(1, 251)]
    release(tmp_path, "2026.11.0", rows)
    list_releases(tmp_path, "2026.11.0")
    return tmp_path


def pages(public: Path) -> dict[str, str]:
    found = sorted(public.rglob("*.html"))
    return {path.relative_to(public).as_posix(): path.read_text("utf-8") for path in found}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src"):
                self.targets.append(value)
            if name == "id":
                self.ids.append(value)
            assert name != "style"
            assert not name.startswith("on")


def parsed(html: str) -> Links:
    links = Links()
    links.feed(html)
    return links


def test_every_link_is_relative_and_leads_somewhere(public):
    render_site(public)
    found = {(public / path).resolve(): parsed(html) for path, html in pages(public).items()}
    for path, links in found.items():
        for target in links.targets:
            if target.startswith("tel:"):
                continue
            assert not re.match(r"^([a-z]+:|/)", target), target
            file, _, anchor = target.partition("#")
            reached = (path.parent / file).resolve() if file else path
            assert reached.is_file(), f"{path} -> {target}"
            if anchor:
                assert anchor in found[reached].ids


def test_no_page_holds_a_script_or_a_style_of_its_own_and_each_forbids_them(public):
    render_site(public)
    for html in pages(public).values():
        assert not {"style", "iframe"} & set(parsed(html).tags)
        own = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
        assert own == [""] * html.count("<script")
        assert "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'" in html
        assert '<html lang="zh-CN">' in html or '<html lang="en">' in html


def test_what_a_clerk_typed_is_never_markup(public):
    render_site(public)
    html = pages(public)["datasets/fund_allocation/index.html"]
    assert EVIL not in html
    assert "&lt;script&gt;" in html


def test_every_page_names_source_time_hotline_and_the_example_mark(public):
    render_site(public)
    for html in pages(public).values():
        for words in (
            "来源",
            "发布时间",
            "2026-11-24 10:00",
            "12317",
            "示例市扶贫办",
            'class="demo"',
        ):
            assert words in html


def test_a_real_release_carries_no_example_mark(tmp_path):
    release(tmp_path, "2026.11.0", [record(1)], demo=False)
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    assert all('class="demo"' not in html for html in pages(tmp_path).values())


def test_rows_are_paged_and_none_is_lost(public):
    render_site(public)
    first = parsed(pages(public)["datasets/fund_allocation/index.html"]).ids
    second = parsed(pages(public)["datasets/fund_allocation/page-2.html"]).ids
    found = [name for name in (*first, *second) if name.startswith("r-")]
    assert found == [f"r-r{number:04}" for number in range(1, 251)]


def test_rows_stand_as_in_the_source_whatever_their_identifiers(tmp_path):
    cells = {1: "A10:E10", 2: "A9:E9", 3: "A100:E100"}
    rows = [record(number, source_cells=place) for number, place in cells.items()]
    release(tmp_path, "2026.11.0", rows)
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    ids = parsed(pages(tmp_path)["datasets/fund_allocation/index.html"]).ids
    assert [name for name in ids if name.startswith("r-")] == ["r-r0002", "r-r0001", "r-r0003"]


def test_amounts_are_in_yuan_with_wan_in_the_summary(public):
    render_site(public)
    html = pages(public)["datasets/fund_allocation/index.html"]
    assert re.search(r'<td class="amount"><a [^>]*>1,300,000.00</a></td>', html)
    assert "32,500.00 万元" in html
    assert "325,000,000.00 元" in html


def test_each_record_shows_its_cell(public):
    render_site(public)
    assert "A7:E7" in pages(public)["datasets/fund_allocation/index.html"]


def test_empty_columns_are_named_instead_of_shown(public):
    render_site(public)
    html = pages(public)["datasets/fund_allocation/index.html"]
    assert "没有列出的字段：资金名称" in html


def test_an_empty_dataset_has_a_page_that_says_so(tmp_path):
    release(tmp_path, "2026.11.0", [])
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    assert "本版没有记录" in pages(tmp_path)["datasets/fund_allocation/index.html"]


def test_rendering_again_rewrites_nothing(public):
    render_site(public)
    before = {path: path.stat().st_mtime_ns for path in public.rglob("*")}
    render_site(public)
    assert {path: path.stat().st_mtime_ns for path in public.rglob("*")} == before


def test_pages_without_a_place_any_more_say_so_and_quote_nothing(public):
    render_site(public)
    release(public, "2026.12.0", [record(1)])
    list_releases(public, "2026.12.0", "2026.11.0")
    render_site(public)
    found = pages(public)
    assert "这一页现在没有内容" in found["datasets/fund_allocation/page-2.html"]
    assert "r-r0201" not in found["datasets/fund_allocation/page-2.html"]
    assert {"versions/2026.11.0/index.html", "versions/2026.12.0/index.html"} <= set(found)
    assert "已由新版取代" in found["versions/2026.11.0/index.html"]


def test_nothing_inside_a_release_is_touched(public):
    def content() -> dict[Path, bytes]:
        files = (path for path in (public / "releases").rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}

    before = content()
    render_site(public)
    assert content() == before


def test_a_listed_release_without_a_folder_stays_listed(public):
    list_releases(public, "2026.11.0", "2026.10.0")
    render_site(public)
    assert "2026.10.0" in pages(public)["index.html"]
    assert "versions/2026.10.0/index.html" not in pages(public)


def test_a_public_folder_without_releases_says_so(tmp_path):
    render_site(tmp_path)
    assert "尚未发布" in pages(tmp_path)["index.html"]


def catalogued_site(public: Path) -> None:
    """Metadata and a catalogue as the publisher leaves them, and a feed from an earlier time."""
    metadata = public / "datasets" / "fund_allocation" / "dataset.jsonld"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(json.dumps({"@type": "Dataset", "name": EVIL}), encoding="utf-8")
    for name in TOP:
        (public / name).write_text("{}", encoding="utf-8")
    render_site(public)


def test_a_landing_page_tells_search_engines_what_its_file_says_and_nothing_can_leave_it(public):
    catalogued_site(public)
    html = pages(public)["datasets/fund_allocation/index.html"]
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(block) == {"@type": "Dataset", "name": EVIL}
    assert "<" not in block
    assert "ld+json" not in pages(public)["datasets/fund_allocation/page-2.html"].split("<body")[1]


def test_every_page_leads_to_feed_and_catalogue_and_the_downloads_page_to_all_files(public):
    catalogued_site(public)
    for path, html in pages(public).items():
        up = "../" * path.count("/")
        assert {f"{up}feed.xml", f"{up}catalog.jsonld"} <= set(parsed(html).targets)
    page = parsed(pages(public)["downloads/index.html"]).targets
    wanted = {f"../{name}" for name in (*TOP, "releases.json")}
    assert wanted | {"../releases/2026.11.0/data/fund_allocation.csv"} <= set(page)
    for target in page:
        assert target.startswith("tel:") or (public / "downloads" / target.split("#")[0]).exists()


def test_without_catalogues_no_page_leads_to_them(public):
    render_site(public)
    assert "downloads/index.html" not in pages(public)
    assert all("feed.xml" not in html for html in pages(public).values())


def test_the_recipe_on_the_verify_page_gives_the_signed_digest(public):
    render_site(public)
    html = pages(public)["verify/index.html"]
    script = next(one for one in blocks_of(html) if one.startswith("python3 - data/"))
    digest = answer_of(script, public / "releases" / "2026.11.0")
    assert digest in html
    assert len(digest) == 64


def test_the_recipe_on_the_verify_page_gives_the_signed_evidence(public):
    render_site(public)
    folder = public / "releases" / "2026.11.0"
    script = next(one for one in blocks_of(pages(public)["verify/index.html"]) if "LC_ALL" in one)
    assert answer_of(script, folder).removesuffix("  -") == evidence_digest(folder)
    assert evidence_digest(folder) == evidence_digest(folder, ".csv")


def blocks_of(html: str) -> list[str]:
    return [
        unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)
    ]


def answer_of(script: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_columns_that_are_nearly_blank_stand_behind_the_amount(tmp_path):
    """More than nine rows of ten on the page; one of ten keeps a column in its place."""
    rows = [record(n, fund_name="甲" if n == 1 else None) for n in range(1, 12)]
    rows = [row | {"purpose": "乙" if n < 2 else None} for n, row in enumerate(rows)]
    release(tmp_path, "2026.11.0", rows)
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    html = pages(tmp_path)["datasets/fund_allocation/index.html"]
    heads = re.findall(r'<th scope="col" class="\w+">([^<]+)', html)
    assert heads.index("资金用途") < heads.index("金额") < heads.index("资金名称")
    (first,) = re.findall(r'<tr id="r-r0001">(.*?)</tr>', html, re.DOTALL)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", first, re.DOTALL)
    assert cells[heads.index("资金名称")] == "甲"
    assert cells[heads.index("资金用途")] == "乙"


def test_verify_commands_are_exact_and_safe_to_paste(public):
    render_site(public)
    html = pages(public)["verify/index.html"]
    assert "-I &#39;甲 乙@示例&#39; -n mingzhang-chief" in html
    assert "-Overify-time=20261124020000Z &lt; signoffs/chief.json" in html


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (yuan(Decimal(1300000)), "1,300,000.00"),
        (yuan(Decimal("-0.50")), "-0.50"),
        (yuan(None), "—"),
        (wan(Decimal("2067000.00")), "206.70"),
        (wan(Decimal("50.00")), "0.01"),
        (size(999), "999 B"),
        (size(41_600), "41.6 KB"),
        (size(2_500_000), "2.5 MB"),
        (moment(AT), "2026-11-24 10:00"),
        (verify_time(AT), "20261124020000Z"),
    ],
)
def test_values_are_written_for_readers(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("number", "last", "expected"),
    [
        (1, 1, (1,)),
        (1, 9, (1, 2, 3, None, 9)),
        (5, 9, (1, None, 3, 4, 5, 6, 7, None, 9)),
        (4, 5, (1, 2, 3, 4, 5)),
    ],
)
def test_pagers_offer_first_last_and_neighbours(number, last, expected):
    assert page_steps(number, last) == expected
