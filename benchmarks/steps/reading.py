"""Reading workbooks: ours, and the native reader alone handing over the same values.

Belongs here: the tasks. Does not belong here: their files (making).
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.steps.making import SUBMISSION, big, small


def read_big(folder: Path) -> Callable[[], None]:
    """One big workbook to typed Parquet with the cell of each value."""
    import pyarrow.parquet as pq

    from sources.contract import load_contracts
    from sources.reading import read_file
    from sources.records import working_table

    contracts = load_contracts()

    def action() -> None:
        reading = read_file(big(folder), contracts)
        table = working_table(contracts["fund_allocation"], reading, SUBMISSION)
        pq.write_table(table, folder / "read.parquet")

    return action


def read_small(folder: Path) -> Callable[[], None]:
    """All small workbooks, one after another."""
    from sources.contract import load_contracts
    from sources.reading import read_file

    contracts = load_contracts()
    paths = sorted(small(folder).iterdir())

    def action() -> None:
        for path in paths:
            read_file(path, contracts)

    return action


def native_big(folder: Path) -> Callable[[], None]:
    """The values of the big workbook and nothing more."""
    return _native([big(folder)])


def native_small(folder: Path) -> Callable[[], None]:
    """The values of the small workbooks and nothing more."""
    return _native(sorted(small(folder).iterdir()))


def _native(paths: Iterable[Path]) -> Callable[[], None]:
    from python_calamine import CalamineWorkbook

    def action() -> None:
        for path in paths:
            book = CalamineWorkbook.from_path(str(path))
            book.get_sheet_by_index(0).to_python(skip_empty_area=False)

    return action


TASKS = {
    "read_big": read_big,
    "read_small": read_small,
    "native_big": native_big,
    "native_small": native_small,
}
