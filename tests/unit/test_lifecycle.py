from decimal import Decimal

import pytest
from lifecycle_kit import PROJECT, ROAD, joined, joined_table, one

from outputs.disclosure import provenance_table, published_table, record_ids
from outputs.lifecycle.values import joined_schema

YEAR = {"budget_year": 2019}
NUMBERED = {"project_no": "示例-2019-001"}
PASSED = {"acceptance_result": "合格"}
FAILED = {"acceptance_result": "不合格"}
TOWN = {"acceptance_level": "镇级", "accepted_on": "2019-10-15"}
COUNTY = {"acceptance_level": "县级", "accepted_on": "2019-11-20"}


def planned(amount="100.00", **more):
    return ROAD | YEAR | {"amount_yuan": amount} | more


def done(state, **more):
    return ROAD | YEAR | {"progress_state": state} | more


def accepted(*parts):
    row = ROAD | YEAR
    for part in parts:
        row = row | part
    return row


def stages_of(rows):
    return sorted(row["life_stage"] for row in rows)


def notes(rows):
    return [row["join_note"] for row in rows]


def test_no_records_make_no_projects():
    assert joined_table().num_rows == 0
    assert joined_table().schema.equals(joined_schema(PROJECT))


def test_a_project_of_the_library_alone_is_in_the_library():
    row = one(project_library=[ROAD | {"amount_yuan": "90.00"}])
    assert (row["life_stage"], row["found_in"]) == ("入库", "县级脱贫攻坚项目库")
    assert (row["library_yuan"], row["amount_yuan"]) == (Decimal("90.00"), None)
    assert (row["acceptance_count"], row["join_note"]) == (0, None)


def test_a_full_cycle_is_one_row_of_its_last_words():
    row = one(
        project_library=[ROAD | {"amount_yuan": "90.00", "responsible_unit": "甲局"}],
        annual_plan=[planned(responsible_unit="乙局", performance_goal="示例目标")],
        project_progress=[done("已完工", spent_yuan="80.00", responsible_unit="丙局")],
        project_acceptance=[accepted(PASSED, COUNTY, {"settled_yuan": "95.00"})],
    )
    amounts = ("library_yuan", "amount_yuan", "spent_yuan", "settled_yuan")
    assert [str(row[name]) for name in amounts] == ["90.00", "100.00", "80.00", "95.00"]
    assert (row["life_stage"], row["accepted_on"]) == ("已验收", "2019-11-20")
    assert (row["responsible_unit"], row["performance_goal"]) == ("丙局", "示例目标")
    assert row["found_in"].count("、") == 3


def test_words_are_compared_as_written_but_for_blanks_and_width():
    rows = joined(
        project_library=[{"project_name": "示例村 产业路(一期)", "location": "示例镇"}],
        annual_plan=[planned(project_name="示例村产业路（一期）", location="示例镇")],
        project_progress=[done("在建", project_name="示例村产业道路（一期）", location="示例镇")],
    )
    assert stages_of(rows) == ["在建", "已列入计划"]


def test_of_two_versions_of_a_plan_the_adjustment_counts_and_nothing_is_added():
    adjusted = planned("120.00", document="乙", document_title="示例县调整方案")
    row = one(annual_plan=[adjusted, planned("100.00")])
    assert row["amount_yuan"] == Decimal("120.00")
    later = planned("130.00", document="乙", period="2019-04", submission="000002")
    assert one(annual_plan=[later, planned("100.00")])["amount_yuan"] == Decimal("130.00")


def test_an_original_plan_that_is_sent_again_does_not_undo_its_adjustment():
    adjusted = planned("120.00", document="乙", plan_version="第一次调整")
    again = planned("100.00", period="2019-09", submission="000009")
    assert one(annual_plan=[adjusted, again])["amount_yuan"] == Decimal("120.00")


def test_two_versions_that_nothing_puts_in_order_are_not_joined():
    rows = joined(project_library=[ROAD], annual_plan=[planned(), planned("120.00", document="乙")])
    assert stages_of(rows) == ["入库", "已列入计划", "已列入计划"]
    assert all("分不清" in note for note in notes(rows))


def test_fund_levels_make_one_amount_and_one_project():
    row = one(
        annual_plan=[planned("80.00", fund_level="中央"), planned("20.00", fund_level="县级")]
    )
    assert (row["amount_yuan"], row["amount_yuan__cell"]) == (Decimal("100.00"), "X5;X6")
    assert row["amount_yuan__text"] == "80.00；20.00"


def test_an_amount_without_a_level_beside_one_with_a_level_is_not_added():
    row = one(annual_plan=[planned("100.00"), planned("20.00", fund_level="县级")])
    assert row["amount_yuan"] is None


def test_rows_of_one_project_that_contradict_each_other_state_nothing():
    levels = [
        planned("80.00", fund_level="中央", household_count=50, person_count=9),
        planned("20.00", fund_level="县级", household_count=24, person_count=9),
    ]
    row = one(annual_plan=levels)
    assert (row["household_count"], row["person_count"]) == (None, 9)


def test_one_name_in_two_places_is_two_projects():
    there = {"location": "示例镇乙村"}
    rows = joined(
        project_library=[ROAD, ROAD | there],
        annual_plan=[planned("1.00"), planned("2.00", **there)],
    )
    amounts = {row["location"]: str(row["amount_yuan"]) for row in rows}
    assert amounts == {"示例镇示例村": "1.00", "示例镇乙村": "2.00"}
    assert notes(rows) == [None, None]


def test_a_record_without_a_place_goes_to_the_only_project_of_its_name():
    nowhere = {"location": None}
    assert one(project_library=[ROAD], project_progress=[done("在建", **nowhere)])
    rows = joined(
        project_library=[ROAD, ROAD | {"location": "示例镇乙村"}],
        project_progress=[done("在建", **nowhere)],
    )
    assert stages_of(rows) == ["入库", "入库", "在建"]
    assert all("分不清" in note for note in notes(rows))


def test_a_town_and_its_village_may_stand_in_one_column_or_in_two():
    row = one(
        project_library=[ROAD],
        annual_plan=[planned(area_name="示例镇", location="示例村")],
    )
    assert (row["life_stage"], row["location"]) == ("已列入计划", "示例镇示例村")


def test_a_number_joins_what_names_and_places_do_not():
    row = one(
        project_library=[ROAD | NUMBERED],
        annual_plan=[planned(project_name="示例村道路", location="另处", **NUMBERED)],
    )
    assert (row["project_name"], row["life_stage"]) == ("示例村产业路", "已列入计划")


def test_different_numbers_are_different_projects():
    rows = joined(project_library=[ROAD | NUMBERED], annual_plan=[planned(project_no="示例-2")])
    assert stages_of(rows) == ["入库", "已列入计划"]
    assert notes(rows) == [None, None]


def test_a_row_number_is_no_number_of_a_project():
    rows = joined(
        project_library=[ROAD | {"project_no": "1"}],
        annual_plan=[planned(project_name="示例水厂", project_no="1")],
    )
    assert len(rows) == 2


def test_a_number_that_is_learned_on_the_way_leads_on():
    row = one(
        project_library=[ROAD],
        project_progress=[done("在建", **NUMBERED)],
        project_acceptance=[accepted(PASSED, NUMBERED, {"project_name": "示例路"})],
    )
    assert (row["project_no"], row["life_stage"]) == ("示例-2019-001", "已验收")


def test_another_unit_or_year_is_another_project():
    assert len(joined(project_library=[ROAD], annual_plan=[planned(unit_code="610101")])) == 2
    rows = joined(annual_plan=[planned()], project_progress=[done("在建", budget_year=2020)])
    assert len(rows) == 2


def test_two_years_without_a_number_are_not_joined_to_one_project():
    rows = joined(
        project_library=[ROAD], annual_plan=[planned(), planned("2.00", budget_year=2020)]
    )
    assert len(rows) == 3
    assert rows[0]["join_note"] == "年度项目计划中有记录可能属于本项目，分不清，没有合并。"


def test_the_newest_progress_counts():
    rows = [done("在建", as_of="2019-06"), done("未开工", as_of="2019-05")]
    assert one(project_progress=rows)["life_stage"] == "在建"


@pytest.mark.parametrize(
    ("acceptances", "stage"),
    [
        ([(PASSED, TOWN)], "已验收"),
        ([(PASSED, TOWN), ({"acceptance_result": "基本合格"}, COUNTY)], "已验收"),
        ([(PASSED, TOWN), (FAILED, COUNTY)], "已完工"),
        ([(FAILED, COUNTY), (PASSED, COUNTY | {"accepted_on": "2019-12-20"})], "已验收"),
        ([(FAILED, COUNTY), (PASSED, TOWN | {"accepted_on": "2019-12-20"})], "已完工"),
    ],
)
def test_the_last_acceptance_of_the_highest_level_decides(acceptances, stage):
    row = one(
        project_progress=[done("已完工")],
        project_acceptance=[accepted(*parts) for parts in acceptances],
    )
    assert (row["life_stage"], row["acceptance_count"]) == (stage, len(acceptances))
    assert row["join_note"] is None


def test_an_acceptance_that_is_sent_every_month_counts_once():
    again = accepted(PASSED, COUNTY, {"period": "2019-12", "submission": "000002"})
    row = one(project_acceptance=[accepted(PASSED, COUNTY), again])
    assert (row["acceptance_count"], row["period"]) == (1, "2019-12")


@pytest.mark.parametrize(
    ("state", "acceptances", "stage"),
    [
        ("已取消", [accepted(PASSED, COUNTY)], "已取消"),
        ("已验收", [accepted(FAILED, COUNTY)], "已完工"),
        ("已验收", [], "已验收"),
        ("在建", [accepted(PASSED, COUNTY)], "已验收"),
    ],
)
def test_stages_that_contradict_each_other_are_said(state, acceptances, stage):
    row = one(project_progress=[done(state)], project_acceptance=acceptances)
    assert row["life_stage"] == stage
    assert f"“{state}”" in row["join_note"]


def test_each_value_keeps_its_own_file_and_cell():
    table = joined_table(
        project_library=[{"project_name": "另一项目"}, ROAD | {"benefit_mechanism": "务工带动"}],
        annual_plan=[planned("80.00", fund_level="中央"), planned("20.00", fund_level="县级")],
        project_progress=[done("在建", spent_yuan="7.00")],
    )
    ids = dict(
        zip(table["project_key"].to_pylist(), record_ids(PROJECT, table).to_pylist(), strict=True)
    )
    traced = {
        row["field"]: row
        for row in provenance_table(PROJECT, table).to_pylist()
        if row["record_id"] == ids["示例村产业路|示例镇示例村"]
    }
    cells = {name: (row["source_file"], row["cell"]) for name, row in traced.items()}
    assert cells["benefit_mechanism"] == ("project_library-file", "X6")
    assert cells["amount_yuan"] == ("annual_plan-file", "X5;X6")
    assert cells["spent_yuan"] == ("project_progress-file", "X5")
    assert "相加" in traced["amount_yuan"]["steps"]
    assert traced["life_stage"]["cell"] == ""


def test_a_project_keeps_its_id_over_the_months():
    before = joined_table(project_library=[ROAD])
    later = ROAD | {"period": "2019-07", "document": "丙", "submission": "000007"}
    after = joined_table(project_library=[ROAD, later], annual_plan=[planned(**NUMBERED)])
    assert record_ids(PROJECT, before).to_pylist() == record_ids(PROJECT, after).to_pylist()


def test_rows_that_cannot_be_told_apart_have_ids_of_their_own():
    tasks = [ROAD | {"construction_task": "一段"}, ROAD | {"construction_task": "二段"}]
    table = published_table(PROJECT, joined_table(project_library=tasks, annual_plan=[planned()]))
    assert table.num_rows == 3
    assert all("分不清" in note for note in table["join_note"].to_pylist())


def test_the_order_of_arrival_makes_no_difference():
    rows = [planned("1.00"), planned("2.00", location="乙村"), planned("3.00", location="丙村")]
    one_way = joined_table(project_library=[ROAD], annual_plan=rows)
    other_way = joined_table(project_library=[ROAD], annual_plan=rows[::-1])
    names = ["project_key", "amount_yuan", "life_stage", "join_note"]
    assert one_way.select(names).sort_by("project_key") == other_way.select(names).sort_by(
        "project_key"
    )
