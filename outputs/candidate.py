"""A candidate, 待审稿: everything accepted, frozen in a folder named by the digest of its manifest.

Belongs here: what a candidate's folder holds. Does not belong here: what is accepted (assets),
and what may be published of it (disclosure).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.change_rules import change_rules
from expectations.documents import document_bytes, sha256_of
from expectations.manifest import (
    MANIFEST,
    SITE_FORM,
    Base,
    CorrectionEntry,
    DatasetEntry,
    Form,
    Manifest,
    UnitEntry,
)
from expectations.rulebook import all_rules
from outputs.areas import write_areas
from outputs.canonical import unit_digests
from outputs.chain import Link
from outputs.change_files import write_changes
from outputs.change_index import write_index
from outputs.change_reasons import Circumstances
from outputs.comparing import Compared, compare
from outputs.correction import Correctable, CorrectionRequest, write_correction
from outputs.disclosure import withheld_items, write_provenance
from outputs.evidence import evidence_digest
from outputs.measuring import measure_table
from outputs.open_warnings import warning_rows, write_warnings
from outputs.quality.files import rules_table, write_quality
from outputs.quality.history import (
    count_history,
    row_counts,
    shown_releases,
    unit_history,
)
from outputs.quality.tally import Judged, rule_tallies, unit_tallies
from outputs.review import pack_digest, write_review_pack
from outputs.review_pack import ReturnedSubmission, ReviewedDataset, ReviewedUnit, ReviewPack
from sources.contract import Contract

WITHHELD = "withheld.json"
FINDINGS = "findings.json"


@dataclass(frozen=True)
class Accepted:
    """What a candidate is made of.

    `records`: working records in force by dataset. `findings`: the open ones, as plain data with
    what became of each.
    `returned`: submissions that were sent back. `base`: the newest release, if there is one.
    `correction`: a notice of correction to go with it. `withdrawals`: digests of all there are.
    `kept_back`: items of the withheld list for datasets left empty, since they were withdrawn.
    `form`: whether it is for the site or for village boards; a signature on the one is none on the
    other.
    """

    office: str
    demo: bool
    contracts: Sequence[Contract]
    records: Mapping[str, pa.Table]
    unit_names: Mapping[str, str]
    findings: Sequence[Mapping[str, Any]]
    returned: Sequence[Mapping[str, Any]]
    base: Link | None
    correction: CorrectionRequest | None = None
    withdrawals: tuple[str, ...] = ()
    kept_back: tuple[Mapping[str, Any], ...] = ()
    form: Form = SITE_FORM


def write_candidate(folder: Path, accepted: Accepted) -> Manifest:
    """Write everything into an empty folder; the manifest last.

    Raises NothingToCorrectError if a notice of correction was asked for and nothing is corrected.
    """
    compared = [
        compare(one, accepted.records[one.dataset], accepted.base, circumstances(one, accepted))
        for one in accepted.contracts
    ]
    # Digests of all values take as long as writing them, and both leave the interpreter free.
    with ThreadPoolExecutor(1) as beside:
        measured = beside.submit(measure, accepted, compared)
        withheld, notice = write_files(folder, accepted, compared)
        manifest = make_manifest(folder, accepted, measured.result(), withheld)
    manifest = manifest.model_copy(update={"correction": notice})
    (folder / MANIFEST).write_bytes(manifest.to_bytes())
    return manifest


def write_files(
    folder: Path, accepted: Accepted, compared: Sequence[Compared]
) -> tuple[list[Mapping[str, Any]], CorrectionEntry | None]:
    """Everything but the manifest; the items withheld, and the notice of correction."""
    for one in compared:
        write_dataset(folder, one, accepted)
    write_index(folder, compared, accepted.base)
    withheld = [*withheld_items(accepted.contracts, accepted.records), *accepted.kept_back]
    write(folder / WITHHELD, withheld)
    write(folder / FINDINGS, list(accepted.findings))
    write_warnings(published_warnings(accepted, compared), folder)
    write_areas(folder, ((one.contract, one.table) for one in compared), accepted.unit_names)
    write(folder / "changes.json", [one.summary.to_json() for one in compared])
    counts_so_far = write_counts(folder, accepted, compared)
    entry, notice = corrected(folder, accepted, compared)
    pack = pack_of(accepted, compared, withheld, counts_so_far)
    write_review_pack(folder / "review", replace(pack, correction=notice))
    return withheld, entry


def published_warnings(accepted: Accepted, compared: Sequence[Compared]) -> list[dict[str, str]]:
    """Open warnings on what is published; a file may also hold a table that another replaced."""
    known = {"", *(id_ for one in compared for id_ in one.table["record_id"].to_pylist())}
    rows = warning_rows(accepted.contracts, accepted.unit_names, accepted.findings)
    return [row for row in rows if row["record_id"] in known]


def corrected(
    folder: Path, accepted: Accepted, compared: Sequence[Compared]
) -> tuple[CorrectionEntry | None, dict[str, Any] | None]:
    """Write the notice of correction, if one is to go with the candidate."""
    if accepted.correction is None:
        return None, None
    found = {
        one.contract.dataset: Correctable(one.contract.title, one.rows, one.summary)
        for one in compared
    }
    return write_correction(folder, accepted.correction, found)


def circumstances(contract: Contract, accepted: Accepted) -> Circumstances:
    """What is known of a dataset's changes besides its two tables."""
    name, base, notice = contract.dataset, accepted.base, accepted.correction
    return Circumstances(
        is_first=base is None,
        was_published=base is not None and name in base.document.get("datasets", {}),
        is_kept_back=any(item["dataset"] == name for item in accepted.kept_back),
        is_corrected=notice is not None and notice.covers(name),
    )


def write_dataset(folder: Path, one: Compared, accepted: Accepted) -> None:
    """Data, provenance and changes of one dataset."""
    name = one.contract.dataset
    for part in ("data", "provenance"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    pq.write_table(one.table, folder / "data" / f"{name}.parquet", compression="zstd")
    write_provenance(
        one.contract, accepted.records[name], folder / "provenance" / f"{name}.parquet"
    )
    write_changes(one.contract, one.rows, folder, accepted.base)


def write_counts(folder: Path, accepted: Accepted, compared: Sequence[Compared]) -> pa.Table:
    """Write quality/: every rule's and every unit's counts; gives back the history of rows."""
    contracts = {contract.dataset: contract for contract in accepted.contracts}
    judged = Judged(
        contracts=contracts,
        records=accepted.records,
        findings=accepted.findings,
        states={found["id"]: found["state"] for found in accepted.findings},
        has_base=accepted.base is not None,
    )
    units = unit_tallies(all_rules(), judged, accepted.unit_names)
    tables = {one.contract.dataset: one.table for one in compared}
    history = count_history(accepted.base, accepted.contracts, tables)
    rules = rules_table(rule_tallies(all_rules(), judged), contracts)
    write_quality(folder, rules, unit_history(accepted.base, units), history)
    return history


def pack_of(
    accepted: Accepted,
    compared: Sequence[Compared],
    withheld: Sequence[Mapping[str, Any]],
    history: pa.Table,
) -> ReviewPack:
    """What the reviewers are told of the candidate."""
    warnings = [found for found in accepted.findings if found["severity"] == "warning"]
    rows = Counter(code for one in compared for code in one.table["unit_code"].to_pylist())
    return ReviewPack(
        office=accepted.office,
        demo=accepted.demo,
        datasets=tuple(reviewed(one) for one in compared),
        units=tuple(
            ReviewedUnit(code, accepted.unit_names[code], rows[code]) for code in sorted(rows)
        ),
        changes={one.contract.dataset: one.rows for one in compared},
        findings=tuple(found for found in warnings if found["rule"] not in change_rules()),
        alerts=tuple(found for found in warnings if found["rule"] in change_rules()),
        row_counts=row_counts(history),
        releases=shown_releases(history),
        withheld=tuple(withheld),
        returned=tuple(
            ReturnedSubmission(one["unit_name"], one["file"], one["errors"])
            for one in accepted.returned
        ),
        previous=None if accepted.base is None else accepted.base.version,
    )


def reviewed(one: Compared) -> ReviewedDataset:
    """One dataset's line in the review pack."""
    return ReviewedDataset(
        id=one.contract.dataset,
        title=one.contract.title,
        rows=one.table.num_rows,
        amount_yuan=one.summary.new_amount_yuan,
        added=one.summary.added,
        removed=one.summary.removed,
        modified=one.summary.modified,
        difference_yuan=one.summary.difference_yuan,
        new_columns=one.new_columns,
        lost_columns=one.lost_columns,
        owner=one.contract.owner,
    )


@dataclass(frozen=True)
class Measured:
    """What the manifest says of the values themselves: of each dataset, and of each unit."""

    datasets: dict[str, DatasetEntry]
    units: dict[str, UnitEntry]


def measure(accepted: Accepted, compared: Sequence[Compared]) -> Measured:
    """Measure the values of a candidate."""
    digests = unit_digests((one.contract, one.table) for one in compared)
    return Measured(
        datasets={one.contract.dataset: measure_table(one.contract, one.table) for one in compared},
        units={
            code: UnitEntry(name=accepted.unit_names[code], values_sha256=digest)
            for code, digest in digests.items()
        },
    )


def make_manifest(
    folder: Path, accepted: Accepted, measured: Measured, withheld: Sequence[Any]
) -> Manifest:
    """The manifest of what was written; its bytes' digest is the candidate's name."""
    base = accepted.base
    return Manifest(
        format=accepted.form,
        office=accepted.office,
        demo=accepted.demo,
        datasets=measured.datasets,
        units=measured.units,
        withheld_sha256=sha256_of(document_bytes(withheld)),
        review_pack_sha256=pack_digest(folder / "review"),
        evidence_sha256=evidence_digest(folder),
        previous=None if base is None else Base(version=base.version, digest=base.digest),
        withdrawals=list(accepted.withdrawals),
    )


def says_the_same(manifest: Manifest, released: Manifest) -> bool:
    """True if two manifests hold the same values and withhold the same; evidence may differ."""
    return (
        manifest.datasets == released.datasets
        and manifest.withheld_sha256 == released.withheld_sha256
    )


def write(path: Path, value: Any) -> None:
    """Write a document in the one form that is hashed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document_bytes(value))
