"""Commands that look: status, scoreboard, findings, trace.

Belongs here: arguments and words of these commands. Does not belong here: what they look at.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from assets.status import UnitStatus
    from pipelines.session import Session


@click.command("status")
@click.option("--period", help="只看这个公开月份。")
@JSON
def status_command(period: str | None, as_json: bool) -> None:
    """各单位各月份报了没有、是否按时、接收还是退回、零报告；今天材料该在谁手里。"""
    from assets.declarations import declared
    from assets.planning import month_plan, plain_plan, waiting_for
    from assets.receipts import now_in_china, read_receipts
    from assets.stages.settle import load_state
    from assets.status import plain_status, unit_statuses
    from pipelines.session import open_session

    session = open_session()
    today = now_in_china().date()
    statuses = [
        one
        for one in unit_statuses(
            session.office,
            read_receipts(session.store),
            load_state(session.store),
            today,
            declared(session.store, session.office),
        )
        if period in (None, one.period)
    ]
    plan = plain_plan(month_plan(today), waiting_for(session.store))
    waivers = plain_waivers(session, today)
    if as_json:
        shown = {"units": [plain_status(one) for one in statuses], "plan": plan}
        answer({**shown, "waivers": waivers})
    else:
        print_statuses(statuses)
        print_plan(plan)
        print_waivers(waivers)


def plain_waivers(session: "Session", today: date) -> list[dict[str, str]]:
    """All waivers of the office as plain data, with whether they hold today. Refuses bad ones."""
    from assets.finding_states import plain_waiver
    from expectations.waivers import STATE_WORDS, WaiversRefused, load_waivers

    try:
        found = load_waivers(session.store.waivers, session.office)
    except WaiversRefused as refusal:
        refuse(str(refusal))
    states = [one.state(today) for one in found.every]
    return [
        {**plain_waiver(one), "state": state, "words": STATE_WORDS[state]}
        for one, state in zip(found.every, states, strict=True)
    ]


def print_waivers(waivers: Sequence[dict[str, str]]) -> None:
    """The waivers for people; nothing if there are none."""
    for one in waivers:
        say(
            f"豁免（{one['words']}）：{one['unit']} 的规则 {one['rule']}，"
            f"{one['starts']} 至 {one['ends']}，{one['approved_by']}批准：{one['reason']}"
        )


def print_statuses(statuses: Sequence["UnitStatus"]) -> None:
    """The table of units and months for people."""
    table(
        ("月份", "单位", "名称", "应报", "文件", "收到", "情况", "已报/应报", "逾期原因"),
        [
            (one.period, one.unit, one.unit_name, one.due, one.files,
             (one.received_at or "")[:16], one.words,
             f"{one.met}/{len(one.owed)}" if one.owed else "",
             late_words(one))
            for one in statuses
        ],
    )  # fmt: skip


def late_words(status: "UnitStatus") -> str:
    """Why a unit is late: of the whole month, else of its datasets; unsigned reasons say so."""
    whole = [(status.late_reason, status.late_reason_signed)]
    of_duties = [(one.late_reason, one.late_reason_signed) for one in status.owed]
    said = whole if status.late_reason else of_duties
    words = [f"{why}{'' if signed else '（未签字）'}" for why, signed in said if why]
    return "；".join(dict.fromkeys(words))


def print_plan(plan: dict[str, Any]) -> None:
    """Who holds the month's material today, by the plan and in fact."""
    say(f"{plan['period']} 应于 {plan['due']} 前公开；按计划今天：{plan['holder_words']}。")
    if plan["steps"]:
        say("计划：" + "，".join(f"{one['words']}至 {one['to']}" for one in plan["steps"]) + "。")
    if plan["waiting_for"]:
        say(f"候选稿还缺的签批：{'、'.join(plan['waiting_for'])}。")


@click.command("scoreboard")
@click.option("--period", help="只看这个公开月份。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另存为 CSV，可再报送公开。")
@JSON
def scoreboard_command(period: str | None, output: Path | None, as_json: bool) -> None:
    """公开情况评分表：各单位各月份的完整性、详细度、及时性。"""
    from assets.receipts import now_in_china
    from assets.scoring import plain_score, score_rows, scores
    from pipelines.session import open_session

    session = open_session()
    found = scores(session.store, session.office, now_in_china().date(), period)
    if output is not None:
        write_csv(output, score_rows(found))
    if as_json:
        answer({"dataset": "disclosure_scoreboard", "scores": [plain_score(one) for one in found]})
        return
    table(
        ("月份", "单位", "名称", "完整性", "其中签字", "详细度", "按时", "逾期", "逾期工作日",
         "按时公开"),
        [
            (one.period, one.unit, one.unit_name,
             f"{one.met}/{one.owed}", f"{one.signed}/{one.met}",
             f"{one.fields_filled}/{one.fields_possible}", f"{one.on_time}/{one.owed}", one.late,
             "日历未知" if one.late_workdays is None else one.late_workdays,
             f"{one.published_on_time}/{one.publishable}")
            for one in found
        ],
    )  # fmt: skip
    if not found:
        say("没有应报项：office.yaml 里没有写 owes 或 catalogue。")


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a new CSV file with a BOM, for Excel. Refuses to overwrite."""
    import csv

    if path.exists():
        refuse(f"已有文件 {path}，不覆盖；请换一个名字。")
    if path.suffix.lower() != ".csv" or not path.parent.is_dir():
        refuse(f"请写成已有文件夹里的 .csv 文件（现在是“{path}”）。")
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)


@click.command("findings")
@click.option("--unit", help="只看这个单位。")
@click.option("--period", help="只看这个公开月份。")
@JSON
def findings_command(unit: str | None, period: str | None, as_json: bool) -> None:
    """所有未决问题：同一问题归为一条，由它引起的列在它下面；已说明、已豁免的写明。"""
    from assets.finding_states import plain_state
    from pipelines.open_findings import open_states, print_findings
    from pipelines.session import check_unit, open_session

    session = open_session()
    if unit is not None:
        check_unit(session.office, unit)
    found = open_states(session, unit, period)
    if as_json:
        answer({"findings": [plain_state(one) for one in found]})
    else:
        print_findings(found)


@click.command("trace")
@click.argument("dataset")
@click.argument("record_id")
@click.argument("field", required=False)
@JSON
def trace_command(dataset: str, record_id: str, field: str | None, as_json: bool) -> None:
    """从公开的一个值追到原来的单元格。"""
    from outputs.tracing import trace
    from pipelines.session import open_session

    session = open_session()
    rows = trace(session.store.public, dataset, record_id, field)
    if not rows:
        wanted = f"{dataset} {record_id} {field or ''}".strip()
        refuse(f"最新发布里没有这条记录或这个字段：{wanted}。")
    if as_json:
        answer({"dataset": dataset, "record_id": record_id, "values": rows})
        return
    for row in rows:
        say(f"{row['field']} = {row['value']}")
        if not row["cell"]:
            say(f"  没有自己的单元格：{row['steps']}")
            continue
        say(f"  原文件 {row['source_file']}，工作表 {row['source_sheet']}，单元格 {row['cell']}")
        say(f"  原文“{row['original']}”，单位 {row['unit'] or '—'}；{row['steps']}")


COMMANDS = (status_command, scoreboard_command, findings_command, trace_command)
