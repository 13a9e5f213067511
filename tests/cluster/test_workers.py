"""A province on two workers, one of them killed, gives the release of one machine, to the byte."""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psycopg2
import pytest
from province import make_province
from services import need_cluster, postgres, redis
from workers import Cluster, at_work, kill, last_part, new_cluster, start_run, worker

from assets.receipts import read_receipts
from assets.stages.settle import load_state
from assets.store import Store
from outputs.chain import read_links
from outputs.verify import verify_public
from pipelines.build import build_definitions
from pipelines.demo import demo_keys, sign_all
from sources.office import load_office

pytestmark = pytest.mark.slow
# Twelve months and thirty rows were run by hand: see docs/national-plan.md.
MONTHS = int(os.environ.get("MINGZHANG_TEST_MONTHS", "1"))
ROWS = 10
WORKBOOKS = 18
SECONDS = 600 * MONTHS
TAKEN = re.compile(r"Executing steps inbox_sweep\.part_judged\[(\w+)\] in celery worker")


@dataclass(frozen=True)
class Night:
    """What is left of the night in which a worker was killed."""

    store: Store
    held: str
    taken: list[str]


def finish(run) -> None:
    assert run.wait(SECONDS) == 0


def workbooks_read(store: Store) -> int:
    return sum(1 for _ in store.home.glob("work/submissions/*/*/*/reading.json"))


def kill_in_the_middle(store: Store, cluster: Cluster, process, run, count: int) -> None:
    """Kill a worker that holds a step while a third of the workbooks is read and not all are."""
    while not (count / 3 < workbooks_read(store) < count and at_work(cluster, "one")):
        assert run.poll() is None
        assert workbooks_read(store) < count
        time.sleep(0.1)
    kill(process)
    assert at_work(cluster, "one")


def parts_taken(storage) -> list[str]:
    """The parts that workers have taken on, each time that one did."""
    words = {name.removeprefix("MINGZHANG_POSTGRES_").lower(): v for name, v in storage.items()}
    with psycopg2.connect(
        host=words["host"],
        port=words["port"],
        user=words["user"],
        password=words["password"],
        dbname=words["database"],
    ) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT event FROM event_logs ORDER BY id")
        return [key for (event,) in cursor.fetchall() for key in TAKEN.findall(event)]


def twin_of(store: Store, home: Path) -> Store:
    """A home that received the same files at the same time and did nothing with them yet."""
    home.mkdir()
    for name in ("office.yaml", "allowed_signers"):
        shutil.copy(store.home / name, home)
    for name in ("inbox", "archive"):
        shutil.copytree(store.home / name, home / name)
    (home / "archive" / "audit.jsonl").unlink()
    return Store(home)


def run_here(store: Store, job: str) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        definition = build_definitions(store).resolve_job_def(job)
        assert definition.execute_in_process(instance=instance).success


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Iterator[Night]:
    """The inbox of a province read by two workers, one killed; signed; published by the other."""
    need_cluster()
    folder = tmp_path_factory.mktemp("cluster")
    store = Store(folder / "home")
    count = make_province(store, MONTHS, ROWS)
    demo_keys(store, load_office(store.office))
    with postgres() as storage, redis(folder) as broker:
        cluster = new_cluster(folder / "cluster", store, broker, storage, WORKBOOKS)
        with worker(cluster, "one") as one, worker(cluster, "two"):
            run = start_run(cluster, "refresh")
            kill_in_the_middle(store, cluster, one, run, count)
            held = last_part(cluster, "one")
            finish(run)
            sign_all(store, load_office(store.office))
            finish(start_run(cluster, "release"))
        yield Night(store, held, parts_taken(storage))


def test_what_the_dead_worker_held_was_done_by_the_other(night):
    # Others may be done twice too, if they take longer than Redis waits; that harms nothing.
    assert night.taken.count(night.held) > 1
    assert len(set(night.taken)) == -(-len(read_receipts(night.store)) // WORKBOOKS)
    assert len(load_state(night.store).submissions) == len(read_receipts(night.store))


def test_the_release_is_the_one_that_one_machine_makes(night, tmp_path):
    twin = twin_of(night.store, tmp_path / "twin")
    run_here(twin, "refresh")
    # A signature is over the digest of all values: those of the cluster's candidate hold here too.
    shutil.copytree(night.store.signoffs, twin.signoffs)
    run_here(twin, "release")
    assert len(read_links(twin.public)) == 1
    assert digests(twin.public) == digests(night.store.public)
    assert list(verify_public(night.store.public, night.store.allowed_signers)) == []
