"""Commands of review and publication: candidate, sign, publish, verify.

Belongs here: arguments and words of these commands. Does not belong here: the gate.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from expectations.people import People
    from pipelines.session import Session

MISMATCH = 1


@click.command("candidate")
@JSON
def candidate_command(as_json: bool) -> None:
    """待签批的候选稿：与上次发布的差异、还缺谁签、什么挡着。"""
    from assets.stages.propose import current_digest
    from pipelines.session import open_session

    session = open_session()
    digest = current_digest(session.store)
    shown = {"digest": None, "changes": [], "missing": [], "reasons": []}
    if digest is not None:
        shown = plain_candidate(session, digest)
    if as_json:
        answer(shown)
    else:
        print_candidate(shown)


def plain_candidate(session: "Session", digest: str) -> dict[str, Any]:
    """The candidate as plain data."""
    from assets.stages.publish import reasons_that_block
    from assets.store import read_json

    folder = session.store.candidates / digest
    reasons = [
        {"code": one.code, "role": one.role, "unit": one.unit, "message": one.message}
        for one in reasons_that_block(session.store, people(session))
    ]
    return {
        "digest": digest,
        "manifest": read_json(folder / "manifest.json"),
        "review": str(folder / "review" / "index.html"),
        "changes": read_json(folder / "changes.json"),
        "missing": [
            {"role": one["role"], "unit": one["unit"]}
            for one in reasons
            if one["code"] in ("missing", "stale")
        ],
        "reasons": reasons,
    }


def people(session: "Session") -> "People":
    """Who signs for what in this home."""
    from assets.receipts import read_receipts
    from assets.stages.publish import people_of
    from assets.stages.settle import load_state

    receipts = read_receipts(session.store)
    return people_of(session.office, load_state(session.store), receipts)


def print_candidate(shown: dict[str, Any]) -> None:
    """The candidate for people."""
    if shown["digest"] is None:
        say("现在没有待签批的候选稿。")
        return
    say(f"候选稿 {shown['digest']}")
    say(f"审阅材料 {shown['review']}")
    table(
        ("数据集", "记录", "新增", "删除", "修改", "金额（元）", "增减（元）"),
        [
            (one["dataset"], one["new_rows"], one["added"], one["removed"], one["modified"],
             one["new_amount_yuan"] or "", one["difference_yuan"] or "")
            for one in shown["changes"]
        ],
    )  # fmt: skip
    print_correction(shown)
    if not shown["reasons"]:
        say("签批齐全，可以发布。")
    for one in shown["reasons"]:
        say(f"· {one['message']}")


def print_correction(shown: dict[str, Any]) -> None:
    """Whether a notice of correction goes along, or might be called for."""
    notice = shown["manifest"].get("correction")
    if notice:
        say(f"附更正公告：更正版本 {'、'.join(notice['corrects'])}；{notice['reason']}")
    elif any(one["modified"] or one["removed"] for one in shown["changes"]):
        say(
            "本稿修改或删除了已公开的数据，没有附更正公告；如是更正错误，请运行 mingzhang correct。"
        )


@click.command("sign")
@click.argument("role", type=click.Choice(["provider", "secrecy", "deputy", "chief"]))
@click.option("--as", "principal", required=True, help="签署人（allowed_signers 里的名字）。")
@click.option("--key", required=True, type=click.Path(path_type=Path), help="私钥文件。")
@click.option("--unit", "units", multiple=True, help="只为这些单位签（限提供单位）。")
@click.option("--return", "returns", is_flag=True, help="退回，不同意。")
@click.option("--note", help="退回的原因。")
@click.option("--board", "for_board", is_flag=True, help="签的是村公示栏的名单，不是上网的数据。")
@click.option("--yes", is_flag=True, help="不再询问。")
def sign_command(role: str, principal: str, key: Path, **given: Any) -> None:
    """签署或退回当前候选稿。"""
    from assets.receipts import now_in_china
    from assets.stages.board import NoBoardError, sign_board
    from assets.stages.publish import NoCandidateError, sign
    from expectations.signing import SigningAct, SignoffRefused
    from pipelines.session import open_session

    session = open_session()
    if given["returns"] and not given["note"]:
        refuse("退回必须写明原因：--note “……”。")
    act = SigningAct(
        role=role,
        principal=principal,
        key=key,
        signed_at=now_in_china(),
        decision="return" if given["returns"] else "approve",
        note=given["note"],
        units=tuple(given["units"]),
    )
    confirm(session, act.decision, ask=not given["yes"], for_board=given["for_board"])
    signing = sign_board if given["for_board"] else sign
    try:
        written = signing(session.store, people(session), act)
    except SignoffRefused as refusal:
        refuse(*(one.message for one in refusal.reasons))
    except (NoCandidateError, NoBoardError) as nothing:
        refuse(str(nothing))
    word = "已退回" if act.decision == "return" else "已签署"
    say(f"{word}：{principal}，{role}，{len(written)} 份。")


def confirm(session: "Session", decision: str, *, ask: bool, for_board: bool) -> None:
    """Show what is about to be signed; on a terminal, ask."""
    import sys

    from assets.stages.propose import current_digest
    from pipelines.commands.boards import plain_board, print_board

    digest = current_digest(session.store)
    if not ask or not sys.stdin.isatty() or (digest is None and not for_board):
        return
    if for_board:
        print_board(plain_board(session))
    elif digest is not None:
        print_candidate(plain_candidate(session, digest))
    word = "退回" if decision == "return" else "签署同意"
    click.confirm(f"以上内容，确定{word}吗？", abort=True)


@click.command("publish")
@JSON
def publish_command(as_json: bool) -> None:
    """发布签批齐全的候选稿；缺什么逐条列出，退出码 2。"""
    from assets.stages.publish import NoCandidateError, publish
    from outputs.finishing import PublishRefused
    from pipelines.session import open_session

    session = open_session()
    try:
        done = publish(session.store, session.office, people(session))
    except PublishRefused as refusal:
        refuse(*(one.message for one in refusal.reasons))
    except NoCandidateError as nothing:
        refuse(str(nothing))
    shown = {
        "version": done.version,
        "digest": done.digest,
        "path": str(done.path),
        "fresh": done.fresh,
    }
    if as_json:
        answer(shown)
    else:
        say(f"已发布 {done.version}：{done.path}")
        say(f"网站：{session.store.public / 'index.html'}")


@click.command("verify")
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--allowed-signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="您自己信任的签署人名单；不给则用发布件自带的。",
)
@JSON
def verify_command(folder: Path | None, allowed_signers: Path | None, as_json: bool) -> None:
    """核验公开文件夹：链条、指纹、数据、签名。有一处不符即退出码 1。"""
    import os

    from assets.store import store_from
    from outputs.verify import verify_public

    public = folder or store_from(os.environ).public
    problems = verify_public(public, allowed_signers)
    if as_json:
        answer(
            {
                "ok": not problems,
                "problems": [
                    {"code": one.code, "path": one.path, "message": one.message} for one in problems
                ],
            }
        )
    elif problems:
        for one in problems:
            click.echo(f"{one.path}：{one.message}", err=True)
    else:
        say("核验通过：链条、指纹、数据和签名全部相符。")
    if problems:
        raise click.exceptions.Exit(MISMATCH)


COMMANDS = (candidate_command, sign_command, publish_command, verify_command)
