"""Readers find what they look for: every right title, hardly a wrong one, whatever they call it."""

import csv
import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from node_kit import SCRIPT, run_node
from public_sample import list_releases, release
from published_sample import record

from outputs.site.releases import read_listing
from outputs.site.render import render_site
from outputs.site.search.entries import SCHEMA, entries, naming
from outputs.site.search.shards import shard_of, shards
from outputs.site.search.synonyms import synonyms
from sources.contract import load_contracts

GOLDEN = Path(__file__).parents[1] / "golden" / "search"
FIND = """
for (const script of given.scripts) { eval(script); }
const groups = given.synonyms.map(group => group.map(site.fold));
console.log(JSON.stringify(given.queries.map(query =>
  site.match(site.collector.entries, site.terms(query, groups)).map(entry => entry.id))));
"""


def titles() -> list[dict[str, str]]:
    with (GOLDEN / "titles.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def scripts(rows: list[dict[str, str]]) -> list[str]:
    """The rows as the script files that the page loads; the id is the number of the row."""
    full = [{**row, "amount": "", "page": 1, "id": str(number)} for number, row in enumerate(rows)]
    table = pa.Table.from_pylist(full, SCHEMA)
    return [
        shard_of(table, year).content.decode() for year in sorted({row["year"] for row in rows})
    ]


def found_by_site(queries: list[str]) -> list[set[int]]:
    given = {"scripts": scripts(titles()), "synonyms": synonyms(), "queries": queries}
    return [{int(number) for number in found} for found in run_node(FIND, given)]


def test_every_right_title_is_found_and_hardly_a_wrong_one():
    asked = yaml.safe_load((GOLDEN / "queries.yaml").read_text(encoding="utf-8"))
    assert len(asked) >= 60
    texts = ["\n".join(row.values()) for row in titles()]
    found = found_by_site([one["query"] for one in asked])
    missed, wrong, right = [], [], 0
    for one, rows in zip(asked, found, strict=True):
        meant = {
            number
            for number, text in enumerate(texts)
            if all(re.search(means, text) for means in one["means"])
        }
        missed += [(one["query"], texts[number]) for number in meant - rows]
        wrong += [(one["query"], texts[number]) for number in rows - meant]
        right += len(rows & meant)
    assert missed == []
    assert len(wrong) <= 0.02 * (right + len(wrong)), wrong
    assert right > 300


def test_titles_that_say_it_come_before_records_that_only_mention_it():
    rows = [
        {"title": "渠道改造", "document": "绿化计划"},
        {"title": "村庄绿化", "document": "渠道计划"},
    ]
    blank = dict.fromkeys(SCHEMA.names, "")
    given = {
        "scripts": scripts([blank | row for row in rows]),
        "synonyms": [],
        "queries": ["绿化", "渠道"],
    }
    assert run_node(FIND, given) == [["1", "0"], ["0", "1"]]


def test_facets_narrow_and_count_what_is_left():
    given = {"scripts": scripts(titles()), "synonyms": [], "queries": []}
    program = """
    for (const script of given.scripts) { eval(script); }
    const all = site.match(site.collector.entries, []);
    const chosen = {year: "2024", fund: "省级财政衔接资金"};
    const left = site.narrow(all, chosen);
    console.log(JSON.stringify([left.length, site.counts(site.narrow(all, chosen, "fund"), "fund"),
      site.counts(all, "year").map(pair => pair[0])]));
    """
    count, funds, years = run_node(program, given)
    assert count == 6
    assert funds == [["中央财政衔接资金", 7], ["省级财政衔接资金", 6]]
    assert years == sorted(years, reverse=True)
    assert "" not in years


def test_what_was_looked_for_is_marked_as_it_was_written():
    program = """
    const wanted = site.terms("ab段 (2019)", []);
    console.log(JSON.stringify(site.parts("通村路ＡＢ段〔2019〕", wanted)));
    """
    assert run_node(program, None) == [
        {"text": "通村路", "marked": False},
        {"text": "ＡＢ段〔2019〕", "marked": True},
    ]


@pytest.mark.parametrize(
    ("text", "is_number", "written"),
    [
        ("1,300,000.00", True, "1300000.00"),
        ("-5", False, "-5"),
        ("=1+1", False, "'=1+1"),
        ("＝cmd", False, "'＝cmd"),
        ('他说"好",', False, '"他说""好"","'),
        ("@x", False, "'@x"),
    ],
)
def test_what_is_saved_from_a_table_is_safe_to_open(text, is_number, written):
    program = "console.log(JSON.stringify(site.csvCell(given.text, given.number)));"
    assert run_node(program, {"text": text, "number": is_number}) == written


def test_numbers_are_sorted_by_value_and_blanks_stand_last():
    program = "console.log(JSON.stringify(given.sort(site.compare)));"
    assert run_node(program, ["", "1,000.00", "9.50", "乙", "-3"])[:3] == ["-3", "9.50", "1,000.00"]
    assert run_node(program, ["", "b", "a"]) == ["a", "b", ""]


def test_the_script_stays_small_and_makes_no_markup_from_data():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.encode()) <= 15_000
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http"):
        assert way not in text


def test_each_record_is_found_at_its_place(tmp_path):
    release(tmp_path, "2026.11.0", [record(n) for n in range(1, 251)])
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    (line,) = read_listing(tmp_path)
    rows = entries(line.release).to_pylist()
    assert len(rows) == 250
    for row in (rows[0], rows[-1]):
        name = "index.html" if row["page"] == 1 else f"page-{row['page']}.html"
        html = (tmp_path / "datasets" / row["dataset"] / name).read_text(encoding="utf-8")
        assert f'id="r-{row["id"]}"' in html
    assert {one.path for one in shards(line.release)} == {
        path.relative_to(tmp_path).as_posix() for path in (tmp_path / "search").glob("titles-*.js")
    }


def test_a_year_of_too_many_entries_is_told_of_and_has_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("outputs.site.search.shards.MOST_ROWS", 1)
    rows = [record(number, budget_year=2018 + number // 3) for number in (1, 2, 3)]
    release(tmp_path, "2026.11.0", rows)
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    page = (tmp_path / "search" / "index.html").read_text(encoding="utf-8")
    assert page.count("太多，不能在网页里查找") == 1
    assert sorted(one.name for one in (tmp_path / "search").glob("titles-*")) == ["titles-2019.js"]
    words = (tmp_path / "search" / "words.js").read_text(encoding="utf-8")
    assert "titles-2019.js" in words
    assert "titles-2018.js" not in words


def test_every_dataset_names_its_records_by_something():
    for contract in load_contracts().values():
        if contract.public_fields and not contract.is_ledger:
            assert naming(contract), contract.dataset


def test_script_files_hold_data_only(tmp_path):
    release(tmp_path, "2026.11.0", [record(1, project_name="</script><b>\u2028')")])
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    (path,) = (tmp_path / "search").glob("titles-*.js")
    call = re.fullmatch(r"mingzhang\.shard\((.*)\);\n", path.read_text(encoding="utf-8"))
    year, columns = json.loads(f"[{call[1]}]")
    assert columns["title"] == ["</script><b>\u2028')"]
    assert year == ""


def test_a_word_is_in_one_group_of_synonyms():
    words = [word for group in synonyms() for word in group]
    assert len(words) == len(set(words))


def test_a_record_without_a_place_of_its_own_is_narrowed_by_its_senders_area(tmp_path):
    release(tmp_path, "2026.11.0", [record(1, area_name="楼观镇"), record(2)])
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    (line,) = read_listing(tmp_path)
    assert [one["area"] for one in entries(line.release).to_pylist()] == ["楼观镇", "周至县"]
