"""What the health check calls a fault, and what it says to do."""

from datetime import datetime, timedelta

import pytest
from cli_kit import answer_of, mingzhang
from home_kit import GOOD, office_of, open_home, receive_only
from post_kit import write_notify

from assets.audit import keep_trail
from assets.health.home import GIBIBYTE, home_checks, judged_disk
from assets.health.publication import release_check
from assets.health.running import Seen, running_checks
from assets.health.signers import signers_check
from assets.messages.outbox import MOST_TRIES, Line, add_to_outbox
from assets.messages.review_events import Waiting
from assets.mornings.night import Night, NightRun
from assets.receipts import CHINA
from expectations.manifest import Slot
from expectations.statement import ROLES, Role
from outputs.chain import UNFINISHED
from pipelines.runs_seen import has_dagster

NOON = datetime(2026, 11, 30, 12, tzinfo=CHINA)


def seen(status="done", cause=None, began=NOON - timedelta(hours=3), job="intake"):
    return NightRun("0" * 36, job, "sensor", "", status, began, began, cause=cause)


def night(*runs, missed=()):
    return Night(NOON - timedelta(days=1), NOON, runs, missed, NOON, None)


WELL = Seen(
    night=night(seen(job="nightly")),
    has_nights=True,
    beats={"SENSOR": NOON, "SCHEDULER": NOON},
)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=="


@pytest.fixture
def store(tmp_path):
    made = open_home(tmp_path / "home")
    made.home.chmod(0o700)
    return made


def named(checks, name):
    return next(one for one in checks if one.name == name)


def home_state(store, name):
    return named(home_checks(store, office_of(store)), name).state


def running_state(name, **more):
    return named(running_checks(Seen(**{**vars(WELL), **more}), NOON), name).state


def test_what_runs_well_is_well():
    assert {one.state for one in running_checks(WELL, NOON)} == {"ok"}


def test_without_dagster_there_is_nothing_to_check():
    assert {one.state for one in running_checks(None, NOON)} == {"none"}


@pytest.mark.parametrize(
    ("beats", "state"),
    [
        ({"SENSOR": NOON - timedelta(minutes=4)}, "ok"),
        ({"SENSOR": NOON - timedelta(minutes=6)}, "fault"),
        ({"SENSOR": NOON, "SCHEDULER": None}, "fault"),
        ({}, "fault"),
    ],
)
def test_a_daemon_without_a_heartbeat_is_a_fault(beats, state):
    assert running_state("daemon", beats=beats) == state


def test_a_daemon_that_reports_errors_is_a_fault():
    assert running_state("daemon", failing=["SENSOR"]) == "fault"


def test_a_sensor_that_was_switched_off_is_a_fault():
    assert running_state("switches", off=["inbox_sensor"]) == "fault"


def test_a_missed_night_and_a_failure_that_nothing_made_up_for_are_faults():
    assert running_state("night", night=night(missed=(NOON.date(),))) == "fault"
    assert running_state("night", night=night(seen("failed", "ours"))) == "fault"
    later = seen(began=NOON - timedelta(hours=1), job="nightly")
    assert running_state("night", night=night(seen("failed", "ours"), later)) == "ok"
    assert running_state("night", night=night(seen("failed", "refused"))) == "ok"
    assert running_state("night", has_nights=False) == "warning"


@pytest.mark.parametrize(
    ("status", "minutes", "state"),
    [("waiting", 59, "ok"), ("waiting", 61, "fault"), ("running", 359, "ok"),
     ("running", 361, "fault")],
)  # fmt: skip
def test_a_run_that_waits_or_lasts_for_hours_is_a_fault(status, minutes, state):
    began = NOON - timedelta(minutes=minutes)
    assert running_state("queue", night=night(seen(status, began=began))) == state


@pytest.mark.parametrize(
    ("free", "total", "state"),
    [
        (50 * GIBIBYTE, 100 * GIBIBYTE, "ok"),
        (9 * GIBIBYTE, 100 * GIBIBYTE, "warning"),
        (4 * GIBIBYTE, 20 * GIBIBYTE, "warning"),
        (2 * GIBIBYTE, 100 * GIBIBYTE, "fault"),
        (GIBIBYTE // 2, GIBIBYTE, "fault"),
    ],
)
def test_a_disk_is_judged_by_its_room(free, total, state):
    assert judged_disk(free, total).state == state


def signers(store, *lines):
    text = [f'all@example.org namespaces="mingzhang-{role.value}" {KEY}' for role in ROLES]
    store.allowed_signers.write_text("\n".join([*text, *lines]) + "\n", encoding="utf-8")
    return signers_check(store.allowed_signers, NOON)


def until(day, name="li@example.org", role="deputy"):
    return f'{name} namespaces="mingzhang-{role}",valid-before="{day}" {KEY}'


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([], "ok"),
        ([until("20270201")], "ok"),
        ([until("20261220")], "warning"),
        ([until("20261204")], "fault"),
        ([until("20261001")], "ok"),  # gone long ago; others sign
        ([until("20261204"), until("20280101")], "ok"),  # the next key is there already
    ],
)
def test_a_key_that_runs_out_is_told_before_it_does(store, lines, state):
    assert signers(store, *lines).state == state


def test_a_role_that_nobody_can_sign_in_is_a_fault(store):
    signers(store)
    text = store.allowed_signers.read_text(encoding="utf-8").replace(
        'namespaces="mingzhang-chief"', 'namespaces="mingzhang-chief",valid-before="20260101"'
    )
    store.allowed_signers.write_text(text, encoding="utf-8")
    found = signers_check(store.allowed_signers, NOON)
    assert (found.state, found.words) == ("fault", "现在没有人能签“主要领导审定”")


def test_without_signers_nobody_can_sign(store):
    assert signers_check(store.allowed_signers, NOON).state == "fault"


def test_a_key_is_told_without_its_owner(store):
    assert "li@" not in signers(store, until("20261204")).words


@pytest.mark.parametrize("name", ["allowed_signers", "office.yaml", "waivers.yaml", "."])
def test_what_others_may_change_is_a_fault(store, name):
    path = store.home / name
    if not path.exists():
        path.write_text("", encoding="utf-8")
    assert home_state(store, "permissions") == "ok"
    path.chmod(path.stat().st_mode | 0o020)
    assert home_state(store, "permissions") == "fault"


def test_passwords_that_others_may_read_are_a_fault(store):
    write_notify(store, {"name": "群", "url": "json://127.0.0.1/x", "to": ["units"]})
    assert home_state(store, "permissions") == "ok"
    assert home_state(store, "messages") == "ok"
    store.notify.chmod(0o644)
    assert home_state(store, "permissions") == "fault"
    assert home_state(store, "messages") == "fault"


def test_messages_that_reached_nobody_are_told(store):
    assert home_state(store, "messages") == "none"
    write_notify(store, {"name": "群", "url": "json://127.0.0.1/x", "to": ["units"]})
    line = Line(at=NOON, step="trying", kind="receipt", address="群", keys=("receipt|1",))
    add_to_outbox(store.messages, [line] * MOST_TRIES)
    assert home_state(store, "messages") == "warning"


def test_a_changed_receipt_is_a_fault_of_the_trail(store):
    receive_only(store, GOOD)
    keep_trail(store)
    assert home_state(store, "audit") == "ok"
    text = store.receipts.read_text(encoding="utf-8")
    store.receipts.write_text(text.replace("表.csv", "别.csv"), encoding="utf-8")
    assert home_state(store, "audit") == "fault"


def test_a_publication_that_was_killed_is_a_fault(store):
    assert home_state(store, "unfinished") == "ok"
    store.public.mkdir()
    (store.public / UNFINISHED).write_text("2026.11.0", encoding="utf-8")
    assert home_state(store, "unfinished") == "fault"


class Absent(Waiting):
    absent = (Slot(Role.SECRECY),)


def release_state(frozen, now):
    found = Absent("0" * 64, None, {}, datetime(*frozen, tzinfo=CHINA))
    return release_check(None, found, datetime(*now, 12, tzinfo=CHINA)).state


# The 5th of December 2026 is a Saturday: on Wednesday the 2nd two working days are left.
@pytest.mark.parametrize(
    ("frozen", "now", "state"),
    [
        ((2026, 11, 20), (2026, 12, 1), "ok"),
        ((2026, 11, 20), (2026, 12, 2), "warning"),
        ((2026, 11, 20), (2026, 12, 5), "warning"),
        ((2026, 11, 20), (2026, 12, 6), "fault"),
        ((2026, 12, 6), (2026, 12, 7), "ok"),
    ],
)
def test_a_candidate_that_missed_the_fifth_is_a_fault(frozen, now, state):
    assert release_state(frozen, now) == state


def test_nothing_that_waits_is_no_fault():
    assert release_check(None, None, NOON).state == "ok"


def test_the_command_ends_with_1_on_a_fault_and_says_what_to_do(store):
    done = mingzhang(store.home, "health")
    assert done.exit_code == 1
    assert "故障 签字密钥：请按管理员手册登记签字人的公钥。" in done.output
    found = answer_of(store.home, "health", status=1)
    assert found["ok"] is False
    assert [one["name"] for one in found["checks"]] == [
        "daemon", "switches", "night", "queue", "release", "signers", "disk", "permissions",
        "unfinished", "audit", "messages",
    ]  # fmt: skip
    assert all(one["todo"] for one in found["checks"] if one["state"] in ("fault", "warning"))


def test_a_storage_that_does_not_answer_is_a_fault_and_no_traceback(store):
    store.dagster.mkdir()
    settings = "storage:\n  postgres:\n    postgres_url: postgresql://u:p@127.0.0.1:1/d\n"
    (store.dagster / "dagster.yaml").write_text(settings, encoding="utf-8")
    found = answer_of(store.home, "health", status=1)
    assert named_state(found, "daemon") == ("fault", "读不到 Dagster 的存储")


def test_dagster_may_keep_its_things_elsewhere(store, tmp_path, monkeypatch):
    assert not has_dagster(store)
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "history").mkdir(parents=True)
    (elsewhere / "dagster.yaml").write_text("", encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(elsewhere))
    assert has_dagster(store)


def named_state(found, name):
    return next((one["state"], one["words"]) for one in found["checks"] if one["name"] == name)


def test_the_command_ends_with_0_when_nothing_is_at_fault(store):
    signers(store)
    assert answer_of(store.home, "health")["ok"] is True
