"""A province on two workers, one of them killed, gives the release of one machine, to the byte.

107 counties × 12 months, or as many as MINGZHANG_TEST_MONTHS says, for where minutes are dear. The
other machine works beside the cluster on the same files.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from postgres_kit import asked, postgres
from province import make_province
from server_kit import wait_for
from services import need_cluster, redis
from workers import (
    Cluster,
    at_work,
    kill,
    last_part,
    new_cluster,
    one_machine,
    start_run,
    worker,
)

from assets.receipts import read_receipts
from assets.stages.settle import load_state
from assets.store import Store
from outputs.chain import read_links
from outputs.verify import verify_public
from pipelines.demo import demo_keys, sign_all
from sources.office import load_office

pytestmark = pytest.mark.slow
MONTHS, ROWS = int(os.environ.get("MINGZHANG_TEST_MONTHS", "12")), 1
WORKBOOKS = 107 * MONTHS
SECONDS = 1200
TAKEN = re.compile(r"Executing steps inbox_sweep\.part_judged\[(\w+)\] in celery worker")


@dataclass(frozen=True)
class Night:
    """What is left of the night in which a worker was killed, and one machine's own night."""

    store: Store
    twin: Store
    held: str
    parts: int
    taken: list[str]


def finish(process: subprocess.Popen) -> None:
    assert process.wait(SECONDS) == 0


def workbooks_read(store: Store) -> int:
    return sum(1 for _ in store.home.glob("work/submissions/*/*/*/reading.json"))


def kill_in_the_middle(store: Store, cluster: Cluster, one, run) -> None:
    """Kill a worker that holds a step while a third of the workbooks is read and not all are."""

    def is_time() -> bool:
        assert run.poll() is None
        read = workbooks_read(store)
        assert read < WORKBOOKS
        return read > WORKBOOKS / 3 and bool(at_work(cluster, "one"))

    wait_for("a third of the workbooks", SECONDS, is_time, 0.2)
    kill(one)
    assert at_work(cluster, "one")


def parts_taken(storage: Mapping[str, str]) -> list[str]:
    """The parts that workers have taken on, each time that one did."""
    return TAKEN.findall(asked(storage, "SELECT event FROM event_logs ORDER BY id"))


def twin_of(store: Store, home: Path) -> Store:
    """A home that received the same files at the same time and did nothing with them yet."""
    home.mkdir()
    for name in ("office.yaml", "allowed_signers", store.stamp.name):
        shutil.copy(store.home / name, home)
    for name in ("inbox", "archive"):
        shutil.copytree(store.home / name, home / name)
    (home / "archive" / "audit.jsonl").unlink(missing_ok=True)
    return Store(home)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Iterator[Night]:
    """Read by two workers, one killed and replaced; signed; published by whoever is left."""
    need_cluster()
    folder = tmp_path_factory.mktemp("cluster")
    store = Store(folder / "home")
    assert make_province(store, MONTHS, ROWS) == WORKBOOKS
    demo_keys(store, load_office(store.office))
    with postgres() as storage, redis(folder) as broker:
        cluster = new_cluster(folder / "cluster", store, broker, storage)
        with worker(cluster, "one") as one, worker(cluster, "two"):
            run = start_run(cluster, "refresh")
            wait_for("the first workbooks", SECONDS, lambda: workbooks_read(store), 0.2)
            twin = twin_of(store, folder / "twin")
            kill_in_the_middle(store, cluster, one, run)
            held = last_part(cluster, "one")
            # As systemd starts it anew; else one core would have nothing to do.
            with worker(cluster, "three"), one_machine(twin, "run", folder) as alone:
                finish(run)
                finish(alone)
                sign_all(store, load_office(store.office))
                # A signature is over the digest of all values: what was signed there holds here.
                shutil.copytree(store.signoffs, twin.signoffs)
                run = start_run(cluster, "release")
                with one_machine(twin, "publish", folder) as publishing:
                    finish(publishing)
                    finish(run)
        yield Night(store, twin, held, -(-WORKBOOKS // cluster.workbooks), parts_taken(storage))


def test_what_the_dead_worker_held_was_done_by_another(night):
    # Others may be done twice too, if they take longer than Redis waits; that harms nothing.
    assert night.taken.count(night.held) > 1
    assert len(set(night.taken)) == night.parts
    assert len(read_receipts(night.store)) == WORKBOOKS
    state = load_state(night.store)
    assert len(state.submissions) == len(state.in_force) == WORKBOOKS


def test_the_release_is_the_one_that_one_machine_makes(night):
    (link,) = read_links(night.store.public)
    assert link.document["candidate"] == read_links(night.twin.public)[0].document["candidate"]
    one, other = digests(night.twin.public), digests(night.store.public)
    assert list(one) == list(other)
    # DuckDB's own files hold the same rows, but their bytes are promised by nobody.
    differ = [name for name in one if one[name] != other[name]]
    assert [name for name in differ if not name.startswith("databases/")] == []
    assert list(verify_public(night.store.public, night.store.allowed_signers)) == []


def test_the_databases_hold_the_same_rows(night):
    names = sorted(path.name for path in (night.store.public / "databases").rglob("*.duckdb"))
    assert names
    for name in names:
        one, other = (
            tables_of(next(store.public.rglob(name))) for store in (night.store, night.twin)
        )
        assert one == other
        assert sum(table.num_rows for table in one.values()) >= WORKBOOKS * ROWS


def tables_of(path: Path) -> dict[str, pa.Table]:
    """Every table of a DuckDB file, with its rows in their order."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.sql("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {
            name: connection.sql(f'SELECT * FROM "{name}"').to_arrow_table() for (name,) in names
        }
