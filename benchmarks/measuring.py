"""Running one step in a child process: how long it takes and how much memory; 测量.

Belongs here: children, their time and memory. Does not belong here: what they do. This process
must stay small: on Linux a child's peak memory begins at that of the process that started it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
KIB_PER_MIB = 1024
TOLD = 2000


class MeasurementError(RuntimeError):
    """A step failed, so there is nothing to measure."""


@dataclass(frozen=True)
class Run:
    """One run of a step: time on the clock and on the processors, and the peak of its memory."""

    seconds: float
    cpu: float
    mib: float


def run_command(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Time a program from its start to its end; `mib` is that of its largest process.

    Raises MeasurementError if it fails.
    """
    run, _ = _run(argv, environment or {})
    return run


def run_task(name: str, folder: Path) -> Run:
    """Run a task of `benchmarks.tasks`, which times itself after its imports and preparations.

    `mib` is its own peak and that of its largest worker together: never less than there was at
    any moment. Raises MeasurementError if it fails.
    """
    _, output = _run([sys.executable, "-m", "benchmarks.tasks", name, str(folder)], {})
    told = json.loads(output.splitlines()[-1])
    return Run(**told)


def _run(argv: Sequence[str], environment: Mapping[str, str]) -> tuple[Run, str]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 our own commands
            argv, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = [_text(stream) for stream in (output, errors)]
    if process.returncode != 0:
        raise MeasurementError(f"{' '.join(argv)}: {process.returncode}\n{texts[1][-TOLD:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / KIB_PER_MIB), texts[0]


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()
