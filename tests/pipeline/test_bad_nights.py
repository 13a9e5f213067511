"""Bad nights with the real Dagster and real processes: killed, out of room, with a wrong clock.

Each ends in a state that `mingzhang morning` explains and that the next run mends by itself.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import new_home, send_samples
from server_kit import ROOT, wait_for
from webserver_kit import LOCATION, Webserver

from assets.receipts import now_in_china, read_receipts
from assets.stages.propose import current_digest
from assets.stages.settle import load_state
from assets.store import Store, read_json, write_bytes
from pipelines.home import SAMPLES

pytestmark = pytest.mark.slow
EVERY_UNIT = tuple(sorted(path.name for path in SAMPLES.glob("[12]*-*/*")))
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
RECOVERED_SECONDS = 300
SENSORS = """query($where: RepositorySelector!) { sensorsOrError(repositorySelector: $where) {
  ... on Sensors { results { sensorState { id } } } } }"""
RUNS = "{ runsOrError { ... on Runs { results { runId jobName status } } } }"


def command(store: Store, *arguments: str, **extra: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "MINGZHANG_HOME": str(store.home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=store.home,
        env={**environment, **extra},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def morning(store: Store, **extra: str) -> dict:
    done = command(store, "morning", "--json", **extra)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kinds(told: dict) -> dict[str, bool]:
    return {one["kind"]: one["settled"] for one in told["alarms"]}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> str:
    """The candidate of a night in which nothing happens."""
    store = new_home(tmp_path_factory.mktemp("undisturbed") / "home")
    send_samples(store, EVERY_UNIT)
    done = command(store, "run", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["candidate"]


@contextmanager
def serving(store: Store, folder: Path):
    folder.mkdir(exist_ok=True)
    server = Webserver.start(store.home, folder)
    try:
        yield server
    finally:
        server.stop()


def switch_off_sensor(server: Webserver) -> None:
    """Only the nightly run may touch the inbox."""
    for one in server.query(SENSORS, where=LOCATION)["sensorsOrError"]["results"]:
        stop = "mutation($id: String!) { stopSensor(id: $id) { __typename } }"
        server.query(stop, id=one["sensorState"]["id"])


def begin_night(server: Webserver, store: Store) -> tuple[str, int]:
    """Start the nightly job; its run and its process once it has received and is reading."""
    switch_off_sensor(server)
    send_samples(store, EVERY_UNIT)
    launched = server.launch("nightly")
    run = launched["run"]["runId"]
    wait_for("the first reading", 240, lambda: list(store.home.rglob("reading.json")))
    said = " ".join(one.get("message") or "" for one in server.events(run))
    return run, int(re.search(r"Started process for run \(pid: (\d+)\)", said)[1])


def nightly_runs(server: Webserver) -> list[str]:
    """How the nightly runs ended, the first one first."""
    found = server.query(RUNS)["runsOrError"]["results"]
    return [one["status"] for one in reversed(found) if one["jobName"] == "nightly"]


def wait_until_made_good(server: Webserver) -> None:
    wait_for(
        "a run in place of the lost one",
        RECOVERED_SECONDS,
        lambda: nightly_runs(server) == ["FAILURE", "SUCCESS"],
    )


def assert_whole(store: Store, digest: str) -> None:
    """As after an undisturbed night: one receipt for each file, all judged, the same candidate."""
    numbers = [one.number for one in read_receipts(store)]
    assert numbers == list(range(1, len(EVERY_UNIT) + 1))
    assert {one.receipt.number for one in load_state(store).submissions} == set(numbers)
    assert current_digest(store) == digest


def test_a_run_that_is_killed_is_run_again_and_the_morning_says_so(tmp_path, undisturbed):
    store = new_home(tmp_path / "home")
    with serving(store, tmp_path / "elsewhere") as server:
        _, process = begin_night(server, store)
        os.kill(process, signal.SIGKILL)
        wait_until_made_good(server)
    told = morning(store)
    assert (told["state"], kinds(told)) == ("recovered", {"killed": True})
    assert [one["by"] for one in told["runs"]] == ["person", "retry"]
    assert_whole(store, undisturbed)


def test_services_that_are_killed_with_their_run_begin_where_they_were(tmp_path, undisturbed):
    store = new_home(tmp_path / "home")
    first = tmp_path / "first"
    first.mkdir()
    server = Webserver.start(store.home, first)
    try:
        begin_night(server, store)
    finally:
        end_at_once(server, store)
    told = morning(store)
    assert told["state"] == "running"
    assert "running" in kinds(told)
    with serving(store, tmp_path / "second") as again:
        wait_until_made_good(again)
    told = morning(store)
    assert (told["state"], kinds(told)["killed"]) == ("recovered", True)
    assert_whole(store, undisturbed)


def end_at_once(server: Webserver, store: Store) -> None:
    """SIGKILL for the services and all that they started, as when the power fails."""
    home = f"DAGSTER_HOME={store.dagster}"
    for _ in range(3):
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                own = home.encode() in (folder / "environ").read_bytes().split(b"\0")
                if own and int(folder.name) != os.getpid():
                    os.kill(int(folder.name), signal.SIGKILL)
            except (OSError, ProcessLookupError):
                continue
        time.sleep(0.2)
    server.process.wait(30)


def test_a_person_and_the_night_at_the_same_time_make_one_candidate(tmp_path, undisturbed):
    store = new_home(tmp_path / "home")
    with serving(store, tmp_path / "elsewhere") as server:
        send_samples(store, EVERY_UNIT)
        # The sensor is on as well: its runs, a person's and the night's meet in the queue.
        for job in ("nightly", "refresh"):
            assert server.launch(job)["__typename"] == "LaunchRunSuccess"
        assert command(store, "run", "--json").returncode == 0

        def ended() -> bool:
            found = server.query(RUNS)["runsOrError"]["results"]
            return len(found) >= 2 and all(one["status"] == "SUCCESS" for one in found)

        wait_for("all runs", RECOVERED_SECONDS, ended)
    assert_whole(store, undisturbed)
    assert morning(store)["state"] == "done"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 48 MiB of its own, in memory; skipped where nobody may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 64, 400, 1200])
def test_a_disk_that_fills_up_in_the_middle_leaves_nothing_by_halves(small_disk, undisturbed, room):
    store = new_home(small_disk / "home")
    office = yaml.safe_load(store.office.read_text(encoding="utf-8"))
    write_bytes(
        store.office, yaml.safe_dump({**office, "reserve_mib": 0}, allow_unicode=True).encode()
    )
    send_samples(store, EVERY_UNIT)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, free - room * 1024)
    full = command(store, "run", "--json")
    assert full.returncode == 1, full.stdout
    assert "No space left on device" in full.stderr
    assert [one.number for one in read_receipts(store)] in ([], list(range(1, 13)))
    filler.unlink()
    done = command(store, "run", "--json")
    assert done.returncode == 0, done.stderr
    assert_whole(store, undisturbed)


def test_a_full_disk_is_told_even_where_the_page_finds_no_room(small_disk):
    store = new_home(small_disk / "home")
    assert command(store, "morning").returncode == 0
    with (small_disk / "filler").open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(small_disk).free)
    told = command(store, "morning")
    assert told.returncode == 1
    assert "磁盘快满了" in told.stdout


@pytest.mark.skipif(not FAKETIME.exists(), reason="a wrong clock needs libfaketime")
@pytest.mark.parametrize(("days", "words"), [(-2, "向后拨了约"), (400, "向前拨了约")])
def test_a_clock_that_was_set_is_told_and_the_next_night_is_right(
    tmp_path, undisturbed, days, words
):
    store = new_home(tmp_path / "home")
    assert morning(store)["alarms"] == []
    send_samples(store, EVERY_UNIT)
    wrong = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"{days * 86400:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    told = morning(store, **wrong)
    then = datetime.fromisoformat(told["at"])
    assert abs(then - now_in_china() - timedelta(days=days)) < timedelta(minutes=10)
    assert words in "".join(one["what"] for one in told["alarms"])
    # The clock is right again; nothing that was noted stands in the way.
    done = command(store, "run", "--json")
    assert done.returncode == 0, done.stderr
    assert_whole(store, undisturbed)
    told = morning(store)
    assert "clock_changed" in kinds(told)
    assert read_json(store.mornings / f"{now_in_china():%Y-%m-%d}.json")["at"] == told["at"]
