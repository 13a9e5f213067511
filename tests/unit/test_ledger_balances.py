"""Balances of nodes: one stage is taken and none added, gaps, explanations; checked by hand."""

from datetime import date
from decimal import Decimal

import pytest
from ledger_kit import (
    BALANCES,
    CITY,
    COUNTY,
    KEY,
    balances,
    flow_records,
    said,
    spent,
    transfer,
)

from outputs.disclosure import provenance_table, published_table
from outputs.ledger.balances import balance_table
from outputs.ledger.explanations import Category, GapExplanation
from outputs.lifecycle.values import joined_schema

ROAD = {"project_name": "示例村产业路", "location": "示例村"}
TOWN = {"area_name": "楼观镇", "area_code": "610124105"}
TOWN_NODE, ROAD_NODE = "610124105", "610124/项目/示例村产业路|示例村|2019"
# 示例, in yuan. 1000.00 from the centre; the province keeps 400.00 for others, the city 100.00;
# the county gives a town 300.00 and a road 150.00 of its 500.00 and keeps 50.00.
CHAIN = {
    "fund_transfer": [
        transfer("中央财政", "陕西省财政厅", "1000.00", "610000"),
        transfer("陕西省财政厅", "西安市财政局", "600.00", "610000"),
        transfer("西安市财政局", "周至县财政局", "500.00"),
    ],
    "fund_allocation": [said("300.00", COUNTY, **TOWN), said("150.00", COUNTY, **ROAD)],
    "annual_plan": [said("160.00", COUNTY, fund_source="中央财政扶贫发展资金", **ROAD)],
    "project_progress": [spent("120.50", arrived_yuan="140.00", as_of="2019-11", **ROAD)],
    "fund_expenditure": [
        spent("420.50", arrived_yuan="500.00", area_name="周至县", area_code=COUNTY),
        spent("300.00", **TOWN),
    ],
}


def amounts(row):
    names = ("received_yuan", "passed_on_yuan", "spent_yuan", "gap_yuan", "remaining_yuan")
    return tuple(None if row[name] is None else str(row[name]) for name in names)


def test_a_chain_from_the_centre_to_a_project_balances_by_hand():
    found = balances(**CHAIN)
    assert {key[:2]: (*amounts(row), row["balance_state"]) for key, row in found.items()} == {
        ("CN", KEY): (None, "1000.00", None, None, None, "没有收入数"),
        ("610000", KEY): ("1000.00", "600.00", None, "400.00", "400.00", "有差额"),
        (CITY, KEY): ("600.00", "500.00", None, "100.00", "100.00", "有差额"),
        (COUNTY, KEY): ("500.00", "450.00", "420.50", "50.00", "50.00", "有差额"),
        (TOWN_NODE, KEY): ("300.00", None, "300.00", "0.00", "0.00", "平衡"),
        (ROAD_NODE, None): ("150.00", None, "120.50", "29.50", "29.50", "有差额"),
    }
    road = found[(ROAD_NODE, None, 2019)]
    stages = ("planned_yuan", "allocated_yuan", "disbursed_yuan", "arrived_yuan")
    told = [None if road[name] is None else str(road[name]) for name in stages]
    assert told == ["160.00", "150.00", None, "140.00"]
    assert (road["received_stage"], road["is_leaf"]) == ("分配", "是")
    assert found[(COUNTY, KEY, 2019)]["passed_on_stage"] == "分配"


def test_all_that_the_centre_gave_is_somewhere():
    """What was passed on at the top = all gaps + what the leaves spent."""
    rows = balances(**CHAIN).values()
    gaps = sum(row["gap_yuan"] or 0 for row in rows)
    leaves = sum(row["spent_yuan"] or 0 for row in rows if row["is_leaf"] == "是")
    assert gaps + leaves == Decimal("1000.00")


def test_nothing_sent_makes_an_empty_table():
    table = balance_table(BALANCES, flow_records(), (), date.min)
    assert table.num_rows == 0
    assert table.schema.equals(joined_schema(BALANCES))


def test_what_is_disbursed_and_what_is_allocated_are_never_added():
    row = balances(
        fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00")],
        fund_allocation=[said("6.00", CITY, area_name="周至县", area_code=COUNTY)],
    )[(COUNTY, KEY, 2019)]
    assert (str(row["received_yuan"]), row["received_stage"]) == ("5.00", "拨付")
    assert str(row["allocated_yuan"]) == "6.00"


def test_a_plan_is_no_money_received_or_passed_on():
    found = balances(annual_plan=[said("5.00", COUNTY, fund_source="扶贫发展资金", **ROAD)])
    road, county = found[(ROAD_NODE, KEY, 2019)], found[(COUNTY, KEY, 2019)]
    assert (amounts(road)[0], road["balance_state"]) == (None, "只有计划数")
    assert (amounts(county)[1], str(county["planned_out_yuan"])) == (None, "5.00")


def test_a_leaf_of_which_nobody_says_what_it_spent_keeps_the_whole_gap():
    row = balances(fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00")])
    county = row[(COUNTY, KEY, 2019)]
    assert (amounts(county)[3], county["balance_state"]) == ("5.00", "没有支出数")


def test_more_passed_on_than_received_is_told():
    row = balances(
        fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00")],
        fund_allocation=[said("7.00", COUNTY, **TOWN)],
    )[(COUNTY, KEY, 2019)]
    assert (amounts(row)[3], row["balance_state"]) == ("-2.00", "超出")


def test_money_in_advance_balances_in_the_next_year():
    advance = transfer(
        "西安市财政局", "周至县财政局", "5.00", is_advance="提前下达", allocated_on="2019-11-20"
    )
    assert (COUNTY, KEY, 2020) in balances(fund_transfer=[advance])


def test_two_reports_of_the_same_spending_are_not_added():
    row = balances(
        fund_expenditure=[spent("4.00", fund_name="水利发展资金")],
        integrated_fund=[
            said("5.00", COUNTY, fund_name="水利发展资金", purpose="饮水", spent_yuan="3.00")
        ],
    )[(COUNTY, "中央·水利发展资金", 2019)]
    assert str(row["spent_yuan"]) == "3.00"


def test_a_whole_and_its_parts_by_fund_are_not_added():
    whole = spent("9.00", fund_name=None, fund_level=None)
    row = balances(fund_expenditure=[spent("4.00"), whole])[(COUNTY, None, 2019)]
    assert str(row["spent_yuan"]) == "9.00"


def explanation(**changed):
    given = {
        "unit": COUNTY, "node": COUNTY, "fund": KEY, "year": 2019,
        "category": Category.NOT_BROKEN_DOWN, "amount_yuan": Decimal("50.00"),
        "reason": "示例：待分解到村", "until": date(2020, 6, 30),
        "explained_by": "provider@example.org", "is_signed": True,
    }  # fmt: skip
    return GapExplanation(**given | changed)


def test_a_signed_explanation_explains_its_gap_and_no_other():
    found = balances([explanation()], **CHAIN)
    county = found[(COUNTY, KEY, 2019)]
    assert (amounts(county)[3:], county["balance_state"]) == (("50.00", "0.00"), "已说明")
    assert (county["explanation_category"], county["explained_until"]) == (
        "尚未分解",
        "2020-06-30",
    )
    assert (county["explanation_reason"], county["explained_by"]) == (
        "示例：待分解到村",
        "provider@example.org",
    )
    others = [row for key, row in found.items() if key[0] != COUNTY]
    assert all(row["explained_yuan"] is None for row in others)


def test_two_explanations_add_up_and_what_is_left_is_shown():
    parts = [
        explanation(amount_yuan=Decimal("20.00")),
        explanation(amount_yuan=Decimal("10.00"), category=Category.CARRIED_OVER, reason="示例"),
    ]
    county = balances(parts, **CHAIN)[(COUNTY, KEY, 2019)]
    assert (str(county["explained_yuan"]), str(county["remaining_yuan"])) == ("30.00", "20.00")
    assert (county["explanation_category"], county["balance_state"]) == ("尚未分解、结转", "有差额")


@pytest.mark.parametrize(
    "changed",
    [
        {"is_signed": False},
        {"until": date(2019, 12, 30)},
        {"unit": CITY},
        {"fund": None},
        {"year": 2018},
    ],
)
def test_an_explanation_that_is_unsigned_expired_or_of_another_gap_does_not_count(changed):
    county = balances([explanation(**changed)], **CHAIN)[(COUNTY, KEY, 2019)]
    assert (county["explained_yuan"], str(county["remaining_yuan"])) == (None, "50.00")


def test_an_explanation_counts_on_its_last_day():
    last = explanation(until=date(2019, 12, 31))
    assert balances([last], **CHAIN)[(COUNTY, KEY, 2019)]["balance_state"] == "已说明"


def test_each_sum_names_the_cells_that_were_added():
    table = balance_table(BALANCES, flow_records(**CHAIN), (), date.min)
    traced = {
        row["field"]: row
        for row in provenance_table(BALANCES, table).to_pylist()
        if row["field"] in ("received_yuan", "passed_on_yuan", "spent_yuan", "gap_yuan")
        and row["record_id"] == _id_of(table, COUNTY)
    }
    assert traced["passed_on_yuan"]["cell"] == "X5;X6"
    assert traced["passed_on_yuan"]["source_file"] == "fund_allocation-file"
    assert traced["received_yuan"]["cell"] == "X7"
    assert traced["received_yuan"]["source_file"] == "fund_transfer-file"
    assert traced["spent_yuan"]["source_file"] == "fund_expenditure-file"
    assert traced["gap_yuan"]["cell"] == ""


def _id_of(table, node):
    rows = published_table(BALANCES, table).to_pylist()
    return next(row["record_id"] for row in rows if row["node"] == node)


def test_the_order_of_arrival_makes_no_difference():
    turned = {name: rows[::-1] for name, rows in CHAIN.items()}
    one, other = balances(**CHAIN), balances(**turned)
    assert {key: amounts(row) for key, row in one.items()} == {
        key: amounts(row) for key, row in other.items()
    }
