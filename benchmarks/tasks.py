"""What the children do: `python -m benchmarks.tasks NAME FOLDER` runs one and prints its time.

Belongs here: the table of tasks and the timing of one. Does not belong here: the tasks (reading,
judging, guarding, writing), and repeating them (runner).
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measuring import KIB_PER_MIB
from benchmarks.steps import (
    guarding,
    judging,
    judging_million,
    making,
    paging,
    reading,
    searching,
    writing,
)

Action = Callable[[], object]
TASKS: Mapping[str, Callable[[Path], Action]] = {
    **making.TASKS,
    **reading.TASKS,
    **judging.TASKS,
    **judging_million.TASKS,
    **guarding.TASKS,
    **writing.TASKS,
    **searching.TASKS,
    **paging.TASKS,
}


def main() -> None:
    """Prepare the named task, time it, and print what it took as one line of JSON."""
    name, folder = sys.argv[1:]
    action = TASKS[name](Path(folder))
    end_workers()
    before = cpu_seconds()
    start = time.perf_counter()
    action()
    seconds = time.perf_counter() - start
    end_workers()
    told = {"seconds": seconds, "cpu": cpu_seconds() - before, "mib": peak_mib()}
    sys.stdout.write(json.dumps(told) + "\n")


def end_workers() -> None:
    """End the workers that open files: a process is counted when it has ended."""
    if "sources.worker" in sys.modules:
        sys.modules["sources.worker"].SHARED.close()


def cpu_seconds() -> float:
    """Time on the processors of this process and of those it started, once they have ended."""
    return sum(os.times()[:4])


def peak_mib() -> float:
    """Peak memory of this process and of its largest worker, each at its own worst moment."""
    own, workers = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + workers) / KIB_PER_MIB


if __name__ == "__main__":
    main()
