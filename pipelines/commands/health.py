"""The command health: whether this installation is in order, and what to do; 体检.

Belongs here: arguments and words of this command. Does not belong here: the checks (assets.health).
"""

from typing import TYPE_CHECKING

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, say, table

if TYPE_CHECKING:
    from datetime import datetime

    from assets.health.checks import Check
    from assets.store import Store
    from pipelines.session import Session

FAULTY = 1


@click.command("health")
@JSON
def health_command(as_json: bool) -> None:
    """体检：后台程序、定时、磁盘、发布、密钥、权限、台账、消息；有故障时退出码 1。"""
    from assets.health.checks import is_well
    from pipelines.session import open_session

    found = all_checks(open_session())
    ok = is_well(found)
    if as_json:
        answer({"ok": ok, "checks": [one.plain() for one in found]})
    else:
        print_checks(found)
        say("没有故障。" if ok else "有故障，请按上面写的处理。")
    if not ok:
        raise click.exceptions.Exit(FAULTY)


def all_checks(session: "Session") -> list["Check"]:
    """Everything that is looked at, in the order in which it is shown."""
    from assets.health.home import home_checks
    from assets.health.publication import release_check
    from assets.health.signers import signers_check
    from assets.messages.review_events import waiting
    from assets.receipts import now_in_china
    from assets.stages.propose import newest_release

    now, store = now_in_china(), session.store
    return [
        *run_checks(store, now),
        release_check(newest_release(store), waiting(store), now),
        signers_check(store.allowed_signers, now),
        *home_checks(store, session.office),
    ]


def run_checks(store: "Store", now: "datetime") -> list["Check"]:
    """The checks of what Dagster runs; one fault in their place if its storage does not answer."""
    from assets.health.running import running_checks, unreachable
    from pipelines.daemon_seen import daemon_seen
    from pipelines.runs_seen import StorageUnreachableError

    try:
        return running_checks(daemon_seen(store, now), now)
    except StorageUnreachableError:
        return [unreachable()]


def print_checks(found: list["Check"]) -> None:
    """A line for each check, and below them what to do."""
    from assets.health.checks import STATE_WORDS

    table(
        ("情况", "项目", "说明"), [(STATE_WORDS[one.state], one.title, one.words) for one in found]
    )
    for one in found:
        if one.todo:
            say(f"{STATE_WORDS[one.state]} {one.title}：{one.todo}")


COMMANDS = (health_command,)
