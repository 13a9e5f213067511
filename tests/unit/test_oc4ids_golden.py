"""Whole projects by OC4IDS, held to what was mapped by hand: an invented one and a real one."""

import json
from decimal import Decimal
from pathlib import Path

from oc4ids_kit import project
from test_oc4ids import PLAN, ROAD, allocation

from sources.contract import read_yaml

GOLDEN = Path(__file__).parents[1] / "golden"
YAOZHOU = {"unit_code": "610204", "unit_name": "耀州区"}
TARGET = {
    "project_name": "示例村产业路", "budget_year": 2019, "indicator_level1": "产出指标",
    "indicator_level2": "数量指标", "indicator": "硬化道路", "target_value": "1公里",
    "annual_goal": "硬化道路1公里，改善74户出行",
}  # fmt: skip
BESIDE = {
    "performance_target": [TARGET, TARGET | {"document": "丙", "actual_value": "0.9公里"}],
    "procurement": [{
        "project_name": "示例村产业路", "budget_year": 2019, "procurement_no": "SL-2019-001",
        "procurement_item": "道路硬化工程", "procurement_method": "竞争性磋商",
        "amount_yuan": "96.00", "supplier": "示例建设有限公司", "contracted_on": "2019-03-28",
    }],
    "plan_document": [{
        "document_name": "示例县2019年度项目计划的批复", "own_document_no": "示财农[2019]7号",
        "issuing_body": "示例县财政局", "published_on": "2019-03-20",
        "link_url": "https://www.example.gov.cn/gh/7.html",
    }],
}  # fmt: skip


def test_a_whole_life_cycle_is_what_was_mapped_by_hand(tmp_path):
    planned = ROAD | {"budget_year": None}
    listed = {
        "library_year": 2018, "amount_yuan": "120.00", "performance_goal": "改善示例村出行",
        "benefit_mechanism": "务工带动", "construction_task": "硬化道路1公里",
        "beneficiary": "示例村群众",
    }  # fmt: skip
    more = {
        "construction_kind": "新建", "project_type": "基础设施",
        "construction_task": "硬化道路1公里",
        "fund_source": "中央财政专项扶贫发展资金",
    }  # fmt: skip
    progress = {
        "as_of": "2019-12-31", "progress_state": "完工", "physical_progress": "100%",
        "arrived_yuan": "100.10", "spent_yuan": "98.00", "started_on": "2019-04-10",
        "completed_on": "2019-10-20",
    }  # fmt: skip
    accepted = {
        "acceptance_level": "县级", "accepted_on": "2019-11-15", "acceptance_body": "示例县扶贫办",
        "acceptance_result": "合格", "settled_yuan": "97.50",
    }  # fmt: skip
    made = project(
        tmp_path,
        project_library=[{name: value for name, value in planned.items() if value} | listed],
        annual_plan=[PLAN | more],
        project_progress=[ROAD | progress],
        project_acceptance=[ROAD | accepted],
        fund_allocation=[allocation("100.10", document_no="示财预〔2019〕9号")],
        **BESIDE,
    )
    assert made == by_hand("oc4ids_project")


def test_a_real_allocation_is_what_was_mapped_by_hand(tmp_path):
    """The last row of 铜川市耀州区2018年扶贫资金分配表, in which one project is all there is."""
    sample = read_yaml(GOLDEN / "yaozhou_2018.yaml")
    cells, values = list(sample["records"].items())[-1]
    read = dict(zip(sample["fields"], values, strict=True))
    row = read | sample["shared"] | {"span": cells, "sheet": sample["sheet"]}
    made = project(tmp_path, fund_allocation=[row | {"period": "2018-10"} | YAOZHOU])
    assert made == by_hand("oc4ids_allocated")


def by_hand(name):
    text = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)
