"""The command audit: the trail of all that happened, to check and to hand out; 台账.

Belongs here: arguments and words of this command. Does not belong here: the trail (assets).
"""

from pathlib import Path
from typing import Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

MISMATCH = 1
SHOWN = 30
NOTES = (
    "每一行是一件事；“指纹”是其依据（登记行或文件）的 SHA-256，“依据所在”是它在数据目录里的位置。",
    "各行按指纹前后相连：改动、删去一行，或改动、删去一件依据，mingzhang audit --verify 都会查出。",
    "只写签署人的姓名和角色；报送、答复的经办人不写入，未公开的原因也不写入，可凭指纹查原登记。",
)


@click.command("audit")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另存为 .xlsx 台账。")
@click.option("--verify", is_flag=True, help="核对台账：有行或依据被改动、删去即退出码 1。")
@click.option("--head", help="与 --verify 同用：以前记下的末行指纹，查末尾是否被截去。")
@JSON
def audit_command(output: Path | None, verify: bool, head: str | None, as_json: bool) -> None:
    """台账：收件、退回、签批、发布、更正、撤下等，何时、何人、指纹。"""
    from assets.audit import entries, keep_trail, read_trail
    from pipelines.session import open_session

    session = open_session()
    if verify:
        check(session, head, as_json=as_json)
        return
    if head:
        refuse("--head 要与 --verify 同用。")
    keep_trail(session.store)
    found = entries(session.store)
    last = read_trail(session.store.audit).head
    if output is not None:
        write_book(output, session.office.name, [one.to_json() for one in found], last)
    if as_json:
        answer({"head": last, "entries": [one.to_json() for one in found]})
        return
    rows = [(one.number, one.at[:16], one.kind, one.who, one.unit, one.what) for one in found]
    table(("序号", "时间", "事项", "经办（签署人）", "单位", "内容"), rows[-SHOWN:])
    say(f"共 {len(found)} 行；末行指纹 {last}（请另行记下，以后可查末尾是否被截去）。")


def check(session: Any, head: str | None, *, as_json: bool) -> None:
    """Check the trail; exit status 1 if anything does not hold."""
    from assets.audit import read_trail, trail_faults

    faults = trail_faults(session.store, head)
    trail = read_trail(session.store.audit)
    if as_json:
        answer({"ok": not faults, "lines": len(trail.hashes), "head": trail.head,
                "problems": list(faults)})  # fmt: skip
    for fault in () if as_json else faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(MISMATCH)
    if not as_json:
        say(f"台账核对无误：{len(trail.hashes)} 行，末行指纹 {trail.head}。")


def write_book(output: Path, office: str, rows: list[dict[str, Any]], last: str) -> None:
    """Write the workbook. Refuses to overwrite."""
    from outputs.audit_book import write_audit_book

    if output.suffix.lower() != ".xlsx" or not output.parent.is_dir():
        refuse(f"请写成已有文件夹里的 .xlsx 文件（现在是“{output}”）。")
    if output.exists():
        refuse(f"已有文件 {output}，不覆盖；请换一个名字。")
    names = ("number", "at", "kind", "who", "unit", "period", "what", "sha256", "noted_at", "place")
    cells = [tuple(str(row[name]) for name in names) for row in rows]
    write_audit_book(output, office, cells, (*NOTES, f"末行指纹：{last}"))


COMMANDS = (audit_command,)
