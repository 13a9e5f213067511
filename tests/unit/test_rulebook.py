import duckdb
import pytest
from for_every import for_every
from reading_kit import CONTRACTS, FUND

from expectations.change_rules import change_rules
from expectations.privacy.findings import privacy_rules
from expectations.rulebook import (
    QueryHead,
    all_rules,
    contract_rules,
    query_rules,
    range_text,
)
from sources.contract import FieldType, load_contracts
from sources.finding import Severity, reading_rules
from sources.rule_text import RULE_ID

RULES = {rule.id: rule for rule in all_rules()}
# Types whose values have one form, which is a rule without being declared.
FORMS = (FieldType.DATE, FieldType.PHONE)


def test_there_is_one_list_of_all_rules():
    contract = [item.rule.id for one in CONTRACTS.values() for item in contract_rules(one)]
    query = [item.rule.id for item in query_rules()]
    assert set(RULES) == {*reading_rules(), *privacy_rules(), *contract, *query, *change_rules()}


@for_every(RULES)
def test_an_id_can_name_an_asset_check(rule):
    assert RULE_ID.fullmatch(rule.id)
    assert rule.dataset is None or rule.dataset in load_contracts()


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_the_fields_of_a_contract_make_its_rules(contract):
    made = {item.rule.id for item in contract_rules(contract)}
    name = contract.dataset
    expected = {f"{name}_grain_unique", *(rule.id for rule in contract.rules)}
    expected |= {f"{name}_{f.name}_required" for f in contract.fields if f.required}
    expected |= {f"{name}_{f.name}_allowed" for f in contract.fields if f.allowed}
    formed = [f for f in contract.fields if f.pattern or f.type in FORMS]
    expected |= {f"{name}_{f.name}_pattern" for f in formed}
    bounded = [f for f in contract.fields if f.minimum is not None or f.maximum is not None]
    expected |= {f"{name}_{f.name}_range" for f in bounded}
    kinds = ("sum", "product", "within", "rate", "in_order", "needed")
    declared = {rule.id for rule in contract.row_rules} - {None}
    rest = made - expected - declared
    assert expected | declared <= made
    assert all(rule.startswith(f"{name}_") for rule in rest)
    assert all(any(kind in rule for kind in kinds) for rule in rest)
    assert len(made) - len(expected) == sum(
        len(getattr(rule, "fields", "ab")) - 1 for rule in contract.row_rules
    )


def test_a_range_is_judged_by_the_side_on_which_a_figure_lies():
    field = FUND.field("amount_yuan").model_copy(update={"minimum": 5, "maximum": 7})
    contract = FUND.model_copy(
        update={
            "fields": (field,),
            "grain": ("amount_yuan",),
            "rules": (),
            "products": (),
            "at_most": (),
        }
    )
    (item,) = [one for one in contract_rules(contract) if one.rule.id.endswith("_range")]
    values = "(VALUES (4.99), (5.00), (7.00), (7.01), (NULL)) AS t(amount_yuan)"
    sides = duckdb.sql(f"SELECT {item.working} FROM {values}").fetchall()
    assert [side for (side,) in sides] == [-1, 0, 0, 1, None]
    assert item.arguments == {"value_set": [0]}


@pytest.mark.parametrize(
    ("minimum", "maximum", "text"),
    [(0, 100, "0 至 100"), (0, None, "不小于 0"), (None, 9, "不大于 9")],
)
def test_a_range_is_said_in_words(minimum, maximum, text):
    bounds = {"minimum": minimum, "maximum": maximum}
    assert range_text(FUND.field("household_count").model_copy(update=bounds)) == text


def test_a_rule_over_several_submissions_never_returns_a_file():
    spanning = [item.rule for item in query_rules() if item.rule.spans]
    assert {"fund_allocation_repeated", "poverty_exit_twice"} <= {rule.id for rule in spanning}
    assert Severity.ERROR not in {rule.severity for rule in spanning}


def test_the_head_of_a_query_is_strict():
    with pytest.raises(ValueError, match="surprise"):
        QueryHead.model_validate(
            {"title": "t", "severity": "error", "category": "一致", "message": "m", "fix": "f",
             "surprise": 1}
        )  # fmt: skip
