"""findings.csv beside a returned workbook: every finding as a row; 问题明细.

Belongs here: its columns and their words. Does not belong here: the workbook.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from outputs.marking.problems import SEVERITY_WORDS, rule_title
from sources.finding import Severity

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Header → key of the plain finding. The order is kept: clerks build on it. New ones go to the end.
COLUMNS = {
    "性质": "severity",
    "文件": "file",
    "工作表": "sheet",
    "单元格": "cell",
    "问题": "message",
    "原来写的": "value",
    "应为": "expected",
    "相差": "difference",
    "怎么改": "fix",
    "规则": "title",
    "规则编号": "rule",
    "数据集": "dataset",
    "问题编号": "id",
    "由哪个问题引起": "cause",
}


def write_findings_csv(findings: Sequence[Mapping[str, str]], target: Path) -> None:
    """Every finding as a row, for Excel: UTF-8 with a byte order mark, formulas defused."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(_row(found) for found in findings)


def _row(found: Mapping[str, str]) -> list[str]:
    words = {
        **found,
        "severity": SEVERITY_WORDS[Severity(found["severity"])],
        "title": rule_title(found["rule"]),
    }
    return [defused(words.get(key) or "") for key in COLUMNS.values()]


def defused(text: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text
