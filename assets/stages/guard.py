"""The privacy guard over submissions and over a release that is about to leave; 隐私审查.

Belongs here: scanning each file once, the findings of its hits, and the reasons against a release.
Does not belong here: what is personal and what roles permit (expectations).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.allowances import allowed_ids, excuses
from assets.digests import file_digest
from assets.receipts import Receipt
from assets.stages.read import submission_folder
from assets.store import Store, digest_of_files, read_json, write_json
from expectations import privacy
from expectations.privacy.arriving import scan_file
from expectations.privacy.findings import not_scanned, privacy_findings, weigh
from expectations.privacy.hits import Hit, Kind
from expectations.privacy.leaving import permitted_values, privacy_reasons, scan_folder
from expectations.privacy.tables import scan_table
from expectations.reasons import Reason
from outputs.retold import rests
from sources.contract import Contract, Field, submitted_contracts
from sources.finding import Finding, Severity
from sources.hashing import sha256_of_file
from sources.office import Office
from sources.refusal import UnreadableFileError

HITS = "privacy.json"
Cell = tuple[str, str]


@cache
def guard_key() -> str:
    """Changes when the guard's code changes."""
    return digest_of_files({"privacy": Path(privacy.__file__).parent})


def allowances_key(store: Store) -> str:
    """Changes with every allowance and with who may sign one."""
    files = (store.allowances, store.allowed_signers)
    return "-".join(file_digest(one)[:8] for one in files if one.exists())


def guard_findings(store: Store, office: Office, receipt: Receipt) -> list[Finding]:
    """The findings of the guard on a submission that could be opened."""
    scanned = scan_once(store, office, receipt)
    if scanned["refused"] is not None:
        return [not_scanned(scanned["refused"], receipt.file)]
    return privacy_findings(weighed_hits(store, office, receipt), receipt.file)


def weighed_hits(store: Store, office: Office, receipt: Receipt) -> list[Hit]:
    """The hits in a file, as bad as their columns and the allowances make them."""
    hits = [as_hit(plain) for plain in scan_once(store, office, receipt)["hits"]]
    if not hits:
        return []
    fields = fields_at(store, receipt, {(hit.sheet, first_cell(hit)) for hit in hits if hit.cell})
    allowed = allowed_ids(store, receipt.sha256)
    return weigh(hits, lambda hit: fields.get((hit.sheet, first_cell(hit))), allowed)


def scan_once(store: Store, office: Office, receipt: Receipt) -> Mapping[str, Any]:
    """The hits of a submission's file; from disk if this guard has looked at it before."""
    path = submission_folder(store, receipt) / HITS
    if is_scanned(store, receipt):
        return dict(read_json(path))
    refused, hits = None, []
    if read_json(path.with_name("reading.json"))["readable"]:
        try:
            file = store.archived_file(receipt.sha256)
            hits = scan_file(file, office.limits.in_bytes, receipt.file)
        except UnreadableFileError as error:
            refused = error.rule
    document = {
        "key": scanning_key(receipt),
        "refused": refused,
        "hits": [asdict(hit) for hit in hits],
    }
    write_json(path, document)
    return document


def is_scanned(store: Store, receipt: Receipt) -> bool:
    """True if this guard has looked at the submission's file."""
    path = submission_folder(store, receipt) / HITS
    return path.exists() and read_json(path)["key"] == scanning_key(receipt)


def scanning_key(receipt: Receipt) -> str:
    """What the hits in a file depend on."""
    return f"{receipt.sha256}-{guard_key()}"


def as_hit(plain: Mapping[str, str]) -> Hit:
    """A hit from its plain form."""
    kind, severity = Kind(plain["kind"]), Severity(plain["severity"])
    return Hit(**{**plain, "kind": kind, "severity": severity})


def first_cell(hit: Hit) -> str:
    """The first cell of where a hit stands."""
    return hit.cell.split(":")[0]


def fields_at(store: Store, receipt: Receipt, cells: Iterable[Cell]) -> dict[Cell, Field]:
    """The field of every cell that a record of the submission has a value from."""
    wanted = set(cells)
    addresses = pa.array(sorted({cell for _, cell in wanted}), pa.string())
    found = {}
    for name, contract in submitted_contracts().items():
        path = submission_folder(store, receipt) / f"{name}.parquet"
        if not path.exists():
            continue
        table = pq.read_table(path)
        for field in contract.fields:
            column = table.column(f"{field.name}__cell")
            rows = table.filter(pc.is_in(column, value_set=addresses))
            pairs = zip(
                rows.column("sheet").to_pylist(),
                rows.column(f"{field.name}__cell").to_pylist(),
                strict=True,
            )
            found |= {pair: field for pair in pairs if pair in wanted}
    return found


def reasons_against_lists(
    store: Store, contracts: Mapping[str, Contract], folder: Path
) -> tuple[Reason, ...]:
    """Why lists may not hang on boards: hits in the tables of a board candidate.

    Names of households are what the board is for (their role permits them); numbers are not.
    """
    covers = excuses(store).covers
    paths = {name: folder / "data" / f"{name}.parquet" for name in contracts}
    return privacy_reasons(
        {
            path.relative_to(folder).as_posix(): scan_table(
                contracts[name], pq.read_table(path), sha256_of_file(path), covers
            )
            for name, path in paths.items()
            if path.exists()
        }
    )


def reasons_against(store: Store, folder: Path) -> tuple[Reason, ...]:
    """Why a staged release may not leave: hits in it that nobody allowed.

    A file that this guard has seen clean, beside the same permitted values, is passed over.
    """
    known = frozenset(permitted_values(folder))
    values = sha256("\n".join(f"{kind} {value}" for kind, value in sorted(known)).encode())
    key = f"{guard_key()}-{allowances_key(store)}-{values.hexdigest()}"
    seen = read_json(store.seen_clean) if store.seen_clean.exists() else {"key": "", "files": []}
    clean = frozenset(seen["files"]) if seen["key"] == key else frozenset()
    found = scan_folder(folder, excuses(store).covers, clean, known, rests(folder))
    reasons = privacy_reasons(found)
    if not reasons:
        files = sorted(sha256_of_file(path) for path in folder.rglob("*") if path.is_file())
        write_json(store.seen_clean, {"key": key, "files": files})
    return reasons
