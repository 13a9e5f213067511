import pytest
from pydantic import ValidationError

from sources.contract import (
    DATASETS,
    VOCABULARY,
    FieldType,
    load_contracts,
    parse_contract,
    read_yaml,
)
from sources.text import fold
from sources.wording import merge_field

WORDS = read_yaml(VOCABULARY)
CONTRACTS = load_contracts()


def raw(**changes):
    return read_yaml(DATASETS / "fund_allocation.yaml") | changes


def field(**changes):
    return {
        "name": "extra", "title": "另", "title_en": "Extra", "type": "text", "definition": "另",
        "definition_en": "Extra", "basis": "无", "example": "甲",
    } | changes  # fmt: skip


def with_field(**changes):
    return raw(fields=[*raw()["fields"], field(**changes)])


def within(part, whole):
    return {"part": part, "whole": whole, "basis": "无"}


def need(**changes):
    return {"field": "remark", "basis": "无"} | changes


def test_every_file_is_a_contract_of_its_name():
    assert sorted(CONTRACTS) == sorted(path.stem for path in DATASETS.glob("*.yaml"))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (raw(surprise=1), "surprise"),
        (raw(grain=["nowhere"]), "nowhere"),
        (raw(identified_by=[["nowhere"]]), "nowhere"),
        (raw(dataset="Fund-1"), "dataset"),
        (raw(layout="picture"), "layout"),
        (with_field(surprise=1), "surprise"),
        (with_field(type="float"), "type"),
        (with_field(type="money"), "_yuan"),
        (with_field(name="extra_yuan"), "_yuan"),
        (with_field(type="enum"), "allowed"),
        (with_field(origin="derived"), "derive"),
        (with_field(claim_pattern="x"), "claim_field"),
        (with_field(year_of_title=True), "year_of_title"),
        (with_field(name="area_name"), "twice"),
        (with_field(aliases=["项 目 名 称"]), "two fields"),
        (raw(rules=[raw()["rules"][0] | {"id": "a-b"}]), "rule id"),
        (raw(wide=[{"measures": ["amount_yuan"]}]), "either"),
        (raw(at_most=[within("of_which_yuan", "nowhere")]), "nowhere"),
        (raw(at_most=[within("of_which_yuan", "household_count")]), "amounts beside counts"),
        (raw(at_most=[within("purpose", "amount_yuan")]), "purpose is no money or integer"),
        (raw(at_most=[{"part": "of_which_yuan", "whole": "amount_yuan"}]), "basis"),
        (raw(sums=[{"total": "amount_yuan", "parts": [], "basis": "无"}]), "parts"),
        (raw(dates_in_order=[{"fields": ["allocated_on"], "basis": "无"}]), "fields"),
        (raw(dates_in_order=[{"fields": ["allocated_on", "purpose"], "basis": "无"}]), "no date"),
        (raw(needs=[need(when={"fund_level": ["太空"]})]), "never one of"),
        (raw(needs=[need(when={"purpose": ["甲"]})]), "purpose is no enum"),
        (raw(needs=[need(id="a-b")]), "id"),
    ],
)
def test_a_contract_refuses_what_does_not_fit(changed, reason):
    with pytest.raises(ValidationError, match=reason):
        parse_contract(changed, WORDS)


def test_a_field_adds_aliases_to_the_shared_ones_and_overrides_the_rest():
    merged = merge_field({"name": "remark", "title": "附言", "aliases": ["附言"]}, WORDS)
    assert merged["title"] == "附言"
    assert merged["aliases"] == (*WORDS["remark"]["aliases"], "附言")


def test_a_field_of_a_code_list_has_its_words_and_no_others():
    merged = merge_field(field(type="enum", codelist="fund_levels"), WORDS)
    assert merged["allowed"] == ("中央", "省级", "市级", "县级", "自筹")
    assert "县本级" in merged["synonyms"]["县级"]
    assert "中省" not in {word for words in merged["synonyms"].values() for word in words}
    with pytest.raises(ValueError, match="fund_levels"):
        merge_field(field(type="enum", codelist="fund_levels", allowed=["中央"]), WORDS)
    with pytest.raises(FileNotFoundError):
        merge_field(field(type="enum", codelist="nowhere"), WORDS)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_contract_is_usable(contract):
    assert set(contract.grain) <= {one.name for one in contract.fields}
    for one in contract.fields:
        assert one.definition.endswith("。"), one.name
        assert one.definition_en.endswith("."), one.name
        if one.allowed:
            assert one.example in one.allowed, one.name
            assert one.allowed == tuple(fold(word) for word in one.allowed), one.name


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_the_same_name_means_the_same_in_every_dataset(contract):
    for one in contract.fields:
        if one.name in WORDS:
            assert one.type.value == WORDS[one.name]["type"]
            # A ledger says how it made a field of what the datasets state.
            assert contract.is_ledger or one.definition == WORDS[one.name]["definition"]


def test_headers_lead_to_fields_and_an_unknown_field_is_a_key_error():
    contract = CONTRACTS["fund_allocation"]
    assert contract.by_header["村名"].name == "area_name"
    assert "表题" not in contract.by_header
    with pytest.raises(KeyError, match="nowhere"):
        contract.field("nowhere")


def test_money_fields_have_a_name_in_fen():
    contract = CONTRACTS["fund_allocation"]
    assert [one.fen_name for one in contract.money_fields] == ["amount_fen", "of_which_fen"]
    assert all(one.type is FieldType.MONEY for one in contract.money_fields)


def test_what_is_not_for_the_site_is_not_public():
    contract = CONTRACTS["fund_allocation"]
    assert "serial_no" not in {one.name for one in contract.public_fields}
    assert contract.model_copy(update={"channel": "board"}).public_fields == ()
