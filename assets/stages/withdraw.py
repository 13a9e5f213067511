"""An emergency withdrawal: two people sign it, at once or one after the other; 紧急撤下.

Belongs here: drafting, collecting the two signatures, where a half-signed withdrawal waits. Does
not belong here: whether signatures count (expectations), taking the files away (outputs).
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from assets.audit import keep_trail
from assets.store import Store
from expectations.reasons import Reason
from expectations.signatures import SigningError, sign_file
from expectations.statement import stamp
from expectations.withdrawal import (
    NAMESPACE,
    NEEDED,
    SignedStatement,
    Withdrawal,
    WithdrawalStatement,
    examine_one,
    is_same_person,
    named_lines,
    read_statement,
    roles_of,
)
from expectations.withdrawal_reasons import refusal
from outputs.finishing import finish_release
from outputs.site.render import render_site
from outputs.withdrawals import NOTE, STATEMENTS, Withdrawn, read_withdrawn
from outputs.withdrawing import WithdrawalRefused, draft
from outputs.withdrawing import withdraw as carry_out
from sources.hashing import sha256_of_file

WAITING = "withdrawals"
DRAFTS = ".drafting-"


@dataclass(frozen=True)
class WithdrawalAct:
    """What is asked for: a version, datasets (none for all), reason, (name, key) of who signs.

    Without a reason it joins the withdrawal that waits for its second signature.
    """

    version: str
    datasets: tuple[str, ...]
    reason: str
    signers: tuple[tuple[str, Path], ...]
    at: datetime


def withdraw(store: Store, act: WithdrawalAct) -> Withdrawn:
    """Withdraw at once if two people have now signed.

    With one signature only it is kept for the second person, and nothing is withdrawn yet: that too
    is a WithdrawalRefused. Raises WithdrawalRefused with every reason, PublishRefused if somebody
    is publishing, OSError.
    """
    with store.lock("withdraw"):
        finish_release(store.public, render_site)
        root = waiting_folder(store)
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(f"{DRAFTS}*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=root, prefix=DRAFTS) as name:
            folder = Path(name)
            waiting = None if len(act.signers) >= NEEDED else find_waiting(store, act)
            prepare(store, act, waiting, folder)
            for principal, key in act.signers[:NEEDED]:
                add_signature(store, folder, (principal, key), act.at)
            if (folder / STATEMENTS[-1]).exists():
                done = carry_out(store.public, folder, store.allowed_signers, render_site)
                drop_waiting(store, act)
                keep_trail(store)
                return done
            digest = read_withdrawn(folder).digest
            shutil.copytree(folder, root / digest, dirs_exist_ok=True)
    raise WithdrawalRefused((refusal("one_person_only"),))


def waiting_folder(store: Store) -> Path:
    """Where withdrawals with one signature wait."""
    return store.signoffs / WAITING


def find_waiting(store: Store, act: WithdrawalAct) -> Withdrawn | None:
    """The half-signed withdrawal that the act is to complete, if there is one."""
    for one in waiting_withdrawals(store):
        asked = {*act.datasets}
        same = asked <= {*one.document.datasets} and bool(asked) == bool(one.document.datasets)
        if one.document.version == act.version and same:
            return one
    return None


def waiting_withdrawals(store: Store) -> list[Withdrawn]:
    """All withdrawals that wait for a second signature."""
    folders = sorted(waiting_folder(store).glob("[0-9a-f]*"))
    return [read_withdrawn(folder) for folder in folders]


def prepare(store: Store, act: WithdrawalAct, waiting: Withdrawn | None, folder: Path) -> None:
    """Write the document into the folder, and the first signature if there is one.

    Raises WithdrawalRefused.
    """
    if not store.allowed_signers.is_file():
        raise WithdrawalRefused((refusal("no_signers"),))
    reason, requested = act.reason.strip(), stamp(act.at)
    if waiting is not None:
        said = waiting.document
        if reason not in ("", said.reason):
            raise WithdrawalRefused((refusal("other_reason", detail=said.reason),))
        reason, requested = said.reason, said.requested_at
    document = drafted(store.public, act, (reason, requested))
    (folder / NOTE).write_bytes(document.to_bytes())
    if waiting is None:
        return
    if document != waiting.document:
        shutil.rmtree(waiting.folder)
        raise WithdrawalRefused((refusal("changed_meanwhile"),))
    for name in (STATEMENTS[0], f"{STATEMENTS[0]}.sig"):
        shutil.copyfile(waiting.folder / name, folder / name)


def drafted(public: Path, act: WithdrawalAct, words: tuple[str, str]) -> Withdrawal:
    """The document to sign. Raises WithdrawalRefused."""
    try:
        found = draft(public, act.version, act.datasets, words)
    except ValidationError as error:
        if not words[0]:
            raise WithdrawalRefused((refusal("no_reason"),)) from error
        first = error.errors(include_url=False, include_input=False)[0]
        raise WithdrawalRefused((refusal("bad_request", detail=str(first["msg"])),)) from error
    return found


def add_signature(store: Store, folder: Path, signer: tuple[str, Path], at: datetime) -> None:
    """Sign as the first or the second person. Raises WithdrawalRefused; then nothing is kept."""
    principal, key = signer
    former = [one for name in STATEMENTS if (one := read_statement(folder / name)) is not None]
    path = folder / STATEMENTS[len(former)]
    path.write_bytes(statement(store, folder, former, principal, at).to_bytes())
    try:
        sign_file(path, key, NAMESPACE)
    except SigningError as error:
        fault = refusal("signing_failed", principal, str(error))
        raise WithdrawalRefused((fault,)) from error
    reasons = tuple(dict.fromkeys(against(store, folder, former, path)))
    if reasons:
        raise WithdrawalRefused(reasons)


def statement(
    store: Store,
    folder: Path,
    former: Sequence[SignedStatement],
    principal: str,
    at: datetime,
) -> WithdrawalStatement:
    """What the person signs, in the role that allowed_signers gives. Raises WithdrawalRefused."""
    lines = named_lines(principal, store.allowed_signers)
    if not lines:
        raise WithdrawalRefused((refusal("unknown_principal", principal, "没有此人"),))
    roles = roles_of(lines)
    if not roles:
        raise WithdrawalRefused((refusal("role_not_allowed", principal),))
    return WithdrawalStatement(
        withdrawal=read_withdrawn(folder).digest,
        role=roles[0].value,
        principal=principal,
        signed_at=stamp(at),
        signers=sha256_of_file(store.allowed_signers),
        earlier=former[0].signature_sha256 if former else None,
    )


def against(
    store: Store, folder: Path, former: Sequence[SignedStatement], path: Path
) -> Iterator[Reason]:
    """Reasons against a signature that was just made."""
    made = read_statement(path)
    if made is None or made.statement is None:
        raise FileNotFoundError(path.name)
    yield from examine_one(read_withdrawn(folder).digest, made, store.allowed_signers)
    if any(is_same_person(one, made) for one in former):
        yield refusal("same_person", made.statement.principal)


def drop_waiting(store: Store, act: WithdrawalAct) -> None:
    """What was carried out waits no more; the signed papers are in public/."""
    waiting = find_waiting(store, act)
    if waiting is not None:
        shutil.rmtree(waiting.folder)
