"""`python -m benchmarks.province`: a province built whole, with one change, and with none.

Belongs here: arguments, the order of the children, the table and the JSON. Does not belong here:
what the children do (child). A missed bound is shown and is no failure.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import ROOT
from benchmarks.province.plain import frictionless_command

RECORDS, REPEATS = 10_000, 1
# In this order: the floor of writing needs a release, and a change needs one before it.
STEPS = {
    "native_read": "calamine alone handing over all values",
    "plain_script": "pandas + openpyxl + Great Expectations: the same reading and checks",
    "full": "inbox to signed release with site",
    "native_write": "DuckDB alone writing the published tables",
    "first_night": "the first night after a release",
    "no_change": "a night in which nothing changed",
    "changed_night": "a night in which one workbook changed",
    "changed_release": "that change signed and published",
    "frictionless": "frictionless validating the published rows",
}
RUNS = {"first_night": "one_night", "no_change": "one_night", "changed_night": "one_night",
        "changed_release": "one_release"}  # fmt: skip
Told = dict[str, Any]


def main() -> None:
    """Measure, show, and write JSON if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.province")
    parser.add_argument("--records", type=int, default=RECORDS, help="how many (%(default)s)")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to FILE")
    given = parser.parse_args()
    runs: dict[str, list[Told]] = {name: [] for name in STEPS}
    for _ in range(given.repeats):
        with tempfile.TemporaryDirectory(prefix="mingzhang-province-") as home:
            child("make", Path(home), given.records)
            for name in STEPS:
                if name == "changed_night":
                    child("change", Path(home), given.records)
                if name != "frictionless" or frictionless_command():
                    sys.stderr.write(f"{name}\n")
                    runs[name].append(child(RUNS.get(name, name), Path(home), given.records))
    show(runs)
    if given.json:
        document = {"records": given.records, "cores": os.cpu_count(), "runs": runs}
        given.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def child(task: str, home: Path, records: int) -> Told:
    """Run one task in a process of its own. Raises CalledProcessError."""
    words = [sys.executable, "-m", "benchmarks.province.child", task, str(home), str(records)]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603 ours
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def middle(runs: list[Told], what: str) -> float:
    """The median of one figure over the runs."""
    return median(run[what] for run in runs)


def show(runs: dict[str, list[Told]]) -> None:
    """The table on stdout: each step against the floor and the full build, then the stages."""
    floor = middle(runs["native_read"], "seconds") + middle(runs["native_write"], "seconds")
    full = middle(runs["full"], "seconds")
    head = ("step", "what", "seconds", "spread", "cpu", "peak MiB", "× floor", "of full build")
    sys.stdout.write("\t".join(head) + "\n")
    for name, own in runs.items():
        if not own:
            sys.stdout.write(f"{name}\t{STEPS[name]}\tnot installed\n")
            continue
        times = [run["seconds"] for run in own]
        taken = middle(own, "seconds")
        row = (
            name, STEPS[name], f"{taken:.2f}", f"{(max(times) - min(times)) / taken:.0%}",
            f"{middle(own, 'cpu'):.2f}", f"{max(run['mib'] for run in own):.0f}",
            f"{taken / floor:.2f}", f"{taken / full:.1%}",
        )  # fmt: skip
        sys.stdout.write("\t".join(row) + "\n")
    for name in ("full", "changed_night", "changed_release"):
        for stage in runs[name][0]["stages"]:
            cpu = median(run["stages"][stage] for run in runs[name])
            mib = max(run["stage_mib"][stage] for run in runs[name])
            sys.stdout.write(f"{name}: {stage.strip()}\tcpu\t{cpu:.2f}\tpeak MiB\t{mib:.0f}\n")


if __name__ == "__main__":
    main()
