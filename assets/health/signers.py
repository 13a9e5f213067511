"""Keys in allowed_signers that run out, and roles that nobody can sign in; 签字密钥的检查.

Belongs here: what the file's validity options say of today. Does not belong here: signatures. A key
is told by its line in the file and its roles, not by its owner's name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assets.health.checks import Check, State, worst
from expectations.allowed_signers import Signer, read_signers
from expectations.statement import ROLES, Role

SOON, VERY_SOON = timedelta(days=30), timedelta(days=7)
TITLE = "签字密钥"
ADVICE = (
    "请让本人换新密钥（见管理员手册“密钥”），把新行加进 allowed_signers；旧行留着，"
    "以前签的才继续有效。"
)


@dataclass(frozen=True)
class _Said:
    state: State
    words: str


def signers_check(path: Path, now: datetime) -> Check:
    """How the keys stand."""
    if not path.is_file():
        words = "还没有 allowed_signers，谁都不能签字"
        return Check("signers", TITLE, "fault", words, "请按管理员手册登记签字人的公钥。")
    signers = read_signers(path)
    said = [*_empty_roles(signers, now), *_running_out(signers, now)]
    state = worst(one.state for one in said)
    words = "；".join(one.words for one in said) or f"{len(signers)} 把，都在有效期内"
    return Check("signers", TITLE, state, words, ADVICE if said else "")


def _empty_roles(signers: Sequence[Signer], now: datetime) -> Iterator[_Said]:
    for role in ROLES:
        if not any(one.allows(role.namespace) and _holds(one, now) for one in signers):
            yield _Said("fault", f"现在没有人能签“{role.words}”")


def _holds(one: Signer, at: datetime) -> bool:
    begun = one.valid_after is None or one.valid_after <= at
    return begun and (one.valid_before is None or at < one.valid_before)


def _running_out(signers: Sequence[Signer], now: datetime) -> Iterator[_Said]:
    """Keys that end soon, unless the same person has another one for the same that lasts."""
    for number, one in enumerate(signers, start=1):
        end = one.valid_before
        if end is None or not _holds(one, now) or end - now > SOON:
            continue
        if any(_replaces(other, one) for other in signers if other is not one):
            continue
        state: State = "fault" if end - now <= VERY_SOON else "warning"
        roles = "、".join(_roles(one))
        yield _Said(state, f"第 {number} 把（{roles}）{end:%Y-%m-%d} 到期")


def _replaces(other: Signer, one: Signer) -> bool:
    is_same = other.principals == one.principals and other.namespaces == one.namespaces
    ends_later = other.valid_before is None or (
        one.valid_before is not None and other.valid_before - one.valid_before > SOON
    )
    return is_same and ends_later


def _roles(one: Signer) -> list[str]:
    named = [role.words for role in Role if one.allows(role.namespace)]
    return named or ["其他用途"]
