"""Whether the sign-offs on a candidate count: one pure judgement for signing, gate and verifier.

Belongs here: everything that follows from the manifest, the sign-offs and allowed_signers alone.
Does not belong here: what only the office knows, such as who submitted what (`people.py`).
"""

import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from expectations.manifest import Manifest, Slot, slots
from expectations.reasons import Reason, reason
from expectations.signatures import Verdict, verify_bytes
from expectations.signoff import SIGNATURE_SUFFIX, Signoff
from expectations.statement import Role, Statement

DIGEST_SHOWN = 12


@dataclass(frozen=True)
class Case:
    """What is judged: the manifest, its digest, who may sign, and the sign-offs that are there."""

    manifest: Manifest
    digest: str
    allowed_signers: Path
    signoffs: Mapping[Slot, Signoff]


def examine(case: Case, among: Collection[Slot] | None = None) -> tuple[Reason, ...]:
    """All reasons for which the sign-offs do not approve the candidate; empty if they do.

    With `among`, the reasons against these slots alone: each signature costs a run of ssh-keygen.
    Raises OSError if a file vanishes meanwhile.
    """
    required = tuple(s for s in slots(case.manifest.units) if among is None or s in among)
    if not case.allowed_signers.is_file():
        absent = [slot for slot in required if _hash(case.signoffs.get(slot)) is None]
        return (
            reason("no_signers", detail=case.allowed_signers.name),
            *(reason("missing", slot) for slot in absent),
        )
    alone = [found for slot in required for found in _examine_slot(case, slot)]
    return (*alone, *_same_person(case, required))


def earlier_signatures(case: Case, slot: Slot) -> dict[str, str | None]:
    """By file name in a release, the present hash of each signature that comes before the slot's.

    A provider signs before everybody, and not over another provider.
    """
    if slot.role is Role.PROVIDER:
        return {}
    required = slots(case.manifest.units)
    before = required[: required.index(slot)]
    return {f"{one.name}.json{SIGNATURE_SUFFIX}": _hash(case.signoffs.get(one)) for one in before}


def is_same_person(one: Signoff, other: Signoff) -> bool:
    """Whether both bear one name or one key: a key under two names is one person."""
    if one.statement is None or other.statement is None:
        return False
    if one.statement.principal == other.statement.principal:
        return True
    return one.key is not None and one.key == other.key


def _hash(signoff: Signoff | None) -> str | None:
    return None if signoff is None else signoff.signature_sha256


def _examine_slot(case: Case, slot: Slot) -> Iterator[Reason]:
    signoff = case.signoffs.get(slot)
    if signoff is None or signoff.signature_sha256 is None:
        yield reason("missing", slot)
        return
    statement = signoff.statement
    if statement is None:
        yield reason("unreadable", slot, detail=signoff.fault)
        return
    if statement.role != slot.role or statement.unit != slot.unit:
        yield reason("wrong_role", slot, detail=f"{statement.role} {statement.unit or ''}".strip())
    if not _is_about(case, slot, statement):
        yield reason("stale", slot)
    verdict = _verify(case, signoff, statement)
    if not verdict.good:
        yield reason(verdict.reason, slot, verdict.message, statement.principal)
    if statement.decision == "return":
        yield reason("returned", slot, statement.note or "", statement.principal)
    fault = _order_fault(case, slot, statement)
    if fault:
        yield reason("out_of_order", slot, fault)


def _is_about(case: Case, slot: Slot, statement: Statement) -> bool:
    if slot.unit is None:
        return statement.candidate == case.digest
    return statement.values_sha256 == case.manifest.units[slot.unit].values_sha256


def _verify(case: Case, signoff: Signoff, statement: Statement) -> Verdict:
    namespace = signoff.slot.role.namespace
    try:
        return verify_bytes(
            signoff.content,
            signoff.signature,
            case.allowed_signers,
            statement.principal,
            namespace,
            statement.at,
        )
    except subprocess.TimeoutExpired:
        return Verdict(good=False, reason="bad_signature", message="ssh-keygen: timeout")


def _order_fault(case: Case, slot: Slot, statement: Statement) -> str:
    """Tell what is wrong with the order, in Chinese; empty if nothing."""
    wanted = earlier_signatures(case, slot)
    absent = [name for name, known in wanted.items() if known is None]
    if absent:
        return f"先签的还没有签：{'、'.join(absent)}"
    if statement.earlier != wanted:
        names = sorted(
            name
            for name in {*wanted, *statement.earlier}
            if wanted.get(name) != statement.earlier.get(name)
        )
        return f"没有盖住现有的签名：{'、'.join(names)}"
    for name in wanted:
        before = _statement(case, name)
        if before is not None and before.at > statement.at:
            return f"签署时间 {statement.signed_at} 早于 {name} 的 {before.signed_at}"
    return ""


def _statement(case: Case, signature_name: str) -> Statement | None:
    for slot, signoff in case.signoffs.items():
        if f"{slot.name}.json{SIGNATURE_SUFFIX}" == signature_name:
            return signoff.statement
    return None


def _same_person(case: Case, required: tuple[Slot, ...]) -> Iterator[Reason]:
    """Name a person who signed two roles, at the later one."""
    signed = slots(case.manifest.units)
    present = [case.signoffs[slot] for slot in signed if slot in case.signoffs]
    for index, later in enumerate(present):
        if later.slot not in required:
            continue
        others = (one for one in present[:index] if one.slot.role is not later.slot.role)
        met = next((one for one in others if is_same_person(one, later)), None)
        if met is not None and later.statement is not None:
            yield reason("same_person", later.slot, met.slot.role.words, later.statement.principal)
