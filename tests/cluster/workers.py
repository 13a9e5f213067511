"""A cluster on one machine: the files of deploy/cluster/celery, two workers, and a run for them."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from server_kit import ROOT

from assets.store import Store
from pipelines.home import write_settings

DEPLOYED = ROOT / "deploy" / "cluster" / "celery"
UNIT = DEPLOYED / "mingzhang-worker@.service"
# Redis gives a dead worker's step to another after so long; the deployed file says minutes.
GIVEN_AWAY = 30
BACKEND = "backend: {env: MINGZHANG_BROKER}"
WORKING = re.compile(r"Task execute_plan\[(\S+)\] (received|succeeded|raised)")


@dataclass(frozen=True)
class Cluster:
    """Where its settings and logs lie, and what its processes are told."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def settings(self) -> Path:
        return self.folder / "cluster.yaml"

    @property
    def workbooks(self) -> int:
        """How many a step reads."""
        return yaml.safe_load(self.settings.read_text(encoding="utf-8"))["workbooks_per_step"]


def new_cluster(
    folder: Path, store: Store, broker: str, storage: Mapping[str, str], backend: str = ""
) -> Cluster:
    """The deployed settings with a shorter patience; results go to the broker or to `backend`."""
    folder.mkdir()
    text = (DEPLOYED / "cluster.yaml").read_text(encoding="utf-8")
    text, patience = re.subn(r"visibility_timeout: \d+", f"visibility_timeout: {GIVEN_AWAY}", text)
    assert patience == 2
    if backend:
        assert BACKEND in text
        text = text.replace(BACKEND, BACKEND.replace("BROKER", "BACKEND"))
    (folder / "cluster.yaml").write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        **storage,
        "MINGZHANG_HOME": str(store.home),
        "MINGZHANG_CLUSTER": str(folder / "cluster.yaml"),
        "MINGZHANG_BROKER": broker,
        "MINGZHANG_BACKEND": backend,
        "DAGSTER_HOME": str(store.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    write_settings(store, environment)
    return Cluster(folder, environment)


@contextmanager
def worker(cluster: Cluster, name: str) -> Iterator[subprocess.Popen]:
    """A worker as its unit file starts it, in a group of its own, until the block ends."""
    (line,) = re.findall(r"^ExecStart=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    for word, value in (
        ("/opt/mingzhang/.venv/bin", str(Path(sys.executable).parent)),
        ("${MINGZHANG_CLUSTER}", str(cluster.settings)),
        ("${MINGZHANG_QUEUES}", "dagster,whole"),
        ("worker-%i", name),
    ):
        assert word in line
        line = line.replace(word, value)
    with log_of(cluster, name).open("wb") as out:
        process = subprocess.Popen(
            shlex.split(line),
            cwd=ROOT,
            env=dict(cluster.environment),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to a worker and its children, as when the power of its machine fails."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def log_of(cluster: Cluster, name: str) -> Path:
    return cluster.folder / f"{name}.log"


def at_work(cluster: Cluster, name: str) -> set[str]:
    """Tasks that a worker has taken and not ended."""
    log = log_of(cluster, name)
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    told = {"received": set(), "succeeded": set(), "raised": set()}
    for task, word in WORKING.findall(text):
        told[word].add(task)
    return told["received"] - told["succeeded"] - told["raised"]


def last_part(cluster: Cluster, name: str) -> str:
    """The part that a worker began last."""
    return parts_begun(cluster, name)[-1]


def parts_begun(cluster: Cluster, name: str) -> list[str]:
    """The parts that a worker began, in their order."""
    text = log_of(cluster, name).read_text(encoding="utf-8", errors="replace")
    return re.findall(r"part_judged\[(\w+)\] - STEP_START", text)


def start_run(cluster: Cluster, job: str) -> subprocess.Popen:
    """A run of a job that hands its steps to the workers."""
    command = ["dagster", "job", "execute", "-f", "pipelines/definitions.py", "-j", job]
    with (cluster.folder / f"{job}.log").open("wb") as out:
        return subprocess.Popen(
            command, cwd=ROOT, env=dict(cluster.environment), stdout=out, stderr=subprocess.STDOUT
        )


@contextmanager
def one_machine(store: Store, command: str, folder: Path) -> Iterator[subprocess.Popen]:
    """A command on another home, as on a machine that knows of no cluster."""
    environment = {**os.environ, "MINGZHANG_HOME": str(store.home), "PYTHONPATH": str(ROOT)}
    with (folder / f"{command}.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", command],
            env=environment,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
