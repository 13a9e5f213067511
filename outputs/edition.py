"""The files of a release, written from a frozen candidate: data in every format, and about it.

Belongs here: which files a release has and from what they are made. Does not belong here: how a
format is written (formats) and how a release is put in its place (release).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from outputs.change_files import write_json_schema as write_changes_schema
from outputs.descriptors.writing import write_descriptors
from outputs.dictionary.files import Edition, write_dictionary
from outputs.evidence import FOLDERS
from outputs.formats.csv_file import write_csv, write_excel_csv
from outputs.formats.duckdb_script import SCRIPT, duckdb_script
from outputs.formats.json_file import write_json
from outputs.formats.json_schema import write_json_schema
from outputs.formats.parquet_file import write_parquet
from outputs.formats.table_schema import write_table_schema
from outputs.formats.xlsx_file import write_xlsx
from outputs.formats.xlsx_notes import Imprint
from outputs.ledger.files import FLOWS, derived_files
from outputs.ledger.tree_schema import SCHEMA, tree_schema_bytes
from outputs.oc4ids.package import write_projects
from outputs.portal.entry import write_entry
from outputs.publisher import Publisher
from outputs.release import Staged, Writer
from outputs.slices.files import write_slices
from outputs.slices.tree_file import write_tree
from sources.contract import Contract, load_contracts
from sources.parquet import read_parquet

WRITERS = 2


def writers(publisher: Publisher) -> tuple[Writer, ...]:
    """What a release consists of besides signatures and sums, in the order of writing."""

    def write_data(staged: Staged) -> None:
        for contract, table in published(staged):
            write_dataset(contract, table, staged, publisher)

    def describe(staged: Staged) -> None:
        write_descriptors(staged.folder, staged.document, publisher)

    def tell_catalogues(staged: Staged) -> None:
        write_entry(staged.folder, published(staged), publisher, staged.document["released_at"])

    data = (write_data, write_script, write_hierarchies, write_by_area_and_year, write_oc4ids)
    return (*data, copy_evidence, explain, describe, tell_catalogues)


def published(staged: Staged) -> Iterator[tuple[Contract, pa.Table]]:
    """Each dataset of the candidate with its contract, in alphabetical order."""
    contracts = load_contracts()
    for path in sorted((staged.candidate / "data").glob("*.parquet")):
        yield contracts[path.stem], read_parquet(path)


def write_dataset(
    contract: Contract, table: pa.Table, staged: Staged, publisher: Publisher
) -> None:
    """One dataset in every format, with its schema."""
    places = _places(staged, contract.dataset)
    imprint = Imprint.released(publisher, staged.document)
    jobs: tuple[Callable[[], None], ...] = (
        lambda: write_xlsx(contract, table, places["xlsx"], imprint),
        lambda: write_json(contract, table, places["json"]),
        lambda: write_csv(table, places["csv"]),
        lambda: write_excel_csv(table, places["excel"]),
        lambda: write_parquet(contract, table, places["parquet"]),
        lambda: write_table_schema(contract, places["schema"]),
        lambda: write_json_schema(contract, places["json_schema"]),
    )
    # The writers work outside the interpreter: two of them use two cores.
    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


def _places(staged: Staged, name: str) -> Mapping[str, Path]:
    """Where the files of a dataset go, by kind; their folders are there afterwards."""
    places = {
        kind: staged.folder / folder / f"{name}.{suffix}"
        for kind, folder, suffix in (
            ("csv", "data", "csv"),
            ("parquet", "data", "parquet"),
            ("excel", "excel-csv", "csv"),
            ("xlsx", "xlsx", "xlsx"),
            ("json", "json", "json"),
            ("schema", "schema", "json"),
            ("json_schema", "schema", "schema.json"),
        )
    }
    for path in places.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    return places


def write_script(staged: Staged) -> None:
    """The script that makes one database of all tables."""
    target = staged.folder / SCRIPT
    target.parent.mkdir(parents=True, exist_ok=True)
    text = duckdb_script([contract for contract, _ in published(staged)])
    target.write_text(text, encoding="utf-8", newline="\n")


def write_hierarchies(staged: Staged) -> None:
    """The table of levels and the tree of the flows of funds, if the candidate has flows."""
    flows = staged.candidate / "data" / f"{FLOWS}.parquet"
    if not flows.exists():
        return
    derived = derived_files(read_parquet(flows)) | {SCHEMA: tree_schema_bytes()}
    for path, content in derived.items():
        target = staged.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_oc4ids(staged: Staged) -> None:
    """All projects by the Open Contracting for Infrastructure Data Standard."""
    write_projects(staged.folder, staged.document)


def write_by_area_and_year(staged: Staged) -> None:
    """The slices by area and by year, and the tree of areas, from what is written already."""
    contracts = [contract for contract, _ in published(staged)]
    write_slices(staged.folder, contracts)
    write_tree(staged.folder, contracts)


def copy_evidence(staged: Staged) -> None:
    """What the candidate holds besides data.

    Changes, where values come from, what was checked, and lists of codes; a candidate of an earlier
    version of this software has no such lists.
    """
    for folder in FOLDERS:
        if (staged.candidate / folder).exists():
            shutil.copytree(staged.candidate / folder, staged.folder / folder)


def explain(staged: Staged) -> None:
    """What the fields mean, and the schema of the lists of changes."""
    write_changes_schema(staged.folder)
    contracts = [contract for contract, _ in published(staged)]
    write_dictionary(Edition(staged.folder, staged.document, staged.previous), contracts)
