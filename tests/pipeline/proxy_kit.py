"""A real nginx or Caddy on loopback with the files of deploy/proxy, before the real servers."""

import base64
import getpass
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from compose_kit import CONTAINER, Composed, composed, settings_behind_a_proxy
from server_kit import ROOT, free_port, is_open, make_certificate, wait_for
from webserver_kit import STOP_SECONDS

PROXY = ROOT / "deploy" / "proxy"
OFFICE, PUBLIC = "mingzhang.example.org", "gongkai.example.org"
ANALYST, VIEWER, PASSWORD = "analyst", "viewer", "示例口令"
START_SECONDS = 180


def program(name: str) -> str:
    """A program of the system; skips where it is missing, and fails where all has to be there."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(f"{name} is not installed")
    return found


@dataclass
class Place:
    """Names of files and ports of one test's proxy and of what is behind it."""

    folder: Path
    public: Path
    https: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)
    dagster: int = field(default_factory=free_port)
    view: int = field(default_factory=free_port)
    desk: int = field(default_factory=free_port)
    site: int = field(default_factory=free_port)

    def replaced(self, text: str, more: dict[str, str]) -> str:
        """A file of deploy/proxy with this test's ports and paths. Fails if one is not named."""
        ours = {
            "127.0.0.1:3000": f"127.0.0.1:{self.dagster}",
            "127.0.0.1:3002": f"127.0.0.1:{self.view}",
            "127.0.0.1:8001": f"127.0.0.1:{self.desk}",
            "/srv/mingzhang/public": str(self.public),
            **more,
        }
        for old, new in ours.items():
            assert old in text, old
            text = text.replace(old, new)
        return text


@contextmanager
def running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[None]:
    """A process group of its own, ended as a whole."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


@contextmanager
def upstreams(place: Place, home: Path) -> Iterator[None]:
    """The webserver for analysts, the one that is read only, the desk: as containers start them."""
    ports = {"webserver": place.dagster, "viewer": place.view, "desk": place.desk}
    office = Composed(home, place.folder, settings_behind_a_proxy(), {**ports, "code": free_port()})
    with composed(office, *ports), site(place):
        yield


@contextmanager
def site(place: Place) -> Iterator[None]:
    """The public site as its container serves it, by Debian's nginx."""
    text = (CONTAINER / "site.conf").read_text(encoding="utf-8")
    for old, new in (
        ("listen 8080", f"listen 127.0.0.1:{place.site}"),
        ("/usr/share/nginx/html", str(place.public)),
    ):
        assert old in text
        text = text.replace(old, new)
    folder = place.folder / "site"
    folder.mkdir()
    with started_nginx(folder, text, place.site):
        yield


@contextmanager
def nginx(place: Place, *, contained: bool = False) -> Iterator["Proxy"]:
    """Debian's nginx with deploy/proxy/nginx.conf; `contained`: with its lines for containers."""
    folder = place.folder
    cert = make_certificate(folder, OFFICE, PUBLIC)
    for file, user in (("analysts", ANALYST), ("viewers", VIEWER)):
        salted = ["passwd", "-6", "-salt", "example", PASSWORD]
        made = subprocess.run(
            [program("openssl"), *salted], check=True, capture_output=True, text=True
        )
        (folder / file).write_text(f"{user}:{made.stdout}", encoding="utf-8")
    more = {
        **{f"/etc/nginx/mingzhang-{one}.pem": str(cert) for one in ("office", "public")},
        **{f"/etc/nginx/mingzhang-{one}.key": f"{folder}/key.pem" for one in ("office", "public")},
        **{f"/etc/nginx/mingzhang-{one}": f"{folder}/{one}" for one in ("analysts", "viewers")},
        "listen 443 ssl": f"listen 127.0.0.1:{place.https} ssl",
        "listen 80": f"listen 127.0.0.1:{place.http}",
    }
    written = (PROXY / "nginx.conf").read_text(encoding="utf-8")
    if contained:
        written = of_containers(written)
        more |= {"127.0.0.1:8080": f"127.0.0.1:{place.site}"}
    text = place.replaced(written, more)
    with started_nginx(folder, text, place.https):
        yield Proxy(place.https, cert)


def of_containers(text: str) -> str:
    """The lines of a file that it says are for containers, in place of those before them."""
    text, taken = re.subn(r"^( +)try_files .+;\n((?: +#\w.+;\n)+)", r"\2", text, flags=re.MULTILINE)
    assert taken == 1
    return re.sub(r"^( +)#(proxy_\w+ )", r"\1\2", text, flags=re.MULTILINE)


@contextmanager
def started_nginx(folder: Path, text: str, port: int) -> Iterator[None]:
    """Debian's nginx with a file of servers, writing below a folder alone."""
    (folder / "mingzhang.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nuser {getpass.getuser()};\npid {folder}/pid;\n"
        f"error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{temporary}"
        f"include {folder}/mingzhang.conf;\n}}\n",
        encoding="utf-8",
    )
    command = [program("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True, timeout=60)
    with running(command, folder / "nginx.log", dict(os.environ)):
        wait_for("nginx", START_SECONDS, lambda: is_open(port))
        yield


@contextmanager
def caddy(place: Place) -> Iterator["Proxy"]:
    """Debian's Caddy with deploy/proxy/Caddyfile."""
    folder = place.folder
    cert = make_certificate(folder, OFFICE, PUBLIC)
    tool = program("caddy")
    for file, user in (("analysts", ANALYST), ("viewers", VIEWER)):
        hashing = [tool, "hash-password", "--plaintext", PASSWORD]
        made = subprocess.run(hashing, check=True, capture_output=True, text=True, timeout=60)
        (folder / file).write_text(f"{user} {made.stdout}", encoding="utf-8")
    more = {
        **{f"/etc/caddy/mingzhang-{one}.pem": str(cert) for one in ("office", "public")},
        **{f"/etc/caddy/mingzhang-{one}.key": f"{folder}/key.pem" for one in ("office", "public")},
        **{f"/etc/caddy/mingzhang-{one}": f"{folder}/{one}" for one in ("analysts", "viewers")},
    }
    text = place.replaced((PROXY / "Caddyfile").read_text(encoding="utf-8"), more)
    ports = (
        f"{{\nadmin off\nhttp_port {place.http}\nhttps_port {place.https}\n"
        f"default_bind 127.0.0.1\nstorage file_system {folder}/caddy\n}}\n"
    )
    (folder / "Caddyfile").write_text(ports + text, encoding="utf-8")
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    chosen = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    subprocess.run(
        [tool, "validate", *chosen], check=True, capture_output=True, timeout=60, env=environment
    )
    with running([tool, "run", *chosen], folder / "caddy.log", environment):
        wait_for("caddy", START_SECONDS, lambda: is_open(place.https))
        yield Proxy(place.https, cert)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Proxy:
    """A proxy that runs, spoken to over TLS under the names that it serves."""

    port: int
    cert: Path

    def connect(self, name: str) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self.cert)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        return context.wrap_socket(plain, server_hostname=name)

    def ask(
        self,
        path: str,
        *,
        user: str | None = None,
        password: str = PASSWORD,
        name: str = OFFICE,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        connection = http.client.HTTPSConnection(name, self.port, timeout=60)
        connection.sock = self.connect(name)
        told = {**(headers or {}), **({} if user is None else login(user, password))}
        connection.request(method, path, body, told)
        answer = connection.getresponse()
        made = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return made

    def query(self, base: str, text: str, user: str, **variables: Any) -> Any:
        """What a GraphQL query answers, sent as the UI does."""
        body = json.dumps({"query": text, "variables": variables}).encode()
        told = {"Content-Type": "application/json", "Origin": f"https://{OFFICE}:{self.port}"}
        answer = self.ask(f"{base}/graphql", user=user, method="POST", body=body, headers=told)
        assert answer.status == 200, answer.body
        return answer.json["data"]

    def socket(self, base: str, user: str | None, origin: str | None = None):
        """A websocket to GraphQL, as the UI opens it."""
        from websockets.sync.client import connect

        return connect(
            f"ws://{OFFICE}:{self.port}{base}/graphql",
            sock=self.connect(OFFICE),
            origin=origin or f"https://{OFFICE}:{self.port}",
            subprotocols=["graphql-ws"],
            additional_headers={} if user is None else login(user, PASSWORD),
        )


def login(user: str, password: str) -> dict[str, str]:
    words = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {words}"}
