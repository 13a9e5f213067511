"""The UI, the desk and the site behind nginx and Caddy, with the files that deploy/proxy holds."""

import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from conftest import FEW, new_home, send_samples
from proxy_kit import (
    ANALYST,
    OFFICE,
    PUBLIC,
    VIEWER,
    Place,
    caddy,
    nginx,
    upstreams,
)
from server_kit import free_port
from webserver_kit import LAUNCH, LOCATION
from websockets.exceptions import InvalidStatus

from assets.stages.process import process
from assets.stages.sweep import Scope
from pipelines.desk import front_page
from sources.office import load_office

pytestmark = pytest.mark.slow
BASES = {"/dagster": ANALYST, "/view": VIEWER}
VERSION = "{ version }"
WATCH = """subscription($run: ID!) { pipelineRunLogs(runId: $run) { __typename
  ... on PipelineRunLogsSubscriptionSuccess { messages { __typename } } } }"""
PARAMS = {
    "selector": {**LOCATION, "jobName": "refresh"},
    "runConfigData": {},
    "mode": "default",
    "executionMetadata": {"tags": []},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a returned workbook and a candidate, and a public folder to serve."""
    store = new_home(tmp_path_factory.mktemp("proxied") / "home")
    send_samples(store, FEW)
    process(store, load_office(store.office), Scope(), lambda _: None)
    (store.public / "index.html").write_text("<title>公开（示例）</title>", encoding="utf-8")
    (store.public / ".half.part").write_text("half", encoding="utf-8")
    return store


@pytest.fixture(scope="module")
def place(home, tmp_path_factory):
    """What both proxies stand before; started once."""
    made = Place(tmp_path_factory.mktemp("upstreams"), home.public)
    with upstreams(made, home.home):
        yield made


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request, place, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param.__name__)
    with request.param(beside(place, folder)) as started:
        yield started


def beside(place, folder):
    """Another proxy's own folder and ports, before the same servers."""
    return replace(place, folder=folder, https=free_port(), http=free_port())


def test_nothing_of_the_office_is_shown_without_a_password(proxy):
    body = json.dumps({"query": VERSION}).encode()
    told = {"Content-Type": "application/json"}
    for base in BASES:
        answer = proxy.ask(f"{base}/graphql", method="POST", body=body, headers=told)
        assert answer.status == 401, base
    for path in ("/dagster/overview", "/dagster/server_info", "/view/overview", "/desk/"):
        assert proxy.ask(path).status == 401, path
        assert proxy.ask(path, user=ANALYST, password="wrong").status == 401, path
        assert proxy.ask(path, user="nobody").status == 401, path


def test_the_right_password_shows_the_page_and_answers_queries(proxy):
    for base, user in BASES.items():
        page = proxy.ask(f"{base}/overview", user=user)
        assert page.status == 200
        assert f'"pathPrefix": "{base}"' in page.body.decode() or f"{base}/" in page.body.decode()
        assert proxy.query(base, VERSION, user)["version"]


def test_a_viewer_gets_no_further_than_looking(proxy):
    for path in ("/dagster/overview", "/dagster/server_info", "/desk/"):
        assert proxy.ask(path, user=VIEWER).status == 401, path
    for path in ("/view/logs/x/y.out", "/view/download_debug/x", "/view/notebook"):
        assert proxy.ask(path, user=VIEWER).status == 404, path
    refused = proxy.query("/view", LAUNCH, VIEWER, params=PARAMS)["launchRun"]
    assert refused["__typename"] == "UnauthorizedError"


def test_an_analyst_launches_a_run_and_watches_it_over_a_websocket(proxy):
    launched = proxy.query("/dagster", LAUNCH, ANALYST, params=PARAMS)["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    run = launched["run"]["runId"]
    for base, user in BASES.items():
        with proxy.socket(base, user) as socket:
            socket.send(json.dumps({"type": "connection_init"}))
            socket.send(
                json.dumps(
                    {
                        "id": "1",
                        "type": "start",
                        "payload": {"query": WATCH, "variables": {"run": run}},
                    }
                )
            )
            told = [json.loads(socket.recv(timeout=60)) for _ in range(2)]
        assert [one["type"] for one in told if one["type"] != "ka"] == ["connection_ack", "data"]
        logs = told[-1]["payload"]["data"]["pipelineRunLogs"]
        kinds = {message["__typename"] for message in logs["messages"]}
        assert "RunEnqueuedEvent" in kinds


def test_a_page_elsewhere_cannot_use_the_password_that_the_browser_keeps(proxy):
    foreign = {"Origin": "https://evil.example", "Content-Type": "application/json"}
    body = json.dumps({"query": VERSION}).encode()
    told = proxy.ask("/dagster/graphql", user=ANALYST, method="POST", body=body, headers=foreign)
    assert told.status == 403
    with pytest.raises(InvalidStatus, match="403"):
        proxy.socket("/dagster", ANALYST, "https://evil.example")
    for method, kind in (("GET", {}), ("POST", {}), ("POST", {"Content-Type": "text/plain"})):
        address = f"/dagster/graphql?query={quote('mutation { reloadWorkspace { __typename } }')}"
        told = proxy.ask(address, user=ANALYST, method=method, headers=kind)
        assert told.status == 405, (method, kind)
    with pytest.raises(InvalidStatus, match="401"):
        proxy.socket("/dagster", None)


def test_nobody_reports_events_from_outside(proxy):
    for base, user in BASES.items():
        for path in ("report_asset_materialization/release", "report_asset_check/release"):
            told = proxy.ask(f"{base}/{path}", user=user, method="POST", body=b"")
            assert told.status == 404, (base, path)


def test_the_desk_hands_out_what_its_front_page_names(proxy, home):
    page = proxy.ask("/desk/", user=ANALYST)
    assert page.status == 200
    assert page.body.decode() == front_page(home, load_office(home.office))
    for link in page.body.decode().split('href="')[1:]:
        path = link.split('"')[0]
        assert proxy.ask(f"/desk/{path}", user=ANALYST).status == 200, path
    assert proxy.ask("/desk/office.yaml", user=ANALYST).status == 404
    assert proxy.ask("/desk/", user=ANALYST, method="DELETE").status == 403


def test_every_answer_of_the_office_bears_headers_that_keep_it_to_itself(proxy):
    for path, user in (("/dagster/overview", ANALYST), ("/desk/", ANALYST), ("/view/x", VIEWER)):
        headers = proxy.ask(path, user=user).headers
        assert headers["Strict-Transport-Security"].startswith("max-age="), path
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


def test_the_public_site_needs_no_password_and_has_a_strict_policy(proxy):
    page = proxy.ask("/", name=PUBLIC)
    assert page.status == 200
    assert "公开（示例）" in page.body.decode()
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_the_public_name_leads_to_nothing_of_the_office(proxy):
    for path in ("/dagster/overview", "/view/overview", "/desk/", "/.half.part", "/../office.yaml"):
        told = proxy.ask(path, name=PUBLIC, user=ANALYST)
        assert told.status in (400, 404), path
    assert proxy.ask("/", name=PUBLIC, method="POST", body=b"x").status == 403


def test_only_loopback_is_behind_it():
    from proxy_kit import PROXY

    for name in ("nginx.conf", "Caddyfile"):
        text = (PROXY / name).read_text(encoding="utf-8")
        words = [
            word for word in text.replace("http://", "").split() if ":3" in word or ":8" in word
        ]
        assert words
        assert all(word.startswith("127.0.0.1:") for word in words), words
        assert OFFICE in text


def test_the_site_of_a_container_is_shown_as_a_folder_is(place, tmp_path):
    with nginx(beside(place, tmp_path), contained=True) as proxy:
        page = proxy.ask("/", name=PUBLIC)
        assert page.status == 200
        assert "公开（示例）" in page.body.decode()
        for header in ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy"):
            assert len(page.headers.get_all(header)) == 1, header
        assert proxy.ask("/.half.part", name=PUBLIC).status == 404
        assert proxy.ask("/", name=PUBLIC, method="POST", body=b"x").status == 403
        assert proxy.ask("/desk/", user=ANALYST).status == 200
