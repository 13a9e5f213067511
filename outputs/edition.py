"""The files of a release, written from a frozen candidate: data in every format, and about it.

Belongs here: which files a release has and from what they are made. Does not belong here: how a
format is written (formats) and how a release is put in its place (release).
"""

import shutil
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from outputs.datapackage import PackageFacts, write_datapackage
from outputs.evidence import FOLDERS
from outputs.formats.csv_file import write_csv, write_excel_csv
from outputs.formats.json_file import write_json
from outputs.formats.parquet_file import write_parquet
from outputs.formats.table_schema import write_table_schema
from outputs.formats.xlsx_file import write_xlsx
from outputs.ledger.files import FLOWS, derived_files
from outputs.ledger.tree_schema import SCHEMA, tree_schema_bytes
from outputs.publisher import Publisher
from outputs.release import Staged, Writer
from outputs.slices.files import write_slices
from outputs.slices.tree_file import write_tree
from sources.contract import Contract, load_contracts


def writers(publisher: Publisher) -> tuple[Writer, ...]:
    """What a release consists of besides signatures and sums, in the order of writing."""

    def write_data(staged: Staged) -> None:
        for contract, table in published(staged):
            write_dataset(contract, table, staged, publisher)

    def describe(staged: Staged) -> None:
        facts = PackageFacts(
            title=staged.document["title"],
            version=staged.document["version"],
            released_at=staged.document["released_at"],
            publisher=publisher,
        )
        contracts = [contract for contract, _ in published(staged)]
        write_datapackage(staged.folder, contracts, facts)

    return (write_data, write_hierarchies, write_by_area_and_year, copy_evidence, describe)


def published(staged: Staged) -> Iterator[tuple[Contract, pa.Table]]:
    """Each dataset of the candidate with its contract, in alphabetical order."""
    contracts = load_contracts()
    for path in sorted((staged.candidate / "data").glob("*.parquet")):
        yield contracts[path.stem], pq.read_table(path)


def write_dataset(
    contract: Contract, table: pa.Table, staged: Staged, publisher: Publisher
) -> None:
    """One dataset in every format, with its schema."""
    name = contract.dataset
    places = {
        kind: staged.folder / folder / f"{name}.{suffix}"
        for kind, folder, suffix in (
            ("csv", "data", "csv"),
            ("parquet", "data", "parquet"),
            ("excel", "excel-csv", "csv"),
            ("xlsx", "xlsx", "xlsx"),
            ("json", "json", "json"),
            ("schema", "schema", "json"),
        )
    }
    for path in places.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(table, places["csv"])
    write_parquet(contract, table, places["parquet"])
    write_excel_csv(table, places["excel"])
    write_xlsx(contract, table, places["xlsx"], publisher)
    write_json(contract, table, places["json"])
    write_table_schema(contract, places["schema"])


def write_hierarchies(staged: Staged) -> None:
    """The table of levels and the tree of the flows of funds, if the candidate has flows."""
    flows = staged.candidate / "data" / f"{FLOWS}.parquet"
    if not flows.exists():
        return
    derived = derived_files(pq.read_table(flows)) | {SCHEMA: tree_schema_bytes()}
    for path, content in derived.items():
        target = staged.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_by_area_and_year(staged: Staged) -> None:
    """The slices by area and by year, and the tree of areas, from what is written already."""
    contracts = [contract for contract, _ in published(staged)]
    write_slices(staged.folder, contracts)
    write_tree(staged.folder, contracts)


def copy_evidence(staged: Staged) -> None:
    """What the candidate holds besides data: changes, where values come from, what was checked."""
    for folder in FOLDERS:
        shutil.copytree(staged.candidate / folder, staged.folder / folder)
