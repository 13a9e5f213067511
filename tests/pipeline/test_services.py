"""The services together: runs in PostgreSQL, code in a server of its own."""

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import send_samples
from keeping_kit import done, needs_borg, refused
from postgres_kit import asked, needs_postgres, postgres
from server_kit import free_port, is_open, wait_for
from services_kit import UNITS, family, service
from webserver_kit import Webserver

from assets.store import Store

pytestmark = [needs_postgres(), needs_borg(), pytest.mark.slow]
START_SECONDS = 180


@dataclass(frozen=True)
class Office:
    store: Store
    settings: dict[str, str]
    webserver: Webserver
    viewer: Webserver


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    store = Store(folder / "home")
    ports = {name: str(free_port()) for name in ("3000", "3002", "4266")}
    workspace = folder / "workspace.yaml"
    text = (UNITS / "workspace-code.yaml").read_text(encoding="utf-8")
    workspace.write_text(text.replace("4266", ports["4266"]), encoding="utf-8")
    with postgres() as database, ExitStack() as stack:
        settings = {
            **database,
            "MINGZHANG_HOME": str(store.home),
            "DAGSTER_HOME": str(store.dagster),
            "DAGSTER_DISABLE_TELEMETRY": "yes",
            "MINGZHANG_WORKSPACE": str(workspace),
            "MINGZHANG_UI_PREFIX": "",
            "MINGZHANG_VIEW_PREFIX": "",
            "MINGZHANG_LOG": "json",
        }
        done(store.home, "status", **database)
        started = {}
        for unit in ("code", "webserver", "viewer", "daemon"):
            log = folder / f"{unit}.log"
            started[unit] = stack.enter_context(service(unit, settings, ports, log))
            if unit == "code":
                wait_for("the code server", START_SECONDS, lambda: is_open(int(ports["4266"])))
        shown = [
            Webserver(started[unit], int(ports[port]), folder / f"{unit}.log")
            for unit, port in (("webserver", "3000"), ("viewer", "3002"))
        ]
        for one in shown:
            wait_for("a webserver", START_SECONDS, one.answers)
        yield Office(store, settings, *shown)


def test_settings_name_variables_and_no_password(office):
    text = (office.store.dagster / "dagster.yaml").read_text(encoding="utf-8")
    assert "MINGZHANG_POSTGRES_PASSWORD" in text
    assert office.settings["MINGZHANG_POSTGRES_PASSWORD"] not in text


def test_night_works_and_is_recorded_in_postgres(office):
    send_samples(office.store, ("610204",))
    run, end = office.webserver.finish("nightly")
    assert end == "SUCCESS"
    found = asked(office.settings, f"select status from runs where run_id = '{run}'")
    assert found == "SUCCESS"
    assert int(asked(office.settings, "select count(*) from event_logs")) > 0
    assert not list(office.store.dagster.rglob("*.db"))
    assert (office.store.candidates / "current").read_text(encoding="utf-8").strip()


def test_viewer_sees_the_run_and_starts_none(office):
    text = "{ runsOrError { ... on Runs { results { jobName status } } } }"
    runs = office.viewer.query(text)["runsOrError"]["results"]
    assert {"jobName": "nightly", "status": "SUCCESS"} in runs
    assert office.viewer.launch("nightly")["__typename"] == "UnauthorizedError"


def test_postgres_goes_into_the_backup_and_comes_back(office, tmp_path):
    usb, back = tmp_path / "usb", tmp_path / "back"
    done(office.store.home, "backup", usb, "--new", **database_of(office))
    asked(office.settings, "create database restored")
    empty = {**database_of(office), "MINGZHANG_POSTGRES_DATABASE": "restored"}
    assert "不覆盖" in refused(back, "restore", usb, back, **database_of(office))
    assert not back.exists()
    done(back, "restore", usb, back, **empty)
    # The sensor may have started runs meanwhile; the night's was over before the backup.
    night = "select run_id, status from runs where pipeline_name = 'nightly'"
    assert asked(empty, night) == asked(office.settings, night) != ""
    events = "select count(*) from event_logs join runs using (run_id)"
    events += " where pipeline_name = 'nightly'"
    assert asked(empty, events) == asked(office.settings, events) != "0"
    assert "台账核对无误" in done(back, "audit", "--verify", **empty)


def test_services_say_everything_as_lines_of_json(office):
    for server in (office.webserver, office.viewer):
        lines = server.log.read_text(encoding="utf-8").splitlines()
        assert all(isinstance(json.loads(line), dict) for line in lines)
    daemon = office.webserver.log.with_name("daemon.log").read_text(encoding="utf-8").splitlines()
    assert daemon
    assert all(isinstance(json.loads(line), dict) for line in daemon)


def database_of(office: Office) -> dict[str, str]:
    return {name: value for name, value in office.settings.items() if "POSTGRES" in name}


def test_nothing_but_loopback_is_listened_on(office):
    inodes = {str(link) for link in sockets_of(office)}
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = [line.split() for line in table]
    open_ports = [row for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    assert open_ports
    assert {row[1].split(":")[0] for row in open_ports} == {"0100007F"}


def sockets_of(office):
    for server in (office.webserver, office.viewer):
        for pid in family(server.process.pid):
            for path in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    if str(path.readlink()).startswith("socket"):
                        yield path.readlink()
