"""Flows of funds from what each table says: who to whom, which fund, which year, which version."""

from decimal import Decimal

import pytest
from ledger_kit import (
    CITY,
    COUNTY,
    FLOWS,
    KEY,
    flow,
    flow_records,
    flows,
    said,
    spent,
    transfer,
)

from outputs.disclosure import provenance_table, published_table, record_ids
from outputs.lifecycle.values import joined_schema

ROAD = {"project_name": "示例村产业路", "location": "示例村"}
TOWN = {"area_name": "楼观镇", "area_code": "610124105"}


def ends(row):
    return row["payer_node"], row["payee_node"]


def test_nothing_sent_makes_an_empty_table():
    assert flow_records().schema.equals(joined_schema(FLOWS))
    assert flow_records().num_rows == 0


def test_a_transfer_goes_from_the_payer_s_area_to_the_payee_s():
    row = flow(fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00")])
    assert ends(row) == (CITY, COUNTY)
    assert (row["payer_level"], row["payee_level"], row["stage"]) == ("市", "区县", "拨付")
    assert (row["payer_name"], row["amount_yuan"]) == ("西安市财政局", Decimal("5.00"))
    assert (row["fund_level"], row["fund_line"], row["fund_key"]) == ("中央", "扶贫发展资金", KEY)
    assert (row["is_counted"], row["flow_note"]) == ("是", None)


@pytest.mark.parametrize(
    ("name", "node", "level"),
    [
        ("财政部", "CN", "中央"),
        ("中央财政", "CN", "中央"),
        ("省财政厅", "610000", "省"),
        ("陕西省扶贫办", "610000", "省"),
        ("市级", "610100", "市"),
        ("周至县人民政府", "610124", "区县"),
        ("周至县楼观镇", "610124105", "乡镇"),
        ("周至县水务局", "610124/水务局", "单位"),
        ("扶贫办", "610100/扶贫办", None),
        ("农业农村部", "610100/农业农村部", None),
    ],
)
def test_a_name_is_an_area_a_unit_within_one_or_nobody_known(name, node, level):
    row = flow(fund_transfer=[transfer("西安市财政局", name, "5.00")])
    assert (row["payee_node"], row["payee_level"]) == (node, level)
    assert (level is None) == ("认不出" in (row["flow_note"] or ""))


def test_an_area_of_a_common_name_is_not_guessed():
    row = flow(fund_transfer=[transfer("西安市财政局", "鼓楼区财政局", "5.00")])
    assert (row["payee_code"], row["payee_level"]) == (None, None)
    assert "分不清是哪一个" in row["flow_note"]
    assert row["is_counted"] == "是"


def test_a_payer_that_is_not_stated_stays_unknown():
    row = flow(fund_transfer=[transfer(None, "周至县财政局", "5.00")])
    assert ends(row) == (None, COUNTY)
    assert row["flow_note"] == "没有写明付款方。"


def test_who_allocates_is_the_payer_of_a_table_without_one():
    row = flow(fund_allocation=[said("5.00", COUNTY, **TOWN)])
    assert ends(row) == (COUNTY, "610124105")
    assert (row["stage"], row["payer_name"], row["payee_name"]) == ("分配", "周至县", "楼观镇")
    assert "谁分配、谁公开" in row["payer_name__steps"]


def test_a_zone_without_an_area_code_pays_for_itself():
    row = flow(fund_allocation=[said("5.00", "L01", **ROAD)])
    assert (row["payer_node"], row["payer_level"], row["payer_code"]) == ("L01", "单位", "L01")


def test_money_for_a_purpose_only_has_no_payee():
    row = flow(fund_allocation=[said("5.00", COUNTY, purpose="支持产业发展")])
    assert (row["payee_node"], row["payee_name"]) == (None, None)
    assert row["flow_note"] == "没有写明收款方，只写了用途或类别。"


def test_who_allocates_to_himself_passes_nothing_on():
    row = flow(fund_allocation=[said("5.00", COUNTY, area_name="周至县", area_code=COUNTY)])
    assert (row["is_counted"], row["flow_note"]) == (
        "否",
        "付款方和收款方是同一个，不计入平衡。",
    )


def test_money_in_advance_belongs_to_the_next_year():
    advance = transfer(
        "西安市财政局", "周至县财政局", "5.00", is_advance="提前下达", allocated_on="2019-11-20"
    )
    assert flow(fund_transfer=[advance])["budget_year"] == 2020
    by_number = advance | {"allocated_on": None, "document_no": "示财农〔2018〕90号"}
    assert flow(fund_transfer=[by_number])["budget_year"] == 2019
    current = advance | {"is_advance": "当年下达"}
    assert flow(fund_transfer=[current])["budget_year"] == 2019


def test_a_year_is_never_taken_from_the_document_alone():
    row = flow(fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00", budget_year=None)])
    assert (row["budget_year"], row["is_counted"]) == (None, "否")


def test_integrated_money_keeps_its_first_identity():
    water = said("5.00", COUNTY, fund_name="水利发展资金", purpose="饮水", subject_code="2130335")
    row = flow(integrated_fund=[water])
    assert (row["fund_name"], row["fund_key"]) == ("水利发展资金", "中央·水利发展资金")
    assert (row["integrated_purpose"], row["subject_code"]) == ("饮水", "2130335")


def test_the_last_version_of_a_plan_closes_the_older():
    first = said("5.00", COUNTY, **ROAD)
    later = said("7.00", COUNTY, document_title="示例县调整方案", document="乙", **ROAD)
    row = flow(annual_plan=[later, first])
    assert (row["stage"], row["amount_yuan"]) == ("预算", Decimal("7.00"))


def test_two_plans_that_nothing_puts_in_order_do_not_count():
    plans = [said("5.00", COUNTY, **ROAD), said("7.00", COUNTY, document="乙", **ROAD)]
    rows = flows(annual_plan=plans)
    assert [row["is_counted"] for row in rows] == ["否", "否"]
    assert all("分不清" in row["flow_note"] for row in rows)


def test_plan_progress_and_allocation_speak_of_one_project():
    rows = flows(
        annual_plan=[said("5.00", COUNTY, **ROAD)],
        project_progress=[spent("4.00", **ROAD)],
        fund_allocation=[said("5.00", COUNTY, **ROAD)],
    )
    assert [row["stage"] for row in rows] == ["分配", "支出", "预算"]
    assert len({row["payee_node"] for row in rows}) == 1


def test_a_newer_report_of_spending_closes_the_older():
    rows = [spent("4.00", as_of="2019-06"), spent("3.00", as_of="2019-05", document="乙")]
    row = flow(fund_expenditure=rows)
    assert (row["amount_yuan"], row["as_of"]) == (Decimal("4.00"), "2019-06")
    assert ends(row) == (None, COUNTY)


def test_a_table_sent_again_next_month_is_no_second_payment():
    first = transfer("西安市财政局", "周至县财政局", "5.00")
    again = first | {"period": "2019-04", "submission": "000002"}
    assert flow(fund_transfer=[first, again])["period"] == "2019-04"


def test_what_both_sides_state_alike_counts_once():
    first = transfer("西安市财政局", "周至县财政局", "5.00")
    other = transfer("西安市财政局", "周至县财政局", "5.00", COUNTY)
    assert flow(fund_transfer=[other, first])["unit_code"] == CITY


def test_of_two_sides_that_differ_the_payer_s_word_counts_and_both_are_told():
    mine = transfer("西安市财政局", "周至县财政局", "5.00")
    other = transfer("西安市财政局", "周至县财政局", "4.00", COUNTY)
    by_unit = {row["unit_code"]: row for row in flows(fund_transfer=[other, mine])}
    assert by_unit[CITY]["is_counted"] == "是"
    assert by_unit[COUNTY]["is_counted"] == "否"
    assert "金额不同" in by_unit[COUNTY]["flow_note"]


def test_two_payments_of_one_document_are_two():
    twice = [transfer("西安市财政局", "周至县财政局", amount) for amount in ("5.00", "5.00")]
    rows = flows(fund_transfer=twice)
    assert [row["is_counted"] for row in rows] == ["是", "是"]
    assert rows[1]["flow_key"] == f"{rows[0]['flow_key']}#2"


def test_only_who_passes_nothing_on_is_a_leaf():
    rows = flows(
        fund_transfer=[
            transfer("陕西省财政厅", "西安市财政局", "9.00"),
            transfer("西安市财政局", "周至县财政局", "5.00"),
        ]
    )
    assert {row["payee_node"]: row["is_leaf"] for row in rows} == {CITY: "否", COUNTY: "是"}


def test_each_value_keeps_its_own_file_and_cell():
    table = flow_records(
        fund_transfer=[transfer("西安市财政局", "周至县财政局", "5.00")],
        project_progress=[spent("4.00", arrived_yuan="4.50", **ROAD)],
    )
    traced = {
        (row["value"], row["field"]): row for row in provenance_table(FLOWS, table).to_pylist()
    }
    transferred = traced[("5.00", "amount_yuan")]
    assert (transferred["source_file"], transferred["cell"]) == ("fund_transfer-file", "X5")
    assert traced[("4.00", "amount_yuan")]["source_file"] == "project_progress-file"
    assert traced[("4.50", "arrived_yuan")]["cell"] == "X5"
    assert traced[("周至县财政局", "payee_name")]["original"] == "周至县财政局"
    assert traced[(COUNTY, "payee_node")]["cell"] == ""


def test_a_flow_keeps_its_id_over_the_months():
    first = spent("4.00", as_of="2019-05")
    later = spent("5.00", as_of="2019-06", period="2019-07", document="丙", submission="000007")
    ids = [record_ids(FLOWS, flow_records(fund_expenditure=rows)) for rows in ([first], [later])]
    assert ids[0] == ids[1]


def test_the_order_of_arrival_makes_no_difference():
    rows = [
        transfer("西安市财政局", "周至县财政局", "5.00"),
        transfer("西安市财政局", "周至县财政局", "6.00"),
        transfer("西安市财政局", "某单位", "1.00"),
    ]
    tables = [
        published_table(FLOWS, flow_records(fund_transfer=ordered))
        for ordered in (rows, rows[::-1])
    ]
    names = ["flow_key", "amount_yuan", "payee_node", "is_counted", "flow_note"]
    assert tables[0].select(names) == tables[1].select(names)
