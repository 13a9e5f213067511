"""The withdrawals in `public/`: reading them, and the tombstone that each release gets by them.

Belongs here: what follows from the folders `withdrawals/<number>/` themselves, for withdrawing, for
publishing and for verifying. Does not belong here: which files a withdrawal removes (`removal.py`),
carrying one out (`withdrawing.py`), judging (`verify_withdrawals.py`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.documents import document_bytes, sha256_of
from expectations.withdrawal import SignedStatement, Withdrawal, read_statement
from outputs.chain import RELEASES, UNFINISHED, Link

WITHDRAWALS = "withdrawals"
TOMBSTONE = "WITHDRAWN.json"
TOMBSTONE_FORMAT = "mingzhang-tombstone/1"
NOTE = "withdrawal.json"
STATEMENTS = ("first.json", "second.json")
SIGNERS = "allowed_signers"
NUMBER = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Withdrawn:
    """One completed withdrawal as it lies in public/."""

    folder: Path
    digest: str
    document: Withdrawal
    statements: tuple[SignedStatement, ...]

    @property
    def id(self) -> str:
        """Its number, which is its folder's name."""
        return self.folder.name

    @property
    def path(self) -> str:
        """Its folder below public/."""
        return f"{WITHDRAWALS}/{self.id}/"

    @property
    def withdrawn_at(self) -> str:
        """When the second person signed; empty if nobody did."""
        return max(
            (one.statement.signed_at for one in self.statements if one.statement), default=""
        )

    @property
    def signers(self) -> list[dict[str, str]]:
        """Who signed, in which role, when."""
        said = [one.statement for one in self.statements if one.statement is not None]
        return [
            {"role": one.role, "principal": one.principal, "signed_at": one.signed_at}
            for one in said
        ]

    def removed_from(self, version: str) -> dict[str, str]:
        """The files that go from a release: path inside it → SHA-256."""
        start = f"{RELEASES}/{version}/"
        removed = self.document.removed.items()
        return {path.removeprefix(start): sha for path, sha in removed if path.startswith(start)}


def read_withdrawals(public: Path) -> tuple[Withdrawn, ...]:
    """Read all withdrawals, oldest first.

    Raises OSError if one lacks its document, ValueError if that is none.
    """
    root = public / WITHDRAWALS
    folders = sorted(root.iterdir()) if root.is_dir() else []
    return tuple(read_withdrawn(folder) for folder in folders if NUMBER.fullmatch(folder.name))


def withdrawals_by_digest(public: Path) -> dict[str, Withdrawal]:
    """The documents of all withdrawals by digest, oldest first; raises as `read_withdrawals`."""
    return {one.digest: one.document for one in read_withdrawals(public)}


def read_withdrawn(folder: Path) -> Withdrawn:
    """Read one withdrawal; raises as `read_withdrawals`."""
    content = (folder / NOTE).read_bytes()
    found = (read_statement(folder / name) for name in STATEMENTS)
    return Withdrawn(
        folder=folder,
        digest=sha256_of(content),
        document=Withdrawal.model_validate_json(content),
        statements=tuple(one for one in found if one is not None),
    )


def touching(withdrawals: Iterable[Withdrawn], version: str) -> tuple[Withdrawn, ...]:
    """Those that take something from a release, or are about it."""
    return tuple(
        one for one in withdrawals if one.document.version == version or one.removed_from(version)
    )


def gone_files(withdrawals: Iterable[Withdrawn], version: str) -> dict[str, str]:
    """All files that are withdrawn from a release: path inside it → SHA-256."""
    return {path: sha for one in withdrawals for path, sha in one.removed_from(version).items()}


def is_withdrawn(withdrawals: Iterable[Withdrawn], version: str) -> bool:
    """Whether a release is withdrawn as a whole."""
    documents = (one.document for one in withdrawals)
    return any(one.version == version and one.is_whole_release for one in documents)


def withdrawn_datasets(withdrawals: Iterable[Withdrawn], version: str) -> frozenset[str]:
    """The datasets that are withdrawn from a release one by one."""
    documents = (one.document for one in withdrawals)
    return frozenset(name for one in documents if one.version == version for name in one.datasets)


def newest_shown(links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> Link | None:
    """The newest release that is not withdrawn as a whole: what latest/ is a copy of."""
    return next((link for link in links if not is_withdrawn(withdrawals, link.version)), None)


def tombstone_bytes(withdrawals: Iterable[Withdrawn], version: str) -> bytes | None:
    """Give the bytes of a release's WITHDRAWN.json; None if nothing is withdrawn from it."""
    found = touching(withdrawals, version)
    if not found:
        return None
    told = [{**plain_withdrawn(one), "removed": one.removed_from(version)} for one in found]
    return document_bytes({"format": TOMBSTONE_FORMAT, "version": version, "withdrawals": told})


def plain_withdrawn(one: Withdrawn) -> dict[str, Any]:
    """What releases.json, tombstones and the command line say of a withdrawal."""
    return {
        "id": one.id,
        "path": one.path,
        "page": f"{one.path}index.html",
        "version": one.document.version,
        "datasets": list(one.document.datasets),
        "reason": one.document.reason,
        "withdrawn_at": one.withdrawn_at,
        "signed_by": one.signers,
    }


def unfinished_withdrawal(public: Path) -> str:
    """The number of the withdrawal that a killed run may have left half done, or ''."""
    mark = public / RELEASES / UNFINISHED
    content = mark.read_bytes() if mark.is_file() else b""
    start = mark_bytes("")[:-1]
    return content[len(start) : -1].decode("ascii", "replace") if content.startswith(start) else ""


def mark_bytes(number: str) -> bytes:
    """What the mark of an unfinished withdrawal says; that of a publication is its version."""
    return f"{WITHDRAWALS}/{number}\n".encode()
