"""Signing a candidate: refuse with all reasons, or put a verified statement into the store.

Belongs here: making one sign-off. Does not belong here: whether sign-offs suffice to publish
(`gate.py`), or the rules themselves, which are the gate's (`approval.py`, `people.py`).
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import ValidationError

from expectations.allowed_signers import read_signers
from expectations.approval import DIGEST_SHOWN, Case, earlier_signatures, examine, is_same_person
from expectations.manifest import MANIFEST, Slot, read_manifest, slots
from expectations.people import People, examine_person
from expectations.placing import place
from expectations.reasons import Reason, reason
from expectations.signatures import SigningError, sign_file
from expectations.signoff import Signoff, SignoffStore, collect, read_signoff
from expectations.statement import ROLES, Role, Statement, stamp

LOCK = ".lock"
LOCK_SECONDS = 30
DRAFTS = ".signing-"
# A draft that returns is no fault of itself; persons are compared with later roles too.
JUDGED_HERE = frozenset({"returned", "same_person"})


@dataclass(frozen=True)
class SigningDesk:
    """Where signing happens: the candidate's folder, the digest that is current, who may sign."""

    store: SignoffStore
    candidate: Path
    current: str
    allowed_signers: Path
    people: People


@dataclass(frozen=True)
class SigningAct:
    """What one person wants to sign: role, name, private key, aware time, decision with note.

    A provider may narrow the act to some `units`; else it covers all that are theirs.
    """

    role: str
    principal: str
    key: Path
    signed_at: datetime
    decision: Literal["approve", "return"] = "approve"
    note: str | None = None
    units: tuple[str, ...] = ()


class SignoffRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """The act was refused; nothing was written. `reasons` holds all that speaks against it."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(one.message for one in reasons))
        self.reasons = reasons


def sign_candidate(desk: SigningDesk, act: SigningAct) -> tuple[Path, ...]:
    """Sign, or return, the candidate; the statements' paths, one per unit for a provider.

    A former statement of the same role on the same values is kept beside the new one. Raises
    SignoffRefused with every reason; OSError; filelock.Timeout if somebody else is signing.
    """
    if act.role not in ROLES:
        raise SignoffRefused((reason("unknown_role", detail=act.role),))
    desk.store.root.mkdir(parents=True, exist_ok=True)
    with FileLock(desk.store.root / LOCK, timeout=LOCK_SECONDS):
        for left in desk.store.root.glob(f"{DRAFTS}*"):
            shutil.rmtree(left)
        case = _case(desk)
        chosen = _chosen(desk, act, case)
        with tempfile.TemporaryDirectory(dir=desk.store.root, prefix=DRAFTS) as folder:
            drafts = [_draft(case, act, slot, Path(folder)) for slot in chosen]
            faults = (found for draft in drafts for found in _against(desk, case, draft))
            reasons = tuple(dict.fromkeys(faults))
            if reasons:
                raise SignoffRefused(reasons)
            return tuple(_keep(desk, case, draft) for draft in drafts)


def _case(desk: SigningDesk) -> Case:
    try:
        manifest, digest = read_manifest(desk.candidate / MANIFEST)
    except (FileNotFoundError, ValueError) as error:
        found = reason("changed_manifest", detail=type(error).__name__)
        raise SignoffRefused((found,)) from error
    if digest != desk.candidate.name:
        raise SignoffRefused((reason("changed_manifest", detail=digest[:DIGEST_SHOWN]),))
    if digest != desk.current:
        raise SignoffRefused((reason("not_current", detail=digest[:DIGEST_SHOWN]),))
    if not desk.allowed_signers.is_file():
        raise SignoffRefused((reason("no_signers", detail=desk.allowed_signers.name),))
    return Case(manifest, digest, desk.allowed_signers, collect(desk.store, manifest, digest))


def _chosen(desk: SigningDesk, act: SigningAct, case: Case) -> tuple[Slot, ...]:
    """Choose the slots that the act is to fill."""
    role = Role(act.role)
    required = [slot for slot in slots(case.manifest.units) if slot.role is role]
    if role is Role.PROVIDER:
        required = [slot for slot in required if _is_theirs(desk.people, act, slot)]
    if not required:
        detail = "、".join(act.units) or case.digest[:DIGEST_SHOWN]
        raise SignoffRefused((reason("not_yours", None, detail, act.principal),))
    open_slots = tuple(slot for slot in required if not _is_settled(case, slot, act.decision))
    if not open_slots:
        raise SignoffRefused(
            tuple(reason("already_signed", slot, "", act.principal) for slot in required)
        )
    return open_slots


def _is_theirs(people: People, act: SigningAct, slot: Slot) -> bool:
    if act.units:
        return slot.unit in act.units
    return people.providers.get(str(slot.unit)) in {None, act.principal}


def _is_settled(case: Case, slot: Slot, decision: str) -> bool:
    """Whether an approval that counts is there already; a return can always be signed."""
    if decision != "approve" or slot not in case.signoffs:
        return False
    return not examine(case, (slot,))


def _draft(case: Case, act: SigningAct, slot: Slot, folder: Path) -> Signoff:
    """Write the signed statement in a folder of its own, not yet visible as a sign-off."""
    try:
        path = folder / f"{slot.name}.json"
        path.write_bytes(_statement(case, act, slot).to_bytes())
        sign_file(path, act.key, slot.role.namespace)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        words = "：".join([*map(str, first["loc"]), str(first["msg"])])
        raise SignoffRefused((reason("bad_request", slot, words),)) from error
    except SigningError as error:
        raise SignoffRefused((reason("signing_failed", slot, str(error)),)) from error
    draft = read_signoff(slot, path)
    if draft is None:
        raise FileNotFoundError(path.name)
    return draft


def _statement(case: Case, act: SigningAct, slot: Slot) -> Statement:
    unit = slot.unit
    earlier = earlier_signatures(case, slot)
    return Statement(
        role=slot.role.value,
        decision=act.decision,
        note=act.note,
        principal=act.principal,
        signed_at=stamp(act.signed_at),
        candidate=case.digest if unit is None else None,
        unit=unit,
        values_sha256=None if unit is None else case.manifest.units[unit].values_sha256,
        earlier={name: known for name, known in earlier.items() if known is not None},
    )


def _against(desk: SigningDesk, case: Case, draft: Signoff) -> Iterator[Reason]:
    """Reasons against a draft: judged as if it lay in the store, with all that comes before it."""
    slot = draft.slot
    required = slots(case.manifest.units)
    # Providers do not wait for each other, and what comes after the draft falls with it.
    before = () if slot.role is Role.PROVIDER else required[: required.index(slot)]
    drafted = replace(case, signoffs={**case.signoffs, slot: draft})
    for found in examine(drafted, (*before, slot)):
        is_own = (found.role, found.unit) == (slot.role, slot.unit)
        if not (is_own and found.code in JUDGED_HERE):
            yield _told_apart(desk, found, draft) if is_own else found
    principal = "" if draft.statement is None else draft.statement.principal
    for other in case.signoffs.values():
        if other.slot.role is not slot.role and is_same_person(draft, other):
            yield reason("same_person", slot, other.slot.role.words, principal)
    yield from examine_person(desk.people, slot, principal)


def _told_apart(desk: SigningDesk, found: Reason, draft: Signoff) -> Reason:
    """Somebody known with another key has taken the wrong key; say so rather than "unknown"."""
    if found.code != "unknown_principal" or draft.statement is None:
        return found
    principal = draft.statement.principal
    if not any(one.is_named(principal) for one in read_signers(desk.allowed_signers)):
        return found
    return reason("key_mismatch", draft.slot, "", principal)


def _keep(desk: SigningDesk, case: Case, draft: Signoff) -> Path:
    path = desk.store.statement(draft.slot, case.manifest, case.digest)
    place(draft, path)
    return path
