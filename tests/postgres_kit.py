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
from server_kit import SECONDS, free_port, running, wait_for

PASSWORD = "example-only"


def initdb() -> Path | None:
    """Debian keeps PostgreSQL's server off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1] if found else None


def needs_postgres() -> pytest.MarkDecorator:
    """A skip where the server or Dagster's part for it is missing; in CI, a failure instead."""
    is_there = initdb() and find_spec("dagster_postgres")
    is_missing = not is_there and not os.environ.get("CI")
    return pytest.mark.skipif(is_missing, reason="needs Debian's postgresql and make server-setup")


def as_user(name: str, *command: str) -> list[str]:
    """Servers refuse to run as root, or should."""
    return ["runuser", "-u", name, "--", *command] if os.geteuid() == 0 else [*command]


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """A new server, as the environment that pipelines/storage.py reads."""
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-postgres-"))
    port = free_port()
    known = {
        "MINGZHANG_POSTGRES_HOST": "127.0.0.1",
        "MINGZHANG_POSTGRES_PORT": str(port),
        "MINGZHANG_POSTGRES_USER": "mingzhang",
        "MINGZHANG_POSTGRES_PASSWORD": PASSWORD,
        "MINGZHANG_POSTGRES_DATABASE": "postgres",
    }
    try:
        with running(server_of(folder, port), port, folder.with_suffix(".log")):
            wait_for("PostgreSQL", SECONDS, lambda: asked(known, "select 1", check=False), 0.1)
            yield known
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".log").unlink(missing_ok=True)


def server_of(folder: Path, port: int) -> list[str]:
    """The command of a server whose data was made in a folder."""
    tool = initdb()
    assert tool is not None
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    options = ["-A", "scram-sha-256", "-U", "mingzhang", f"--pwfile={secret}", "-E", "UTF8"]
    make = [str(tool), "-D", str(folder / "data"), *options, "--locale=C", "--no-sync"]
    subprocess.run(as_user("postgres", *make), check=True, capture_output=True, cwd="/")
    server = [str(tool.with_name("postgres")), "-D", str(folder / "data"), "-p", str(port)]
    server += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    return as_user("postgres", *server, "-c", "fsync=off")


def asked(known: dict[str, str], query: str, *, check: bool = True) -> str:
    """The answer of the server to one query."""
    names = ("HOST", "PORT", "USER", "PASSWORD", "DATABASE")
    libpq = {f"PG{name}": known[f"MINGZHANG_POSTGRES_{name}"] for name in names}
    done = subprocess.run(
        ["psql", "--no-psqlrc", "-Atc", query],
        env={**os.environ, **libpq}, capture_output=True, text=True, check=check,
    )  # fmt: skip
    return done.stdout.strip()
