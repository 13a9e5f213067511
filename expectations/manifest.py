"""The manifest of a candidate: what is signed, in one file whose SHA-256 names the candidate.

Belongs here: the model and reading it. Does not belong here: how a candidate is made or judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from expectations.documents import DIGEST_PATTERN, document_bytes, sha256_of
from expectations.statement import OFFICE_ROLES, UNIT_PATTERN, Role, slot_name

MANIFEST = "manifest.json"
VERSION_PATTERN = r"^\d{4}\.(?:[1-9]|1[0-2])\.\d+$"
Form = Literal["mingzhang-candidate/1", "mingzhang-board/1"]
SITE_FORM: Form = "mingzhang-candidate/1"
BOARD_FORM: Form = "mingzhang-board/1"
Digest = Annotated[str, Field(pattern=DIGEST_PATTERN)]
DatasetId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
UnitCode = Annotated[str, Field(pattern=UNIT_PATTERN)]


class Frozen(BaseModel):
    """A strict value; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DatasetEntry(Frozen):
    """One dataset's rows, the digest of its values, the sum of its main amount in yuan."""

    rows: int = Field(ge=0)
    values_sha256: Digest
    amount_yuan: str | None = Field(default=None, pattern=r"^-?\d+\.\d\d$")


class UnitEntry(Frozen):
    """One unit that provides records, with the digest of its own values."""

    name: str
    values_sha256: Digest


class Base(Frozen):
    """A release by version and digest (SHA-256 of its SHA256SUMS)."""

    version: str = Field(pattern=VERSION_PATTERN)
    digest: Digest


class CorrectionEntry(Frozen):
    """What a notice of correction says in words, and the digest of the file with its values.

    `corrects` are the versions that carry a wrong value, oldest first. The words stand here so that
    they stay even if the values have to be withdrawn.
    """

    reason: str = Field(min_length=1)
    affected: str = Field(min_length=1)
    corrects: list[Annotated[str, Field(pattern=VERSION_PATTERN)]] = Field(min_length=1)
    sha256: Digest


class Manifest(Frozen):
    """What a candidate holds; `previous` is the release it was made against.

    `format` says where it may appear: on the site, or on village boards only. `withdrawals` are the
    digests of all withdrawals known when it was made: a candidate made before a withdrawal cannot
    be published after it, and no withdrawal can vanish unseen.

    Only `datasets` and the withheld list say whether two candidates are the same: evidence changes
    whenever the same values come in another file.
    """

    format: Form = SITE_FORM
    office: str
    demo: bool
    datasets: dict[DatasetId, DatasetEntry]
    units: dict[UnitCode, UnitEntry]
    withheld_sha256: Digest
    review_pack_sha256: Digest
    evidence_sha256: Digest
    previous: Base | None
    correction: CorrectionEntry | None = None
    withdrawals: list[Digest] = []

    def to_bytes(self) -> bytes:
        """Give the bytes of manifest.json."""
        return document_bytes(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Slot:
    """One signature that a candidate needs; `unit` only for providers."""

    role: Role
    unit: str | None = None

    @property
    def name(self) -> str:
        """Name of its files in a release, without suffix."""
        return slot_name(self.role, self.unit)


def slots(units: Mapping[str, UnitEntry]) -> tuple[Slot, ...]:
    """List the signatures a candidate needs, in the order of signing."""
    providers = tuple(Slot(Role.PROVIDER, unit) for unit in sorted(units))
    return (*providers, *(Slot(role) for role in OFFICE_ROLES))


def read_manifest(path: Path) -> tuple[Manifest, str]:
    """Read a manifest and the SHA-256 of its bytes.

    Raises OSError, or pydantic.ValidationError (a ValueError) if it is not a manifest.
    """
    content = path.read_bytes()
    return Manifest.model_validate_json(content), sha256_of(content)
