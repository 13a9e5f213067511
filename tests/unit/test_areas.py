"""The table of areas lists the codes that tables name, and the areas around them, and no others."""

from outputs.areas import COLUMNS, area_table, codes_in
from outputs.columns import published_columns
from sources.contract import load_contracts


def found(*codes, **names):
    return {row["code"]: row for row in area_table(codes, names).to_pylist()}


def test_a_code_comes_with_every_area_around_it():
    rows = found("610124")
    assert sorted(rows) == ["610000", "610100", "610124", "CN"]
    assert [rows[one]["level"] for one in ("CN", "610000", "610100", "610124")] == [
        "中央", "省", "市", "区县",
    ]  # fmt: skip
    assert rows["610124"]["parent_code"] == "610100"
    assert rows["CN"]["parent_code"] is None


def test_a_code_that_changed_its_name_is_one_row_with_the_newest():
    row = found("130502")["130502"]
    assert row["name"] == "襄都区"
    assert row["earlier_names"] == "桥东区"
    assert row["valid_to"] is None


def test_a_code_that_no_longer_holds_is_still_listed_with_its_last_day():
    row = found("610125")["610125"]
    assert row["name"] == "户县"
    assert row["valid_to"]


def test_a_unit_without_an_area_s_code_has_its_name_and_no_parent():
    row = found("L01", L01="示例区管委会")["L01"]
    assert (row["name"], row["level"], row["parent_code"]) == ("示例区管委会", "单位", None)


def test_a_code_that_nobody_knows_has_no_invented_name():
    assert found("999999")["999999"]["name"] is None


def test_a_unit_that_no_table_names_is_not_listed():
    assert "L02" not in found("L01", L01="甲", L02="只在村公示栏出现的单位")


def test_every_column_that_points_to_areas_is_looked_at():
    pointing = {
        (name, column.name)
        for name, contract in load_contracts().items()
        for column in published_columns(contract)
        if column.refers_to
    }
    assert {("fund_flows", "payee_code"), ("fund_balances", "node_code")} <= pointing
    assert ("disclosure_scoreboard", "scored_unit_code") in pointing
    assert {name for name, column in pointing if column == "unit_code"} == set(load_contracts())


def test_codes_are_told_once_and_blanks_not():
    from published_sample import allocation, record, table

    data = table([record(1), record(2, area_code="610118"), record(3, area_code=None)])
    assert sorted(codes_in(allocation(), data)) == ["610118", "610124"]


def test_the_table_has_the_columns_that_it_declares():
    assert area_table((), {}).schema.names == [column.name for column in COLUMNS]
