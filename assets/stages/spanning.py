"""Rules over several submissions, on what is in force, with what each finding speaks of; 跨单位.

Belongs here: applying those rules once the datasets are settled. Does not belong here: what is in
force (settle) and rules on one submission (judge).
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from assets.receipts import CHINA, Receipt
from expectations.waivers import Waivers, waived
from outputs.subjects import Contents, subjects
from sources.finding import Finding
from sources.records import claim_schema


def spanning_findings(
    tables: Mapping[str, pa.Table], receipts: Sequence[Receipt], waivers: Waivers
) -> list[Finding]:
    """Findings of the SQL rules over several submissions; `tables`: datasets in force, by name."""
    from expectations.queries import judge_queries
    from expectations.rulebook import query_rules

    rules = [item for item in query_rules() if item.rule.spans]
    own: dict[str, list[Finding]] = {}
    for found in judge_queries(rules, tables):
        own.setdefault(found.submission, []).append(found)
    numbered = {f"{receipt.number:06d}": receipt for receipt in receipts}
    return [
        found
        for number, findings in own.items()
        for found in _of_one(numbered[number], findings, tables, waivers)
    ]


def _of_one(
    receipt: Receipt, findings: Sequence[Finding], tables: Mapping[str, pa.Table], waivers: Waivers
) -> list[Finding]:
    """The findings that one submission gets, with ids and waivers."""
    number = f"{receipt.number:06d}"
    concerned = {found.dataset for found in findings} & tables.keys()
    records = {
        name: tables[name].filter(pc.equal(tables[name]["submission"], number))
        for name in sorted(concerned)
    }
    contents = Contents(tables=[], records=records, claims=claim_schema().empty_table())
    found = subjects(findings, contents, (receipt.unit, receipt.period))
    day = receipt.received_at.astimezone(CHINA).date()
    return waived([one.finding for one in found], waivers, receipt.unit, day)
