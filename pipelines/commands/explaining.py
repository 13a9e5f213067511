"""Commands by which a provider explains: explain a warning, explain-gap of the ledger; 说明.

Belongs here: arguments, words and refusals of these commands. Does not belong here: the signed
texts (expectations), their journal and what state a finding has by them (assets).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from assets.finding_states import FindingState
    from expectations.declaration import Said
    from pipelines.session import Session

SHORT = 8
SHORTEST = 4


@click.command("explain")
@click.argument("findings", nargs=-1)
@click.option("--unit", help="报送单位代码；登记说明时必须给。")
@click.option("--period", help="公开月份，如 2019-03；登记说明时必须给。")
@click.option("--rule", help="这条规则的全部提示，代替逐条写编号。")
@click.option("--submission", type=int, help="与 --rule 同用：只说这一件（收件编号）。")
@click.option("--reason", help="一句话说明，与数字一起公开。")
@click.option("--as", "principal", help="说明人（签字人的名字）。")
@click.option("--key", type=click.Path(path_type=Path), help="私钥文件；不给则只登记、不算说明。")
@JSON
def explain_command(findings: Sequence[str], *, as_json: bool, **given: Any) -> None:
    """列出还没有说明的提示；给出编号（或 --rule）和 --reason 则登记说明。"""
    from pipelines.open_findings import open_states
    from pipelines.session import check_period, check_unit, open_session

    session = open_session()
    if given["unit"] is not None:
        check_unit(session.office, given["unit"])
    if given["period"] is not None:
        check_period(session.office, given["period"])
    states = open_states(session, given["unit"], given["period"])
    if not findings and given["rule"] is None:
        list_waiting(states, as_json=as_json)
        return
    refuse_if_incomplete(given)
    chosen = choose(states, findings, given)
    signed = explain(session, chosen, given)
    ids = list(dict.fromkeys(one.finding["id"] for one in chosen))
    if as_json:
        answer({"explained": ids, "signed": signed})
    else:
        say(f"已登记 {len(ids)} 处提示的说明：{given['unit']} {given['period']}。")
        tell_unsigned(is_signed=signed)


def list_waiting(states: Sequence["FindingState"], *, as_json: bool) -> None:
    """Open warnings that nobody has explained or waived."""
    from assets.finding_states import plain_state

    waiting = [one for one in states if one.needs_explanation]
    if as_json:
        answer({"findings": [plain_state(one) for one in waiting]})
        return
    rows = [
        (number, one.finding["id"][:SHORT], one.finding["unit"], one.finding["period"],
         one.finding["submission"].lstrip("0"),
         f"{one.finding['sheet']} {one.finding['cell']}".strip(),
         one.finding["message"], one.finding["rule"],
         "已写，未签字" if one.explanation else "")
        for number, one in enumerate(waiting, 1)
    ]  # fmt: skip
    if rows:
        titles = ("序号", "编号", "单位", "月份", "收件号", "位置", "提示", "规则", "说明")
        table(titles, rows)
    say(f"共 {len(rows)} 处提示没有说明。")


def refuse_if_incomplete(given: dict[str, Any]) -> None:
    """An explanation needs to say of whom, of which month, why, and who says so."""
    needed = {"unit": "--unit", "period": "--period", "principal": "--as", "reason": "--reason"}
    missing = [option for name, option in needed.items() if given[name] is None]
    if missing:
        refuse(f"登记说明还缺：{'、'.join(missing)}。")


def choose(
    states: Sequence["FindingState"], wanted: Sequence[str], given: dict[str, Any]
) -> list["FindingState"]:
    """The warnings that are meant. Refuses what is not one, and what names several."""
    chosen = [one for text in wanted for one in named(states, text)]
    if given["rule"] is not None:
        number = given["submission"]
        of_rule = [
            one
            for one in states
            if one.finding["rule"] == given["rule"]
            and number in (None, int(one.finding["submission"] or 0))
            and one.needs_explanation
        ]
        if not of_rule:
            refuse(f"{given['unit']} {given['period']} 没有规则 {given['rule']} 的未说明提示。")
        chosen += of_rule
    return chosen


def named(states: Sequence["FindingState"], text: str) -> list["FindingState"]:
    """The findings of one id, given in full or by its beginning."""
    if len(text) < SHORTEST:
        refuse(f"编号“{text}”太短，至少写 {SHORTEST} 位。")
    found = [one for one in states if one.finding["id"].startswith(text.lower())]
    if not found:
        refuse(f"该单位该月没有编号为“{text}”的未决问题（值改过以后，编号会变）。")
    if len({one.finding["id"] for one in found}) > 1:
        refuse(f"编号“{text}”对上了不止一处，请多写几位。")
    one = found[0]
    if one.state == "waived":
        refuse(f"“{text}”已经豁免至 {one.finding['waived_until']}，不必说明。")
    if one.finding["severity"] == "error":
        refuse(f"“{text}”必须改正，不能用说明代替：{one.finding['message']}")
    if one.finding["severity"] == "info":
        refuse(f"“{text}”只供参考，不必说明。")
    return found


def explain(session: "Session", chosen: Sequence["FindingState"], given: dict[str, Any]) -> bool:
    """Write the explanation into the journal, renew the candidate; True if it is signed."""
    from assets.stages.propose import current_digest, propose
    from expectations.explanation import ExplainedFinding, WarningExplanation

    said = {
        one.finding["id"]: ExplainedFinding(
            id=one.finding["id"], rule=one.finding["rule"], message=one.finding["message"]
        )
        for one in chosen
    }
    words = {"period": given["period"], "findings": tuple(said.values())}
    signed = keep(session, WarningExplanation, given, words)
    # Who signs next must read it: a candidate that waits is made anew.
    if signed and current_digest(session.store) is not None:
        propose(session.store, session.office)
    return signed


def keep(
    session: "Session", kind: type["Said"], given: dict[str, Any], words: dict[str, Any]
) -> bool:
    """Write what a unit says into the journal; True if it is signed."""
    from pydantic import ValidationError

    from assets.declarations import DeclarationRefused, declare
    from assets.receipts import now_in_china
    from expectations.signatures import SigningError
    from expectations.statement import stamp

    try:
        said = kind(
            unit=given["unit"],
            reason=given["reason"],
            declared_by=given["principal"],
            declared_at=stamp(now_in_china()),
            **words,
        )
        entry = declare(session.store, session.office, said, given["key"])
    except ValidationError as error:
        refuse(*(f"{'：'.join(map(str, one['loc']))} {one['msg']}" for one in error.errors()))
    except (DeclarationRefused, SigningError) as error:
        refuse(f"没有登记：{error}")
    return entry.signature is not None


def tell_unsigned(*, is_signed: bool) -> None:
    """Say that an unsigned explanation is a note only."""
    if not is_signed:
        say("未签字：只作记录，不算说明。请提供单位用 --key 签字后再登记一次。")


@click.command("explain-gap")
@click.option("--unit", required=True, help="由哪个报送单位说明。")
@click.option("--node", required=True, help="哪个节点：资金收支平衡（fund_balances）的 node。")
@click.option("--fund", help="哪笔资金：其 fund_key；不给则指全部资金合计。")
@click.option("--year", required=True, type=int, help="资金年度。")
@click.option("--category", required=True, help="结转、尚未分解或调整。")
@click.option("--amount", required=True, help="说明的金额（元，正负同差额），如 120000.00。")
@click.option("--until", required=True, help="说明有效到哪一天，如 2019-12-31。")
@click.option("--reason", required=True, help="一句话说明，与差额一起公开。")
@click.option("--as", "principal", required=True, help="说明人（签字人的名字）。")
@click.option("--key", type=click.Path(path_type=Path), help="私钥文件；不给则只登记、不算说明。")
def explain_gap_command(**given: Any) -> None:
    """说明资金流向账里的差额：结转、尚未分解、调整；到期失效。"""
    from expectations.explanation import GapExplanation
    from pipelines.session import check_unit, open_session

    session = open_session()
    check_unit(session.office, given["unit"])
    names = ("node", "fund", "year", "category", "until")
    words = {**{name: given[name] for name in names}, "amount_yuan": given["amount"]}
    signed = keep(session, GapExplanation, given, words)
    say(f"已登记差额说明：{given['node']} {given['fund'] or '全部资金'} {given['year']} 年，"
        f"{given['category']} {given['amount']} 元，有效至 {given['until']}。")  # fmt: skip
    tell_unsigned(is_signed=signed)


COMMANDS = (explain_command, explain_gap_command)
