"""Files of a release that say what its tables say, and what is left of each; 同文核对.

Belongs here: for whoever has looked at every value of a release's tables, what else of its files
must be looked at. Does not belong here: looking (the privacy guard). A file passes only if it is,
byte for byte, what its writer makes of the table; one that does not is left out, and must be looked
at as a whole.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from outputs.canonical import read_csv_as_text
from outputs.change_files import CHANGES, JSON_START, tell_changes
from outputs.formats.csv_file import tell_csv, tell_excel_csv
from outputs.formats.json_file import JSON_END, json_head, tell_json
from outputs.formats.told import Beside, DifferentFileError, Telling, is_told
from outputs.formats.xlsx_told import without_records
from outputs.slices.checking import cut_from_whole
from sources.contract import Contract, load_contracts
from sources.parquet import read_parquet

# Of fewer records it costs no more to look at each file.
FEWEST = 1000
HEAD_BYTES = 1 << 16


def rests(folder: Path, fewest: int = FEWEST) -> Mapping[str, bytes]:
    """By path below a release's folder, what is left of a file without what its tables say.

    The tables are `data/*.parquet` and `changes/*.csv`; what is left is a file of the same kind,
    or b"" for nothing. Tables of fewer rows are passed over. Raises OSError, ValueError.
    """
    found = dict.fromkeys(cut_from_whole(folder), b"")
    contracts = load_contracts()
    for path in sorted((folder / "data").glob("*.parquet")):
        contract = contracts.get(path.stem)
        if contract is not None and parquet.read_metadata(path).num_rows >= fewest:
            found.update(_of_table(folder, contract, read_parquet(path)))
    for path in sorted((folder / CHANGES).glob("*.csv")):
        beside = path.with_suffix(".json")
        left = _of_changes(path, beside) if beside.is_file() else None
        if left is not None:
            found[beside.relative_to(folder).as_posix()] = left
    return found


def _of_table(folder: Path, contract: Contract, table: pa.Table) -> Iterator[tuple[str, bytes]]:
    name = contract.dataset
    told: Mapping[str, tuple[Telling, bytes]] = {
        f"data/{name}.csv": (partial(tell_csv, table), b""),
        f"excel-csv/{name}.csv": (partial(tell_excel_csv, table), b""),
        f"json/{name}.json": (partial(tell_json, contract, table), json_head(contract) + JSON_END),
    }
    for path, (tell, left) in told.items():
        if (folder / path).is_file() and is_told(folder / path, tell):
            yield path, left
    book = folder / f"xlsx/{name}.xlsx"
    if book.is_file():
        try:
            yield f"xlsx/{name}.xlsx", without_records(contract, table, book)
        except DifferentFileError:
            return


def _of_changes(path: Path, beside: Path) -> bytes | None:
    """What is left of a list of changes in JSON; None if it is not the list in CSV."""
    with beside.open("rb") as file:
        head, mark, ahead = file.read(HEAD_BYTES).partition(JSON_START)
        held = Beside(file, ahead)
        try:
            tell_changes(read_csv_as_text(path), held)
        except DifferentFileError:
            return None
        is_whole = bool(mark) and not held.read(1)
    return head + mark + JSON_END if is_whole else None
