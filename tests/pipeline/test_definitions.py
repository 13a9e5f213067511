"""What Dagster is told: assets, checks, partitions, schedule; and that it loads from anywhere."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.store import Store
from expectations.rulebook import all_rules
from pipelines.build import build_definitions
from pipelines.home import SAMPLE_OFFICE, prepare_home
from sources.contract import load_contracts, submitted_contracts
from sources.office import load_office

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[一-鿿]")
KINDS = ("job", "schedule", "sensor", "resource", "check", "setting")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    store = Store(tmp_path_factory.mktemp("home"))
    prepare_home(store)
    return build_definitions(store)


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> list[dg.AssetSpec]:
    return list(definitions.resolve_all_asset_specs())


def test_the_workspace_is_valid_from_another_folder(tmp_path: Path):
    environment = {**os.environ, "MINGZHANG_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dagster", "definitions", "validate"]
    done = subprocess.run(
        [*command, "-w", str(ROOT / "workspace.yaml")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "mingzhang" in done.stderr + done.stdout


def test_every_asset_says_in_chinese_what_it_is_and_whose(specs: list[dg.AssetSpec]):
    for spec in specs:
        assert CHINESE.search(spec.description or ""), spec.key
        assert spec.group_name.startswith("step"), spec.key
        assert spec.owners, spec.key
        assert spec.kinds, spec.key


def test_nothing_that_the_interface_names_is_without_chinese_words(definitions: dg.Definitions):
    repository = definitions.get_repository_def()
    jobs = [repository.get_job(name) for name in repository.job_names if name[0] != "_"]
    said = {
        **{f"job {one.name}": one.description for one in jobs},
        **{f"schedule {one.name}": one.description for one in repository.schedule_defs},
        **{f"sensor {one.name}": one.description for one in repository.sensor_defs},
        **{
            f"resource {name}": one.get_resource_definition().description
            for name, one in definitions.resources.items()
        },
        **{
            f"check {spec.name}": spec.description
            for checked in definitions.resolve_asset_graph().assets_defs
            for spec in checked.check_specs
        },
        **dict(settings_of(jobs)),
    }
    assert {name.split()[0] for name in said} == set(KINDS)
    assert [name for name, words in said.items() if not CHINESE.search(words or "")] == []


def settings_of(jobs: list[dg.JobDefinition]):
    """Every field that the launchpad of a job takes for one of our assets or resources."""
    for job in jobs:
        for node in job.graph.node_defs:
            fields = getattr(node.config_field and node.config_field.config_type, "fields", {})
            for name, field in fields.items():
                yield f"setting {job.name} {node.name} {name}", field.description


def test_no_run_can_be_sent_to_another_home(definitions: dg.Definitions):
    for name in ("refresh", "release"):
        job = definitions.resolve_job_def(name)
        with pytest.raises(dg.DagsterInvalidConfigError):
            dg.validate_run_config(job, {"resources": {"home": {"config": {"path": "elsewhere"}}}})


def test_every_asset_can_be_found_by_what_it_is_for(specs: list[dg.AssetSpec]):
    contracts = load_contracts()
    for spec in specs:
        contract = contracts.get(spec.key.path[0].removesuffix("_records"))
        own = {name: text for name, text in spec.tags.items() if not name.startswith("dagster/")}
        if contract is None:
            assert own["reader"] in ("submitters", "office", "reviewers", "public"), spec.key
        else:
            assert own == {"channel": contract.channel.value, "layout": contract.layout}


def test_every_contract_has_a_dataset_and_records(specs: list[dg.AssetSpec]):
    keys = {spec.key.to_user_string() for spec in specs}
    assert {*load_contracts(), *(f"{name}_records" for name in submitted_contracts())} <= keys


def test_a_joined_dataset_is_made_of_its_parts_alone(specs: list[dg.AssetSpec]):
    deps = {
        spec.key.to_user_string(): {one.asset_key.to_user_string() for one in spec.deps}
        for spec in specs
    }
    assert deps["project"] == set(load_contracts()["project"].joins)
    assert "project_records" not in deps


def test_groups_stand_in_the_order_of_the_flow(specs: list[dg.AssetSpec]):
    group = {spec.key.to_user_string(): spec.group_name for spec in specs}
    flow = (
        "submission",
        "judgement",
        "returned_workbooks",
        "fund_allocation",
        "fund_flows",
        "candidate",
        "morning_page",
    )
    assert [group[name] for name in flow] == sorted(set(group.values()))
    for spec in specs:
        assert all(group[dep.asset_key.to_user_string()] <= spec.group_name for dep in spec.deps), (
            spec.key
        )


def test_every_rule_has_exactly_one_check(definitions: dg.Definitions):
    keys = definitions.resolve_asset_graph().asset_check_keys
    counted = Counter(key.name for key in keys)
    assert counted == Counter(rule.id for rule in all_rules())
    on = {key.name: key.asset_key.to_user_string() for key in keys}
    assert {rule.id: rule.dataset or "judgement" for rule in all_rules()} == on


def test_every_check_says_what_to_do(definitions: dg.Definitions):
    graph = definitions.resolve_asset_graph()
    for rule in all_rules():
        asset = dg.AssetKey(rule.dataset or "judgement")
        spec = graph.get_check_spec(dg.AssetCheckKey(asset, rule.id))
        assert rule.title in spec.description
        assert rule.fix in spec.description


def test_the_location_loads_as_the_webserver_loads_it(definitions: dg.Definitions):
    # A job and a step of one name pass in-process and are refused here.
    repository = definitions.get_repository_def()
    repository.load_all_definitions()
    assert {"intake", "refresh", "nightly", "release"} <= set(repository.job_names)


def test_the_nightly_schedule_is_on_at_two_in_china(definitions: dg.Definitions):
    schedule = definitions.resolve_schedule_def("nightly_at_two")
    assert schedule.job_name == "nightly"
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")


def test_the_morning_is_written_before_the_office_opens(definitions: dg.Definitions):
    schedule = definitions.resolve_schedule_def("morning_at_half_past_seven")
    assert schedule.job_name == "morning"
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 7 * * *", "Asia/Shanghai")


def test_partitions_are_months_times_units(definitions: dg.Definitions):
    office = load_office(SAMPLE_OFFICE)
    partitions = definitions.resolve_assets_def("submission").partitions_def
    now = datetime(2019, 3, 1, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    keys = partitions.get_partition_keys(current_time=now)
    months = [f"2017-{month:02d}" for month in range(4, 13)]
    months += [f"2018-{month:02d}" for month in range(1, 13)]
    months += ["2019-01", "2019-02", "2019-03"]
    assert office.first_period == months[0]
    assert sorted(keys) == sorted(
        f"{month}|{unit.code}" for month in months for unit in office.units
    )
