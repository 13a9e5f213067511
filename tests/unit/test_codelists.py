import csv
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from sources import codelists
from sources.codelists import (
    LISTS,
    code_of,
    entry_of,
    in_force,
    list_names,
    load_list,
    mentioned,
    resolve,
    succession,
)
from sources.contract import load_contracts
from sources.fund_sources import fund_source
from sources.origins import DERIVATIONS
from sources.text import fold

IN_2019 = date(2019, 3, 11)
IN_2024 = date(2024, 7, 1)
NEW_YEAR = date(2021, 1, 1)
DAY = timedelta(days=1)
DAY_NOT_KNOWN = "U"

every_list = pytest.mark.parametrize("name", list_names())


def by_code(name):
    found = {}
    for entry in load_list(name):
        found.setdefault(entry.code, []).append(entry)
    return found


def names(entries):
    return [entry.name for entry in entries]


def explained_sources():
    text = (LISTS / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| ([A-Z]\d*) \|", text, re.MULTILINE))


@every_list
def test_no_code_has_two_entries_at_once_or_a_gap_between_them(name):
    for entries in by_code(name).values():
        assert all(entry.valid_from < entry.valid_to for entry in entries)
        assert all(one.valid_to == other.valid_from for one, other in pairwise(entries))


@every_list
def test_a_successor_starts_where_its_predecessor_ends_or_before_if_the_day_is_not_known(name):
    codes = by_code(name)
    replaced = [entry.replaces for entry in load_list(name) if entry.replaces]
    assert len(replaced) == len(set(replaced))
    for entry in load_list(name):
        if entry.replaces:
            before = codes[entry.replaces][-1]
            assert before.valid_from < entry.valid_from <= before.valid_to
            overlaps = entry.valid_from < before.valid_to
            assert overlaps <= (DAY_NOT_KNOWN in entry.sources), entry.code


@every_list
def test_each_entry_lies_in_one_that_holds_as_long(name):
    for entry in load_list(name):
        for day in (entry.valid_from, entry.valid_to - DAY):
            assert not entry.parent or entry_of(name, entry.parent, day) is not None, entry.code


@every_list
def test_a_word_stands_for_one_entry_of_a_code_and_is_written_once(name):
    for entry in load_list(name):
        words = [fold(word) for word in entry.words]
        assert "" not in words
        assert len(words) == len(set(words)), entry.code


@every_list
def test_every_source_is_explained(name):
    for entry in load_list(name):
        assert entry.sources, entry.code
        assert set(entry.sources) <= explained_sources(), entry.code


@every_list
def test_a_list_is_in_the_table_of_lists_and_its_code_finds_each_entry(name):
    assert f"`{name}.csv`" in (LISTS / "README.md").read_text(encoding="utf-8")
    for entry in load_list(name):
        assert resolve(name, entry.code, entry.valid_from) == (entry,)
        assert entry in resolve(name, entry.name, entry.valid_from)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("21305", "扶贫", "巩固脱贫攻坚成果衔接乡村振兴"),
        ("2130507", "扶贫贷款奖补和贴息", "贷款奖补和贴息"),
        ("2130550", "扶贫事业机构", "事业运行"),
        ("2130599", "其他扶贫支出", "其他巩固脱贫攻坚成果衔接乡村振兴支出"),
    ],
)
def test_a_subject_has_the_name_of_its_year(code, before, after):
    assert entry_of("subjects", code, NEW_YEAR - DAY).name == before
    assert entry_of("subjects", code, NEW_YEAR).name == after
    assert code_of("subjects", before, NEW_YEAR - DAY) == code
    assert resolve("subjects", before, NEW_YEAR) == ()
    assert code_of("subjects", after, NEW_YEAR) == code
    assert resolve("subjects", after, NEW_YEAR - DAY) == ()


@pytest.mark.parametrize("place", ["cn", "610000", "610100", "county"])
def test_the_names_of_an_office_are_one_line(place):
    line = succession("offices", f"{place}-revitalization")
    assert [e.code for e in line] == [
        f"{place}-{n}" for n in ("poverty", "revitalization", "agriculture")
    ]
    assert succession("offices", line[0].code) == succession("offices", line[2].code) == line


def test_a_renamed_office_is_found_by_the_name_of_its_time():
    changed = date(2021, 2, 25)
    assert code_of("offices", "国务院扶贫办", changed - DAY) == "cn-poverty"
    assert resolve("offices", "国务院扶贫办", changed) == ()
    assert code_of("offices", "国家乡村振兴局", changed) == "cn-revitalization"
    assert code_of("offices", "西安市扶贫开发办公室", IN_2019) == "610100-poverty"
    assert resolve("offices", "西安市乡村振兴局", IN_2019) == ()


def test_where_the_day_is_not_known_both_names_hold():
    between = date(2021, 6, 1)
    assert code_of("offices", "西安市扶贫办", between) == "610100-poverty"
    assert code_of("offices", "西安市乡村振兴局", between) == "610100-revitalization"


def test_the_owners_of_datasets_are_divisions_of_the_notice():
    assert len(load_list("departments")) == 7
    for contract in load_contracts().values():
        assert code_of("departments", contract.owner, IN_2019) is not None, contract.dataset


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("fund_levels", " 省级 财政 ", "provincial"),
        ("fund_levels", "县（区）级", "county"),
        ("fund_lines", "发展资金", "development"),
        ("fund_lines", "三西", "sanxi"),
        ("economic_government", "50302", "50302"),
        ("economic_department", "维修(护)费", "30213"),
        ("project_types", "产业类项目", "industry"),
        ("construction_kinds", "续建", "continued"),
        ("document_words", "陕扶办发", "陕扶办发"),
        ("policy_states", "已失效", "lapsed"),
    ],
)
def test_a_word_means_its_code(name, text, code):
    assert code_of(name, text, IN_2019) == code


def test_a_word_of_several_entries_is_ambiguous_and_lists_them():
    found = resolve("fund_levels", "中省", IN_2019)
    assert names(found) == ["中央", "省级"]
    assert code_of("fund_levels", "中省", IN_2019) is None
    assert [e.code for e in resolve("economic_government", "基础设施建设", IN_2019)] == [
        "50302",
        "50402",
    ]


@pytest.mark.parametrize("text", ["", "不详", "产业", "中央级别"])
def test_other_words_mean_nothing(text):
    assert [resolve(name, text, IN_2019) for name in list_names()] == [()] * len(list_names())


def test_types_of_projects_are_those_of_their_time():
    first = [e for e in in_force("project_types", IN_2019) if not e.parent]
    assert len(first) == 13
    assert resolve("project_types", "乡村建设行动", IN_2019) == ()
    assert code_of("project_types", "乡村建设行动", IN_2024) == "rural_works-2021"
    assert resolve("project_types", "危房改造", IN_2024) == ()
    assert code_of("project_types", "项目管理费", date(2021, 6, 1)) == "management"


@pytest.mark.parametrize(
    ("text", "levels", "lines"),
    [
        ("中央财政专项扶贫资金（以工代赈）", ["中央"], ["以工代赈"]),
        ("中央财政少数民族发展资金", ["中央"], ["少数民族发展资金"]),
        ("县本级财政专项扶贫资金", ["县级"], ["财政专项扶贫资金"]),
        ("中央专项彩票公益金", ["中央"], ["彩票公益金"]),
        ("自治区级项目管理费", ["省级"], ["项目管理费"]),
    ],
)
def test_a_fund_is_a_pair_of_level_and_line(text, levels, lines):
    found = fund_source(text, IN_2019)
    assert (names(found.levels), names(found.lines)) == (levels, lines)
    assert found.is_known
    assert (found.level.name, found.line.name) == (levels[0], lines[0])


@pytest.mark.parametrize(
    ("text", "levels", "lines"),
    [
        ("中央及省级财政扶贫发展资金1245万元", ["中央", "省级"], ["扶贫发展资金"]),
        ("中省财政专项扶贫资金", ["中央", "省级"], ["财政专项扶贫资金"]),
        ("省级财政水利发展资金", ["省级"], []),
        ("市县财政资金", ["市级", "县级"], []),
        ("以工代赈", [], ["以工代赈"]),
        ("补助", [], []),
    ],
)
def test_a_fund_of_no_level_or_line_or_of_several_is_no_pair(text, levels, lines):
    found = fund_source(text, IN_2019)
    assert (names(found.levels), names(found.lines)) == (levels, lines)
    assert not found.is_known


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("中央财政资金", "中央"),
        ("中省财政资金", None),
        ("自治区级财政资金", "省级"),
        ("资金", None),
    ],
)
def test_the_level_of_a_fund_in_a_table_is_the_one_its_name_mentions(text, level):
    field = load_contracts()["fund_allocation"].field("fund_level")
    assert DERIVATIONS["word"](field, text) == level


def test_a_fund_is_called_by_the_name_of_its_year():
    assert fund_source("中央财政衔接资金", IN_2019).line is None
    assert fund_source("中央财政衔接资金", IN_2024).line.name == "衔接推进乡村振兴补助资金"
    assert mentioned("fund_lines", "中央财政衔接资金")


def a_list(folder, monkeypatch, *rows):
    with (folder / "made_up.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    monkeypatch.setattr(codelists, "LISTS", folder)
    load_list.cache_clear()


def test_a_list_with_a_column_missing_or_unknown_is_refused(tmp_path, monkeypatch):
    for columns in (["code", "name"], [*codelists.COLUMNS, "surprise"]):
        a_list(tmp_path, monkeypatch, columns)
        with pytest.raises(ValueError, match=r"made_up\.csv"):
            load_list("made_up")
    with pytest.raises(FileNotFoundError):
        load_list("nowhere")


def test_a_line_that_runs_in_a_circle_is_refused(tmp_path, monkeypatch):
    rows = [["a", "甲", "", "", "K", "b"], ["b", "乙", "", "", "K", "a"]]
    a_list(tmp_path, monkeypatch, [*codelists.COLUMNS, "replaces"], *rows)
    with pytest.raises(ValueError, match="follows itself"):
        succession("made_up", "a")
    assert mentioned("made_up", "甲乙丙") == load_list("made_up")
