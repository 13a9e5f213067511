"""Writing: a returned workbook and the formats of a release, ours and the fastest known writers.

Belongs here: the tasks. Does not belong here: their files (making).
"""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from benchmarks.steps.making import FAULTY_CELLS, faulty, published

DATASET = "fund_allocation"


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


def write_formats(folder: Path) -> Callable[[], None]:
    """All formats of a release."""
    import pyarrow.parquet as pq

    from outputs.edition import write_dataset
    from outputs.publisher import Publisher
    from sources.contract import load_contracts

    contract = load_contracts()[DATASET]
    table = pq.read_table(published(folder))
    staged = SimpleNamespace(folder=folder / "formats")
    return lambda: write_dataset(contract, table, staged, Publisher(office="示例"))  # type: ignore[arg-type]


def plain_formats(folder: Path) -> Callable[[], None]:
    """The same formats by the fastest known writers, one after another; CSV twice, as we do."""
    import duckdb
    import pyarrow.parquet as pq
    from pyarrow import csv

    table = pq.read_table(published(folder))
    target = folder / "plain"
    target.mkdir(exist_ok=True)

    def action() -> None:
        for name in ("data.csv", "excel.csv"):
            csv.write_csv(table, target / name)
        pq.write_table(table, target / "data.parquet", compression="zstd")
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            connection.register("records", table)
            connection.execute(
                f"COPY records TO '{target / 'data.json'}' (FORMAT json, ARRAY true)"
            )
        _plain_xlsx(table.schema.names, table.to_pydict(), target / "data.xlsx")

    return action


def _plain_xlsx(names: list[str], columns: dict[str, list[object]], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names)
        for number, row in enumerate(zip(*columns.values(), strict=True), start=1):
            sheet.write_row(number, 0, row)


TASKS = {
    "mark_faults": mark_faults,
    "load_and_save": load_and_save,
    "write_formats": write_formats,
    "plain_formats": plain_formats,
}
