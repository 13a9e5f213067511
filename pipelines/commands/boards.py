"""Commands of village boards: board, post; 公示栏.

Belongs here: arguments and words of these commands. Does not belong here: what hangs and whether it
may. Signing is `mingzhang sign ROLE --board`.
"""

from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from datetime import date, datetime

    from assets.stages.board import Posted
    from pipelines.session import Session


@click.command("board")
@JSON
def board_command(as_json: bool) -> None:
    """村公示栏的名单：待签批的、还缺谁签、已张贴的还要挂几天。"""
    from pipelines.session import open_session

    shown = plain_board(open_session())
    if as_json:
        answer(shown)
    else:
        print_board(shown)


def plain_board(session: "Session") -> dict[str, Any]:
    """The board candidate and what hangs, as plain data; no name of a household."""
    from assets.receipts import now_in_china
    from assets.stages.board import board_reasons, posted_sheets, propose_board, sheets_of
    from pipelines.commands.review import people

    store = session.store
    today = now_in_china().date()
    proposal = propose_board(store, session.office)
    folder = store.board_candidates / (proposal.digest or "")
    reasons = board_reasons(store, people(session)) if proposal.waits else ()
    return {
        "digest": proposal.digest,
        "reason": proposal.reason,
        "review": str(folder / "review" / "index.html") if proposal.waits else None,
        "sheets": [
            {"title": sheet.title, "unit": sheet.unit_code, "rows": len(sheet.rows)}
            for sheet, _ in (sheets_of(folder) if proposal.waits else ())
        ],
        "reasons": [{"code": one.code, "message": one.message} for one in reasons],
        "posted": [plain_posted(one, today) for one in posted_sheets(store)],
    }


def plain_posted(one: "Posted", today: "date") -> dict[str, Any]:
    """One sheet that hangs or hung, and the days that it still has to."""
    return {
        "title": one.title,
        "unit": one.unit,
        "folder": one.folder,
        "posted": one.posted.isoformat(),
        "until": one.posting.last.isoformat(),
        "days_left": one.posting.days_left(today),
    }


def print_board(shown: dict[str, Any]) -> None:
    """The lists for people."""
    say(shown["reason"] if shown["digest"] is None else f"公示名单 {shown['digest']}")
    if shown["digest"] is not None:
        say(f"审阅材料 {shown['review']}")
        table(
            ("公示单", "单位", "户（条）"),
            [(one["title"], one["unit"], one["rows"]) for one in shown["sheets"]],
        )
        say("签批齐全，可以张贴：mingzhang post。" if not shown["reasons"] else "还不能张贴：")
    for one in shown["reasons"]:
        say(f"· {one['message']}")
    if shown["posted"]:
        table(
            ("已张贴", "单位", "自", "至", "还要挂（天）"),
            [
                (one["title"], one["unit"], one["posted"], one["until"], one["days_left"] or "满期")
                for one in shown["posted"]
            ],
        )


@click.command("post")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="张贴的日期；默认今天。")
@JSON
def post_command(on: "datetime | None", as_json: bool) -> None:
    """把签批齐全的公示名单写成 A3 公示单（网页和 PDF），放进 boards/，绝不上网。"""
    from assets.receipts import now_in_china
    from assets.stages.board import NoBoardError, propose_board, put_up
    from outputs.finishing import PublishRefused
    from pipelines.commands.review import people
    from pipelines.session import open_session

    session = open_session()
    day = now_in_china().date() if on is None else on.date()
    propose_board(session.store, session.office)
    try:
        put = put_up(session.store, session.office, people(session), day)
    except PublishRefused as refusal:
        refuse(*(one.message for one in refusal.reasons))
    except NoBoardError as nothing:
        refuse(str(nothing))
    if as_json:
        answer({"pages": [str(page) for page in put.pages], "unchanged": put.unchanged})
        return
    for page in put.pages:
        say(f"{page}（另有同名 PDF）")
    say(f"新的公示单 {len(put.pages)} 份；已张贴、内容未变的 {put.unchanged} 份。")


COMMANDS = (board_command, post_command)
