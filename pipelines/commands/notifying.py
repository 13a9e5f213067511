"""The command notify: says what should have been said by now, or shows it; 发消息.

Belongs here: arguments and words of this command. Does not belong here: what is due (assets),
sending (pipelines.sending).
"""

from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say

if TYPE_CHECKING:
    from assets.messages.rounds import Envelope, Round
    from pipelines.session import Session
    from pipelines.telling import Telling
    from sources.messaging import Address

GAVE_UP = 1
OFF = "没有设置消息（数据目录里没有 notify.yaml，或其中写了 enabled: false），什么都没有发。"


@click.command("notify")
@click.option("--dry-run", is_flag=True, help="只显示现在该发的消息，一条都不发。")
@click.option("--retry", is_flag=True, help="已放弃、被拦下的消息重新发。")
@click.option("--test", is_flag=True, help="给每个地址发一条测试消息，不管免打扰时间。")
@JSON
def notify_command(dry_run: bool, retry: bool, test: bool, as_json: bool) -> None:
    """发消息：回执、退回、到期、逾期、签批、故障，按 notify.yaml，各发一次。"""
    from pipelines.session import open_session

    if dry_run + retry + test > 1:
        refuse("--dry-run、--retry、--test 一次只能用一个。")
    session = open_session()
    telling = telling_of(session)
    if telling is None:
        answer({"configured": False}) if as_json else say(OFF)
        return
    if test:
        tell_test(telling, as_json=as_json)
    elif dry_run:
        show_plan(telling, as_json=as_json)
    else:
        run_round(telling, retry=retry, as_json=as_json)


def telling_of(session: "Session") -> "Telling | None":
    """The settings of the home. Refuses with a message if notify.yaml is not usable."""
    from pipelines.telling import open_telling
    from sources.messaging import MessagingRefused

    try:
        return open_telling(session.store, session.office)
    except MessagingRefused as refusal:
        refuse(str(refusal))


def show_plan(telling: "Telling", *, as_json: bool) -> None:
    """Every message as it would leave, and why it waits if it does."""
    from assets.receipts import now_in_china

    plan = telling.plan(now_in_china())
    told = [
        {**plain_envelope(one), **plain_message(telling, one), "state": state}
        for state, group in (("现在发", plan.ready), ("免打扰时间过后发", plan.held),
                             ("上次没送到，稍后再试", plan.later))
        for one in group
    ]  # fmt: skip
    if as_json:
        answer({"configured": True, "messages": told})
        return
    for one in told:
        say(f"── 给 {one['address']}（{one['words']}）：{one['state']}")
        say(f"{one['title']}\n{one['body']}" if one["title"] else f"被隐私审查拦下：{one['why']}")
    say(f"共 {len(told)} 条，这次都没有发。")


def plain_message(telling: "Telling", envelope: "Envelope") -> dict[str, str]:
    """A message in words, or why the guard holds it back."""
    from outputs.messages.wording import PersonalDataError

    try:
        words = envelope.written(telling.office, telling.messaging)
    except PersonalDataError as held:
        return {"title": "", "body": "", "why": "、".join(held.kinds)}
    return {"title": words.title, "body": words.body, "why": ""}


def plain_envelope(envelope: "Envelope") -> dict[str, Any]:
    """Which message to which address, without the address."""
    from sources.message_kinds import KIND_WORDS

    return {
        "address": envelope.address.name,
        "kind": envelope.kind,
        "words": KIND_WORDS[envelope.kind],
        "about": len(envelope.events),
    }


def run_round(telling: "Telling", *, retry: bool, as_json: bool) -> None:
    """Send; exit status 1 if a message was refused or given up in this round."""
    from filelock import Timeout

    from assets.messages.outbox import read_outbox
    from assets.messages.rounds import try_again
    from assets.receipts import now_in_china

    path = telling.store.messages
    try:
        if retry:
            try_again(telling.store, now_in_china())
        before = len(read_outbox(path).given_up)
        done = telling.round()
    except Timeout:
        refuse("另一处正在发消息，请稍后再试。")
    lost = len(read_outbox(path).given_up) - before
    print_round(done, lost, as_json=as_json)
    if lost > 0 or done.refused:
        raise click.exceptions.Exit(GAVE_UP)


def print_round(done: "Round", lost: int, *, as_json: bool) -> None:
    """What a round did."""
    failed = [{**plain_envelope(one), "why": why} for one, why in done.failed]
    held = [{**plain_envelope(one), "why": why} for one, why in done.refused]
    sent = [plain_envelope(one) for one in done.sent]
    if as_json:
        answer({"configured": True, "sent": sent, "failed": failed, "refused": held,
                "left": done.left, "given_up": lost})  # fmt: skip
        return
    say(f"发出 {len(sent)} 条，没送到 {len(failed)} 条，被隐私审查拦下 {len(held)} 条。")
    for one in failed:
        say(f"  没送到：{one['words']} → {one['address']}：{one['why']}；会再试")
    for one in held:
        say(f"  拦下：{one['words']} → {one['address']}：{one['why']}；没有发，已通知分析人员")
    if done.left:
        say(f"  还有 {done.left} 条下一轮再发。")
    if lost > 0:
        say(f"  其中 {lost} 项已试满次数，不再自动重试；改好后运行 mingzhang notify --retry。")


def tell_test(telling: "Telling", *, as_json: bool) -> None:
    """A test message to each address; exit status 1 if one was not accepted."""
    from pipelines.sending import Sender

    sender = Sender()
    told = [test_one(telling, sender, one) for one in telling.messaging.addresses]
    if as_json:
        answer({"configured": True, "tested": told})
    for one in () if as_json else told:
        say(f"{one['address']}：{one['why'] or '对方已接收，请到那边看看有没有收到'}")
    if any(one["why"] for one in told):
        raise click.exceptions.Exit(GAVE_UP)


def test_one(telling: "Telling", sender: Any, address: "Address") -> dict[str, str]:
    """Try one address; `why` is empty if the message was accepted."""
    from outputs.messages.wording import PersonalDataError, test_message

    frame = {
        "office": telling.office.name,
        "hotline": telling.office.hotline,
        "address": address.name,
        "kinds": kinds_words(address),
    }
    try:
        why = sender.send(address, test_message(frame))
    except PersonalDataError as held:
        why = f"被隐私审查拦下：{'、'.join(held.kinds)}"
    return {"address": address.name, "why": why or ""}


def kinds_words(address: "Address") -> str:
    """The kinds of messages that come to an address, in Chinese."""
    from sources.message_kinds import AUDIENCES, KIND_WORDS

    reached = [
        KIND_WORDS[kind]
        for kind, audiences in AUDIENCES.items()
        if kind in address.kinds and not address.groups.isdisjoint(audiences)
    ]
    return "、".join(reached) or "（没有）"


COMMANDS = (notify_command,)
