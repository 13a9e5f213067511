"""What an analyst sees and starts in the Dagster UI, through the webserver's own interface.

One webserver and one daemon serve the whole file; the tests stand in the order of a working day.
"""

import re
import urllib.request
from urllib.parse import quote

import pytest
from conftest import new_home, send_samples
from server_kit import wait_for
from webserver_kit import LOCATION, Webserver

from expectations.rulebook import all_rules
from pipelines.demo import CORRECTIONS, demo_keys
from pipelines.home import SAMPLES
from sources.contract import load_contracts, submitted_contracts
from sources.office import load_office

pytestmark = pytest.mark.slow
EVERY_UNIT = tuple(sorted(path.name for path in SAMPLES.glob("[12]*-*/*")))
CHINESE = re.compile("[一-鿿]")
# The sensor looks every 30 seconds; a tick of the daemon and the start of a process come on top.
SENSOR_SECONDS = 120

ASSETS = """{ assetNodes {
  assetKey { path } groupName description kinds isPartitioned
  owners { ... on TeamAssetOwner { team } }
  assetChecksOrError { ... on AssetChecks { checks { name description } } }
} }"""
MADE = """query($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
  assetMaterializations(limit: 1) { metadataEntries { label
    ... on IntMetadataEntry { intValue }
    ... on TextMetadataEntry { text }
    ... on UrlMetadataEntry { url }
    ... on MarkdownMetadataEntry { mdStr } } }
} } }"""
CHECKED = """query($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
  assetChecksOrError { ... on AssetChecks { checks { name executionForLatestMaterialization {
    evaluation { success severity metadataEntries { label
      ... on IntMetadataEntry { intValue }
      ... on TextMetadataEntry { text }
      ... on MarkdownMetadataEntry { mdStr } } } } } } }
} } }"""
SENSOR = """query($selector: SensorSelector!) { sensorOrError(sensorSelector: $selector) {
  ... on Sensor { id sensorState { id status ticks(limit: 20) { status timestamp runIds } } }
} }"""
SCHEDULE = """query($selector: ScheduleSelector!) { scheduleOrError(scheduleSelector: $selector) {
  ... on Schedule { cronSchedule executionTimezone scheduleState { status } }
} }"""
STARTED_BY_SENSOR = """query($filter: RunsFilter!) { runsOrError(filter: $filter) {
  ... on Runs { results { runId jobName status tags { key value } } }
} }"""
THE_SENSOR = {**LOCATION, "sensorName": "inbox_sensor"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = new_home(tmp_path_factory.mktemp("webserver") / "home")
    demo_keys(made, load_office(made.office))
    return made


@pytest.fixture(scope="module")
def server(store, tmp_path_factory):
    started = Webserver.start(store.home, tmp_path_factory.mktemp("elsewhere"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def refreshed(server, store):
    """All samples received by the job `refresh`, while the sensor is off."""
    state = sensor(server)["sensorState"]
    assert state["status"] == "RUNNING"
    server.query("mutation($id: String!) { stopSensor(id: $id) { __typename } }", id=state["id"])
    send_samples(store, EVERY_UNIT)
    _, end = server.finish("refresh")
    assert end == "SUCCESS"
    return store


def sensor(server):
    return server.query(SENSOR, selector=THE_SENSOR)["sensorOrError"]


def metadata(entries):
    values = ("intValue", "text", "url", "mdStr")
    return {
        one["label"]: next((one[name] for name in values if name in one), None) for one in entries
    }


def made_of(server, *path):
    node = server.query(MADE, key={"path": path})["assetNodeOrError"]
    return metadata(node["assetMaterializations"][0]["metadataEntries"])


def checks_of(server, *path):
    node = server.query(CHECKED, key={"path": path})["assetNodeOrError"]
    return {
        one["name"]: one["executionForLatestMaterialization"]["evaluation"]
        for one in node["assetChecksOrError"]["checks"]
    }


def sensor_runs(server):
    tag = {"key": "dagster/sensor_name", "value": "inbox_sensor"}
    found = server.query(STARTED_BY_SENSOR, filter={"tags": [tag]})
    return found["runsOrError"]["results"]


def test_assets_are_listed_with_all_that_an_analyst_needs(server):
    assets = {one["assetKey"]["path"][0]: one for one in server.query(ASSETS)["assetNodes"]}
    datasets = set(load_contracts())
    stages = {"inbox_sweep", "submission", "judgement", "returned_workbooks", "candidate"}
    records = {f"{name}_records" for name in submitted_contracts()}
    ends = {"submission_status", "release", "morning_page"}
    assert set(assets) == datasets | records | stages | ends
    for name, asset in assets.items():
        assert CHINESE.search(asset["description"]), name
        assert asset["groupName"].startswith("step"), name
        assert asset["owners"][0]["team"], name
        assert asset["kinds"], name
    partitioned = {name for name, asset in assets.items() if asset["isPartitioned"]}
    assert partitioned == records | {"submission"}


def test_every_rule_is_listed_as_a_check(server):
    nodes = server.query(ASSETS)["assetNodes"]
    listed = [
        (node["assetKey"]["path"][0], check["name"])
        for node in nodes
        for check in node["assetChecksOrError"].get("checks", [])
    ]
    assert sorted(listed) == sorted((rule.dataset or "judgement", rule.id) for rule in all_rules())


def test_the_schedule_and_the_sensor_run_by_default(server):
    chosen = {**LOCATION, "scheduleName": "nightly_at_two"}
    schedule = server.query(SCHEDULE, selector=chosen)["scheduleOrError"]
    assert schedule["scheduleState"]["status"] == "RUNNING"
    assert (schedule["cronSchedule"], schedule["executionTimezone"]) == (
        "0 2 * * *",
        "Asia/Shanghai",
    )
    assert sensor(server)["sensorState"]["status"] == "RUNNING"


def test_nothing_is_sent_to_others(server, store):
    assert server.query("{ canShowTelemetryNotice: shouldShowNux }")["canShowTelemetryNotice"] is (
        False
    )
    settings = server.query("{ instance { info } }")["instance"]["info"]
    assert re.search(r"telemetry:\s+enabled: false", settings)


def test_a_wrong_setting_is_refused_before_anything_runs(server):
    launched = server.launch("refresh", {"ops": {"inbox_sweep": {"config": {"perid": "2019-01"}}}})
    assert launched["__typename"] == "RunConfigValidationInvalid"
    assert "perid" in launched["errors"][0]["message"]


def test_refresh_shows_rows_and_a_preview(server, refreshed):
    made = made_of(server, "lottery_fund")
    assert made["dagster/row_count"] == 14
    assert "文山" in made["预览"]
    assert made_of(server, "judgement")["退回文件数"] == 1


def test_refresh_hands_the_returned_workbook_over(server, refreshed):
    made = made_of(server, "returned_workbooks")
    (address,) = [value for label, value in made.items() if label.startswith("退回 2019-01 醴陵市")]
    with urllib.request.urlopen(address, timeout=60) as opened:
        assert opened.url.endswith(quote("2019年醴陵市本级财政专项扶贫资金分配表.xlsx"))
        assert opened.read(2) == b"PK"


def test_the_failing_rule_is_red_and_names_the_cell(server, refreshed):
    red = checks_of(server, "judgement")["unit_missing"]
    assert (red["success"], red["severity"]) == (False, "ERROR")
    assert any("Sheet1 E2" in str(value) for value in metadata(red["metadataEntries"]).values())


def test_an_unsigned_candidate_cannot_be_released(server, refreshed):
    run, end = server.finish("release")
    assert end == "FAILURE"
    events = server.events(run)
    (failed,) = [one for one in events if one["__typename"] == "ExecutionStepFailureEvent"]
    said = failed["failureMetadata"]["description"]
    assert "不得发布" in said
    for role in ("提供单位", "保密审查", "分管领导", "主要领导"):
        assert role in said
    assert not [path for path in refreshed.public.rglob("*") if path.is_file()]


def test_intake_runs_for_one_unit_and_month(server, refreshed):
    _, end = server.finish("intake", "2019-01|430281")
    assert end == "SUCCESS"
    # The same file as before: nothing new, and the finding stays open.
    assert made_of(server, "judgement")["新校验"] == 0
    assert not checks_of(server, "judgement")["unit_missing"]["success"]


def test_a_file_in_the_inbox_starts_one_run_and_the_same_file_none(server, refreshed):
    text = "mutation($s: SensorSelector!) { startSensor(sensorSelector: $s) { __typename } }"
    assert server.query(text, s=THE_SENSOR)["startSensor"]["__typename"] == "Sensor"
    assert sensor_runs(server) == []
    send_samples(refreshed, ("430281",), CORRECTIONS)
    (run,) = wait_for("a run for the new file", SENSOR_SECONDS, lambda: sensor_runs(server))
    assert run["jobName"] == "intake"
    tags = {one["key"]: one["value"] for one in run["tags"]}
    assert tags["dagster/partition"] == "2019-01|430281"
    assert server.end_of(run["runId"]) == "SUCCESS"
    mended = checks_of(server, "judgement")["unit_missing"]
    assert mended["severity"] == "WARN" or mended["success"]
    assert made_of(server, "judgement")["退回文件数"] == 0

    send_samples(refreshed, ("430281",), CORRECTIONS)
    last = sensor(server)["sensorState"]["ticks"][0]["timestamp"]

    def later_tick():
        ticks = sensor(server)["sensorState"]["ticks"]
        return [one for one in ticks if one["timestamp"] > last and one["status"] != "STARTED"]

    (tick, *_) = wait_for("the next tick", SENSOR_SECONDS, later_tick)
    assert tick["status"] == "SKIPPED"
    assert [one["runId"] for one in sensor_runs(server)] == [run["runId"]]
