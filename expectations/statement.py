"""Who signs, and what a signed statement says.

Belongs here: the roles in their order, the model of a statement, the names of sign-off files as
they lie in a release. Does not belong here: signatures, and whether a statement counts.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.allowed_signers import CHINA
from expectations.documents import DIGEST_PATTERN, document_bytes
from expectations.signatures import PRINCIPAL

STAMP_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"
UNIT_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"


class Role(StrEnum):
    """Who takes part in approval; 谁提供、谁审核、谁负责."""

    PROVIDER = "provider"
    SECRECY = "secrecy"
    DEPUTY = "deputy"
    CHIEF = "chief"

    @property
    def words(self) -> str:
        """The role's name as clerks and leaders know it."""
        return TITLES[self]

    @property
    def namespace(self) -> str:
        """The signature namespace that a key must be allowed for."""
        return f"mingzhang-{self.value}"


TITLES = {
    Role.PROVIDER: "提供单位",
    Role.SECRECY: "保密审查",
    Role.DEPUTY: "分管领导审核",
    Role.CHIEF: "主要领导审定",
}
ROLES = (Role.PROVIDER, Role.SECRECY, Role.DEPUTY, Role.CHIEF)
OFFICE_ROLES = ROLES[1:]


class Statement(BaseModel):
    """What one person declares of a candidate, or a provider of its own unit's values."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: Literal["mingzhang-signoff/1"] = "mingzhang-signoff/1"
    role: Literal["provider", "secrecy", "deputy", "chief"]
    decision: Literal["approve", "return"]
    note: str | None = None
    principal: str = Field(pattern=rf"^(?:{PRINCIPAL.pattern})$")
    signed_at: str = Field(pattern=STAMP_PATTERN)
    candidate: str | None = Field(default=None, pattern=DIGEST_PATTERN)
    unit: str | None = Field(default=None, pattern=UNIT_PATTERN)
    values_sha256: str | None = Field(default=None, pattern=DIGEST_PATTERN)
    earlier: dict[str, str] = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        datetime.fromisoformat(self.signed_at)
        is_provider = self.role == "provider"
        if is_provider != (self.unit is not None) or is_provider != (
            self.values_sha256 is not None
        ):
            raise ValueError("unit and values_sha256 belong to a provider's statement, to no other")
        if is_provider == (self.candidate is not None):
            raise ValueError("candidate belongs to every statement but a provider's")
        if self.decision == "return" and not (self.note or "").strip():
            raise ValueError("退回必须写明原因（note）")
        return self

    @property
    def at(self) -> datetime:
        """The aware time of signing."""
        return datetime.fromisoformat(self.signed_at)

    def to_bytes(self) -> bytes:
        """Give the bytes that are signed."""
        return document_bytes(self.model_dump(mode="json"))


def stamp(at: datetime) -> str:
    """Write an aware time as statements do: China's time, whole seconds.

    Raises ValueError for a naive time.
    """
    if at.tzinfo is None:
        raise ValueError("the time of signing needs a zone")
    return at.astimezone(CHINA).replace(microsecond=0).isoformat()


def slot_name(role: Role, unit: str | None) -> str:
    """Name of a sign-off in a release, without suffix: `provider-610125`, `secrecy`."""
    return role.value if unit is None else f"{role.value}-{unit}"
