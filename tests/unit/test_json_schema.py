"""The JSON Schema of a dataset takes its JSON file as it is, and nothing that is no such file."""

import json
import re

import jsonschema
import pytest
from published_sample import allocation, record, table

from outputs.columns import published_columns
from outputs.formats.json_file import write_json
from outputs.formats.json_schema import ecma, json_schema
from sources.contract import load_contracts

ROWS = [
    record(1, fund_level="中央", area_code="610118", amount_yuan="-0.50", budget_year=2021),
    record(2, supervision_phone="12317", allocated_on="2026-11", household_count=3),
]
# What Python's `re` and ECMA-262 with its Unicode flag do not read alike.
DIFFERENT = re.compile(r"\\[dwbBAZ]|\(\?(?!:)|\\[-_ ]|\[:")


@pytest.fixture(scope="module")
def schema():
    found = json_schema(allocation())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.fixture
def document(tmp_path):
    write_json(allocation(), table(ROWS), tmp_path / "fund_allocation.json")
    return json.loads((tmp_path / "fund_allocation.json").read_bytes())


def test_the_file_as_written_is_valid(schema, document):
    assert len(document["records"]) == 2
    schema.validate(document)


def test_a_file_without_records_is_valid(schema, document):
    schema.validate({**document, "records": []})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount_yuan", 130000.0),
        ("amount_yuan", "1,300.00"),
        ("amount_yuan", "1300.0"),
        ("amount_yuan", "01300.00"),
        ("amount_fen", "130000"),
        ("amount_fen", 0.5),
        ("amount_yuan", None),
        ("unit_code", None),
        ("fund_level", "国家"),
        ("area_code", "12"),
        ("supervision_phone", "123"),
        ("allocated_on", "2026年11月"),
        ("period", "2026-1"),
        ("budget_year", "2021"),
        ("unknown_column", "x"),
    ],
)
def test_a_value_that_no_release_may_hold_is_refused(schema, document, name, value):
    document["records"][0][name] = value
    assert not schema.is_valid(document)


def test_a_record_without_one_of_the_columns_is_refused(schema, document):
    del document["records"][1]["remark"]
    assert not schema.is_valid(document)


def test_another_dataset_s_file_is_refused(schema, document):
    assert not schema.is_valid({**document, "dataset": "budget"})


@pytest.mark.parametrize("contract", load_contracts().values(), ids=lambda one: one.dataset)
def test_every_schema_is_one_and_speaks_of_every_column(contract):
    found = json_schema(contract)
    jsonschema.Draft202012Validator.check_schema(found)
    names = [column.name for column in published_columns(contract)]
    assert list(found["$defs"]["record"]["properties"]) == names


def test_patterns_are_read_alike_by_both_engines():
    columns = [one for two in load_contracts().values() for one in published_columns(two)]
    patterns = {column.pattern for column in columns if column.pattern}
    assert len(patterns) > 5
    for pattern in patterns:
        assert not DIFFERENT.search(ecma(pattern)), pattern
        assert pattern.startswith("^")
        assert pattern.endswith("$")


def test_patterns_take_the_example_of_their_field():
    fields = [one for two in load_contracts().values() for one in two.public_fields]
    for field in fields:
        if field.value_pattern:
            assert re.search(ecma(field.value_pattern), field.example), field.name
