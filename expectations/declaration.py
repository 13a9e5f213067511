"""What a unit declares of a month without sending a file: 零报告, and why it is late; 声明.

Belongs here: what all that a unit says has in common, the text of these two, and whether a
signature is good. Does not belong here: other texts (explanation), the journal, and what a
declaration means for completeness (assets).
"""

import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.documents import document_bytes
from expectations.signatures import PRINCIPAL, ReasonCode, sign_bytes, verify_bytes
from expectations.statement import STAMP_PATTERN, UNIT_PATTERN, Role
from sources.period import PERIOD

Fault = Literal["unsigned", "no_signers", "wrong_provider"] | ReasonCode

FAULT_WORDS: dict[Fault, str] = {
    "ok": "已签字",
    "unsigned": "未签字",
    "no_signers": "数据目录里没有 allowed_signers",
    "wrong_provider": "签字人不是 office.yaml 里指定的提供人",
    "bad_signature": "签名与内容不符",
    "unknown_principal": "签字人或密钥不在 allowed_signers 里",
    "wrong_namespace": "这把密钥不能用于提供单位（mingzhang-provider）",
    "expired": "密钥在签字时已过期",
    "not_yet_valid": "密钥在签字时尚未生效",
}


class Said(BaseModel):
    """What a unit says and its provider may sign: of which unit, why, by whom, when."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    unit: str = Field(pattern=UNIT_PATTERN)
    reason: str = Field(min_length=1)
    declared_by: str = Field(pattern=rf"^(?:{PRINCIPAL.pattern})$")
    declared_at: str = Field(pattern=STAMP_PATTERN)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        datetime.fromisoformat(self.declared_at)
        if not self.reason.strip():
            raise ValueError("必须写明原因")
        return self

    @property
    def at(self) -> datetime:
        """The aware time of the declaration."""
        return datetime.fromisoformat(self.declared_at)

    def to_bytes(self) -> bytes:
        """Give the bytes that are signed."""
        return document_bytes(self.model_dump(mode="json"))


class Declaration(Said):
    """One declaration of a unit: `nothing` to publish (零报告), or why it is `late`.

    Without a dataset it speaks of everything that the unit owes in the period.
    """

    format: Literal["mingzhang-declaration/1"] = "mingzhang-declaration/1"
    kind: Literal["nothing", "late"]
    period: str = Field(pattern=PERIOD.pattern)
    dataset: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")


def sign_declaration(declaration: Said, key: Path) -> str:
    """The armoured signature of the provider over a declaration. Raises SigningError.

    Its namespace is the provider's; a sign-off cannot be taken for it, since `format` is signed.
    """
    return sign_bytes(declaration.to_bytes(), key, Role.PROVIDER.namespace).decode("ascii")


def fault_of(
    declaration: Said,
    signature: str | None,
    allowed_signers: Path,
    provider: str | None,
) -> Fault:
    """Why a declaration does not count as signed, as of when it was made; `ok` if it does.

    `provider` is the only one who may sign for the unit, None if anybody of that role may.
    """
    if signature is None:
        return "unsigned"
    if not allowed_signers.is_file():
        return "no_signers"
    if provider is not None and declaration.declared_by != provider:
        return "wrong_provider"
    try:
        return _verify(declaration, signature, allowed_signers)
    except subprocess.TimeoutExpired:
        return "bad_signature"


def _verify(declaration: Said, signature: str, allowed_signers: Path) -> ReasonCode:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "declaration.sig"
        path.write_text(signature, encoding="utf-8")
        return verify_bytes(
            declaration.to_bytes(),
            path,
            allowed_signers,
            declaration.declared_by,
            Role.PROVIDER.namespace,
            declaration.at,
        ).reason
