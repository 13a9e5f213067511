"""`inspect`: one file read and checked at first sight; 看表.

Belongs here: reading plus those rules that need no other file and no slow checker. Does not belong
here: reading itself, and showing it (showing).
"""

from dataclasses import replace
from pathlib import Path

from expectations.breaches import findings_within_rows
from expectations.queries import judge_queries
from expectations.rulebook import query_rules
from sources.contract import submitted_contracts
from sources.finding import Finding
from sources.opening import contains
from sources.reading import read_file
from sources.records import claim_table, working_table
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
    return replace(reading, tables=[with_findings(one, found) for one in reading.tables])


def with_findings(one: Table, found: list[Finding]) -> Table:
    """A table with those findings that lie in its cells."""
    own = [f for f in found if f.sheet == one.sheet and contains(one.range, f.cell)]
    return replace(one, findings=[*one.findings, *own])
