"""`inspect`: one file read and checked at first sight; 看表.

Belongs here: reading plus those rules that need no other file and no slow checker. Does not belong
here: reading itself, and showing it (showing).
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from expectations.breaches import findings_within_rows
from expectations.causes import with_causes
from expectations.queries import judge_queries
from expectations.rulebook import query_rules
from outputs.subjects import Contents, TablePlace, subjects
from sources.contract import submitted_contracts
from sources.finding import Finding
from sources.opening import contains
from sources.reading import read_file
from sources.records import claim_table, document_key, working_table
from sources.sender import NOBODY, Sender
from sources.table import Reading, Table


def inspect_file(path: Path, sender: Sender = NOBODY) -> Reading:
    """A file's reading, with the findings of the SQL rules and of those within a record."""
    contracts = submitted_contracts()
    reading = read_file(path, contracts, sender=sender)
    if not any(table.dataset for table in reading.tables):
        return reading
    tables = {name: working_table(contract, reading, "") for name, contract in contracts.items()}
    claims = claim_table(list(contracts.values()), reading, "")
    rules = [item for item in query_rules() if not item.rule.spans]
    found = judge_queries(rules, {**tables, "claims": claims})
    for name, contract in contracts.items():
        found += findings_within_rows(contract, tables[name])
    told = replace(reading, tables=[with_findings(one, found) for one in reading.tables])
    return identified(told, tables, claims)


def identified(reading: Reading, records: Mapping[str, pa.Table], claims: pa.Table) -> Reading:
    """A reading whose findings say what brought them about.

    Their ids hold within this file: nobody has sent it yet, so no unit and month is in them.
    """
    findings = reading.all_findings
    if not findings:
        return reading
    contents = Contents(
        tables=[
            TablePlace(one.sheet, one.range, one.dataset or "", document_key(one))
            for one in reading.tables
        ],
        records={name: unplaced(table) for name, table in records.items() if table.num_rows},
        claims=claims,
    )
    found = subjects(findings, contents, ("", ""))
    known = iter(with_causes([one.finding for one in found], [one.table for one in found]))
    by_old = dict(zip(findings, known, strict=True))
    tables = [replace(one, findings=[by_old[f] for f in one.findings]) for one in reading.tables]
    return replace(reading, tables=tables, findings=[by_old[f] for f in reading.findings])


def unplaced(records: pa.Table) -> pa.Table:
    """Working records of no unit and month."""
    blank = pa.array([""] * records.num_rows, pa.string())
    return records.append_column("unit_code", blank).append_column("period", blank)


def with_findings(one: Table, found: list[Finding]) -> Table:
    """A table with those findings that lie in its cells."""
    own = [f for f in found if f.sheet == one.sheet and contains(one.range, f.cell)]
    return replace(one, findings=[*one.findings, *own])
