"""Data homes and Dagster for the tests of the pipeline, all in temporary folders."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from filelock import FileLock
from ledger_home import release_ledger

from assets.stages.receive import drop
from assets.store import Store
from pipelines.build import build_definitions
from pipelines.demo import demo_keys
from pipelines.home import SAMPLES, prepare_home
from pipelines.jobs import RETRY
from sources.office import load_office

FEW = ("430281", "610204", "532600")
# As often as in earnest, without the minutes between.
AT_ONCE = dg.RetryPolicy(max_retries=RETRY.max_retries)
Run = Callable[..., dg.ExecuteInProcessResult]


def new_home(folder: Path) -> Store:
    store = Store(folder)
    prepare_home(store)
    return store


def send_samples(store: Store, units: tuple[str, ...] = FEW, folder: Path = SAMPLES) -> None:
    for path in sorted(folder.glob("[12]*-*/*/*")):
        if path.parent.name in units:
            drop(store, path, path.parent.parent.name, path.parent.name)


@pytest.fixture
def home(tmp_path: Path) -> Store:
    """An empty home of the sample office."""
    return new_home(tmp_path / "home")


@pytest.fixture(scope="session")
def instance():
    """One Dagster instance in memory for all quick tests."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture(scope="session")
def run(instance) -> Run:
    """Run a job of a home in this process; a failure is a result, not an exception."""

    def run_job(store: Store, job: str, partition: str | None = None):
        definition = build_definitions(store, AT_ONCE).resolve_job_def(job)
        return definition.execute_in_process(
            instance=instance, partition_key=partition, raise_on_error=False
        )

    return run_job


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory, run: Run):
    """A home with three samples after `refresh`, and that run; copy it before changing it."""
    store = new_home(tmp_path_factory.mktemp("refreshed") / "home")
    send_samples(store)
    return store, run(store, "refresh")


@pytest.fixture
def waiting(refreshed, tmp_path: Path) -> Store:
    """A copy of a home in which an unsigned candidate waits for people who have keys."""
    shutil.copytree(refreshed[0].home, tmp_path / "waiting")
    store = Store(tmp_path / "waiting")
    demo_keys(store, load_office(store.office))
    return store


@pytest.fixture(scope="session")
def ledger_release(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Store:
    """A home with one release of three invented workbooks; copy it before changing it.

    Made once for all processes that run tests side by side.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "ledger"
    with FileLock(f"{folder}.lock"):
        if (folder / "done").exists():
            return Store(folder / "home")
        folder.mkdir()
        store = release_ledger(folder, run)
        (folder / "done").touch()
    return store
