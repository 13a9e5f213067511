"""The site shows the data dictionary of the newest release, and why values changed."""

import re

import pytest
from public_sample import list_releases, release, statement
from published_sample import allocation, reasoned, record, table

from outputs.change_files import write_changes
from outputs.change_index import write_index
from outputs.dictionary.files import Edition, write_dictionary
from outputs.dictionary.first_seen import DICTIONARY
from outputs.site.former import is_former
from outputs.site.render import render_site

VERSION = "2026.11.0"


@pytest.fixture
def public(tmp_path):
    rows = [record(1), record(2, remark="<script>alert(1)</script>")]
    release(tmp_path, VERSION, rows)
    list_releases(tmp_path, VERSION)
    return tmp_path


@pytest.fixture
def explained(public):
    folder = public / "releases" / VERSION
    write_dictionary(Edition(folder, statement(VERSION, []), None), [allocation()])
    write_index(folder, [], None)
    render_site(public)
    return public


def page(public, path):
    return (public / path).read_text(encoding="utf-8")


def test_the_dictionary_has_a_page_that_everything_leads_to(explained):
    listed = page(explained, "dictionary/index.html")
    assert 'href="fund_allocation/index.html"' in listed
    html = page(explained, "dictionary/fund_allocation/index.html")
    assert 'id="fund_allocation.remark"' in html
    assert 'href="../../datasets/fund_allocation/index.html"' in html
    for address in ("index.html", f"versions/{VERSION}/index.html"):
        assert "dictionary/index.html" in page(explained, address)
    dataset = page(explained, "datasets/fund_allocation/index.html")
    assert 'href="../../dictionary/fund_allocation/index.html"' in dataset


def test_every_link_of_both_pages_leads_somewhere(explained):
    for path in ("dictionary/index.html", f"releases/{VERSION}/dictionary/index.html"):
        html = page(explained, path)
        ids = set(re.findall(r'id="([^"]+)"', html))
        for target in re.findall(r'(?:href|src)="([^"]+)"', html):
            file, _, anchor = target.partition("#")
            if not file:
                assert anchor in ids
            elif not file.startswith("tel:"):
                assert ((explained / path).parent / file).exists(), target


def test_each_field_has_one_place_on_the_page(explained):
    ids = re.findall(r'id="([^"]+)"', page(explained, "dictionary/index.html"))
    assert len(ids) == len(set(ids))


def test_a_release_without_a_dictionary_offers_none(explained):
    (explained / "releases" / VERSION / DICTIONARY).unlink()
    render_site(explained)
    # Its address stays, for somebody may have kept it.
    assert is_former(explained / "dictionary" / "index.html")
    assert "dictionary/" not in page(explained, "index.html")


def test_the_release_page_tells_reasons_and_leads_to_the_lists(explained):
    html = page(explained, f"versions/{VERSION}/index.html")
    assert "首次发布" in html
    for file in ("fund_allocation.csv", "fund_allocation.json", "index.json"):
        assert f'href="../../releases/{VERSION}/changes/{file}"' in html


def test_a_list_of_changes_of_earlier_software_is_shown_without_reasons(public):
    folder = public / "releases" / VERSION / "changes"
    (folder / "fund_allocation.json").unlink()
    old = "record_id,change,field,field_title,old,new\r\nr0001,modified,remark,备注,旧话,新话\r\n"
    (folder / "fund_allocation.csv").write_bytes(old.encode())
    render_site(public)
    html = page(public, f"versions/{VERSION}/index.html")
    assert "旧话" in html
    assert (
        "fund_allocation.json" not in html.partition('id="changes"')[2].partition("</section>")[0]
    )


def test_an_amount_that_is_only_written_otherwise_is_told_apart(public):
    rows = reasoned(table([record(1, amount_text="1")]), table([record(1, amount_text="1.0")]))
    write_changes(allocation(), rows, public / "releases" / VERSION, None)
    render_site(public)
    html = page(public, f"versions/{VERSION}/index.html")
    assert "修改 0 条" in html
    assert "只改写法、数值不变 1 条" in html
