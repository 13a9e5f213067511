"""RabbitMQ in Redis's place as broker: what a dead worker held is another's at once."""

from pathlib import Path

import pytest
from postgres_kit import postgres
from province import counties, make_province
from server_kit import need, wait_for
from services import RABBIT, need_cluster, rabbit, redis
from workers import kill, last_part, new_cluster, parts_begun, start_run, worker

from assets.stages.settle import load_state
from assets.store import Store

pytestmark = pytest.mark.slow
SECONDS = 300


def test_a_dead_workers_step_is_given_away_at_once(tmp_path: Path):
    need_cluster()
    need({"rabbitmq-server": RABBIT.exists()})
    store = Store(tmp_path / "home")
    count = make_province(store, 1, 1)
    with postgres() as storage, redis(tmp_path) as results, rabbit() as broker:
        cluster = new_cluster(tmp_path / "cluster", store, broker, storage, results)
        with worker(cluster, "one") as one, worker(cluster, "two"):
            run = start_run(cluster, "refresh")
            wait_for("a part", SECONDS, lambda: parts_begun(cluster, "one"), 0.1)
            kill(one)
            held = last_part(cluster, "one")
            assert run.wait(SECONDS) == 0
        assert held in parts_begun(cluster, "two")
    assert count == len(counties())
    assert len(load_state(store).in_force) == count
