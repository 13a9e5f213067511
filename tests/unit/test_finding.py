import re
import string

import pytest
from for_every import for_every

from expectations.rulebook import all_rules
from sources.finding import Place, Severity, find, reading_rules


def test_a_finding_is_filled_from_its_rule_and_the_case():
    found = find(
        "unit_missing", Place("表", "E2"), header="金额", value="金额", expected="单位：万元"
    )
    assert (found.rule, found.severity) == ("unit_missing", Severity.ERROR)
    assert (found.sheet, found.cell, found.value, found.expected) == (
        "表",
        "E2",
        "金额",
        "单位：万元",
    )
    assert found.message.startswith("“金额”没有写明金额单位")


def test_an_unknown_rule_or_a_missing_word_is_our_fault():
    with pytest.raises(KeyError):
        find("no_such_rule", Place())
    with pytest.raises(KeyError):
        find("unit_missing", Place())


@pytest.mark.parametrize("text", ["{x}", "{value.__class__}", "%s", "{}"])
def test_what_a_clerk_wrote_is_never_a_template(text):
    found = find("amount_not_number", Place(), header=text, value=text)
    assert found.value == text
    assert f"“{text}”" in found.message


@for_every({rule.id: rule for rule in all_rules()})
def test_every_rule_speaks_plain_chinese_to_the_clerk(rule):
    for text in (rule.title, rule.message, rule.fix):
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
        assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
        assert re.search(r"[一-鿿]{2}", text)
    assert rule.message.endswith("。")
    assert rule.fix.endswith("。")
    assert rule.category in ("精确", "完整", "存在", "一致", "及时")


def test_the_rules_of_reading_are_declared_once():
    assert len(reading_rules()) == len({rule.title for rule in reading_rules().values()})
