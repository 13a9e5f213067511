"""Real servers for the tests of a cluster: PostgreSQL and Redis on loopback, ended by their pid."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "example-only"
SECONDS = 60


def initdb() -> str | None:
    """Debian keeps PostgreSQL's server off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return str(found[-1]) if found else shutil.which("initdb")


def need(programs: dict[str, object]) -> None:
    """Skip the test on a machine that lacks something; with CI=true that is a failure."""
    missing = [name for name, found in programs.items() if not found]
    if missing:
        end = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        end(f"not installed: {', '.join(missing)}")


def need_cluster() -> None:
    need(
        {
            "postgresql": initdb(),
            "redis-server": shutil.which("redis-server"),
            "dagster-celery (make server-setup)": find_spec("dagster_celery"),
            "dagster-postgres (make server-setup)": find_spec("dagster_postgres"),
        }
    )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for_port(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"ended with {process.returncode}"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[subprocess.Popen]:
    """A server until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)


def as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """A new PostgreSQL, as the environment names one."""
    tool = initdb()
    assert tool is not None
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    data, port = folder / "data", free_port()
    options = ["-A", "scram-sha-256", "-U", "dagster", f"--pwfile={secret}", "-E", "UTF8"]
    options += ["--locale=C", "--no-sync"]
    server = [str(Path(tool).with_name("postgres")), "-D", str(data), "-p", str(port)]
    server += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    try:
        subprocess.run(
            as_postgres(tool, "-D", str(data), *options), check=True, capture_output=True, cwd="/"
        )
        with running(as_postgres(*server), port, folder.with_suffix(".log")):
            yield {
                "MINGZHANG_POSTGRES_HOST": "127.0.0.1",
                "MINGZHANG_POSTGRES_PORT": str(port),
                "MINGZHANG_POSTGRES_USER": "dagster",
                "MINGZHANG_POSTGRES_PASSWORD": PASSWORD,
                "MINGZHANG_POSTGRES_DATABASE": "postgres",
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A new Redis with the deployed settings, as its address."""
    port = free_port()
    text = (ROOT / "deploy" / "cluster" / "celery" / "redis.conf").read_text(encoding="utf-8")
    for word, value in (
        ("bind 10.0.0.10 127.0.0.1", "bind 127.0.0.1"),
        ("port 6379", f"port {port}"),
        ("CHANGE-ME", PASSWORD),
        ("appendonly yes", f'appendonly no\nsave ""\ndir {folder}'),
    ):
        assert word in text
        text = text.replace(word, value)
    settings = folder / "redis.conf"
    settings.write_text(text, encoding="utf-8")
    with running(["redis-server", str(settings)], port, folder / "redis.log"):
        yield f"redis://mingzhang:{PASSWORD}@127.0.0.1:{port}/0"
