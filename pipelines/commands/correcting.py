"""Commands for what was published and should not stand: correct, withdraw.

Belongs here: arguments, words and refusals of these commands. Does not belong here: what a notice
of correction says and what a withdrawal removes (outputs), signatures (expectations).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from assets.stages.correct import Corrected

PUBLIC_WORDS = "这些话会公开，请不要写入个人信息。"


@click.command("correct")
@click.option("--reason", help=f"错在哪里、为什么错。{PUBLIC_WORDS}")
@click.option("--affected", help=f"影响到谁。{PUBLIC_WORDS}")
@click.option("--dataset", "datasets", multiple=True, help="只更正这些数据集；不给则全部改动。")
@click.option("--drop", is_flag=True, help="取消当前候选稿所附的更正公告。")
@JSON
def correct_command(
    reason: str | None, affected: str | None, datasets: tuple[str, ...], drop: bool, as_json: bool
) -> None:
    """为当前候选稿写更正公告：错的、对的、从哪一版起，都由程序查出。

    改正的表照常报送、校验；公告随改正后的数据送审，签字即同意公告，发布后不能删除。
    """
    from assets.stages.correct import Words, correct

    if drop:
        show_corrected(corrected(correct, None), as_json=as_json)
        return
    said = {"--reason": (reason or "").strip(), "--affected": (affected or "").strip()}
    absent = [name for name, text in said.items() if not text]
    if absent:
        refuse(f"更正公告要写明错在哪里、影响到谁，还缺：{'、'.join(absent)}。{PUBLIC_WORDS}")
    words = Words(said["--reason"], said["--affected"], datasets)
    show_corrected(corrected(correct, words), as_json=as_json)


def corrected(correct: Any, words: Any) -> "Corrected":
    """Renew the candidate, or refuse with the reason."""
    from assets.stages.correct import OutdatedCandidateError
    from assets.stages.publish import NoCandidateError
    from outputs.correction import NothingToCorrectError
    from pipelines.session import open_session

    session = open_session()
    try:
        found: Corrected = correct(session.store, session.office, words)
    except NoCandidateError as nothing:
        refuse(f"{nothing}更正公告随改正后的数据发布：请单位先重新报送改正的表，再运行。")
    except NothingToCorrectError:
        named = f"（{'、'.join(words.datasets)}）" if words.datasets else ""
        refuse(f"候选稿没有修改或删除已公开的数据{named}，没有可更正的。已撤下的内容不再引用。")
    except OutdatedCandidateError:
        refuse("候选稿已过时（又有新的数据或撤下）。请先运行 mingzhang run。")
    return found


def show_corrected(done: "Corrected", *, as_json: bool) -> None:
    """The notice in the candidate, for people or machines."""
    if as_json:
        answer({"digest": done.digest, "correction": done.notice})
        return
    if done.notice is None:
        say(f"候选稿 {done.digest}：不附更正公告。")
        return
    since = done.notice["since"]
    say(f"候选稿 {done.digest}，附更正公告：")
    say(f"错在哪里：{done.notice['reason']}")
    say(f"影响到谁：{done.notice['affected']}")
    say(f"从版本 {since['version']} 起；有错的版本：{'、'.join(done.notice['corrects'])}。")
    rows = [
        (item["title"], one["unit_name"], one["field_title"] or "整条", one["old"], one["new"],
         one["since"])
        for item in done.notice["datasets"].values()
        for one in item["changes"]
    ]  # fmt: skip
    table(("数据集", "单位", "字段", "错的", "对的", "始于版本"), rows)
    say("候选稿已换新：保密审查、分管领导、主要领导要（重新）签署。提供单位的签名仍然有效。")


@click.command("withdraw")
@click.argument("version")
@click.argument("datasets", nargs=-1)
@click.option("--reason", default="", help=f"撤下的原因。{PUBLIC_WORDS}")
@click.option("--as", "principals", multiple=True, required=True, help="签字人；两人各写一次。")
@click.option(
    "--key", "keys", multiple=True, required=True, type=click.Path(path_type=Path),
    help="私钥文件，次序与 --as 一致。",
)  # fmt: skip
@JSON
def withdraw_command(version: str, datasets: tuple[str, ...], **given: Any) -> None:
    """紧急撤下一个版本，或其中的数据集：两人签字，数据即刻撤下，留下标记。

    可以一次给出两人，也可以两人先后各运行一次；只有一人签字时不撤下任何内容，退出码 2。
    """
    from assets.receipts import now_in_china
    from assets.stages.withdraw import WithdrawalAct, withdraw
    from outputs.finishing import PublishRefused
    from outputs.withdrawing import WithdrawalRefused
    from pipelines.session import open_session

    if len(given["principals"]) != len(given["keys"]):
        refuse("每个 --as 要配一个 --key，次序一致。")
    signers = tuple(zip(given["principals"], given["keys"], strict=True))
    session = open_session()
    act = WithdrawalAct(version, datasets, given["reason"], signers, now_in_china())
    try:
        done = withdraw(session.store, act)
    except (WithdrawalRefused, PublishRefused) as refusal:
        refuse(*(one.message for one in refusal.reasons))
    show_withdrawn(session.store.public, done, as_json=given["as_json"])


def show_withdrawn(public: Path, done: Any, *, as_json: bool) -> None:
    """What was withdrawn, and where the same data still stand."""
    from outputs.chain import read_links
    from outputs.still_published import still_published
    from outputs.withdrawals import plain_withdrawn, read_withdrawals

    still = still_published(read_links(public), read_withdrawals(public), done)
    if as_json:
        removed = dict(done.document.removed)
        answer({**plain_withdrawn(done), "removed": removed, "still_published": still})
        return
    what = "、".join(done.document.datasets) or "全部数据"
    say(f"已撤下：版本 {done.document.version}，{what}；共 {len(done.document.removed)} 个文件。")
    say(f"撤下公告：{public / done.path / 'index.html'}")
    for dataset, versions in still.items():
        say(f"注意：{dataset} 还在版本 {'、'.join(versions)} 里公开；如有同样的内容，请逐一撤下。")
    say("请运行 mingzhang run 重新生成候选稿；搜索引擎和别人的副本要另行处理。")


COMMANDS = (correct_command, withdraw_command)
