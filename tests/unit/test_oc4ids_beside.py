"""What other datasets add to a project by OC4IDS, and what must not be added to it."""

from decimal import Decimal

import pytest
from oc4ids_kit import data_folder, project, projects, read, rewrite

from outputs.oc4ids.codes import CODES
from outputs.oc4ids.contracting import METHODS
from outputs.oc4ids.documents import STAGES
from outputs.oc4ids.package import PROJECTS
from outputs.removal import _goes
from sources.contract import load_contracts

ROAD = {"project_name": "示例村产业路", "location": "示例镇示例村", "budget_year": 2019}
PLAN = ROAD | {"amount_yuan": "100.00", "approval_no": "示财农〔2019〕7号"}
GIVEN = ROAD | {"amount_yuan": "60.00", "fund_level": "中央", "document": "乙"}
TARGET = {
    "project_name": "示例村产业路", "budget_year": 2019, "indicator_level1": "产出指标",
    "indicator_level2": "数量指标", "indicator": "硬化道路", "target_value": "2公里",
    "annual_goal": "改善74户出行条件", "fund_total_yuan": "100.00",
}  # fmt: skip
RESULT = TARGET | {
    "document": "丙", "actual_value": "1.8公里", "shortfall_reason": "受汛期影响，次年完成",
}  # fmt: skip
PURCHASE = {
    "project_name": "示例村产业路", "budget_year": 2019, "procurement_no": "SL-2019-001",
    "procurement_item": "道路硬化工程", "procurement_method": "公开招标",
    "procurement_budget_yuan": "95.00", "amount_yuan": "90.10", "supplier": "示例建设有限公司",
    "procurement_agency": "示例招标代理有限公司", "contracted_on": "2019-06-10",
    "link_url": "https://www.example.gov.cn/cg/1.html",
}  # fmt: skip
PAPER = {
    "document_name": "示例项目计划的批复", "own_document_no": "示财农[2019]7号",
    "issuing_body": "示例县财政局", "published_on": "2019-03-18",
    "link_url": "https://www.example.gov.cn/zc/7.html",
}  # fmt: skip
YEAR = {"startDate": "2019-01-01T00:00:00+08:00", "endDate": "2019-12-31T23:59:59+08:00"}


def without_ids(measures):
    return [
        {name: said for name, said in one.items() if name not in ("id", "observations")}
        | {"seen": [{k: v for k, v in seen.items() if k != "id"} for seen in one["observations"]]}
        for one in measures
    ]


def test_targets_are_forecasts_and_results_are_metrics_of_the_same_id(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN], performance_target=[TARGET, RESULT])
    said = {"title": "硬化道路", "description": "产出指标，数量指标"}
    assert without_ids(one["forecasts"]) == [
        {
            "title": "年度资金总额",
            "seen": [{"period": YEAR, "value": {"amount": Decimal("100.00"), "currency": "CNY"}}],
        },
        said | {"seen": [{"period": YEAR, "measure": "2公里"}]},
    ]
    notes = "受汛期影响，次年完成"
    seen = {"period": YEAR, "measure": "1.8公里", "notes": notes}
    assert without_ids(one["metrics"]) == [said | {"seen": [seen]}]
    assert one["metrics"][0]["id"] == one["forecasts"][1]["id"]
    assert one["purpose"] == "年度目标（2019）：改善74户出行条件"


def test_a_target_that_was_changed_stands_beside_the_first(tmp_path):
    rows = [TARGET, RESULT | {"target_value": "1公里"}]
    one = project(tmp_path, annual_plan=[PLAN], performance_target=rows)
    measures = {seen["measure"] for seen in one["forecasts"][1]["observations"]}
    assert measures == {"2公里", "1公里"}


def test_a_procurement_is_a_contracting_process_with_its_supplier(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN], procurement=[PURCHASE])
    parties = {party["name"]: (party["id"], party["roles"]) for party in one["parties"]}
    supplier, agency = "示例建设有限公司", "示例招标代理有限公司"
    assert parties[supplier][1] == ["supplier"]
    assert parties[agency][1] == ["procuringEntity"]
    (process,) = one["contractingProcesses"]
    assert process["summary"] == {
        "title": "示例村产业路",
        "externalReference": "SL-2019-001",
        "description": "道路硬化工程\n采购预算（元）：95.00\n签订日期：2019-06-10",
        "tender": {
            "procurementMethod": "open",
            "procurementMethodDetails": "公开招标",
            "procuringEntity": {"id": parties[agency][0], "name": agency},
        },
        "suppliers": [{"id": parties[supplier][0], "name": supplier}],
        "contractValue": {"amount": Decimal("90.10"), "currency": "CNY"},
        "documents": [{"id": "1", "title": "原文链接", "url": PURCHASE["link_url"]}],
    }


def test_two_lots_of_one_number_are_not_added(tmp_path):
    lots = [PURCHASE, PURCHASE | {"procurement_item": "监理", "amount_yuan": "9.90"}]
    one = project(tmp_path, annual_plan=[PLAN], procurement=lots)
    values = [x["summary"]["contractValue"]["amount"] for x in one["contractingProcesses"]]
    assert sorted(values) == [Decimal("9.90"), Decimal("90.10")]


def test_a_method_between_two_codes_has_words_alone(tmp_path):
    row = PURCHASE | {"procurement_method": "邀请招标"}
    one = project(tmp_path, annual_plan=[PLAN], procurement=[row])
    tender = one["contractingProcesses"][0]["summary"]["tender"]
    assert tender["procurementMethodDetails"] == "邀请招标"
    assert "procurementMethod" not in tender
    allowed = load_contracts()["procurement"].field("procurement_method").allowed
    assert set(METHODS) <= set(allowed)


@pytest.mark.parametrize(
    "other",
    [
        {"project_name": "另一项目"},
        {"budget_year": 2020},
        {"unit_code": "610122"},
    ],
    ids=["another name", "another year", "another unit"],
)
def test_what_speaks_of_another_project_is_not_added(tmp_path, other):
    sent = {"performance_target": [TARGET], "procurement": [PURCHASE]}
    folder = data_folder(tmp_path, annual_plan=[PLAN], **sent)
    for name in sent:
        rewrite(folder / f"{name}.csv", lambda row: row | {k: str(v) for k, v in other.items()})
    (one,) = read(folder)
    assert not {"forecasts", "metrics", "contractingProcesses"} & one.keys()


def test_an_approval_is_told_apart_from_a_fund_document(tmp_path):
    given = GIVEN | {"document_no": "示财预〔2019〕9号"}
    one = project(tmp_path, annual_plan=[PLAN], fund_allocation=[given])
    approval, fund = one["documents"]
    assert (approval["title"], approval["documentType"]) == ("示财农〔2019〕7号", "budgetApproval")
    assert fund["description"] == "资金分配文件文号：示财预〔2019〕9号"
    assert "documentType" not in fund


def test_every_stage_of_a_flow_says_what_its_document_is():
    assert set(STAGES) == set(load_contracts()["fund_flows"].field("stage").allowed)


@pytest.mark.parametrize("register", ["policy_document", "plan_document"])
def test_a_register_gives_a_document_its_name_address_and_day(tmp_path, register):
    one = project(tmp_path, annual_plan=[PLAN], **{register: [PAPER]})
    (document,) = one["documents"]
    assert {name: said for name, said in document.items() if name != "id"} == {
        "documentType": "budgetApproval",
        "title": "示例项目计划的批复",
        "url": "https://www.example.gov.cn/zc/7.html",
        "datePublished": "2019-03-18T00:00:00+08:00",
        "author": "示例县财政局",
        "language": "zh",
        "description": "批复文号：示财农〔2019〕7号",
    }


def test_a_number_of_two_documents_says_nothing_of_either(tmp_path):
    twice = [PAPER, PAPER | {"document_name": "另一文件", "document": "丁"}]
    one = project(tmp_path, annual_plan=[PLAN], policy_document=twice)
    assert one["documents"][0]["title"] == "示财农〔2019〕7号"
    assert "url" not in one["documents"][0]


def test_a_document_published_in_some_month_has_no_day(tmp_path):
    paper = PAPER | {"published_on": "2019-03"}
    one = project(tmp_path, annual_plan=[PLAN], policy_document=[paper])
    assert "datePublished" not in one["documents"][0]


def test_what_fits_twins_is_given_to_neither(tmp_path):
    """Two projects of one name and place: no table that names them says which it means."""
    twins = [PLAN | {"construction_task": task} for task in ("硬化道路1公里", "修桥1座")]
    sent = {"performance_target": [TARGET], "procurement": [PURCHASE]}
    made = projects(tmp_path, annual_plan=twins, fund_allocation=[GIVEN], **sent)
    unplaced_first = sorted(made, key=lambda one: "没有归入" not in one["description"])
    groups = [[one["id"] for one in x["budget"]["budgetBreakdowns"]] for x in unplaced_first]
    assert groups == [["allocation"], ["budget"], ["budget"]]
    for one in made:
        assert not {"forecasts", "contractingProcesses"} & one.keys()
    assert len({one["id"] for one in made}) == 3


def test_one_project_of_the_name_takes_what_names_it(tmp_path):
    sent = {"performance_target": [TARGET], "procurement": [PURCHASE]}
    one = project(tmp_path, annual_plan=[PLAN], fund_allocation=[GIVEN], **sent)
    assert [group["id"] for group in one["budget"]["budgetBreakdowns"]] == ["budget", "allocation"]
    assert {"forecasts", "contractingProcesses"} <= one.keys()


def test_a_payment_to_a_project_is_a_transaction_by_the_id_of_its_flow(tmp_path):
    folder = data_folder(tmp_path, annual_plan=[PLAN], fund_allocation=[GIVEN])

    def paid(row):
        day = {"stage": "拨付", "as_of": "2019-05-06"}
        return row | (day if row["stage"] == "分配" else {})

    flows = rewrite(folder / "fund_flows.csv", paid)
    (one,) = read(folder)
    (payment,) = one["transactions"]
    assert payment == {
        "id": next(flow["record_id"] for flow in flows if flow["stage"] == "拨付"),
        "date": "2019-05-06T00:00:00+08:00",
        "value": {"amount": Decimal("60.00"), "currency": "CNY"},
        "payer": {"id": "CN-GBT2260-610124", "name": "周至县"},
    }
    payer = next(party for party in one["parties"] if party["id"] == payment["payer"]["id"])
    assert payer["roles"] == ["payer"]


def test_a_project_that_just_passed_is_not_partially_met(tmp_path):
    passed = ROAD | {"acceptance_result": "基本合格", "accepted_on": "2019-11-15"}
    one = project(tmp_path, annual_plan=[PLAN], project_acceptance=[passed])
    (milestone,) = one["milestones"]
    assert "status" not in milestone
    assert "验收结果：基本合格" in milestone["description"]
    assert one["status"] == "completion"
    assert set(CODES["milestones[acceptance].status"]) == {"合格", "不合格"}


def test_the_area_of_the_unit_is_never_told_as_the_projects_own(tmp_path):
    told = "区划代码是报送单位所在地区的"
    (first,) = project(tmp_path / "1", annual_plan=[PLAN])["locations"]
    assert told in first["description"]
    folder = data_folder(tmp_path / "2", annual_plan=[PLAN])
    rewrite(folder / "project.csv", lambda row: row | {"area_code": "610124108"})
    (second,) = read(folder)[0]["locations"]
    assert told not in second["description"]
    assert second["gazetteer"]["identifiers"][-2:] == ["610124", "610124108"]


@pytest.mark.parametrize("dataset", ["project", "fund_flows", "procurement", "policy_document"])
def test_a_withdrawal_of_any_of_its_sources_takes_the_file_away(dataset):
    known = frozenset({"project", "fund_flows", "procurement", "policy_document", "budget"})
    assert _goes(PROJECTS, frozenset({dataset}), known)
