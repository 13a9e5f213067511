"""Commands by which a unit declares something of a month: nothing, explain-late; 声明.

Belongs here: arguments, words and refusals of these commands. Does not belong here: the signed text
(expectations) and its journal (assets).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from pipelines.console import refuse, say

if TYPE_CHECKING:
    from pipelines.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])
OPTIONS = (
    click.option("--unit", required=True, help="报送单位代码，如 610204。"),
    click.option("--period", required=True, help="公开月份，如 2019-03。"),
    click.option("--dataset", help="只说这个数据集；不给则指该月应报的全部。"),
    click.option("--reason", required=True, help="原因。"),
    click.option("--as", "principal", required=True, help="声明人（签字人的名字）。"),
    click.option("--key", type=click.Path(path_type=Path), help="私钥文件；不给则只登记、不签字。"),
)


def declaring(command: Command) -> Command:
    """Give a command what every declaration says: of whom, of which month, why, who says so."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("nothing")
@declaring
def nothing_command(**given: Any) -> None:
    """零报告：声明这个月没有可公开的内容，由提供单位签字。"""
    from pipelines.session import open_session

    session = open_session()
    check_place(session, given)
    refuse_if_sent(session, given)
    keep(session, "nothing", given)


@click.command("explain-late")
@declaring
def explain_late_command(**given: Any) -> None:
    """说明逾期原因；不改变逾期本身。"""
    from pipelines.session import open_session

    session = open_session()
    check_place(session, given)
    keep(session, "late", given)


def check_place(session: "Session", given: dict[str, Any]) -> None:
    """Refuse an unknown unit, month or dataset, and a month that has not begun."""
    from assets.receipts import now_in_china
    from pipelines.session import check_period, check_unit
    from sources.contract import submitted_contracts

    check_unit(session.office, given["unit"])
    check_period(session.office, given["period"])
    if given["period"] > f"{now_in_china():%Y-%m}":
        refuse(f"公开月份 {given['period']} 还没有开始，不能先声明。")
    if given["dataset"] not in {None, *submitted_contracts()}:
        refuse(f"没有数据集“{given['dataset']}”。")


def refuse_if_sent(session: "Session", given: dict[str, Any]) -> None:
    """Nothing cannot be declared of what was sent."""
    from assets.receipts import read_receipts
    from assets.stages.settle import load_state

    place = (given["period"], given["unit"])
    sent = [one for one in read_receipts(session.store) if (one.period, one.unit) == place]
    held = {document[:3] for document in load_state(session.store).in_force}
    dataset = given["dataset"]
    if dataset is None and sent:
        refuse(f"该月已收到 {len(sent)} 个文件，不能声明全部为零报告；请用 --dataset 逐项声明。")
    if (*place, dataset) in held:
        refuse(f"该月的 {dataset} 已有接收的数据，不能声明为零报告。")


def keep(session: "Session", kind: Literal["nothing", "late"], given: dict[str, Any]) -> None:
    """Write the declaration into the journal and say whether it is signed."""
    from pydantic import ValidationError

    from assets.declarations import DeclarationRefused, declare
    from assets.receipts import now_in_china
    from expectations.declaration import Declaration
    from expectations.signatures import SigningError
    from expectations.statement import stamp

    try:
        said = Declaration(
            kind=kind,
            period=given["period"],
            unit=given["unit"],
            dataset=given["dataset"],
            reason=given["reason"],
            declared_by=given["principal"],
            declared_at=stamp(now_in_china()),
        )
        entry = declare(session.store, session.office, said, given["key"])
    except ValidationError as error:
        refuse(*(f"{'：'.join(map(str, one['loc']))} {one['msg']}" for one in error.errors()))
    except (DeclarationRefused, SigningError) as error:
        refuse(f"没有登记：{error}")
    word = "零报告" if kind == "nothing" else "逾期原因"
    what = said.dataset or "该月应报的全部"
    say(f"已登记{word}：{said.unit} {said.period}，{what}；{said.declared_by}。")
    if entry.signature is None:
        say("未签字：只作提示，不算完成。请提供单位用 --key 签字后再登记一次。")


COMMANDS = (nothing_command, explain_late_command)
