"""Writing: a returned workbook and the formats of a release, ours and the fastest known writers.

Belongs here: the tasks. Does not belong here: their files (making).
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

from benchmarks.steps.making import FAULTY_CELLS, faulty, published_million

DATASET = "fund_allocation"
# The fastest known writer of workbooks; no dependency of ours.
NATIVE_WORKBOOKS = "rustpy_xlsxwriter"
DOCUMENT = {"version": "2026.11.0", "released_at": "2026-11-24T10:00:00+08:00", "signoffs": []}


def mark_faults(folder: Path) -> Callable[[], None]:
    """The workbook with faults goes back with each marked, as reading found them."""
    from outputs.marked import write_marked
    from sources.contract import load_contracts
    from sources.finding import Severity
    from sources.reading import read_file

    findings = read_file(faulty(folder), load_contracts()).all_findings
    errors = [found for found in findings if found.severity is Severity.ERROR]
    if len(errors) != FAULTY_CELLS:
        raise ValueError(f"{len(errors)} faults found of {FAULTY_CELLS}")
    return lambda: write_marked(faulty(folder), findings, folder / "marked.xlsx")


def load_and_save(folder: Path) -> Callable[[], None]:
    """The same workbook loaded and saved again by the library that keeps styles and formulas."""
    import openpyxl

    return lambda: openpyxl.load_workbook(faulty(folder)).save(folder / "saved.xlsx")


def write_release_data(folder: Path) -> Callable[[], None]:
    """All data files of a release."""
    import pyarrow.parquet as pq

    from outputs.edition import write_dataset
    from outputs.publisher import Publisher
    from sources.contract import load_contracts

    contract = load_contracts()[DATASET]
    staged = SimpleNamespace(folder=folder / "formats", document=DOCUMENT)

    def action() -> None:
        table = pq.read_table(published_million(folder))
        write_dataset(contract, table, staged, Publisher(office="示例"))  # type: ignore[arg-type]

    return action


def plain_release_data(folder: Path) -> Callable[[], None]:
    """The same formats by the fastest known writers, one after another; CSV twice, as we do.

    Where the native writer of workbooks is not installed, the floor has no workbook at all.
    """
    import duckdb
    import pyarrow.parquet as pq
    from pyarrow import csv

    target = folder / "plain"
    target.mkdir(exist_ok=True)
    native = find_spec(NATIVE_WORKBOOKS) and import_module(NATIVE_WORKBOOKS)

    def action() -> None:
        table = pq.read_table(published_million(folder))
        for name in ("data.csv", "excel.csv"):
            csv.write_csv(table, target / name)
        pq.write_table(table, target / "data.parquet", compression="zstd")
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            connection.register("records", table)
            connection.execute(
                f"COPY records TO '{target / 'data.json'}' (FORMAT json, ARRAY true)"
            )
        if native:
            native.FastExcel(str(target / "data.xlsx")).sheet("示例", table).save()

    return action


TASKS = {
    "mark_faults": mark_faults,
    "load_and_save": load_and_save,
    "write_release_data": write_release_data,
    "plain_release_data": plain_release_data,
}
