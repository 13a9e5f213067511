"""`python -m benchmarks`: measure, show, and write JSON if asked; the target `make bench`.

Belongs here: arguments. A missed bound is shown and is no failure: times depend on the machine.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.lines import LINES
from benchmarks.report import plain, show
from benchmarks.runner import measure

REPEATS = 3


def main(arguments: Sequence[str]) -> None:
    """Measure the chosen lines."""
    names = [line.name for line in LINES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("lines", nargs="*", help=f"which lines, of {', '.join(names)}; all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to FILE")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often each (%(default)s)")
    given = parser.parse_args(arguments)
    unknown = set(given.lines) - set(names)
    if unknown or given.repeats < 1:
        parser.error(f"no such line: {', '.join(sorted(unknown))}" if unknown else "--repeats < 1")
    chosen = [line for line in LINES if not given.lines or line.name in given.lines]
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        results = measure(chosen, Path(folder), given.repeats, tell)
    show(results)
    if given.json:
        document = {"cores": os.cpu_count(), "lines": [plain(result) for result in results]}
        text = json.dumps(document, ensure_ascii=False, indent=1)
        given.json.write_text(text + "\n", encoding="utf-8")


def tell(text: str) -> None:
    """What is being done now, on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
