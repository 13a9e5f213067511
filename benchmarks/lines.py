"""The lines of the table: what is measured, its bound, and the floor it is compared with.

Belongs here: the list, and what a command runs in. Does not belong here: repeating (runner) and
the work itself (steps).
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import ROOT, Run, run_command, run_task
from benchmarks.steps.searching import ASKED

HOME = "MINGZHANG_HOME"
COMMAND = Path(sys.executable).parent / "mingzhang"
SAMPLES = ROOT / "sources" / "samples"
Step = Callable[[Path], Run]


@dataclass(frozen=True)
class Bound:
    """What a line may take at most: seconds, seconds per piece, times the floor, MiB of memory."""

    seconds: float | None = None
    per_piece: float | None = None
    ratio: float | None = None
    mib: float | None = None


@dataclass(frozen=True)
class Line:
    """One line: a step of ours, what it needs made first, and the floor if there is one.

    `pieces` is how many like things one step goes through.
    """

    name: str
    what: str
    ours: Step
    floor_is: str = ""
    floor: Step | None = None
    bound: Bound = Bound()
    needs: Sequence[str] = ()
    pieces: int = 1


def task(name: str) -> Step:
    """A step that times itself in a child."""
    return lambda folder: run_task(name, folder)


def python(code: str) -> Step:
    """A step that is a new interpreter running a few words."""
    return lambda _: run_command([sys.executable, "-c", code])


def command(*words: str) -> Step:
    """The installed command in the home that was published into."""
    return lambda folder: run_command([str(COMMAND), *words], {HOME: str(folder / "home")})


def inspect_sample(folder: Path) -> Run:
    """`mingzhang inspect` of a sample workbook."""
    return command("inspect", str(next((SAMPLES / "2018-10").rglob("*.xlsx"))))(folder)


def demonstrate(folder: Path) -> Run:
    """What `make publish` does after setup, in a home that is not there yet."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        return run_demo(Path(home) / "home")


def run_demo(home: Path) -> Run:
    """The demonstration in a given home."""
    return run_command([sys.executable, "-m", "pipelines.demo"], {HOME: str(home)})


def check_sums(folder: Path) -> Run:
    """`sha256sum --check` of every release in the home that was published into."""
    check = "cd {} && sha256sum --check --quiet SHA256SUMS"
    releases = sorted((folder / "home" / "public" / "releases").iterdir())
    return run_command(["sh", "-c", " && ".join(f"({check.format(one)})" for one in releases)])


def make_home(folder: Path) -> Run:
    """The home in which nothing changes any more."""
    return run_demo(folder / "home")


MAKERS: dict[str, Step] = {
    "big": task("make_big"),
    "small": task("make_small"),
    "faulty": task("make_faulty"),
    "records": task("make_records"),
    "million": task("make_million"),
    "published-million": task("make_published_million"),
    "home": make_home,
}
LINES = (
    Line(
        "help", "`mingzhang --help`", command("--help"),
        floor_is="a new interpreter that imports click", floor=python("import click"),
        bound=Bound(seconds=0.4),
    ),
    Line(
        "inspect", "`mingzhang inspect` of one sample", inspect_sample,
        floor_is="a new interpreter that imports pyarrow, duckdb and pydantic",
        floor=python("import pyarrow, duckdb, pydantic"), bound=Bound(seconds=1.5),
    ),
    Line(
        "publish", "`make publish` after setup, in a new home", demonstrate,
        floor_is="a new interpreter that imports dagster and great_expectations",
        floor=python("import dagster, great_expectations"), bound=Bound(seconds=60),
    ),
    Line(
        "unchanged", "`mingzhang run` when nothing changed", command("run"),
        floor_is="a new interpreter that imports pyarrow, duckdb and pydantic",
        floor=python("import pyarrow, duckdb, pydantic"), needs=("home",),
    ),
    Line(
        "verify", "`mingzhang verify` of the demonstration, some 1,000 files", command("verify"),
        floor_is="`sha256sum --check` of its release", floor=check_sums, needs=("home",),
        bound=Bound(seconds=5),
    ),
    Line(
        "gate", "`mingzhang candidate`: the gate asked for its reasons", command("candidate"),
        floor_is="a new interpreter that imports pyarrow, duckdb and pydantic",
        floor=python("import pyarrow, duckdb, pydantic"), needs=("home",), bound=Bound(seconds=5),
    ),
    Line(
        "read", "100,000 rows of 22 columns: .xlsx to Parquet with source cells",
        task("read_big"), floor_is="python-calamine alone handing over the values",
        floor=task("native_big"), bound=Bound(ratio=2.5, mib=1024), needs=("big",),
    ),
    Line(
        "small", "200 workbooks of 30 rows read", task("read_small"),
        floor_is="python-calamine alone handing over the values", floor=task("native_small"),
        bound=Bound(per_piece=0.06), needs=("small",), pieces=200,
    ),
    Line(
        "returned", "a workbook of 20,000 rows returned with 2,000 faults marked",
        task("mark_faults"), floor_is="openpyxl loading and saving it",
        floor=task("load_and_save"), bound=Bound(seconds=10), needs=("faulty",),
    ),
    Line(
        "judge-few", "100,000 records judged, 100 of them failing", task("judge_few"),
        floor_is="the same rules as plain DuckDB SQL", floor=task("plain_few"),
        needs=("big", "records"),
    ),
    Line(
        "judge-all", "100,000 records judged, one rule failing on all", task("judge_all"),
        floor_is="the same rules as plain DuckDB SQL", floor=task("plain_all"),
        needs=("big", "records"),
    ),
    Line(
        "judge", "1,000,000 records judged by 20 rules within a row and 10 across", task("judge"),
        floor_is="the same rules as plain DuckDB SQL with every failing row", floor=task("plain"),
        bound=Bound(ratio=5, mib=2048), needs=("big", "records", "million"),
    ),
    Line(
        "judge-failing", "the same with one rule failing on all", task("judge_failing"),
        floor_is="the same rules as plain DuckDB SQL with every failing row",
        floor=task("plain_failing"),
        bound=Bound(ratio=5, mib=2048), needs=("big", "records", "million"),
    ),
    Line(
        "privacy", "the privacy guard over 1,000,000 records of 20 columns, 100 hits",
        task("guard"), floor_is="pyarrow matching one pattern on the same columns, one thread",
        floor=task("plain_guard"), bound=Bound(seconds=60),
    ),
    Line(
        "release-data", "1,000,000 records of 22 columns written in every format of a release",
        task("write_release_data"),
        floor_is="pyarrow, DuckDB and, if installed, rustpy-xlsxwriter, one after another",
        floor=task("plain_release_data"), bound=Bound(ratio=1.5, mib=2048),
        needs=("big", "records", "published-million"),
    ),
    Line(
        "search", f"{ASKED} queries over 20,000 titles by the site's script", task("search"),
        floor_is="node looking for the same texts as they stand", floor=task("scan"),
        bound=Bound(per_piece=0.05), pieces=ASKED,
    ),
    Line(
        "pages", "the site of 20,000 projects: every page rendered and written", task("pages"),
        bound=Bound(seconds=60),
    ),
    Line(
        "pages-again", "the same site rendered with every page in its place: nothing is written",
        task("pages_again"), bound=Bound(seconds=60),
    ),
)  # fmt: skip
