"""Real servers for tests: a port, waiting until one answers, ending it by its pid.

Belongs here: what every server of a test needs. Does not belong here: any one server.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 60


def need(programs: Mapping[str, object]) -> None:
    """Skip the test on a machine that lacks something; with CI=true that is a failure."""
    missing = [name for name, found in programs.items() if not found]
    if missing:
        end = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        end(f"not installed: {', '.join(missing)}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait_for(what: str, seconds: float, look: Callable[[], Any], pause: float = 1) -> Any:
    """The first true answer of `look`; fails the test when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(pause)
    raise AssertionError(f"{what}: not within {seconds} s")


def make_certificate(folder: Path, *names: str) -> Path:
    """One certificate for some names, signed by itself: cert.pem, and key.pem beside it."""
    given = "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)
    command = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=example", "-addext", given]
    command += ["-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


@contextmanager
def running(
    command: list[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen]:
    """A server that listens, until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd="/", env=environment
        )

    def listens() -> bool:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        return is_open(port)

    try:
        wait_for(command[0], SECONDS, listens, pause=0.1)
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)
