"""`inspect`: one file read and checked at first sight, and shown to people; 看表.

Belongs here: reading plus those rules that need no other file and no slow checker, and the words
for a terminal. Does not belong here: reading itself.
"""

from dataclasses import replace
from pathlib import Path

import click

from expectations.queries import judge_queries
from expectations.rulebook import query_rules
from pipelines.console import say, table
from sources.contract import load_contracts
from sources.finding import Finding, Severity
from sources.memory import NOTHING_REMEMBERED, Memory
from sources.opening import contains
from sources.reading import plain_value, read_file
from sources.records import claim_table, working_table
from sources.table import Reading, Table

SHOWN_RECORDS = 5
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
HOLDS = {True: "相符", False: "不符", None: "无法核对"}


def inspect_file(path: Path, memory: Memory = NOTHING_REMEMBERED) -> Reading:
    """A file's reading, with the findings of the SQL rules on its tables."""
    contracts = load_contracts()
    reading = read_file(path, contracts, memory=memory)
    if not any(table.dataset for table in reading.tables):
        return reading
    tables = {name: working_table(contract, reading, "") for name, contract in contracts.items()}
    claims = claim_table(list(contracts.values()), reading, "")
    rules = [item for item in query_rules() if not item.rule.spans]
    found = judge_queries(rules, {**tables, "claims": claims})
    return replace(reading, tables=[with_findings(one, found) for one in reading.tables])


def with_findings(one: Table, found: list[Finding]) -> Table:
    """A table with those findings that lie in its cells."""
    own = [f for f in found if f.sheet == one.sheet and contains(one.range, f.cell)]
    return replace(one, findings=[*one.findings, *own])


def print_reading(reading: Reading) -> None:
    """What was taken for what, for people."""
    say(click.style(f"■ {reading.file}", bold=True))
    for one in reading.tables:
        print_table(one)
    print_findings(list(reading.findings))
    say()


def print_table(one: Table) -> None:
    """One table: what it was taken for, its columns, first records, claims and findings."""
    contract = None if one.dataset is None else load_contracts()[one.dataset]
    name = "认不出的表" if contract is None else f"{contract.title}（{contract.dataset}）"
    say(f"  {one.sheet}!{one.range}  {name}  单位：{one.unit or '未写明'}  表题：{one.title}")
    titles = {} if contract is None else {field.name: field.title for field in contract.fields}
    columns = [
        (column.cells, column.header, titles.get(column.field or "", "—"), column.field or "")
        for column in one.columns
    ]
    table(("单元格", "表头", "读作", "字段"), columns)
    print_records(one, titles)
    for claim in one.claims:
        if claim.holds is not True:
            say(f"  合计 {claim.cells} {claim.label}：{HOLDS[claim.holds]}")
    held = sum(claim.holds is True for claim in one.claims)
    say(f"  共 {len(one.records)} 条记录；合计类 {len(one.claims)} 处，相符 {held} 处")
    print_findings(list(one.findings))


def print_records(one: Table, titles: dict[str, str]) -> None:
    """The first records."""
    names = [
        name
        for name, column in one.records.columns.items()
        if any(value is not None for value in column.values)
    ]
    rows = [
        (one.records.spans[index], *(shown(one, name, index) for name in names))
        for index in range(min(SHOWN_RECORDS, len(one.records)))
    ]
    if rows:
        table(("单元格", *(titles[name] for name in names)), rows)


def shown(one: Table, name: str, index: int) -> str:
    """One value for people."""
    value = plain_value(one.records.columns[name].values[index])
    return "" if value is None else str(value)


def print_findings(findings: list[Finding]) -> None:
    """Findings with their colours."""
    for found in findings:
        mark = click.style(f"【{WORDS[found.severity]}】", fg=COLOURS[found.severity])
        place = f"{found.sheet} {found.cell}".strip()
        say(f"  {mark}{place} {found.message}{found.fix}")
