"""An emergency withdrawal, 紧急撤下: what two people sign to take published data down.

Belongs here: the document, the two statements over it, and whether they count. Does not belong
here: which files go (outputs) and where an unfinished withdrawal waits (assets).

The signatures have a namespace of their own: who may sign releases may not for that reason alone
take them down, and no signature made for the one can be used for the other.
"""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from expectations.allowed_signers import Signer, read_envelope, read_signers
from expectations.documents import document_bytes, sha256_of
from expectations.manifest import VERSION_PATTERN, DatasetId, Digest, Frozen
from expectations.reasons import Reason
from expectations.signatures import PRINCIPAL, Verdict, verify_bytes
from expectations.statement import OFFICE_ROLES, STAMP_PATTERN, Role
from expectations.withdrawal_reasons import refusal

NAMESPACE = "mingzhang-withdraw"
NEEDED = 2
PUBLIC_PATH = r"^releases/[0-9.]+/[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*$"


class Withdrawal(Frozen):
    """What is taken down: a release, or some datasets of it; the bytes of this are signed.

    `removed` lists every file that goes, below public/, with its SHA-256; `releases` the digest of
    the SHA256SUMS of each release that loses any, and of the one named. `values` are the digests of
    the withdrawn values, which may not be published again. `earlier` is the digest of the
    withdrawal before this one.
    """

    format: Literal["mingzhang-withdrawal/1"] = "mingzhang-withdrawal/1"
    office: str
    version: str = Field(pattern=VERSION_PATTERN)
    releases: dict[Annotated[str, Field(pattern=VERSION_PATTERN)], Digest]
    datasets: list[DatasetId]
    reason: str = Field(min_length=1)
    requested_at: str = Field(pattern=STAMP_PATTERN)
    removed: dict[Annotated[str, Field(pattern=PUBLIC_PATH)], Digest]
    values: dict[DatasetId, Digest]
    earlier: Digest | None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        datetime.fromisoformat(self.requested_at)
        if any(".." in path.split("/") for path in self.removed):
            raise ValueError("a path may not leave its release")
        if {self.version, *(path.split("/")[1] for path in self.removed)} != self.releases.keys():
            raise ValueError("releases must name the release and every one that loses a file")
        return self

    @property
    def is_whole_release(self) -> bool:
        """Whether all data of the release are withdrawn."""
        return not self.datasets

    def to_bytes(self) -> bytes:
        """Give the bytes of withdrawal.json."""
        return document_bytes(self.model_dump(mode="json"))


class WithdrawalStatement(Frozen):
    """What one person signs: the digest of withdrawal.json, who, in which role, when.

    `earlier` is the SHA-256 of the first person's signature, None in the first statement; `signers`
    that of allowed_signers as it then was.
    """

    format: Literal["mingzhang-withdrawal-signoff/1"] = "mingzhang-withdrawal-signoff/1"
    withdrawal: Digest
    role: Literal["secrecy", "deputy", "chief"]
    principal: str = Field(pattern=rf"^(?:{PRINCIPAL.pattern})$")
    signed_at: str = Field(pattern=STAMP_PATTERN)
    signers: Digest
    earlier: Digest | None

    @property
    def at(self) -> datetime:
        """The aware time of signing."""
        return datetime.fromisoformat(self.signed_at)

    def to_bytes(self) -> bytes:
        """Give the bytes that are signed."""
        return document_bytes(self.model_dump(mode="json"))


@dataclass(frozen=True)
class SignedStatement:
    """A statement as found on disk; `statement` is None if the file is none."""

    content: bytes
    signature: Path
    statement: WithdrawalStatement | None

    @property
    def signature_sha256(self) -> str | None:
        """The signature's hash, None if there is no signature."""
        return sha256_of(self.signature.read_bytes()) if self.signature.is_file() else None


def read_statement(path: Path) -> SignedStatement | None:
    """Read the statement at a path; None if there is none. Raises OSError."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    try:
        statement = WithdrawalStatement.model_validate_json(content)
    except ValidationError:
        statement = None
    return SignedStatement(content, path.with_name(f"{path.name}.sig"), statement)


def examine_statements(
    digest: str, found: Sequence[SignedStatement], allowed_signers: Path
) -> tuple[Reason, ...]:
    """All reasons for which the statements do not withdraw; empty if two people have signed.

    Raises OSError if a file vanishes meanwhile.
    """
    if not allowed_signers.is_file():
        return (refusal("no_signers"),)
    alone = [fault for one in found for fault in examine_one(digest, one, allowed_signers)]
    return (*alone, *_together(found))


def examine_one(digest: str, one: SignedStatement, allowed_signers: Path) -> Iterator[Reason]:
    """Reasons for which one statement does not count."""
    said = one.statement
    if said is None or one.signature_sha256 is None:
        yield refusal("unreadable")
        return
    if said.withdrawal != digest:
        yield refusal("stale", said.principal)
    own = _own_lines(one, said.principal, allowed_signers)
    if own and said.role not in roles_of(own):
        yield refusal("role_not_allowed", said.principal)
    verdict = _verify(one, said, allowed_signers)
    if not verdict.good:
        yield refusal(verdict.reason, said.principal, verdict.message)


def roles_of(lines: Sequence[Signer]) -> tuple[Role, ...]:
    """The office roles that these lines of allowed_signers permit."""
    return tuple(role for role in OFFICE_ROLES if any(one.allows(role.namespace) for one in lines))


def named_lines(principal: str, allowed_signers: Path) -> tuple[Signer, ...]:
    """The lines of allowed_signers for a person. Raises OSError."""
    return tuple(one for one in read_signers(allowed_signers) if one.is_named(principal))


def _own_lines(one: SignedStatement, principal: str, allowed_signers: Path) -> tuple[Signer, ...]:
    envelope = read_envelope(one.signature.read_bytes())
    return () if envelope is None else _lines(principal, envelope.key, allowed_signers)


def _lines(principal: str, public_key: bytes, allowed_signers: Path) -> tuple[Signer, ...]:
    return tuple(one for one in named_lines(principal, allowed_signers) if one.key == public_key)


def _verify(one: SignedStatement, said: WithdrawalStatement, allowed_signers: Path) -> Verdict:
    try:
        return verify_bytes(
            one.content, one.signature, allowed_signers, said.principal, NAMESPACE, said.at
        )
    except subprocess.TimeoutExpired:
        return Verdict(good=False, reason="bad_signature", message="ssh-keygen: timeout")


def _together(found: Sequence[SignedStatement]) -> Iterator[Reason]:
    """Whether two different people have signed, the second over the first."""
    if len(found) < NEEDED:
        yield refusal("one_person_only")
        return
    first, second = found[:NEEDED]
    if first.statement is None or second.statement is None:
        return
    if is_same_person(first, second):
        yield refusal("same_person", second.statement.principal)
    is_over = second.statement.earlier == first.signature_sha256
    if first.statement.earlier is not None or not is_over:
        yield refusal("out_of_order", second.statement.principal)
    if second.statement.at < first.statement.at:
        yield refusal("out_of_order", second.statement.principal)


def is_same_person(one: SignedStatement, other: SignedStatement) -> bool:
    """Whether both bear one name or one key: a key under two names is one person."""
    names = [each.statement and each.statement.principal for each in (one, other)]
    keys = [
        read_envelope(each.signature.read_bytes()) if each.signature.is_file() else None
        for each in (one, other)
    ]
    is_one_name = names[0] is not None and names[0] == names[1]
    is_one_key = keys[0] is not None and keys[1] is not None and keys[0].key == keys[1].key
    return is_one_name or is_one_key
