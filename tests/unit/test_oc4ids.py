"""The projects of a release by OC4IDS: what is mapped, and the traps in it."""

import hashlib
import json
import re
from decimal import Decimal

import pytest
from oc4ids_kit import RELEASE, changed, data_folder, project, projects, text_of

from outputs.oc4ids.budget import place_money
from outputs.oc4ids.codes import CODES
from outputs.oc4ids.package import (
    PROJECTS,
    projects_digest,
    projects_resource,
    write_projects,
)
from outputs.oc4ids.parties import Parties
from outputs.oc4ids.paths import STEP, mapped_fields
from outputs.oc4ids.values import day_start, period, stable_id
from outputs.oc4ids.writing import json_text
from outputs.site.front import ABOUT
from sources.contract import load_contracts
from sources.office import Office

ROAD = {
    "project_name": "示例村产业路",
    "location": "示例镇示例村",
    "budget_year": 2019,
    "project_no": "示例-2019-001",
}
PLAN = ROAD | {
    "amount_yuan": "100.10",
    "fund_level": "中央",
    "approval_no": "示财农〔2019〕7号",
    "approved_on": "2019-03-15",
    "responsible_unit": "示例局",
    "responsible_person": "示例人",
    "supervision_phone": "12317",
    "implementation_period": "2019-04-01/2019-10-31",
}
PLANNED = {"annual_plan": [PLAN]}
GIVEN = {"fund_name": "中央财政专项扶贫发展资金", "fund_level": "中央", "document": "乙"}


def allocation(amount, **more):
    return ROAD | GIVEN | {"amount_yuan": amount} | more


def test_an_amount_is_a_number_with_its_own_digits(tmp_path):
    assert '"amount":100.10,"currency":"CNY"' in text_of(tmp_path, annual_plan=[PLAN])


def test_an_amount_that_no_double_holds_is_written_whole():
    assert (
        json_text({"amount": Decimal("99999999999999999.99")}) == '{"amount":99999999999999999.99}'
    )


@pytest.mark.parametrize("value", [1.5, True, None, {"a": 0.1}])
def test_what_is_not_exact_is_refused(value):
    with pytest.raises(TypeError):
        json_text(value)


@pytest.mark.parametrize("text", ["2019", "2019-03", "", "2019年3月1日"])
def test_a_date_is_never_sharpened(text):
    assert day_start(text) is None


@pytest.mark.parametrize("text", ["2019-04/2019-10", "2019", "2019-04-01", "2019-04-01/2019-10"])
def test_a_period_needs_both_days(text):
    assert period(text) is None


def test_a_month_is_told_in_the_description(tmp_path):
    one = changed(tmp_path, PLANNED, implementation_period="2019-04/2019-10")
    assert "period" not in one
    assert "实施期限：2019-04/2019-10" in one["description"]


def test_the_stage_becomes_a_status_of_the_closed_list(tmp_path):
    some = {"未开工": "preparation", "在建": "implementation", "已取消": "cancelled"}
    for number, (state, status) in enumerate(some.items()):
        one = changed(tmp_path / str(number), PLANNED, life_stage=state)
        assert one["status"] == status


def test_a_word_without_a_code_is_told_and_not_guessed(tmp_path):
    one = changed(tmp_path, PLANNED, construction_kind="续建")
    assert "type" not in one
    assert "建设性质：续建" in one["description"]


def test_every_allowed_stage_has_a_status():
    assert set(CODES["status"]) == set(load_contracts()["project"].field("life_stage").allowed)


def test_every_declared_path_can_be_walked():
    paths = [path for field in mapped_fields().values() for path in field.oc4ids]
    assert len(paths) > 30
    for path in paths:
        assert all(STEP.fullmatch(step) for step in path.removesuffix("+").split(".")), path


def references(value):
    """All organisations that are referred to below a value."""
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("publicAuthority", "sourceParty", "payer", "payee"):
                yield one["id"]
            elif key != "parties":
                yield from references(one)


def test_every_organisation_that_is_referred_to_is_a_party(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN], fund_allocation=[allocation("90.00")])
    found = set(references(one))
    assert len(found) == 2
    assert found <= {party["id"] for party in one["parties"]}


def test_who_answers_is_public_by_duty(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN])
    party = next(p for p in one["parties"] if p["id"] == one["publicAuthority"]["id"])
    assert party["people"][0]["name"] == "示例人"
    assert party["contactPoint"] == {"name": "监督电话", "telephone": "12317"}


def test_without_a_unit_person_and_telephone_are_told_in_words(tmp_path):
    one = changed(tmp_path, PLANNED, responsible_unit="")
    assert "publicAuthority" not in one
    assert "责任人：示例人" in one["description"]


def test_the_same_name_in_two_counties_is_two_parties():
    ids = {Parties(unit, None).named("扶贫办", "payer")["id"] for unit in ("610124", "610122")}
    assert len(ids) == 2


def test_money_of_a_level_names_the_government_of_that_level(tmp_path):
    rows = [allocation("60.00"), allocation("30.00", fund_level="市级", fund_name="市级资金")]
    (group,) = project(tmp_path, fund_allocation=rows)["budget"]["budgetBreakdowns"]
    names = sorted(line["sourceParty"]["name"] for line in group["budgetBreakdown"])
    assert names == ["中央", "西安市"]


def test_money_without_a_level_has_no_source(tmp_path):
    row = allocation("60.00", fund_level=None, fund_name=None)
    (group,) = project(tmp_path, fund_allocation=[row])["budget"]["budgetBreakdowns"]
    assert "sourceParty" not in group["budgetBreakdown"][0]


def test_a_sum_that_differs_from_the_plan_is_told_beside_it(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN], fund_allocation=[allocation("90.00")])
    assert one["budget"]["amount"]["amount"] == Decimal("100.10")
    assert "分配结果之和（元）：90.00" in one["budget"]["description"]


def test_a_sum_that_agrees_needs_no_words(tmp_path):
    one = project(tmp_path, annual_plan=[PLAN], fund_allocation=[allocation("100.10")])
    assert "分配结果之和" not in one["budget"]["description"]


def test_allocations_of_two_years_are_not_added():
    flow = {
        "record_id": "a", "stage": "分配", "amount_yuan": "1.00", "is_counted": "是",
        "payer_name": "", "fund_level": "", "fund_name": "", "document_no": "", "flow_note": "",
    }  # fmt: skip
    one = {}
    flows = [flow | {"budget_year": "2019"}, flow | {"budget_year": "2020"}]
    place_money(one, flows, Parties("610124", None))
    assert "amount" not in one["budget"]


def test_an_allocated_project_that_nobody_planned_is_a_project(tmp_path):
    (one,) = projects(tmp_path, fund_allocation=[allocation("5.55", subsidy_standard="1万元/户")])
    assert one["title"] == "示例村产业路"
    assert one["budget"]["amount"]["amount"] == Decimal("5.55")
    assert "补助标准：1万元/户" in one["description"]


def test_identifiers_are_letters_that_follow_from_the_project(tmp_path):
    first = project(tmp_path / "1", annual_plan=[PLAN])["id"]
    second = project(tmp_path / "2", annual_plan=[PLAN | {"amount_yuan": "7.00"}])["id"]
    assert first == second
    assert re.fullmatch(r"oc4ids-abc123-[a-p]{16}", first)
    assert stable_id("甲") != stable_id("乙")


def test_a_project_keeps_the_area_codes_around_it(tmp_path):
    place = project(tmp_path, annual_plan=[PLAN])["locations"][0]
    assert place["gazetteer"]["identifiers"] == ["610000", "610100", "610124"]
    assert place["description"] == "示例镇示例村，区划代码是报送单位所在地区的"


def test_without_a_registered_prefix_the_placeholder_stands(tmp_path):
    release = {key: value for key, value in RELEASE.items() if key != "oc4ids_prefix"}
    assert '"id":"oc4ids-xxxxxx-' in text_of(tmp_path, release, annual_plan=[PLAN])


@pytest.mark.parametrize("prefix", ["ABC123", "abc12", "abc-12", "oc4ids-abc123"])
def test_a_prefix_has_six_small_letters_or_digits(prefix):
    facts = {
        "demo": True, "name": "示例", "title": "示例", "hotline": "12317",
        "first_period": "2019-01", "roles": {}, "units": [],
    }  # fmt: skip
    assert Office.model_validate(facts | {"oc4ids_prefix": "abc123"}).oc4ids_prefix == "abc123"
    with pytest.raises(ValueError, match="oc4ids_prefix"):
        Office.model_validate(facts | {"oc4ids_prefix": prefix})


def test_the_package_says_who_when_and_where(tmp_path):
    site = RELEASE | {"site_url": "https://example.gov.cn/fupin/"}
    package = json.loads(text_of(tmp_path, site, annual_plan=[PLAN]))
    assert package["uri"] == (
        "https://example.gov.cn/fupin/releases/2026.11.0/oc4ids/projects.json"
    )
    assert package["publicationPolicy"] == f"https://example.gov.cn/fupin/{ABOUT}"
    assert package["publishedDate"] == RELEASE["released_at"]
    assert (package["version"], package["publisher"]["name"]) == ("0.9", "示例市扶贫办")


def test_no_projects_make_no_file(tmp_path):
    data_folder(tmp_path)
    write_projects(tmp_path, RELEASE)
    assert not (tmp_path / PROJECTS).exists()
    assert projects_resource(tmp_path) == []


def test_the_same_tables_make_the_same_bytes(tmp_path):
    data = data_folder(tmp_path, annual_plan=[PLAN], fund_allocation=[allocation("90.00")])
    write_projects(tmp_path, RELEASE)
    content = (tmp_path / PROJECTS).read_bytes()
    assert hashlib.sha256(content).hexdigest() == projects_digest(data, RELEASE)
    (resource,) = projects_resource(tmp_path)
    assert resource["path"] == PROJECTS
    assert "oc4ids-xxxxxx 开头的，前缀是占位，没有登记" in resource["description"]


def test_one_changed_table_changes_the_digest(tmp_path):
    data = data_folder(tmp_path, annual_plan=[PLAN])
    before = projects_digest(data, RELEASE)
    path = data / "project.csv"
    path.write_text(path.read_text("utf-8").replace("100.10", "100.20"), "utf-8", newline="")
    assert projects_digest(data, RELEASE) != before


def test_fields_that_are_not_for_the_site_have_no_way_in():
    contract = load_contracts()["project"]
    public = {field.name for field in contract.public_fields}
    assert {name for name, f in mapped_fields().items() if f in contract.fields} <= public
