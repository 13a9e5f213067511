"""The plain way to do the same: pandas, openpyxl and Great Expectations, one workbook at a time.

Belongs here: the script that somebody would write, without cells, units of money, findings or
releases; and the native reader and frictionless beside it. Does not belong here: our stages
(building).
"""

from collections.abc import Sequence
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, run
from typing import TYPE_CHECKING

from benchmarks.measuring import ROOT

if TYPE_CHECKING:
    import pandas as pd

HEADER_ROW = 2
REQUIRED, NUMBERS = ("项目名称",), ("金额", "户数", "人数")
AMOUNT, YEAR = "金额", "入库年度"
LEAST_YEAR, MOST_YEAR = 2010, 2100


def read_plain(paths: Sequence[Path]) -> "pd.DataFrame":
    """All workbooks by openpyxl, in one frame."""
    import pandas as pd

    return pd.concat(
        [pd.read_excel(path, header=HEADER_ROW, engine="openpyxl") for path in paths],
        ignore_index=True,
    )


def judge_plain(frame: "pd.DataFrame") -> bool:
    """The rules of the contract within a record, by the checker on pandas; True if all hold."""
    import great_expectations as gx

    expect = gx.expectations
    rules = [
        *(expect.ExpectColumnValuesToNotBeNull(column=name) for name in REQUIRED),
        *(expect.ExpectColumnValuesToBeBetween(column=name, min_value=0) for name in NUMBERS),
        expect.ExpectColumnValuesToBeBetween(
            column=YEAR, min_value=LEAST_YEAR, max_value=MOST_YEAR
        ),
    ]
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("plain").add_dataframe_asset("rows")
    definition = asset.add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch(batch_parameters={"dataframe": frame})
    suite = gx.ExpectationSuite(name="plain", expectations=rules)
    return bool(batch.validate(suite, result_format="COMPLETE").success)


def plain_script(paths: Sequence[Path], target: Path) -> None:
    """Read and check everything, and write one CSV."""
    frame = read_plain(paths)
    if not judge_plain(frame):
        raise ValueError("the generated rows keep all rules")
    frame.to_csv(target / "plain.csv", index=False)


def read_native(paths: Sequence[Path]) -> None:
    """The values of all workbooks by the native reader and nothing more: the floor of reading."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def write_native(public: Path, target: Path) -> None:
    """The published tables of a release written again by DuckDB: the floor of writing."""
    import duckdb

    target.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        for path in sorted((public / "latest" / "data").glob("*.parquet")):
            source = f"(SELECT * FROM read_parquet('{path}'))"  # noqa: S608 our own path
            for kind, options in (
                ("csv", "HEADER"), ("excel.csv", "HEADER"), ("json", "ARRAY true"), ("parquet", ""),
            ):  # fmt: skip
                form = kind.rpartition(".")[2]
                words = ", ".join(word for word in (f"FORMAT {form}", options) if word)
                connection.execute(f"COPY {source} TO '{target / f'{path.stem}.{kind}'}' ({words})")


def frictionless_command() -> str | None:
    """The validator's command: on the path, or where `make conform` installs it; None without."""
    installed = ROOT / ".conform" / "data" / "bin" / "frictionless"
    return str(installed) if installed.exists() else which("frictionless")


def validate_frictionless(path: Path) -> None:
    """Validate a published CSV with frictionless. Raises ValueError if it is not installed."""
    command = frictionless_command()
    if command is None:
        raise ValueError("frictionless is not installed")
    words = [command, "validate", path.name]
    run(words, check=True, cwd=path.parent, stdout=DEVNULL)  # noqa: S603 our own paths
