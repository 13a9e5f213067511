"""Joined datasets from what is in force: whose units speak for an area, and until which day."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
from ledger_kit import BALANCES, CITY, COUNTY, FLOWS, KEY, flow_records, said, transfer
from lifecycle_kit import records

from assets.stages.join import joined_tables, last_day, ledger_units, newest_day
from assets.stages.judge import placed_schema
from outputs.canonical import unit_digests
from outputs.disclosure import published_table
from outputs.ledger.explanations import Category, GapExplanation
from outputs.measuring import measure_table
from sources.contract import submitted_contracts
from sources.office import Office

UNITS = [
    {"code": CITY, "name": "西安市", "region": CITY},
    {"code": COUNTY, "name": "周至县", "region": COUNTY},
    {"code": "L01", "name": "示例开发区", "region": COUNTY},
]
OFFICE = Office.model_validate(
    {"demo": True, "name": "示例", "title": "示例", "hotline": "12317", "first_period": "2019-01",
     "roles": {}, "units": UNITS}
)  # fmt: skip
ROWS = {
    "fund_transfer": [transfer("西安市财政局", "周至县财政局", "5.00")],
    "fund_allocation": [said("3.00", COUNTY, area_name="楼观镇", area_code="610124105")],
}


def tables():
    empty = {name: placed_schema(one).empty_table() for name, one in submitted_contracts().items()}
    return empty | {name: records(name, rows) for name, rows in ROWS.items()}


def county_of(until):
    told = GapExplanation(
        COUNTY, COUNTY, KEY, 2019, Category.NOT_BROKEN_DOWN, Decimal("2.00"), "示例", until,
        "provider@example.org", is_signed=True,
    )  # fmt: skip
    made = joined_tables(tables(), OFFICE, [told])["fund_balances"].to_pylist()
    return next(row for row in made if row["node"] == COUNTY)


def test_an_explanation_counts_until_the_newest_month_in_force_is_past_it():
    assert newest_day(tables()) == date(2019, 3, 31)
    assert county_of(date(2019, 3, 31))["balance_state"] == "已说明"
    assert county_of(date(2019, 3, 30))["balance_state"] == "有差额"


def test_nothing_in_force_is_before_every_day():
    empty = {name: placed_schema(one).empty_table() for name, one in submitted_contracts().items()}
    assert newest_day(empty) == date.min
    assert {table.num_rows for table in joined_tables(empty, OFFICE).values()} == {0}


def test_a_month_ends_on_its_last_day():
    assert [last_day(date(2020, month, 1)).day for month in (1, 2, 4, 12)] == [31, 29, 30, 31]


def test_a_zone_with_a_local_code_does_not_speak_for_its_county():
    assert {code: one.is_area for code, one in ledger_units(OFFICE).items()} == {
        CITY: True, COUNTY: True, "L01": False,
    }  # fmt: skip


def test_a_ledger_is_no_unit_s_own_and_has_no_sum():
    table = published_table(FLOWS, flow_records(**ROWS))
    assert unit_digests([(FLOWS, table)]) == {}
    assert measure_table(FLOWS, table).amount_yuan is None
    assert FLOWS.is_ledger
    assert BALANCES.is_joined
    assert isinstance(table, pa.Table)
