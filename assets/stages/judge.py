"""From records to a judgement of each submission: accepted or to be returned; 校验.

Belongs here: judging all changed submissions in one batch per dataset. Does not belong here: the
rules (expectations) and what follows from a judgement (settle, hand_back).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import pyarrow as pa

import expectations
from assets.digests import file_digest
from assets.receipts import CHINA, Receipt
from assets.stages.batches import in_batches
from assets.stages.guard import allowances_key, guard_findings, is_scanned, scan_once
from assets.stages.read import Progress, is_read, key_of, submission_folder
from assets.stages.side_by_side import each_submission
from assets.store import Store, digest_of_files, read_json, write_json
from expectations.causes import with_causes
from expectations.privacy.findings import without_private
from expectations.waivers import Waivers, load_waivers, waived
from outputs.subjects import Contents, TablePlace, subjects
from sources.contract import Contract, submitted_contracts
from sources.finding import Finding, Severity, as_finding
from sources.office import Office
from sources.parquet import read_each, read_parquet
from sources.reading import plain_finding
from sources.records import claim_schema, with_shared_texts, working_schema


@cache
def rules_key() -> str:
    """Changes when rules or judging code change."""
    return digest_of_files({"expectations": Path(expectations.__file__).parent})


def judging_key(store: Store, receipt: Receipt) -> str:
    """Changes when anything that a submission's judgement depends on changes."""
    waivers = file_digest(store.waivers)[:16]
    return f"{key_of(store, receipt)}-{rules_key()}-{waivers}-{allowances_key(store)}"


@dataclass(frozen=True)
class Batch:
    """Submissions that are judged together."""

    store: Store
    office: Office
    receipts: Sequence[Receipt]

    @cached_property
    def records(self) -> Mapping[str, pa.Table]:
        """Working records over the batch by dataset, with unit and period."""
        return {name: self._records(one) for name, one in submitted_contracts().items()}

    def _records(self, contract: Contract) -> pa.Table:
        parts = placed_parts(self.store, self.office, self.receipts, contract)
        tables = [placed_schema(contract).empty_table(), *(table for _, table in parts)]
        return pa.concat_tables(tables)

    def claims(self) -> pa.Table:
        """Claims over the batch."""
        paths = [
            submission_folder(self.store, receipt) / "claims.parquet" for receipt in self.receipts
        ]
        return pa.concat_tables([claim_schema().empty_table(), *map(read_parquet, paths)])


def placed_schema(contract: Contract) -> pa.Schema:
    """The working schema with the unit and the period of the submission."""
    schema = working_schema(contract)
    for name in ("unit_code", "unit_name", "period"):
        schema = schema.append(pa.field(name, pa.string()))
    return schema


def placed_records(store: Store, office: Office, receipt: Receipt, contract: Contract) -> pa.Table:
    """Working records of one dataset in one submission, with its unit and period."""
    empty = placed_schema(contract).empty_table()
    return next((table for _, table in placed_parts(store, office, [receipt], contract)), empty)


def placed_parts(
    store: Store, office: Office, receipts: Iterable[Receipt], contract: Contract
) -> Iterator[tuple[Receipt, pa.Table]]:
    """Each submission that has records of the dataset with them, in the order of the receipts."""
    files = {one: records_file(store, one, contract.dataset) for one in receipts}
    held = {receipt: path for receipt, path in files.items() if path.exists()}
    for receipt, table in zip(held, read_each(held.values()), strict=True):
        yield receipt, placed(table, office, receipt, contract)


def placed(table: pa.Table, office: Office, receipt: Receipt, contract: Contract) -> pa.Table:
    """Working records with the unit and the period of their submission."""
    schema, table = placed_schema(contract), with_shared_texts(contract, table)
    unit = office.by_code.get(receipt.unit)
    name = receipt.unit if unit is None else unit.name
    for value in (receipt.unit, name, receipt.period):
        filled = pa.repeat(pa.scalar(value, pa.string()), table.num_rows)
        table = table.append_column(schema.field(table.num_columns), filled)
    return table.cast(schema)


def records_file(store: Store, receipt: Receipt, dataset: str) -> Path:
    """Where the working records of one dataset in one submission lie, if it has any."""
    return submission_folder(store, receipt) / f"{dataset}.parquet"


def judge_submissions(
    store: Store, office: Office, receipts: Iterable[Receipt], progress: Progress
) -> list[Receipt]:
    """Judge every submission that was read and not yet judged by the present rules and waivers.

    Raises WaiversRefused if `waivers.yaml` cannot be used.
    """
    waiting = [r for r in receipts if is_read(store, r) and not is_judged(store, r)]
    waivers = load_waivers(store.waivers, office)
    each_submission(
        scan_once, store, office, [one for one in waiting if not is_scanned(store, one)]
    )
    for together in in_batches(store, waiting):
        judge_batch(Batch(store, office, together), waivers, progress)
    return waiting


def judge_batch(batch: Batch, waivers: Waivers, progress: Progress) -> None:
    """Judge submissions together and write each one's judgement."""
    own: dict[str, list[Finding]] = {f"{receipt.number:06d}": [] for receipt in batch.receipts}
    for found in (*contract_findings(batch, progress), *query_findings(batch, progress)):
        own[found.submission].append(found)
    for receipt in batch.receipts:
        guarded = guard_findings(batch.store, batch.office, receipt)
        write_judgement(batch, receipt, [*own[f"{receipt.number:06d}"], *guarded], waivers)


def is_judged(store: Store, receipt: Receipt) -> bool:
    """True if the judgement on disk was made by the present rules."""
    path = submission_folder(store, receipt) / "judgement.json"
    return path.exists() and read_json(path)["key"] == judging_key(store, receipt)


def contract_findings(batch: Batch, progress: Progress) -> list[Finding]:
    """Findings of the contracts' rules: one run of the checker per dataset."""
    from expectations.suite import judge_records

    findings = []
    for contract in submitted_contracts().values():
        records = batch.records[contract.dataset]
        if records.num_rows:
            progress(contract.title)
            findings += judge_records(contract, records)
    return findings


def query_findings(batch: Batch, progress: Progress) -> list[Finding]:
    """Findings of the SQL rules that speak of one submission at a time."""
    from expectations.queries import judge_queries
    from expectations.rulebook import query_rules

    progress("合计与各部分")
    rules = [item for item in query_rules() if not item.rule.spans]
    return judge_queries(rules, {**batch.records, "claims": batch.claims()})


def write_judgement(
    batch: Batch, receipt: Receipt, findings: Sequence[Finding], waivers: Waivers
) -> None:
    """All findings of a submission, of reading and of rules, and whether it is accepted."""
    store = batch.store
    folder = submission_folder(store, receipt)
    number = f"{receipt.number:06d}"
    told = [*read_json(folder / "reading.json")["findings"], *map(plain_finding, findings)]
    every = [replace(as_finding(without_private(one)), submission=number) for one in told]
    contents = contents_of(batch, receipt, every)
    found = subjects(every, contents, (receipt.unit, receipt.period))
    known = with_causes([one.finding for one in found], [one.table for one in found])
    day = receipt.received_at.astimezone(CHINA).date()
    final = waived(known, waivers, receipt.unit, day)
    errors = sum(one.severity is Severity.ERROR for one in final)
    write_json(
        folder / "judgement.json",
        {
            "key": judging_key(store, receipt),
            "accepted": errors == 0,
            "errors": errors,
            "findings": [plain_finding(one) for one in final],
        },
    )


def contents_of(batch: Batch, receipt: Receipt, findings: Sequence[Finding]) -> Contents:
    """What a submission holds, as far as there are findings to look up in it."""
    folder = submission_folder(batch.store, receipt)
    tables = [
        TablePlace(one["sheet"], one["range"], one["dataset"], one["document"])
        for one in read_json(folder / "reading.json")["tables"]
        if one["dataset"]
    ]
    held = {one.dataset for one in tables} if findings else set()
    contracts = submitted_contracts()
    return Contents(
        tables=tables,
        records={
            name: placed_records(batch.store, batch.office, receipt, contracts[name])
            for name in sorted(held)
        },
        claims=read_parquet(folder / "claims.parquet"),
    )
