"""The desk: a browser reads returned workbooks, review packs and the site there, nothing else."""

import http.client
import os
import re
import subprocess
import sys
import urllib.request
from threading import Thread
from urllib.parse import unquote

import pytest
from server_kit import ROOT

from assets.stages.propose import current_digest
from pipelines.desk import DeskServer


@pytest.fixture
def desk(waiting):
    """The desk of a home with a returned workbook and an unsigned candidate."""
    (waiting.public / "index.html").write_text("<title>示例</title>", encoding="utf-8")
    waiting.mornings.mkdir(exist_ok=True)
    (waiting.mornings / "latest.html").write_text("<title>晨报</title>", encoding="utf-8")
    with DeskServer(waiting, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask(desk, path: str, method: str = "GET", host: str | None = None):
    """Status, headers and body for a path that is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", desk.server_port, timeout=20)
    headers = {} if host is None else {"Host": host}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def links(desk) -> list[str]:
    _, _, body = ask(desk, "/")
    return re.findall('href="([^"]+)"', body.decode())


def test_all_that_lies_ready_is_on_its_front_page_and_opens(desk):
    found = links(desk)
    kinds = {link.split("/")[0] for link in found}
    assert kinds == {"returned", "review", "morning", "site"}
    for link in found:
        status, headers, body = ask(desk, f"/{link}")
        assert status == 200, link
        assert body
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_returned_workbook_is_a_download_and_runs_nothing(desk):
    (link,) = [one for one in links(desk) if "430281" in one]
    _, headers, body = ask(desk, f"/{link}")
    assert body.startswith(b"PK")
    assert headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "醴陵市" in unquote(link)


def test_a_short_address_leads_to_the_workbook_and_to_the_pack(desk, waiting):
    (link,) = [one for one in links(desk) if "430281" in one]
    folder = link.rsplit("/", 1)[0]
    status, headers, _ = ask(desk, f"/{folder}")
    assert status == 302
    assert f"{folder.rsplit('/', 1)[0]}/{headers['Location']}" == link
    digest = current_digest(waiting)
    pages = [ask(desk, f"/review/{one}/")[2] for one in (digest, digest[:12])]
    assert pages[0] == pages[1]
    assert "审核材料" in pages[0].decode()


def test_nothing_else_of_the_home_can_be_read(desk, waiting):
    digest = current_digest(waiting)
    (waiting.all_returned / "way_out").symlink_to(waiting.home)
    (waiting.public / "way_out").symlink_to(waiting.office)
    assert (waiting.candidates / digest / "manifest.json").is_file()
    tried = (
        "/office.yaml",
        "/archive/receipts.jsonl",
        "/returned/../office.yaml",
        "/returned/%2e%2e/office.yaml",
        "/returned/..%2foffice.yaml",
        "/returned//../office.yaml",
        "/returned/way_out/office.yaml",
        "/site/way_out",
        "/site/../office.yaml",
        f"/review/{digest}/../manifest.json",
        f"/review/{digest}/%2e%2e/manifest.json",
        "/review/../candidates/current",
        f"/review/{digest[:11]}/index.html",
        f"/review/{digest[:12]}*/index.html",
        "/review/????????????/index.html",
        "/returned/",
        "/returned/2019-01/",
        "/returned/2019-01/430281/",
        "/returned/2019-01/430281/999999",
        "/returned/%00",
        *(f"/{path.relative_to(waiting.home)}" for path in waiting.home.rglob(".findings.json")),
    )
    assert {path: ask(desk, path)[0] for path in tried} == dict.fromkeys(tried, 404)


def test_it_only_reads(desk):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert ask(desk, "/", method)[0] == 501


def test_a_page_elsewhere_cannot_read_it_under_a_name_of_its_own(desk):
    port = desk.server_port
    assert ask(desk, "/", host=f"localhost:{port}")[0] == 200
    for host in (f"evil.example:{port}", "evil.example", f"127.0.0.1.evil.example:{port}", ""):
        status, _, body = ask(desk, "/", host=host)
        assert status == 421, host
        assert "文件台".encode() not in body


def started(home, port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "pipelines.cli", "desk", "--port", str(port), "--with-parent"]
    environment = {**os.environ, "MINGZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=home
    )


@pytest.mark.slow
def test_it_ends_with_whoever_started_it(home):
    with started(home.home, 0) as desk:
        address = desk.stdout.readline().strip()
        with urllib.request.urlopen(address, timeout=60) as page:
            assert "文件台" in page.read().decode()
        # As the kernel closes it when the process at the other end is gone.
        desk.stdin.close()
        assert desk.wait(60) == 0


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_and_the_ui_does_not_start_without_its_desk(desk, home):
    environment = {**os.environ, "MINGZHANG_HOME": str(home.home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipelines.ui", "0", "--desk-port", str(desk.server_port)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert f"端口 {desk.server_port} 用不了" in done.stderr
    assert "--desk-port" in done.stderr
