"""Several commands at once on one data home, and commands that are killed, leave a valid state."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import new_home, send_samples

from assets.receipts import read_receipts
from assets.stages.propose import current_digest
from assets.stages.settle import load_state
from assets.store import Store
from outputs.chain import read_links
from outputs.verify import verify_public
from pipelines.demo import CORRECTIONS, sign_all
from pipelines.home import SAMPLES
from sources.office import load_office

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
EVERY_UNIT = tuple(sorted(path.name for path in SAMPLES.glob("[12]*-*/*")))
SECONDS = 180
REFUSED = 2


def start(store: Store, *arguments: str) -> subprocess.Popen:
    environment = {**os.environ, "MINGZHANG_HOME": str(store.home), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *arguments, "--json"],
        cwd=store.home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen, *allowed: int) -> dict:
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode in (0, *allowed), err
    return json.loads(out) if process.returncode == 0 else {}


def kill(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=SECONDS)


def assert_whole(store: Store) -> None:
    """Receipts are numbered once each, every submission is judged, the candidate is there."""
    receipts = read_receipts(store)
    assert [one.number for one in receipts] == list(range(1, len(receipts) + 1))
    places = [(one.period, one.unit, one.file, one.sha256) for one in receipts]
    assert len(places) == len(set(places))
    assert {one.receipt.number for one in load_state(store).submissions} == {
        one.number for one in receipts
    }
    digest = current_digest(store)
    assert digest is None or (store.candidates / digest / "manifest.json").is_file()


def leftovers(store: Store) -> list[Path]:
    """Half-written things; only a run that was killed may leave some."""
    return [
        path
        for path in store.home.rglob("*")
        if path.name.startswith((".making-", ".staging")) or path.suffix == ".part"
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> str:
    """The candidate that one run makes of all samples when nothing else happens."""
    store = new_home(tmp_path_factory.mktemp("undisturbed") / "home")
    send_samples(store, EVERY_UNIT)
    return finish(start(store, "run"))["candidate"]


def test_two_runs_at_once_make_the_candidate_of_one(home, undisturbed):
    send_samples(home, EVERY_UNIT)
    both = [start(home, "run"), start(home, "run")]
    said = [finish(one) for one in both]
    assert sum(one["received"] for one in said) == len(EVERY_UNIT)
    assert_whole(home)
    assert leftovers(home) == []
    assert current_digest(home) == undisturbed


def test_a_run_beside_a_publication_changes_nothing_of_it(waiting):
    sign_all(waiting, load_office(waiting.office))
    signed = current_digest(waiting)
    send_samples(waiting, ("430281",), CORRECTIONS)
    both = [start(waiting, "publish"), start(waiting, "run")]
    published = finish(both[0], REFUSED)
    finish(both[1])
    assert_whole(waiting)
    assert list(verify_public(waiting.public, waiting.allowed_signers)) == []
    released = [link.document["candidate"] for link in read_links(waiting.public)]
    # Either the publication came first, or the correction made a new candidate before it.
    assert released == ([signed] if published else [])
    finish(start(waiting, "run"))
    assert current_digest(waiting) not in (None, signed)


def test_two_publications_at_once_make_one_release(waiting):
    sign_all(waiting, load_office(waiting.office))
    both = [start(waiting, "publish"), start(waiting, "publish")]
    for one in both:
        finish(one, REFUSED)
    finish(start(waiting, "publish"), REFUSED)
    assert len(read_links(waiting.public)) == 1
    assert list(verify_public(waiting.public, waiting.allowed_signers)) == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_the_run_after_a_killed_one_completes_it(home, undisturbed, duration, share):
    send_samples(home, EVERY_UNIT)
    killed = start(home, "run")
    time.sleep(duration * share)
    kill(killed)
    finish(start(home, "run"))
    assert_whole(home)
    assert current_digest(home) == undisturbed


@pytest.fixture(scope="module")
def duration(tmp_path_factory) -> float:
    """How long a whole run takes here and now."""
    store = new_home(tmp_path_factory.mktemp("duration") / "home")
    send_samples(store, EVERY_UNIT)
    began = time.monotonic()
    finish(start(store, "run"))
    return time.monotonic() - began
