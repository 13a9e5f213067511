"""When a run counts as lost: not before what died in its server's place could be replaced."""

from types import SimpleNamespace

import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher.base import WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher

from pipelines import launcher
from pipelines.launcher import REPLACED_SECONDS, WatchedRunLauncher


class Gone:
    def can_cancel_execution(self, _):
        raise DagsterUserCodeUnreachableError("gone")


@pytest.fixture
def watched(monkeypatch):
    """A launcher whose servers are gone, and whose clock stands at `now[0]`."""
    now = [1_000_000.0]
    monkeypatch.setattr(launcher.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(DefaultRunLauncher, "launch_run", lambda *_: None)
    made = WatchedRunLauncher()
    monkeypatch.setattr(made, "_get_grpc_client_for_termination", lambda _: Gone())
    run = SimpleNamespace(run_id="0")
    return made, run, now


def test_a_run_of_before_is_lost_at_once(watched):
    made, run, _ = watched
    assert made.check_run_worker_health(run).status is WorkerStatus.FAILED


def test_a_server_that_died_a_moment_ago_is_waited_for(watched):
    made, run, now = watched
    made.launch_run(SimpleNamespace(dagster_run=run))
    assert made.check_run_worker_health(run).status is WorkerStatus.RUNNING
    now[0] += REPLACED_SECONDS
    assert made.check_run_worker_health(run).status is WorkerStatus.FAILED
