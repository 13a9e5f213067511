"""Commands that take files in: inspect, submit, run.

Belongs here: arguments and words of these commands. Does not belong here: reading and judging.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.console import answer, progress, refuse, say, table

if TYPE_CHECKING:
    from assets.receipts import Receipt
    from assets.stages.process import Outcome
    from pipelines.session import Session
    from sources.table import Reading

JSON = click.option("--json", "as_json", is_flag=True, help="只输出一份 JSON。")
FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
# Faults of a file that opens but leaves nothing to judge.
NOTHING_TO_JUDGE = frozenset({"table_unknown", "table_missing"})
FEW_FILES = 3


@click.command("inspect")
@FILES
@click.option("--unit", help="按这个单位已学会的版式读。")
@JSON
def inspect_command(files: Sequence[Path], unit: str | None, as_json: bool) -> None:
    """看看表会被读成什么，什么都不改。可以给文件，也可以给文件夹。"""
    from sources.worker import SHARED

    SHARED.warm()  # it starts while the imports below take their time
    from pipelines.commands.learning import sender_of
    from pipelines.inspection import inspect_file
    from pipelines.picture import sheets_by_name
    from pipelines.showing import print_reading
    from sources.opening import open_file
    from sources.reading import plain_reading

    found = [path for given in files for path in files_below(given)]
    readings = []
    quiet = as_json or len(found) < FEW_FILES
    sender = sender_of(unit)
    with progress("读表", len(found), quiet=quiet) as step:
        for path in found:
            step(path.name)
            readings.append(inspect_file(path, sender))
    if as_json:
        answer({"files": [plain_reading(reading) for reading in readings]})
        return
    for path, reading in zip(found, readings, strict=True):
        print_reading(reading, sheets_by_name(open_file(path)) if reading.readable else {})


def files_below(path: Path) -> list[Path]:
    """A file itself, or the files of a folder in a fixed order."""
    if path.is_file():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))


@click.command("submit")
@FILES
@click.option("--unit", required=True, help="报送单位代码，如 610204。")
@click.option("--period", required=True, help="公开月份，如 2019-03。")
@click.option("--by", "submitted_by", help="报送人；报送人不得签自己报的材料。")
@JSON
def submit_command(
    files: Sequence[Path], unit: str, period: str, submitted_by: str | None, as_json: bool
) -> None:
    """报送：把文件放进收件箱，给出回执。"""
    from pipelines.session import check_period, check_unit, open_session

    session = open_session()
    keep_bytes(session, files)
    check_unit(session.office, unit)
    check_period(session.office, period)
    receipts = [take(session, path, (period, unit), submitted_by) for path in files]
    readings = [read_again(session, receipt) for receipt in receipts]
    if as_json:
        pairs = zip(receipts, readings, strict=True)
        answer({"receipts": [plain_receipt(receipt, reading) for receipt, reading in pairs]})
    else:
        for receipt, reading in zip(receipts, readings, strict=True):
            print_receipt(receipt, reading)
    faults = [
        f"{found.file} {found.sheet} {found.cell}：{found.message}{found.fix}"
        for reading in readings
        for found in reading.all_findings
        if found.severity == "error" and (not reading.readable or found.rule in NOTHING_TO_JUDGE)
    ]
    if faults:
        refuse(*faults)


def keep_bytes(session: "Session", files: Sequence[Path]) -> None:
    """Whatever happens next, what was handed in is not lost."""
    from assets.stages.receive import archive
    from sources.hashing import sha256_of_file

    for path in files:
        if not path.is_file():
            refuse(f"{path} 不是文件。")
        archive(session.store, path, sha256_of_file(path))


def take(
    session: "Session", path: Path, place: tuple[str, str], submitted_by: str | None
) -> "Receipt":
    """Drop one file into the inbox and give the receipt; the same file again, the same receipt."""
    from assets.receipts import read_receipts
    from assets.stages.receive import NameRefusedError, drop, receive

    period, unit = place
    try:
        drop(session.store, path, period, unit)
    except NameRefusedError:
        refuse(f"文件名“{path.name}”不能用（太长、以点开头或含特殊字符），请改名后再报。")
    receive(session.store, submitted_by)
    own = [
        receipt
        for receipt in read_receipts(session.store)
        if (receipt.period, receipt.unit, receipt.file) == (period, unit, path.name)
    ]
    return own[-1]


def read_again(session: "Session", receipt: "Receipt") -> "Reading":
    """What the received bytes are read as, for an answer within seconds."""
    from assets.stages.read import sender_of_receipt
    from sources.contract import load_contracts
    from sources.reading import read_file

    path = session.store.archived_file(receipt.sha256)
    return read_file(
        path,
        load_contracts(),
        receipt.file,
        limits=session.office.limits.in_bytes,
        sender=sender_of_receipt(session.store, session.office, receipt),
    )


def plain_receipt(receipt: "Receipt", reading: "Reading") -> dict[str, Any]:
    """A receipt as plain data, with what was found at first sight."""
    from sources.reading import plain_finding

    return {
        **receipt.model_dump(mode="json"),
        "due": receipt.due,
        "tables": [
            {"sheet": one.sheet, "range": one.range, "dataset": one.dataset,
             "records": len(one.records)}
            for one in reading.tables
        ],
        "findings": [plain_finding(found) for found in reading.all_findings],
    }  # fmt: skip


def print_receipt(receipt: "Receipt", reading: "Reading") -> None:
    """A receipt for people."""
    say(f"回执第 {receipt.number} 号：{receipt.file}")
    say(f"  单位 {receipt.unit}，公开月份 {receipt.period}，应于 {receipt.due} 前送达")
    say(f"  收到 {receipt.received_at:%Y-%m-%d %H:%M:%S}，指纹 {receipt.sha256}")
    records = sum(len(one.records) for one in reading.tables)
    errors = sum(found.severity == "error" for found in reading.all_findings)
    say(f"  读出 {len(reading.tables)} 张表 {records} 条记录；初看有 {errors} 处必须改")


@click.command("run")
@click.option("--period", help="只处理这个公开月份。")
@click.option("--unit", help="只处理这个单位。")
@JSON
def run_command(period: str | None, unit: str | None, as_json: bool) -> None:
    """处理收件箱：读表、校验、退回、更新候选稿。表里有问题不算失败。"""
    from assets.stages.process import process
    from assets.stages.sweep import Scope
    from expectations.waivers import WaiversRefused
    from pipelines.session import check_period, check_unit, open_session

    session = open_session()
    if unit is not None:
        check_unit(session.office, unit)
    if period is not None:
        check_period(session.office, period)
    with progress("处理", quiet=as_json) as step:
        try:
            outcome = process(session.store, session.office, Scope(period, unit), step)
        except WaiversRefused as refusal:
            refuse(str(refusal))
    summary = plain_outcome(session, outcome)
    if as_json:
        answer(summary)
    else:
        print_outcome(summary)


def plain_outcome(session: "Session", outcome: "Outcome") -> dict[str, Any]:
    """What a run did as plain data."""
    from assets.stages.hand_back import returned_folder
    from outputs.marked import marked_name

    open_ones = outcome.state.open_submissions
    return {
        "received": len(outcome.swept.received),
        "read": len(outcome.swept.read),
        "judged": len(outcome.swept.judged),
        "accepted": [one.receipt.number for one in open_ones if one.accepted],
        "returned": [
            {
                "number": one.receipt.number,
                "unit": one.receipt.unit,
                "period": one.receipt.period,
                "file": one.receipt.file,
                "errors": one.errors,
                "workbook": str(
                    returned_folder(session.store, one.receipt) / marked_name(one.receipt.file)
                ),
            }
            for one in open_ones
            if not one.accepted
        ],
        "open_findings": len(outcome.state.open_findings),
        "candidate": outcome.proposal.digest,
        "reason": outcome.proposal.reason,
    }


def print_outcome(summary: dict[str, Any]) -> None:
    """What a run did, for people."""
    say(
        f"新收 {summary['received']} 件，读表 {summary['read']} 件，校验 {summary['judged']} 件；"
        f"接收 {len(summary['accepted'])} 件，退回 {len(summary['returned'])} 件，"
        f"未决问题 {summary['open_findings']} 处。"
    )
    if summary["returned"]:
        table(
            ("收件号", "单位", "月份", "文件", "必须改", "退回的表"),
            [
                (one["number"], one["unit"], one["period"], one["file"], one["errors"],
                 one["workbook"])
                for one in summary["returned"]
            ],
        )  # fmt: skip
    say(f"候选稿：{summary['candidate'] or '无'}（{summary['reason']}）")


COMMANDS = (inspect_command, submit_command, run_command)
