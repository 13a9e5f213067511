"""What the secrecy reviewer lets pass, cell by cell, with a reason and a signature; 放行.

Belongs here: the text that is signed and whether its signature is good. Does not belong here: the
journal of allowances (assets). Nobody else can allow a hit, least of all who sent the file. What is
kept of a value is a digest, salted with the hash of its file, never the value.
"""

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.documents import DIGEST_PATTERN, document_bytes
from expectations.privacy.hits import Found, value_digest
from expectations.signatures import PRINCIPAL, ReasonCode, sign_bytes, verify_bytes
from expectations.statement import STAMP_PATTERN, Role

Fault = Literal["no_signers", "own_submission"] | ReasonCode

FAULT_WORDS: dict[Fault, str] = {
    "ok": "已放行",
    "no_signers": "数据目录里没有 allowed_signers",
    "own_submission": "这个文件是放行人自己报送的，自己报的不能自己放行",
    "bad_signature": "签名与内容不符",
    "unknown_principal": "签字人或密钥不在 allowed_signers 里",
    "wrong_namespace": "这把密钥不能用于保密审查（mingzhang-secrecy）",
    "expired": "密钥在签字时已过期",
    "not_yet_valid": "密钥在签字时尚未生效",
}


class Allowance(BaseModel):
    """One hit in one place of one file that may stay, who said so, when and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: Literal["mingzhang-privacy-allowance/1"] = "mingzhang-privacy-allowance/1"
    hit: str = Field(pattern=r"^[0-9a-f]{16}$")
    kind: str
    place: str
    file_sha256: str = Field(pattern=DIGEST_PATTERN)
    value_digest: str = Field(pattern=DIGEST_PATTERN)
    reason: str = Field(min_length=1)
    allowed_by: str = Field(pattern=rf"^(?:{PRINCIPAL.pattern})$")
    allowed_at: str = Field(pattern=STAMP_PATTERN)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        datetime.fromisoformat(self.allowed_at)
        if not self.reason.strip():
            raise ValueError("必须写明原因")
        return self

    def to_bytes(self) -> bytes:
        """Give the bytes that are signed."""
        return document_bytes(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Excuses:
    """Digests of the values that were allowed, by the hash of the file that each came in."""

    by_file: Mapping[str, frozenset[str]]

    def covers(self, found: Found) -> bool:
        """True if the value was allowed in one of the files; wherever it leaves, it is the same."""
        return any(
            value_digest(found.kind, found.value, file) in digests
            for file, digests in self.by_file.items()
        )


def excuses_of(allowances: Iterable[Allowance]) -> Excuses:
    """The values that allowances speak of."""
    found: dict[str, set[str]] = {}
    for one in allowances:
        found.setdefault(one.file_sha256, set()).add(one.value_digest)
    return Excuses({file: frozenset(digests) for file, digests in found.items()})


def sign_allowance(allowance: Allowance, key: Path) -> str:
    """The armoured signature of the secrecy reviewer. Raises SigningError.

    `format` is signed, so that no sign-off can be taken for it.
    """
    return sign_bytes(allowance.to_bytes(), key, Role.SECRECY.namespace).decode("ascii")


def fault_of(
    allowance: Allowance, signature: str, allowed_signers: Path, submitters: frozenset[str]
) -> Fault:
    """Why an allowance does not count, as of when it was made; `ok` if it does.

    `submitters` are those who sent the file.
    """
    if not allowed_signers.is_file():
        return "no_signers"
    if allowance.allowed_by in submitters:
        return "own_submission"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "allowance.sig"
        path.write_text(signature, encoding="utf-8")
        try:
            return verify_bytes(
                allowance.to_bytes(),
                path,
                allowed_signers,
                allowance.allowed_by,
                Role.SECRECY.namespace,
                datetime.fromisoformat(allowance.allowed_at),
            ).reason
        except subprocess.TimeoutExpired:
            return "bad_signature"
