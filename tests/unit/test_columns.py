"""The columns of published tables follow from the contract alone."""

import pyarrow as pa
import pytest
from published_sample import allocation

from outputs.columns import arrow_schema, published_columns
from sources.contract import Channel, load_contracts


def names(dataset: str) -> list[str]:
    return [column.name for column in published_columns(load_contracts()[dataset])]


def test_identity_comes_first_and_the_source_last():
    for dataset in load_contracts():
        assert names(dataset)[:4] == ["record_id", "unit_code", "unit_name", "period"]
        assert names(dataset)[-3:] == ["source_file", "source_sheet", "source_cells"]


def test_fen_stands_beside_each_amount():
    found = names("performance_target")
    for money in ("fund_total", "fund_fiscal", "fund_other"):
        assert found[found.index(f"{money}_yuan") + 1] == f"{money}_fen"


def test_the_original_amount_is_published_only_where_there_is_a_main_amount():
    assert names("fund_allocation")[-5:-3] == ["amount_text", "amount_unit"]
    assert "amount_text" not in names("performance_target")


def test_what_may_not_be_public_is_no_column():
    assert "serial_no" not in names("fund_allocation")


def test_a_dataset_off_the_site_publishes_no_field():
    board_only = allocation().model_copy(update={"channel": Channel.BOARD})
    found = [column.name for column in published_columns(board_only)]
    assert found[4:] == ["source_file", "source_sheet", "source_cells"]


@pytest.mark.parametrize("dataset", sorted(load_contracts()))
def test_every_column_has_words_in_both_languages(dataset):
    for column in published_columns(load_contracts()[dataset]):
        assert all((column.title, column.title_en, column.definition, column.definition_en))


def test_arrow_types_are_exact_and_carry_the_meaning():
    schema = arrow_schema(allocation())
    assert schema.field("amount_yuan").type == pa.decimal128(18, 2)
    assert schema.field("amount_fen").type == pa.int64()
    assert schema.field("budget_year").type == pa.int64()
    metadata = schema.field("amount_yuan").metadata
    assert metadata[b"title"].decode() == "金额"
    assert "换算为元" in metadata[b"definition"].decode()
