"""A process that holds the code dies without its runs: another comes, and nothing is done twice."""

import os
import re
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
from conftest import new_home, send_samples
from keeping_kit import done
from server_kit import ROOT, free_port, is_open, wait_for
from services_kit import family, service
from webserver_kit import Webserver

from assets.receipts import read_receipts
from assets.stages.propose import current_digest
from assets.stages.settle import load_state

pytestmark = pytest.mark.slow
START_SECONDS, RECOVERED_SECONDS = 120, 300
RUNS = "{ runsOrError { ... on Runs { results { jobName status } } } }"
SENDERS = ("430281", "610204", "532600")


@pytest.fixture
def home(tmp_path):
    return new_home(tmp_path / "home")


def settings_of(store) -> dict[str, str]:
    """As a county has them: each service keeps the code in a process of its own."""
    return {
        "MINGZHANG_HOME": str(store.home),
        "DAGSTER_HOME": str(store.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "MINGZHANG_WORKSPACE": str(ROOT / "workspace.yaml"),
        "MINGZHANG_UI_PREFIX": "",
        "MINGZHANG_VIEW_PREFIX": "",
    }


def nightly_runs(server: Webserver) -> list[str]:
    """How the nightly runs stand, the first one first."""
    found = server.query(RUNS)["runsOrError"]["results"]
    return [one["status"] for one in reversed(found) if one["jobName"] == "nightly"]


def status_of(process: int, word: str) -> str:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return re.search(rf"^{word}:\s*(\S+)", status, re.MULTILINE)[1]


def is_gone(process: int) -> bool:
    try:
        return status_of(process, "State") == "Z"
    except FileNotFoundError:
        return True


def end(process: int) -> None:
    if not is_gone(process):
        os.kill(process, signal.SIGKILL)


def test_a_unit_ends_with_the_process_that_holds_the_code(home, tmp_path):
    port = free_port()
    with service("code", settings_of(home), {"4266": str(port)}, tmp_path / "log") as unit:
        wait_for("the code server", START_SECONDS, lambda: is_open(port))
        _, *held = family(unit.pid)
        os.kill(held[0], signal.SIGKILL)
        # What is not 0 has systemd and compose start it anew.
        assert unit.wait(30) != 0


@pytest.mark.skipif(
    os.environ.get("CI") == "true",
    reason="four minutes of waiting; make test-slow runs it, and CI tests/unit/test_launcher.py",
)
def test_a_run_whose_server_died_and_the_one_in_its_place_make_one_candidate(home, tmp_path):
    # The sensor would start runs of its own beside the night's.
    done(home.home, "status")
    ports = {"3000": str(free_port())}
    with ExitStack() as stack:
        for unit in ("daemon", "webserver"):
            log = tmp_path / f"{unit}.log"
            started = stack.enter_context(service(unit, settings_of(home), ports, log))
        server = Webserver(started, int(ports["3000"]), log)
        wait_for("the webserver", START_SECONDS, server.answers)
        send_samples(home, SENDERS)
        run = server.launch("nightly")["run"]["runId"]
        wait_for("the first reading", 240, lambda: list(home.home.rglob("reading.json")))
        said = " ".join(one.get("message") or "" for one in server.events(run))
        process = int(re.search(r"Started process for run \(pid: (\d+)\)", said)[1])
        # An orphan that no service ends, should this test fail.
        stack.callback(end, process)
        # Held, so that it is not done before anybody looks for it.
        os.kill(process, signal.SIGSTOP)
        os.kill(int(status_of(process, "PPid")), signal.SIGKILL)
        wait_for("a run beside it", RECOVERED_SECONDS, lambda: len(nightly_runs(server)) == 2)
        os.kill(process, signal.SIGCONT)
        wait_for("its end", RECOVERED_SECONDS, lambda: is_gone(process))
        wait_for("the other's", RECOVERED_SECONDS, lambda: nightly_runs(server)[1] == "SUCCESS")
    numbers = [one.number for one in read_receipts(home)]
    assert numbers == list(range(1, len(SENDERS) + 1))
    assert {one.receipt.number for one in load_state(home).submissions} == set(numbers)
    assert (home.candidates / current_digest(home) / "manifest.json").is_file()
