"""Making the data of the measurements once, before anything is timed.

Belongs here: which files lie in the folder of a run. Does not belong here: what is done with them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generated import SEED, Faults, rows

if TYPE_CHECKING:
    import pyarrow as pa

BIG_ROWS = 100_000
SUBMISSIONS = 10
NO_PLACE = "示例不是地名的地方："
SMALL_FILES = 200
SMALL_ROWS = 30
FAULTY_ROWS = 20_000
FAULTY_CELLS = 2_000
ODD_AREA_EVERY = 1_000
SUBMISSION = "000001"
PLACED = {"unit_code": "SHILI1", "unit_name": "示例单位", "period": "2026-11"}


def big(folder: Path) -> Path:
    """The workbook of 100,000 rows."""
    return folder / "big.xlsx"


def small(folder: Path) -> Path:
    """The folder of small workbooks."""
    return folder / "small"


def faulty(folder: Path) -> Path:
    """The workbook with faults."""
    return folder / "faulty.xlsx"


def records(folder: Path) -> Path:
    """The working records of the big workbook."""
    return folder / "records.parquet"


def published(folder: Path) -> Path:
    """The published table of those records."""
    return folder / "published.parquet"


def published_million(folder: Path) -> Path:
    """The published table of 1,000,000 records."""
    return folder / "published-million.parquet"


def million(folder: Path) -> Path:
    """The folder of 1,000,000 records in ten submissions."""
    return folder / "million"


def million_failing(folder: Path) -> Path:
    """The same, with an area in every record that is no place."""
    return folder / "million-failing"


def make_big(folder: Path) -> Callable[[], None]:
    """Write the big workbook; one area in a thousand is no place."""
    from benchmarks.workbooks import write_workbook

    faults = Faults(odd_area_every=ODD_AREA_EVERY)
    return lambda: write_workbook(big(folder), rows(BIG_ROWS, faults))


def make_small(folder: Path) -> Callable[[], None]:
    """Write the small workbooks, each with rows of its own."""
    from benchmarks.workbooks import write_workbook

    def action() -> None:
        small(folder).mkdir()
        for number in range(SMALL_FILES):
            path = small(folder) / f"示例{number:03d}.xlsx"
            write_workbook(path, rows(SMALL_ROWS, seed=SEED + number))

    return action


def make_faulty(folder: Path) -> Callable[[], None]:
    """Write the workbook in which 2,000 amounts are no numbers, each written differently."""
    from benchmarks.workbooks import write_workbook

    faults = Faults(odd_amount_every=FAULTY_ROWS // FAULTY_CELLS)
    return lambda: write_workbook(faulty(folder), rows(FAULTY_ROWS, faults))


def make_records(folder: Path) -> Callable[[], None]:
    """Read the big workbook into the working records of one submission, and publish them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from outputs.disclosure import published_table
    from sources.contract import load_contracts
    from sources.reading import read_file
    from sources.records import working_table

    def action() -> None:
        contracts = load_contracts()
        contract = contracts["fund_allocation"]
        table = working_table(contract, read_file(big(folder), contracts), SUBMISSION)
        for name, value in PLACED.items():
            table = table.append_column(name, pa.repeat(pa.scalar(value), table.num_rows))
        if table.num_rows != BIG_ROWS:
            raise ValueError(f"{table.num_rows} records read of {BIG_ROWS}")
        pq.write_table(table, records(folder))
        pq.write_table(published_table(contract, table), published(folder))

    return action


def make_million(folder: Path) -> Callable[[], None]:
    """Ten submissions of the records of the big workbook, each with projects of its own."""
    import pyarrow.parquet as pq

    def action() -> None:
        table = pq.read_table(records(folder))
        for target in (million(folder), million_failing(folder)):
            target.mkdir()
        for number in range(1, SUBMISSIONS + 1):
            copy = _submission(table, number)
            pq.write_table(copy, million(folder) / f"{number:06d}.parquet")
            failing = without_places(copy)
            pq.write_table(failing, million_failing(folder) / f"{number:06d}.parquet")

    return action


def make_published_million(folder: Path) -> Callable[[], None]:
    """Ten times the published records, each with an id and a project of its own."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    def action() -> None:
        table = pq.read_table(published(folder))
        parts = []
        for number in range(SUBMISSIONS):
            ids = pc.binary_join_element_wise(str(number), table["record_id"], "")
            names = pc.binary_join_element_wise(table["project_name"], f"{number}期", "")
            columns = {"record_id": pc.utf8_slice_codeunits(ids, 0, 16), "project_name": names}
            parts.append(_with_columns(table, columns).cast(table.schema))
        pq.write_table(pa.concat_tables(parts).sort_by("record_id"), published_million(folder))

    return action


def _submission(table: "pa.Table", number: int) -> "pa.Table":
    """The records as another submission of another unit."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = pc.binary_join_element_wise(table["project_name"], f"{number}期", "")
    same = {"submission": f"{number:06d}", "unit_code": f"SHILI{number}", "file": f"{number}.xlsx"}
    columns = {name: pa.repeat(pa.scalar(text), table.num_rows) for name, text in same.items()}
    return _with_columns(table, {**columns, "project_name": names})


def without_places(table: "pa.Table") -> "pa.Table":
    """Records whose areas are all no places."""
    import pyarrow as pa

    areas = pa.array([f"{NO_PLACE}{number}" for number in range(table.num_rows)])
    return _with_columns(table, {"area_name": areas, "area_name__text": areas})


def _with_columns(table: "pa.Table", columns: "dict[str, pa.Array]") -> "pa.Table":
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


TASKS = {
    "make_million": make_million,
    "make_published_million": make_published_million,
    "make_big": make_big,
    "make_small": make_small,
    "make_faulty": make_faulty,
    "make_records": make_records,
}
