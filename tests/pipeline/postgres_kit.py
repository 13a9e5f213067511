"""A PostgreSQL of the test's own, on loopback, as an unprivileged user; ended by its pid."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from webserver_kit import free_port, wait_for

PASSWORD = "example-only"
SECONDS = 60


def initdb() -> Path | None:
    """Debian keeps PostgreSQL's server off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1] if found else None


def needs_postgres() -> pytest.MarkDecorator:
    """A skip where the server or Dagster's part for it is missing; in CI, a failure instead."""
    is_there = initdb() and find_spec("dagster_postgres")
    is_missing = not is_there and not os.environ.get("CI")
    return pytest.mark.skipif(is_missing, reason="needs Debian's postgresql and make server-setup")


def unprivileged(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """A new server, as the environment that pipelines/storage.py reads."""
    tool = initdb()
    assert tool is not None
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    port = free_port()
    options = ["-A", "scram-sha-256", "-U", "mingzhang", f"--pwfile={secret}", "-E", "UTF8"]
    make = [str(tool), "-D", str(folder / "data"), *options, "--locale=C", "--no-sync"]
    server = [str(tool.with_name("postgres")), "-D", str(folder / "data"), "-p", str(port)]
    server += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    known = {
        "MINGZHANG_POSTGRES_HOST": "127.0.0.1",
        "MINGZHANG_POSTGRES_PORT": str(port),
        "MINGZHANG_POSTGRES_USER": "mingzhang",
        "MINGZHANG_POSTGRES_PASSWORD": PASSWORD,
        "MINGZHANG_POSTGRES_DATABASE": "postgres",
    }
    try:
        subprocess.run(unprivileged(*make), check=True, capture_output=True, cwd="/")
        process = subprocess.Popen(unprivileged(*server), stderr=subprocess.DEVNULL, cwd="/")
        try:
            wait_for("PostgreSQL", SECONDS, lambda: asked(known, "select 1", check=False) == "1")
            yield known
        finally:
            process.terminate()
            process.wait(SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def asked(known: dict[str, str], query: str, *, check: bool = True) -> str:
    """The answer of the server to one query."""
    names = ("HOST", "PORT", "USER", "PASSWORD", "DATABASE")
    libpq = {f"PG{name}": known[f"MINGZHANG_POSTGRES_{name}"] for name in names}
    done = subprocess.run(
        ["psql", "--no-psqlrc", "-Atc", query],
        env={**os.environ, **libpq}, capture_output=True, text=True, check=check,
    )  # fmt: skip
    return done.stdout.strip()
