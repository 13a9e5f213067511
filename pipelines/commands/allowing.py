"""The command by which the secrecy reviewer sees privacy hits and lets single ones pass; 放行.

Belongs here: arguments, words and refusals of this command. Does not belong here: the signed text
(expectations) and its journal (assets).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say, table

if TYPE_CHECKING:
    from assets.stages.open_hits import OpenHit
    from pipelines.session import Session


@click.command("allow-privacy")
@click.argument("hits", nargs=-1, metavar="[HIT]...")
@click.option("--as", "principal", help="保密审查人（allowed_signers 里的名字）。")
@click.option("--key", type=click.Path(path_type=Path), help="私钥文件。")
@click.option("--reason", help="为什么可以公开。")
@JSON
def allow_privacy_command(hits: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """列出没有放行的隐私命中；给出编号、原因和签名，逐格放行。"""
    from assets.stages.open_hits import open_hits
    from pipelines.session import open_session

    session = open_session()
    found = open_hits(session.store, session.office)
    if not hits:
        show(found, as_json=as_json)
        return
    missing = [name for name in ("principal", "key", "reason") if not given[name]]
    if missing:
        refuse("放行必须写明审查人、私钥和原因：--as … --key … --reason “……”。")
    known = {one.hit.id: one for one in found}
    unknown = [one for one in hits if one not in known]
    if unknown:
        refuse(*(f"没有编号为 {one} 的命中，或者已经放行。" for one in unknown))
    keep(session, [known[one] for one in dict.fromkeys(hits)], given)


def show(found: Sequence["OpenHit"], *, as_json: bool) -> None:
    """The hits that nobody has allowed, masked."""
    plain = [
        {
            "hit": one.hit.id,
            "unit": one.receipt.unit,
            "period": one.receipt.period,
            "file": one.file,
            "kind": one.hit.kind.value,
            "place": one.hit.place,
            "value": one.hit.masked,
        }
        for one in found
    ]
    if as_json:
        answer({"hits": plain})
    elif not plain:
        say("没有未放行的隐私命中。")
    else:
        table(
            ("编号", "单位", "月份", "文件", "类别", "位置", "内容（已遮盖）"),
            [tuple(one.values()) for one in plain],
        )


def keep(session: "Session", chosen: Sequence["OpenHit"], given: dict[str, Any]) -> None:
    """Sign and write down what is allowed."""
    from pydantic import ValidationError

    from assets.allowances import AllowanceRefused, allow
    from assets.receipts import now_in_china
    from expectations.privacy.allowances import Allowance
    from expectations.signatures import SigningError
    from expectations.statement import stamp

    try:
        said = [
            Allowance(
                hit=one.hit.id,
                kind=one.hit.kind.value,
                place=one.hit.place,
                file_sha256=one.receipt.sha256,
                value_digest=one.hit.value_digest,
                reason=given["reason"],
                allowed_by=given["principal"],
                allowed_at=stamp(now_in_china()),
            )
            for one in chosen
        ]
        allow(session.store, said, given["key"])
    except ValidationError as error:
        refuse(*(f"{'：'.join(map(str, one['loc']))} {one['msg']}" for one in error.errors()))
    except (AllowanceRefused, SigningError) as error:
        refuse(f"没有放行：{error}")
    say(f"已放行 {len(chosen)} 处：{given['principal']}，{given['reason']}。")
    say("请再运行 mingzhang run，让放行生效。")


COMMANDS = (allow_privacy_command,)
