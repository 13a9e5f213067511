"""From the rows that break a contract's rule to findings at their cells; 不合规的行.

Belongs here: a breach, its findings, and rules within a record where the checker is too slow to
start. Does not belong here: the verdict on submissions (suite).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from expectations.failing import failing_rows
from expectations.found import as_findings, findings_table, folded
from expectations.rulebook import ContractRule, contract_rules
from expectations.working import checked_table, words_of
from sources.contract import Contract
from sources.finding import Finding


@dataclass(frozen=True)
class Breach:
    """A rule and the positions of the rows that break it."""

    rule: ContractRule
    rows: Sequence[int]


def breach_table(contract: Contract, breach: Breach, records: pa.Table) -> pa.Table:
    """The findings of a rule as columns: at the field's cell in each row, or over the row's."""
    words = words_of(contract, breach.rule, records, breach.rows)
    return folded(findings_table(breach.rule.rule, words))


def findings_of(contract: Contract, breach: Breach, records: pa.Table) -> list[Finding]:
    """The findings of a rule as records."""
    return as_findings(breach_table(contract, breach, records))


def findings_within_rows(contract: Contract, records: pa.Table) -> list[Finding]:
    """Findings of the rules within a record, without the checker, for a first look at a file."""
    rules = [rule for rule in contract_rules(contract) if rule.working]
    if not rules or records.num_rows == 0:
        return []
    checked = checked_table(rules, records)
    found = []
    for rule in rules:
        rows = failing_rows(rule, checked.column)
        if rows is not None and len(rows) > 0:
            found += findings_of(contract, Breach(rule, rows), records)
    return found
