"""What a reading says, for people: pictures, columns, first records, claims, findings; 看表的显示.

Belongs here: words for a terminal. Does not belong here: the reading (inspection, sources).
"""

from collections.abc import Mapping, Sequence

import click

from pipelines.console import say, table
from pipelines.picture import print_picture
from sources.contract import load_contracts
from sources.finding import Finding, Severity
from sources.opening import Sheet
from sources.reading import plain_value
from sources.table import Reading, Table

SHOWN_RECORDS = 5
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
HOLDS = {True: "相符", False: "不符", None: "无法核对"}


def print_reading(reading: Reading, sheets: Mapping[str, Sheet]) -> None:
    """What was taken for what, for people; `sheets` by name, for the picture of each table."""
    say(click.style(f"■ {reading.file}", bold=True))
    for one in reading.tables:
        print_table(one, sheets.get(one.sheet))
    print_findings(reading.findings)
    say()


def print_table(one: Table, sheet: Sheet | None) -> None:
    """One table: what it was taken for, its columns, first records, claims and findings."""
    contract = None if one.dataset is None else load_contracts()[one.dataset]
    name = "认不出的表" if contract is None else f"{contract.title}（{contract.dataset}）"
    say(f"  {one.sheet}!{one.range}  {name}  单位：{one.unit or '未写明'}  表题：{one.title}")
    if sheet is not None:
        print_picture(one, sheet)
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
    print_findings(one.findings)


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


def print_findings(findings: Sequence[Finding]) -> None:
    """Findings with their colours."""
    for found in findings:
        mark = click.style(f"【{WORDS[found.severity]}】", fg=COLOURS[found.severity])
        place = f"{found.sheet} {found.cell}".strip()
        say(f"  {mark}{place} {found.message}{found.fix}")
