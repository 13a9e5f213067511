"""Commands of the morning and the month: morning, calendar.

Belongs here: arguments and words of these commands. Does not belong here: what they tell.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.intake import JSON
from pipelines.commands.looking import write_csv
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from assets.mornings.morning import Morning
    from assets.mornings.night import Night
    from assets.store import Store


@click.command("morning")
@JSON
def morning_command(as_json: bool) -> None:
    """晨报：夜里运行了什么，什么没做成、为什么，等谁做什么，怎么办；写成 mornings/ 里的一页。"""
    from assets.mornings.morning import look_at, plain_morning, write_morning
    from assets.mornings.page import render_morning
    from assets.receipts import now_in_china
    from pipelines.session import open_session

    session = open_session()
    now = now_in_china()
    morning = look_at(session.store, session.office, night_of(session.store, now), now)
    if as_json:
        answer(plain_morning(morning))
    else:
        print_morning(morning)
    # Told first: where the disk is full, nothing can be written.
    write_morning(session.store, morning, render_morning(morning))
    if not as_json:
        say(f"已写 {session.store.mornings / 'latest.html'}")


def night_of(store: "Store", now: datetime) -> "Night | None":
    """What Dagster knows of the night; None if its storage does not open."""
    from assets.graph.night_runs import forget_future, observed_night
    from assets.mornings.morning import look_back
    from pipelines.runs_seen import StorageUnreachableError, open_instance

    try:
        with open_instance(store) as instance:
            night = observed_night(instance, look_back(store, now), now)
            if night.waits_until is not None:
                forget_future(instance, now)
            return night
    except StorageUnreachableError:
        return None


def print_morning(morning: "Morning") -> None:
    """The morning for people."""
    from assets.mornings.morning import ordered

    say(f"{morning.at:%Y-%m-%d %H:%M} 晨报：{morning.state_words}。")
    for one in ordered(morning.alarms):
        say(f"■ {one.what}")
        say(f"  {one.meaning}")
        say(f"  怎么办：{one.todo}")
    if morning.tasks:
        table(("谁", "什么事", "怎么办"), [(t.who, t.what, t.todo) for t in morning.tasks])
    plan = morning.plan
    say(f"{plan['period']} 应于 {plan['due']} 前公开；按计划今天：{plan['holder_words']}。")


@click.command("calendar")
@click.option("--period", help="哪个公开月份；不写就是下一个要公开的。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另存为 CSV。")
@JSON
def calendar_command(period: str | None, output: Path | None, as_json: bool) -> None:
    """月历：从每月5日按工作日倒排，单位何时送达、谁何时审签、何时公开。"""
    from assets.month_calendar import COLUMNS, calendar_of, plain_calendar
    from assets.planning import next_period
    from assets.receipts import now_in_china
    from pipelines.session import open_session
    from sources.period import parse_period

    session = open_session()
    today = now_in_china().date()
    if period is not None and parse_period(period) is None:
        refuse(f"公开月份“{period}”认不出来，请写成年-月，例如 2019-03。")
    found = calendar_of(session.office, period or next_period(today), today)
    rows = [one.row for one in found.lines]
    if output is not None:
        write_csv(output, [COLUMNS, *rows])
    if as_json:
        answer(plain_calendar(found))
        return
    say(f"{found.period} 应于 {found.due.isoformat()} 前公开。{found.note}")
    if rows:
        table(COLUMNS, rows)


COMMANDS = (morning_command, calendar_command)
