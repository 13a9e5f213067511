"""A waiver holds for one rule, one unit and its time; a waived error returns nothing."""

from datetime import date, timedelta

import pytest
import yaml
from home_kit import BAD, GOOD, OTHER, UNIT, amounts, office_of, open_home, run, send

from assets.finding_states import finding_states, told
from assets.receipts import now_in_china
from assets.stages.propose import propose
from expectations.rulebook import all_rules
from expectations.waivers import Waiver, WaiversRefused, load_waivers
from sources.finding import Severity, reading_rules

TODAY = now_in_china().date()
RULE = "claim_total"
WAIVER = {
    "rule": RULE,
    "unit": UNIT,
    "reason": "系统迁移，合计含未拆分部分（示例）",
    "approved_by": "张三（示例）",
    "starts": TODAY,
    "ends": TODAY + timedelta(days=30),
}
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


def waive(store, *waivers):
    text = yaml.safe_dump({"waivers": list(waivers)}, allow_unicode=True)
    store.waivers.write_text(text, encoding="utf-8")


def states(store):
    return finding_states(store, office_of(store), run(store))


def test_a_waived_error_is_a_warning_that_returns_nothing(store):
    waive(store, WAIVER)
    send(store, BAD)
    (one,) = states(store)
    assert amounts(store) == ["14000.00"]
    assert (one.finding["rule"], one.finding["severity"]) == (RULE, "warning")
    assert one.state == "waived"
    assert one.finding["waived_until"] == WAIVER["ends"].isoformat()
    assert "已豁免至" in one.finding["fix"]
    assert WAIVER["reason"] in told(one, TODAY)


def test_a_waiver_that_is_added_later_is_heeded_by_the_next_run(store):
    send(store, BAD)
    assert [one.state for one in states(store)] == ["failed"]
    waive(store, WAIVER)
    assert [one.state for one in states(store)] == ["waived"]
    store.waivers.unlink()
    assert [one.state for one in states(store)] == ["failed"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts": TODAY - 9 * DAY, "ends": TODAY - DAY}, "豁免已于"),
        ({"starts": TODAY + DAY}, "豁免只管"),
    ],
)
def test_a_waiver_out_of_its_time_does_not_count_and_is_shown(store, change, words):
    waive(store, WAIVER | change)
    send(store, BAD)
    (one,) = states(store)
    assert (one.state, one.finding["severity"]) == ("failed", "error")
    assert words in told(one, TODAY)
    assert amounts(store) == []


@pytest.mark.parametrize("change", [{"unit": OTHER}, {"rule": "claim_of_which"}])
def test_a_waiver_speaks_of_one_unit_and_one_rule(store, change):
    waive(store, WAIVER | change)
    send(store, BAD)
    (one,) = states(store)
    assert (one.state, one.lapsed) == ("failed", None)


def test_what_was_accepted_under_a_waiver_stays_accepted_when_it_has_run_out(store):
    waive(store, WAIVER | {"ends": TODAY})
    send(store, BAD)
    (one,) = states(store)
    tomorrow = TODAY + DAY
    assert one.state == "waived"
    assert "现已到期" in told(one, tomorrow)


@pytest.mark.parametrize("day", [-1, 0, 30, 31])
def test_its_first_and_last_day_are_part_of_it(day):
    one = Waiver(**WAIVER)
    at = TODAY + timedelta(days=day)
    assert one.state(at) == {-1: "coming", 0: "active", 30: "active", 31: "expired"}[day]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"rule": "no_such_rule"}, "没有规则“no_such_rule”"),
        ({"rule": "file_unreadable"}, "不能豁免"),
        ({"rule": "unit_missing"}, "不能豁免"),
        ({"rule": "fund_allocation_amount_yuan_required"}, "不能豁免"),
        ({"rule": "fund_allocation_grain_unique"}, "不能豁免"),
        ({"unit": "999999"}, "没有登记"),
        ({"approved_by": " "}, "approved_by"),
        ({"reason": ""}, "reason"),
        ({"reason": "电话 13912345678"}, "会公开"),
        ({"ends": TODAY - DAY}, "早于开始"),
        ({"note": "?"}, "note"),
        ({"ends": "以后"}, "ends"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused_with_the_reason(store, change, word):
    waive(store, WAIVER | change)
    with pytest.raises(WaiversRefused, match=r"waivers\.yaml") as refusal:
        load_waivers(store.waivers, office_of(store))
    assert word in str(refusal.value)


@pytest.mark.parametrize("name", ["approved_by", "reason", "starts", "ends"])
def test_who_why_and_until_when_must_be_said(store, name):
    waive(store, {key: value for key, value in WAIVER.items() if key != name})
    with pytest.raises(WaiversRefused, match=name):
        load_waivers(store.waivers, office_of(store))


def test_two_waivers_at_once_are_refused(store):
    waive(store, WAIVER, WAIVER | {"starts": WAIVER["ends"], "ends": date(2099, 1, 1)})
    with pytest.raises(WaiversRefused, match="重叠"):
        load_waivers(store.waivers, office_of(store))


def test_a_file_that_is_no_yaml_is_refused(store):
    store.waivers.write_text("waivers: [", encoding="utf-8")
    with pytest.raises(WaiversRefused):
        load_waivers(store.waivers, office_of(store))


def test_without_the_file_or_with_an_empty_one_there_is_no_waiver(store):
    assert load_waivers(store.waivers, office_of(store)).every == ()
    store.waivers.write_text("", encoding="utf-8")
    assert load_waivers(store.waivers, office_of(store)).every == ()


def test_no_fault_that_leaves_no_value_can_be_waived():
    errors = [one for one in reading_rules().values() if one.severity is Severity.ERROR]
    assert errors
    assert not [one.id for one in errors if one.waivable]
    promised = {"required", "allowed", "pattern", "unique"}
    assert not [rule.id for rule in all_rules() if rule.kind in promised and rule.waivable]


def test_a_waiver_renews_the_candidate_that_waits(store):
    send(store, GOOD)
    run(store)
    first = propose(store, office_of(store))
    send(store, BAD, unit=OTHER)
    waive(store, WAIVER | {"unit": OTHER})
    run(store)
    assert propose(store, office_of(store)).digest != first.digest
