"""The files of `quality/`: rules, units and counts as CSV, the first two as JSON too; 质量数据.

Belongs here: their columns, in words, and writing them. Does not belong here: counting. The folder
is part of the evidence: what is signed covers every byte of it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.documents import document_bytes
from outputs.columns import MAIN_AMOUNT
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
WORDS = {
    "rule": "规则编号",
    "dataset": "数据集；空白表示适用于任何表的规则",
    "dataset_title": "数据集名称",
    "category": "规则类别",
    "severity": "不符时：error 退回，warning 须说明，info 只提示",
    "title": "规则的要求",
    "counted": "数的是什么：record 记录，file 文件，dataset 数据集，unit 单位",
    "tried": "检查了多少",
    "passed": "符合的",
    "failed": "不符合、没有说明的",
    "explained": "不符合、报送单位已说明的",
    "waived": "不符合、经批准豁免的",
    "noted": "符合的里面有提示的",
    "places": "不符或有提示之处，按单元格计",
    "release": "版本；current 指载有本文件的这一版",
    "unit_code": "报送单位代码",
    "unit_name": "报送单位",
    "records": "公布的记录数",
    "flagged": "其中至少有一处不符的记录数",
    MAIN_AMOUNT: "“金额”列合计（元）；空白表示该数据集没有金额",
}
TITLES = {
    RULES_FILE: "逐条规则的检查结果",
    UNITS_FILE: "各报送单位历次版本的检查结果",
    COUNTS_FILE: "各数据集、各报送单位历次版本的记录数和金额",
}
SCHEMAS = {RULES_FILE: RULES, UNITS_FILE: UNITS, COUNTS_FILE: ROW_COUNTS}


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


def quality_schema(file: str) -> dict[str, Any]:
    """The Table Schema of one of the CSV files."""
    kinds = {pa.string(): "string", pa.int64(): "integer"}
    return {
        "fields": [
            {
                "name": field.name,
                "type": kinds.get(field.type, "number"),
                "description": WORDS[field.name],
            }
            for field in SCHEMAS[file]
        ],
        "missingValues": [""],
    }
