"""What the guard finds: a kind, a place in words, a masked value, a digest; 隐私命中.

Belongs here: the kinds, how each is masked, and the step from a found value to a `Hit`. A `Found`
holds the value and stays in the process that read the file; a `Hit` never holds it in full. Does
not belong here: finding (numbers, words) and what a role allows (roles).
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from sources.finding import Severity

SHOWN = 16  # hex digits of a digest by which people name a hit
KEPT_ENDS = 4
MOBILE_HEAD, MOBILE_TAIL = 3, 4


class Kind(StrEnum):
    """What personal thing a text holds."""

    ID_NUMBER = "id_number"
    ID_LIKELY = "id_likely"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    EMAIL = "email"
    ADDRESS = "address"
    PLATE = "plate"
    HEALTH = "health"
    HOUSEHOLD_NAME = "household_name"
    SMALL_GROUP = "small_group"

    @property
    def rule(self) -> str:
        """Id of the rule that a hit of this kind breaks."""
        return f"privacy_{self.value}"


@dataclass(frozen=True)
class Found:
    """A value in a text, from `start` to `end`. Never written anywhere, never logged.

    `is_public` says that the place itself names it as given to the public; then a hit only warns.
    """

    kind: Kind
    value: str
    start: int
    end: int
    count: int = 1
    is_public: bool = False


@dataclass(frozen=True)
class Spot:
    """Where something stands: in words, and as sheet and cell where it is a cell."""

    words: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Hit:
    """One hit without its value: `value_digest` binds it to the value, `id` to its place too.

    Both are salted with the SHA-256 of the file, so equal numbers in two files look different.
    """

    kind: Kind
    masked: str
    place: str
    severity: Severity
    id: str
    value_digest: str
    sheet: str = ""
    cell: str = ""

    def weighed(self, severity: Severity) -> "Hit":
        """The same hit, as bad as its column makes it."""
        return replace(self, severity=severity)


def seal(found: Found, spot: Spot, file_sha256: str) -> Hit:
    """The hit that a found value makes at its place in a file."""
    digest = value_digest(found.kind, found.value, file_sha256)
    own = hashlib.sha256(f"{digest}\0{spot.words}".encode()).hexdigest()
    return Hit(
        kind=found.kind,
        masked=masked(found),
        place=spot.words,
        severity=severity_of(found),
        id=own[:SHOWN],
        value_digest=digest,
        sheet=spot.sheet,
        cell=spot.cell,
    )


def severity_of(found: Found) -> Severity:
    """A hit blocks; a small group is told, for suppressing it is the channel's matter."""
    mild = found.is_public or found.kind is Kind.SMALL_GROUP
    return Severity.WARNING if mild else Severity.ERROR


def value_digest(kind: Kind, value: str, file_sha256: str) -> str:
    """SHA-256 in hex over a value, salted with the hash of the file that it came in."""
    return hashlib.sha256(f"{file_sha256}\0{kind.value}\0{value}".encode()).hexdigest()


def masked(found: Found) -> str:
    """The value with what identifies taken out: 6101**********1234, 138****1234, 张**."""
    value = found.value
    if found.kind in (Kind.ID_NUMBER, Kind.ID_LIKELY, Kind.BANK_CARD):
        hidden = "*" * max(len(value) - 2 * KEPT_ENDS, KEPT_ENDS)
        return f"{value[:KEPT_ENDS]}{hidden}{value[-KEPT_ENDS:] if len(value) > 8 else ''}"  # noqa: PLR2004
    if found.kind is Kind.MOBILE:
        return f"{value[:MOBILE_HEAD]}****{value[-MOBILE_TAIL:]}"
    if found.kind is Kind.EMAIL:
        return f"{value[:1]}***@{value.rpartition('@')[2]}"
    if found.kind in (Kind.ADDRESS, Kind.PLATE):
        return f"{value[:2]}****"
    if found.kind is Kind.SMALL_GROUP:
        return "1至2户"
    many = f" 等 {found.count} 处" if found.count > 1 else ""
    return f"{value[:1]}**{many}"


def mask_text(text: str, found: list[Found]) -> str:
    """A text with every found value in it masked."""
    for one in sorted(found, key=lambda each: -each.start):
        text = f"{text[: one.start]}{masked(one)}{text[one.end :]}"
    return text
