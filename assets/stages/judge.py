"""From records to a judgement of each submission: accepted or to be returned; 校验.

Belongs here: judging all changed submissions in one batch per dataset. Does not belong here: the
rules (expectations) and what follows from a judgement (settle, hand_back).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import expectations
from assets.receipts import Receipt
from assets.stages.guard import allowances_key, guard_findings
from assets.stages.read import Progress, is_read, key_of, submission_folder
from assets.store import Store, digest_of_files, read_json, write_json
from expectations.privacy.findings import without_private
from sources.contract import Contract, submitted_contracts
from sources.finding import Finding, Severity
from sources.office import Office
from sources.reading import plain_finding
from sources.records import claim_schema, working_schema


@cache
def rules_key() -> str:
    """Changes when rules or judging code change."""
    return digest_of_files({"expectations": Path(expectations.__file__).parent})


def judging_key(store: Store, receipt: Receipt) -> str:
    """Changes when anything that a submission's judgement depends on changes."""
    return f"{key_of(store, receipt)}-{rules_key()}-{allowances_key(store)}"


@dataclass(frozen=True)
class Batch:
    """Submissions that are judged together."""

    store: Store
    office: Office
    receipts: Sequence[Receipt]

    def records(self, contract: Contract) -> pa.Table:
        """Working records of one dataset over the batch, with unit and period."""
        parts = [
            placed_records(self.store, self.office, receipt, contract) for receipt in self.receipts
        ]
        return pa.concat_tables([placed_schema(contract).empty_table(), *parts])

    def claims(self) -> pa.Table:
        """Claims over the batch."""
        paths = [
            submission_folder(self.store, receipt) / "claims.parquet" for receipt in self.receipts
        ]
        return pa.concat_tables([claim_schema().empty_table(), *(pq.read_table(p) for p in paths)])


def placed_schema(contract: Contract) -> pa.Schema:
    """The working schema with the unit and the period of the submission."""
    schema = working_schema(contract)
    for name in ("unit_code", "unit_name", "period"):
        schema = schema.append(pa.field(name, pa.string()))
    return schema


def placed_records(store: Store, office: Office, receipt: Receipt, contract: Contract) -> pa.Table:
    """Working records of one dataset in one submission, with its unit and period."""
    schema = placed_schema(contract)
    path = submission_folder(store, receipt) / f"{contract.dataset}.parquet"
    if not path.exists():
        return schema.empty_table()
    table = pq.read_table(path)
    unit = office.by_code.get(receipt.unit)
    name = receipt.unit if unit is None else unit.name
    for value in (receipt.unit, name, receipt.period):
        filled = pa.array([value] * table.num_rows, pa.string())
        table = table.append_column(schema.field(table.num_columns), filled)
    return table.cast(schema)


def judge_submissions(
    store: Store, office: Office, receipts: Iterable[Receipt], progress: Progress
) -> list[Receipt]:
    """Judge every submission that was read and not yet judged by the present rules."""
    waiting = [r for r in receipts if is_read(store, r) and not is_judged(store, r)]
    if not waiting:
        return []
    batch = Batch(store, office, waiting)
    findings = [*contract_findings(batch, progress), *query_findings(batch, progress)]
    for receipt in waiting:
        number = f"{receipt.number:06d}"
        own = [found for found in findings if found.submission == number]
        own += guard_findings(store, office, receipt)
        write_judgement(store, receipt, own)
    return waiting


def is_judged(store: Store, receipt: Receipt) -> bool:
    """True if the judgement on disk was made by the present rules."""
    path = submission_folder(store, receipt) / "judgement.json"
    return path.exists() and read_json(path)["key"] == judging_key(store, receipt)


def contract_findings(batch: Batch, progress: Progress) -> list[Finding]:
    """Findings of the contracts' rules: one run of the checker per dataset."""
    from expectations.suite import judge_records

    findings = []
    for contract in submitted_contracts().values():
        records = batch.records(contract)
        if records.num_rows:
            progress(contract.title)
            findings += judge_records(contract, records)
    return findings


def query_findings(batch: Batch, progress: Progress) -> list[Finding]:
    """Findings of the SQL rules that speak of one submission at a time."""
    from expectations.queries import judge_queries
    from expectations.rulebook import query_rules

    progress("合计与各部分")
    tables = {name: batch.records(contract) for name, contract in submitted_contracts().items()}
    rules = [item for item in query_rules() if not item.rule.spans]
    return judge_queries(rules, {**tables, "claims": batch.claims()})


def write_judgement(store: Store, receipt: Receipt, findings: Sequence[Finding]) -> None:
    """All findings of a submission, of reading and of rules, and whether it is accepted."""
    folder = submission_folder(store, receipt)
    reading = read_json(folder / "reading.json")
    told = [*reading["findings"], *map(plain_finding, findings)]
    plain: list[dict[str, Any]] = [without_private(found) for found in told]
    number = f"{receipt.number:06d}"
    errors = sum(found["severity"] == Severity.ERROR for found in plain)
    write_json(
        folder / "judgement.json",
        {
            "key": judging_key(store, receipt),
            "accepted": errors == 0,
            "errors": errors,
            "findings": [{**found, "submission": number} for found in plain],
        },
    )
