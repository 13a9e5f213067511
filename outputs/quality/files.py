"""The files of `quality/`: rules, units and counts as CSV, the first two as JSON too; 质量数据.

Belongs here: which columns they have, and writing them. Does not belong here: counting, and words.
The folder is part of the evidence: what is signed covers every byte of it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from expectations.documents import document_bytes
from outputs.formats.csv_file import write_csv
from outputs.quality.history import COUNTS_FILE, QUALITY, ROW_COUNTS, UNITS, UNITS_FILE, table_of
from outputs.quality.tally import RuleTally
from sources.contract import Contract

RULES_FILE = "rules.csv"
FORMAT = "mingzhang-quality/1"
RULES = pa.schema(
    [
        *(
            (name, pa.string())
            for name in (
                "rule", "dataset", "dataset_title", "category", "severity", "title", "counted",
            )
        ),
        *(
            (name, pa.int64())
            for name in (
                "tried", "passed", "failed", "explained", "waived", "noted", "places",
            )
        ),
    ]
)  # fmt: skip
TITLES = {
    RULES_FILE: "逐条规则的检查结果",
    UNITS_FILE: "各报送单位历次版本的检查结果",
    COUNTS_FILE: "各数据集、各报送单位历次版本的记录数和金额",
}
SCHEMAS = {RULES_FILE: RULES, UNITS_FILE: UNITS, COUNTS_FILE: ROW_COUNTS}
KEYS = {
    RULES_FILE: ("rule",),
    UNITS_FILE: ("release", "unit_code"),
    COUNTS_FILE: ("release", "dataset", "unit_code"),
}


def write_quality(folder: Path, rules: pa.Table, units: pa.Table, counts: pa.Table) -> None:
    """Write quality/ into a candidate's folder."""
    target = folder / QUALITY
    target.mkdir(parents=True, exist_ok=True)
    for name, table in ((RULES_FILE, rules), (UNITS_FILE, units), (COUNTS_FILE, counts)):
        write_csv(table, target / name)
    for name, table in (("rules", rules), ("units", units)):
        content = {"format": FORMAT, name: table.to_pylist()}
        (target / f"{name}.json").write_bytes(document_bytes(content))


def rules_table(tallies: Sequence[RuleTally], contracts: Mapping[str, Contract]) -> pa.Table:
    """The tallies of rules as a table, in their order."""
    rows = []
    for one in tallies:
        rule = one.rule
        title = contracts[rule.dataset].title if rule.dataset else ""
        said = (rule.id, rule.dataset or "", title, rule.category, rule.severity.value, rule.title)
        counts = (one.tried, one.passed, one.failed, one.explained, one.waived, one.noted)
        rows.append((*said, one.counted, *counts, one.places))
    return table_of(rows, RULES)
