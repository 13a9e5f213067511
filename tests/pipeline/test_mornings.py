"""The morning after a night with faults of tables, of people and of ours; jobs run in here."""

import shutil
from datetime import timedelta

import dagster as dg
import pytest
import yaml
from conftest import AT_ONCE, new_home, send_samples

from assets.disk import free_mib
from assets.graph.night_runs import forget_future, observed_night, waits_until
from assets.mornings.morning import look_at, look_back, plain_morning, write_morning
from assets.mornings.page import render_morning
from assets.receipts import now_in_china
from assets.stages import sweep as sweeping
from assets.stages.propose import current_digest
from assets.store import Store, read_json, write_bytes
from pipelines.build import build_definitions
from pipelines.demo import sign_all
from pipelines.home import prepare_home
from pipelines.instance import dagster_settings
from sources.office import load_office


@pytest.fixture
def own(tmp_path):
    """An instance that no other test writes to."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "dagster.yaml").write_text(dagster_settings(), encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path / "own")) as instance:
        yield instance


def run_job(store: Store, instance, job: str):
    definition = build_definitions(store, AT_ONCE).resolve_job_def(job)
    return definition.execute_in_process(instance=instance, raise_on_error=False)


def change_office(store: Store, **changes) -> None:
    office = yaml.safe_load(store.office.read_text(encoding="utf-8"))
    write_bytes(store.office, yaml.safe_dump({**office, **changes}, allow_unicode=True).encode())


def owes(store: Store, code: str, *datasets: str) -> None:
    """Let one unit owe something each month from last month on."""
    office = yaml.safe_load(store.office.read_text(encoding="utf-8"))
    for unit in office["units"]:
        if unit["code"] == code:
            unit["owes"] = list(datasets)
    write_bytes(store.office, yaml.safe_dump(office, allow_unicode=True).encode())


def morning_of(store: Store, instance, now=None):
    now = now or now_in_china()
    night = observed_night(instance, look_back(store, now), now)
    morning = look_at(store, load_office(store.office), night, now)
    return plain_morning(morning), render_morning(morning)


def kinds(told) -> list[str]:
    return [one["kind"] for one in told["alarms"]]


def test_a_broken_file_is_a_task_for_its_unit_and_no_alarm(waiting, own):
    before = current_digest(waiting)
    folder = waiting.inbox / "2019-05" / "610204"
    folder.mkdir(parents=True)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 200)
    assert run_job(waiting, own, "nightly").success
    told, page = morning_of(waiting, own)
    assert (told["state"], kinds(told)) == ("done", [])
    (task,) = [one for one in told["tasks"] if "坏.xlsx" in one["what"]]
    assert "打不开，已退回" in task["what"]
    assert "returned/2019-05/610204/" in task["todo"]
    assert "坏.xlsx" in page
    assert current_digest(waiting) == before


def test_a_missing_unit_is_late_the_day_after_the_fifth(waiting, own):
    owes(waiting, "532600", "lottery_fund")
    told = run_job(waiting, own, "nightly")
    assert told.success
    night = observed_night(own, now_in_china() - timedelta(days=1), now_in_china())
    office = load_office(waiting.office)
    fifth = now_in_china().replace(year=2019, month=5, day=5)
    for day, words in (
        (fifth, "2019-04 应报 1 项，2019-05-05 到期，还没有报"),
        (fifth + timedelta(days=1), "2019-04 应报 1 项，2019-05-05 到期，逾期未报"),
    ):
        morning = look_at(waiting, office, night, day)
        (task,) = [one for one in morning.tasks if "2019-04 " in one.what and "应报" in one.what]
        assert task.what == words
        assert task.who == office.by_code["532600"].name


def test_an_unsigned_candidate_waits_for_named_roles(waiting, own):
    assert run_job(waiting, own, "nightly").success
    told, page = morning_of(waiting, own)
    assert told["state"] == "done"
    assert told["candidate"] == current_digest(waiting)
    waits = [one for one in told["tasks"] if "mingzhang sign" in one["todo"]]
    assert {one["who"] for one in waits} >= {"本单位签批人"}
    assert "保密审查" in "".join(one["what"] for one in waits)
    assert "等谁做什么" in page


def test_a_signed_candidate_is_published_by_the_night_and_the_morning_says_so(waiting, own):
    sign_all(waiting, load_office(waiting.office))
    told, _ = morning_of(waiting, own)
    assert [one["what"] for one in told["tasks"] if "候选稿" in one["what"]] == [
        "候选稿签批齐全，可以发布"
    ]
    assert run_job(waiting, own, "nightly").success
    told, page = morning_of(waiting, own)
    assert (told["state"], told["candidate"]) == ("done", None)
    assert told["released"] in page


def test_what_the_gate_refuses_is_not_tried_again_and_no_fault_of_the_night(waiting, own):
    result = run_job(waiting, own, "release")
    assert not result.success
    assert [one for one in result.all_events if one.is_step_up_for_retry] == []
    told, page = morning_of(waiting, own)
    assert [(one["status"], one["cause"]) for one in told["runs"]] == [("failed", "refused")]
    assert (told["state"], kinds(told)) == ("done", [])
    assert "被拒绝（签批不全）" in page


def test_what_we_raise_is_tried_three_times(waiting, own, monkeypatch):
    calls = []

    def broken(*_):
        calls.append(1)
        raise RuntimeError("张三（示例）的号码")

    monkeypatch.setattr(sweeping, "receive", broken)
    assert not run_job(waiting, own, "nightly").success
    assert len(calls) == 1 + AT_ONCE.max_retries
    told, page = morning_of(waiting, own)
    assert (told["state"], kinds(told)) == ("failed", ["ours"])
    failed = told["runs"][0]
    assert (failed["step"], failed["error"]) == ("inbox_sweep.inbox_received", "RuntimeError")
    assert "张三" not in page
    monkeypatch.undo()
    assert run_job(waiting, own, "nightly").success
    told, page = morning_of(waiting, own)
    assert (told["state"], told["alarms"][0]["settled"]) == ("recovered", True)
    assert "已经自动补上" in page


def test_a_disk_without_its_reserve_begins_nothing(home, own):
    send_samples(home)
    change_office(home, reserve_mib=free_mib(home) + 10_000_000)
    assert not run_job(home, own, "nightly").success
    assert not home.receipts.exists()
    told, _ = morning_of(home, own)
    assert (told["state"], kinds(told)) == ("failed", ["disk", "disk_low"])
    change_office(home, reserve_mib=0)
    assert run_job(home, own, "nightly").success
    told, _ = morning_of(home, own)
    assert (told["state"], kinds(told)) == ("recovered", ["disk"])


def test_the_page_of_a_day_tells_from_the_page_of_the_day_before(home, own):
    now = now_in_china()
    assert look_back(home, now) == now - timedelta(days=1)
    office = load_office(home.office)
    for days in (3, 2):
        then = now - timedelta(days=days)
        write_morning(home, look_at(home, office, None, then), "页")
    assert look_back(home, now) == now - timedelta(days=2)
    write_morning(home, look_at(home, office, None, now), "页")
    assert look_back(home, now) == now - timedelta(days=2)
    assert look_back(home, now + timedelta(days=30)) == now + timedelta(days=23)
    told = read_json(home.mornings / f"{now:%Y-%m-%d}.json")
    assert (told["state"], [one["kind"] for one in told["alarms"]][:1]) == (
        "unreadable",
        ["records_unreadable"],
    )


def test_the_job_of_the_morning_writes_the_page(waiting, own):
    result = run_job(waiting, own, "morning")
    assert result.success
    assert {one.asset_key.path[-1] for one in result.get_asset_materialization_events()} == {
        "submission_status",
        "morning_page",
    }
    page = (waiting.mornings / "latest.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert f"{now_in_china():%Y-%m-%d}" in page
    assert not [path for path in waiting.public.rglob("*") if "晨报" in path.name]


def test_no_job_but_its_own_writes_the_morning(waiting, own):
    for job in ("refresh", "nightly"):
        assert run_job(waiting, own, job).success
    assert not waiting.mornings.exists()


def test_settings_of_an_earlier_version_are_renewed_and_ones_own_are_kept(home):
    settings = home.dagster / "dagster.yaml"
    assert settings.read_text(encoding="utf-8") == dagster_settings()
    settings.write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    prepare_home(home)
    assert settings.read_text(encoding="utf-8") == "telemetry: {enabled: false}\n"


def test_the_instance_holds_what_the_settings_say(home):
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert instance.run_monitoring_enabled
        assert instance.run_launcher.supports_check_run_worker_health
        assert instance.run_retries_enabled
        assert not instance.run_retries_retry_on_asset_or_op_failure
        pools = instance.get_concurrency_config().pool_config
        assert (pools.default_pool_limit, pools.pool_granularity.value) == (1, "run")


def test_storage_is_taken_from_whoever_installs_it(tmp_path):
    told = yaml.safe_load(dagster_settings(storage={"sqlite": {"base_dir": str(tmp_path)}}))
    assert told["storage"] == {"sqlite": {"base_dir": str(tmp_path)}}
    assert told["run_monitoring"]["enabled"] is True


def pools_of(asset):
    """The pools of an asset's step, or of each of its steps."""
    node = asset.node_def
    steps = (
        [one.definition for one in node.nodes] if isinstance(node, dg.GraphDefinition) else [node]
    )
    return {one.pool for one in steps}


def test_what_reads_and_what_releases_is_in_its_pool(home):
    graph = build_definitions(home)
    pools = {
        key: pools_of(graph.resolve_assets_def(key))
        for key in ("inbox_sweep", "submission", "judgement", "release", "submission_status")
    }
    assert pools == {
        "inbox_sweep": {"reading"},
        "submission": {"reading"},
        "judgement": {"reading"},
        "release": {"releasing"},
        "submission_status": {None},
    }


def test_a_release_is_expected_by_the_fifth_of_each_month(home):
    policy = build_definitions(home).resolve_assets_def("release").specs
    (spec,) = list(policy)
    assert spec.freshness_policy.deadline_cron == "0 0 6 * *"
    assert spec.freshness_policy.timezone == "Asia/Shanghai"


def test_a_new_home_says_that_nobody_watches_it(tmp_path, own):
    store = new_home(tmp_path / "new")
    told, page = morning_of(store, own)
    assert (told["state"], kinds(told), told["tasks"]) == ("unwatched", [], [])
    assert "没有夜间运行的记录" in page
    shutil.rmtree(store.home)


def test_nothing_waits_for_a_time_that_a_wrong_clock_noted(own, home):
    from dagster._core.definitions.run_request import InstigatorType
    from dagster._core.remote_origin import (
        RegisteredCodeLocationOrigin,
        RemoteInstigatorOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.scheduler.instigation import (
        InstigatorState,
        InstigatorStatus,
        InstigatorTick,
        ScheduleInstigatorData,
        TickData,
        TickStatus,
    )

    now = now_in_china()
    ahead = (now + timedelta(days=400)).timestamp()
    where = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("mingzhang"), "__repository__")
    origin = RemoteInstigatorOrigin(where, "nightly_at_two")
    data = ScheduleInstigatorData("0 2 * * *", now.timestamp() - 9, ahead)
    own.add_instigator_state(
        InstigatorState(origin, InstigatorType.SCHEDULE, InstigatorStatus.RUNNING, data)
    )
    own.create_tick(
        TickData(
            origin.get_id(), "nightly_at_two", InstigatorType.SCHEDULE, TickStatus.SUCCESS, ahead,
            run_ids=[], selector_id=origin.get_selector().get_id(),
        )
    )  # fmt: skip
    assert waits_until(own, now) is not None
    assert forget_future(own, now) == 2
    assert waits_until(own, now) is None
    assert forget_future(own, now) == 0
    (state,) = own.all_instigator_state()
    (tick,) = own.get_ticks(state.instigator_origin_id, state.selector_id)
    assert isinstance(tick, InstigatorTick)
    assert tick.timestamp <= now.timestamp()
