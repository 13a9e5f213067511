"""What the units in deploy/systemd start, started without systemd: the same command lines."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from keeping_kit import ROOT, SCRIPTS

UNITS = ROOT / "deploy" / "systemd"
PROGRAM = "/opt/mingzhang"
STOP_SECONDS = 20


def commands_of(unit: str, key: str = "ExecStart") -> list[str]:
    """The command lines of a unit as they stand there."""
    text = (UNITS / f"mingzhang-{unit}.service").read_text(encoding="utf-8")
    return re.findall(rf"^{key}=(.+)$", text, re.MULTILINE)


def command_of(unit: str, settings: Mapping[str, str], ports: Mapping[str, str]) -> list[str]:
    """A unit's command with this machine's program, settings and ports in the places of its own."""
    (line,) = commands_of(unit)
    words = []
    for word in shlex.split(line):
        filled = re.sub(r"\$\{(\w+)\}", lambda found: settings[found[1]], word)
        filled = filled.replace(f"{PROGRAM}/.venv/bin", str(SCRIPTS)).replace(PROGRAM, str(ROOT))
        words.append(ports.get(filled, filled))
    return words


def family(pid: int) -> list[int]:
    """A process and all that it started, and they."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = path.read_text(encoding="ascii").split() if path.exists() else []
    return [pid, *(one for child in children for one in family(int(child)))]


@contextmanager
def service(
    unit: str, settings: Mapping[str, str], ports: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen]:
    """A unit's process until the block ends; then the unit's signal, as systemd would send it."""
    (name,) = commands_of(unit, "KillSignal")
    command = command_of(unit, settings, ports)
    with child(command, settings, log, signal.Signals[name]) as process:
        yield process


@contextmanager
def child(
    command: list[str], environment: Mapping[str, str], log: Path, stop: signal.Signals
) -> Iterator[subprocess.Popen]:
    """A process until the block ends; then the signal, and an end for all that it started."""
    with ExitStack() as stack:
        out = stack.enter_context(log.open("wb"))
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            started = family(process.pid)
            process.send_signal(stop)
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            for pid in started:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)
