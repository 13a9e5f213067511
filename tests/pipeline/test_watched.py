"""A real daemon: health sees it live, messages leave by themselves, logs are JSON lines."""

import json
import os
import subprocess
import sys

import pytest
from conftest import new_home
from post_kit import webhook, write_notify
from server_kit import ROOT, wait_for
from webserver_kit import LOCATION, Webserver

from assets.stages.receive import receive
from pipelines.demo import demo_keys
from sources.office import load_office

pytestmark = pytest.mark.slow
STATE = """query($selector: SensorSelector!) { sensorOrError(sensorSelector: $selector) {
  ... on Sensor { id sensorState { id } } } }"""
STOP = """mutation($id: String!) { stopSensor(id: $id) { __typename } }"""


def health(home):
    environment = {**os.environ, "MINGZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "health", "--json"],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def test_a_living_daemon_is_seen_and_says_by_itself_what_is_due(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGZHANG_LOG", "json")
    store = new_home(tmp_path / "home")
    store.home.chmod(0o700)
    demo_keys(store, load_office(store.office))
    path = store.inbox / "2018-10" / "610204" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text("x", encoding="utf-8")
    receive(store)
    with webhook() as hook:
        write_notify(store, {"name": "群", "url": hook.url(), "to": ["units"]})
        server = Webserver.start(store.home, tmp_path)
        try:
            wait_for("the message", 180, lambda: hook.taken)
            wait_for("all heartbeats", 60, lambda: health(store.home)["daemon"]["state"] == "ok")
            found = health(store.home)
            assert found["switches"]["state"] == "ok"
            assert found["queue"]["state"] == "ok"
            selector = {**LOCATION, "sensorName": "inbox_sensor"}
            sensor = server.query(STATE, selector=selector)["sensorOrError"]
            server.query(STOP, id=sensor["sensorState"]["id"])
            off = health(store.home)["switches"]
            assert (off["state"], off["words"]) == ("fault", "已被关掉：inbox_sensor")
        finally:
            server.stop()
        titles = [body["title"] for _, body in hook.taken]
    lines = server.log.read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) > 10
    assert titles.count("【明账】收件回执：铜川市耀州区 2018年10月") == 1
