from decimal import Decimal

import pyarrow as pa
import pytest
from reading_kit import CONTRACTS, FUND

from sources.reading import read_file
from sources.records import (
    CLAIM_FIELDS,
    HEAD,
    claim_schema,
    claim_table,
    document_key,
    working_schema,
    working_table,
)

TEXT = "某县 2019年资金表,\n单位：万元\n村名,项目名称,金额\n甲村,水厂,1.5\n乙村,路,2\n合计,,3.6\n"


@pytest.fixture
def reading(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text(TEXT, encoding="utf-8")
    return read_file(path, CONTRACTS)


def test_a_working_table_holds_value_text_cell_and_unit(reading):
    first, second = working_table(FUND, reading, "000007").to_pylist()
    assert first["submission"] == "000007"
    assert (first["file"], first["sheet"], first["span"]) == ("表.csv", "表", "A4:C4")
    assert first["source_file"] == reading.sha256
    assert first["amount_yuan"] == Decimal("15000.00")
    assert first["amount_yuan__text"] == "1.5"
    assert first["amount_yuan__cell"] == "C4"
    assert first["amount_yuan__unit"] == "万元"
    assert second["area_name"] == "乙村"
    assert (second["location"], second["location__cell"]) == (None, None)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_the_schema_is_the_same_with_and_without_records(contract, reading):
    schema = working_schema(contract)
    assert working_table(contract, reading, "000001").schema == schema
    assert schema.names[: len(HEAD)] == list(HEAD)
    for field in contract.money_fields:
        assert schema.field(field.name).type == pa.decimal128(18, 2)
        assert f"{field.name}__unit" in schema.names


def test_claims_are_one_row_a_figure(reading):
    table = claim_table(list(CONTRACTS.values()), reading, "000007")
    assert table.schema == claim_schema()
    assert table.column_names == list(CLAIM_FIELDS)
    (row,) = table.to_pylist()
    assert (row["label"], row["cell"], row["field_title"]) == ("合计", "C6", "金额")
    assert (row["claimed"], row["actual"]) == (Decimal("36000.00"), Decimal("35000.00"))


def test_a_document_is_called_by_its_number_or_else_its_title(reading):
    (table,) = reading.tables
    assert document_key(table) == "某县2019年资金表"


def test_a_document_number_wins(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text(f"示财农〔2019〕7号\n{TEXT}", encoding="utf-8")
    (table,) = read_file(path, CONTRACTS).tables
    assert document_key(table) == "示财农〔2019〕7号"
