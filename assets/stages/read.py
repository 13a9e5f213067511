"""From the archive to typed records: each submission is read once; 读表.

Belongs here: reading into files, keyed by bytes, contracts and code. Does not belong here: how
reading works (sources) and judging.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import sources
from assets.digests import file_digest, folder_digest
from assets.receipts import Receipt
from assets.stages.side_by_side import each_submission
from assets.store import Store, digest_of_files, read_json, write_json
from sources.contract import submitted_contracts
from sources.finding import Finding, Place, find
from sources.memory import load_memory
from sources.office import Office
from sources.period import parse_period
from sources.reading import plain_finding, read_file
from sources.records import claim_table, document_key, working_table
from sources.sender import Sender
from sources.table import Reading, Table

Progress = Callable[[str], None]


@cache
def reading_key() -> str:
    """Changes when contracts, reference lists or reading code change."""
    return digest_of_files({"sources": Path(sources.__file__).parent})


def submission_folder(store: Store, receipt: Receipt) -> Path:
    """Where one submission's stages lie."""
    return store.submission(receipt.period, receipt.unit, receipt.number)


def read_submissions(
    store: Store, office: Office, receipts: Iterable[Receipt], progress: Progress
) -> list[Receipt]:
    """Read each submission that was not yet read by the present contracts and code."""
    waiting = [receipt for receipt in receipts if not is_read(store, receipt)]
    for receipt in waiting:
        progress(receipt.file)
    each_submission(read_once, store, office, waiting)
    return waiting


def read_once(store: Store, office: Office, receipt: Receipt) -> None:
    """Read a submission unless somebody else just did.

    A step that was given to a second machine while the first still worked would take away the
    tables that the first is about to judge.
    """
    with store.reading(receipt.number):
        if not is_read(store, receipt):
            read_submission(store, office, receipt)


def is_read(store: Store, receipt: Receipt) -> bool:
    """True if the reading on disk was made by the present contracts, answers and code."""
    path = submission_folder(store, receipt) / "reading.json"
    return path.exists() and read_json(path)["key"] == key_of(store, receipt)


def key_of(store: Store, receipt: Receipt) -> str:
    """What a submission's reading depends on besides its bytes."""
    answers = folder_digest("layouts", store.layouts(receipt.unit))
    office = file_digest(store.office)
    return f"{reading_key()}-{answers[:16]}-{office[:16]}"


def is_outdated(store: Store, receipt: Receipt) -> bool:
    """True if a submission was read, but by older contracts or code."""
    path = submission_folder(store, receipt) / "reading.json"
    return path.exists() and not is_read(store, receipt)


def read_submission(store: Store, office: Office, receipt: Receipt) -> None:
    """Read one submission into records, claims and findings; the reading.json comes last."""
    contracts = submitted_contracts()
    path = store.archived_file(receipt.sha256)
    sender = sender_of_receipt(store, office, receipt)
    limits = office.limits.in_bytes
    reading = read_file(path, contracts, receipt.file, limits=limits, sender=sender)
    folder = submission_folder(store, receipt)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.parquet"):
        old.unlink()
    number = f"{receipt.number:06d}"
    for dataset in sorted({table.dataset for table in reading.tables if table.dataset}):
        records = working_table(contracts[dataset], reading, number)
        pq.write_table(records, folder / f"{dataset}.parquet")
    pq.write_table(
        claim_table(list(contracts.values()), reading, number), folder / "claims.parquet"
    )
    document = _document(reading, placing_findings(office, receipt))
    write_json(folder / "reading.json", {"key": key_of(store, receipt), **document})


def sender_of_receipt(store: Store, office: Office, receipt: Receipt) -> Sender:
    """What is known of the unit that sent a file; the region only of a registered one."""
    unit = office.by_code.get(receipt.unit)
    return Sender(
        memory=load_memory(store.layouts(receipt.unit)),
        region=None if unit is None else unit.region,
        month=parse_period(receipt.period),
    )


def placing_findings(office: Office, receipt: Receipt) -> list[Finding]:
    """Findings on the unit and the month that a file was sent for."""
    found = []
    if receipt.unit not in office.by_code:
        units = "、".join(f"{unit.code} {unit.name}" for unit in office.units[:5])
        found.append(find("unit_unknown", Place(), value=receipt.unit, expected=units))
    if parse_period(receipt.period) is None:
        found.append(find("period_unknown", Place(), value=receipt.period, expected="2019-03"))
    elif not office.covers(receipt.period):
        first = office.first_period
        found.append(find("period_too_early", Place(), value=receipt.period, expected=first))
    return [replace(finding, file=receipt.file) for finding in found]


def _document(reading: Reading, extra: Sequence[Finding]) -> dict[str, Any]:
    findings = [*extra, *reading.all_findings]
    return {
        "readable": reading.readable,
        "sent_again": reading.sent_again,
        "tables": [_table(table) for table in reading.tables],
        "findings": [plain_finding(finding) for finding in findings],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "range": table.range,
        "dataset": table.dataset,
        "document": document_key(table),
        "title": table.title,
        "unit": table.unit,
        "records": len(table.records),
        "claims": len(table.claims),
        "columns": [asdict(column) for column in table.columns],
    }
