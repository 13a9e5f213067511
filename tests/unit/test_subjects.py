"""What a finding speaks of stays the same wherever it stands, and changes with its value."""

import openpyxl
import pytest
from home_kit import OTHER, open_home, run, send

from sources.finding import reading_rules

HEAD = "2019年资金表,,\n单位：万元,,\n村名,金额,监督电话\n"
ROWS = ("贴息,1.5,12\n", "补助,2.5,34\n", "奖励,3.5,5\n")
FOUND: dict[tuple[object, ...], list[dict[str, str]]] = {}
AREA, PHONE, TOTAL = "fund_allocation_area_is_a_place", "phone_not_readable", "claim_total"


def table(rows=ROWS, total="7.5", head=HEAD):
    return f"{head}{''.join(rows)}合计,{total},\n"


@pytest.fixture
def home(tmp_path):
    """Findings of a table in a home of its own; the same table is judged once for all tests."""

    def found(text, name="表.csv", folder="home", **place):
        sent = (text, name, *sorted(place.items()))
        if sent not in FOUND:
            store = open_home(tmp_path / folder)
            send(store, text, name, **place)
            FOUND[sent] = run(store).open_findings
        return FOUND[sent]

    return found


def ids(findings):
    return {(one["rule"], one["value"], one["id"]) for one in findings}


def test_every_finding_has_an_id_and_those_of_records_say_which(home):
    found = home(table(total="9"))
    assert all(len(one["id"]) == 16 for one in found)
    assert {(one["rule"], bool(one["record_id"]), one["field"]) for one in found} >= {
        (AREA, True, "area_name"),
        (PHONE, True, "supervision_phone"),
        (TOTAL, False, "amount_yuan"),
    }


def test_permuting_rows_changes_addresses_and_no_id(home):
    before = home(table(total="9"), folder="one")
    after = home(table(reversed(ROWS), total="9"), folder="two")
    assert ids(before) == ids(after)
    assert len({one["id"] for one in before}) == len(before)


def test_the_same_values_in_a_workbook_have_the_same_ids(home, tmp_path):
    before = home(table(total="9"), folder="one")
    book = openpyxl.Workbook()
    book.active.title = "别的名字"
    rows = [line.split(",") for line in table(total="9").splitlines()]
    for row in ([], *rows):
        book.active.append([_value(text) for text in row])
    store = open_home(tmp_path / "two")
    book.save(send(store, "", "另存.xlsx"))
    after = run(store).open_findings
    assert {one["id"] for one in after} == {one["id"] for one in before}


def _value(text):
    return float(text) if text.replace(".", "").isdigit() and "." in text else text


def test_another_value_makes_another_id_of_that_finding_alone(home):
    before = home(table(total="9"), folder="one")
    changed = (ROWS[0].replace(",12", ",13"), *ROWS[1:])
    after = home(table(changed, total="9"), folder="two")
    assert [one[:2] for one in ids(before) - ids(after)] == [(PHONE, "12")]
    assert [one[:2] for one in ids(after) - ids(before)] == [(PHONE, "13")]


def test_a_total_is_another_one_once_its_parts_make_another_sum(home):
    (before,) = [one for one in home(table(total="9"), folder="one") if one["rule"] == TOTAL]
    rows = (*ROWS[:2], "奖励,3.6,5\n")
    (after,) = [one for one in home(table(rows, "9"), folder="two") if one["rule"] == TOTAL]
    assert before["value"] == after["value"]
    assert before["id"] != after["id"]


@pytest.mark.parametrize("place", [{"unit": OTHER}, {"period": "2019-04"}])
def test_the_same_table_of_another_unit_or_month_has_other_ids(home, place):
    before = home(table(), folder="one")
    after = home(table(), folder="two", **place)
    assert not {one["id"] for one in before} & {one["id"] for one in after}


def test_21_bad_rows_give_21_ids(home):
    rows = [f"第{n}笔贴息,{n}.5,\n" for n in range(1, 22)]
    found = [one for one in home(table(rows, "241.5")) if one["rule"] == AREA]
    assert len({one["id"] for one in found}) == 21


def test_what_is_told_once_for_a_value_is_no_record_s():
    assert [one.id for one in reading_rules().values() if one.once] == ["place_ambiguous"]


def test_a_finding_of_the_file_is_told_by_its_name(tmp_path):
    store = open_home(tmp_path / "home")
    send(store, "x", "坏.xlsx")
    send(store, "x", "又坏.xlsx")
    first, second = run(store).open_findings
    assert first["rule"] == second["rule"]
    assert first["id"] != second["id"]
