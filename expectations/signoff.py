"""The folder of sign-offs: where each lies, and reading those that belong to a candidate.

Belongs here: paths and reading, for `signoffs/` and for the flat folder in a release. Does not
belong here: whether a sign-off counts (`approval.py`) and making one (`signing.py`).
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from expectations.allowed_signers import read_envelope
from expectations.documents import sha256_of
from expectations.manifest import Manifest, Slot, slots
from expectations.statement import Statement

SIGNATURE_SUFFIX = ".sig"


@dataclass(frozen=True)
class Signoff:
    """One statement with its signature, as found on disk.

    `statement` is None if the file is no statement, and `fault` says why; `signature_sha256` is
    None if the signature's file is missing, `key` the public key it was made with.
    """

    slot: Slot
    path: Path
    content: bytes
    statement: Statement | None
    signature_sha256: str | None
    key: bytes | None
    fault: str = ""

    @property
    def signature(self) -> Path:
        """Path of the detached signature."""
        return signature_of(self.path)


@dataclass(frozen=True)
class SignoffStore:
    """The paths below `signoffs/`."""

    root: Path

    def statement(self, slot: Slot, manifest: Manifest, digest: str) -> Path:
        """Where the slot's statement on this candidate lies, or would lie."""
        if slot.unit is None:
            return self.root / "candidates" / digest / f"{slot.role.value}.json"
        values = manifest.units[slot.unit].values_sha256
        return self.root / "units" / slot.unit / values / f"{slot.role.value}.json"

    def others(self, slot: Slot, manifest: Manifest, digest: str) -> tuple[Path, ...]:
        """Find the slot's statements on other values or candidates, in the order of their names."""
        own = self.statement(slot, manifest, digest)
        found = own.parent.parent.glob(f"*/{own.name}")
        return tuple(sorted(path for path in found if path != own))


def signature_of(path: Path) -> Path:
    """Path of the detached signature of a statement."""
    return path.with_name(f"{path.name}{SIGNATURE_SUFFIX}")


def collect(store: SignoffStore, manifest: Manifest, digest: str) -> dict[Slot, Signoff]:
    """All sign-offs present for a candidate, by slot, in the order of signing."""
    found = {
        slot: read_signoff(slot, store.statement(slot, manifest, digest))
        for slot in slots(manifest.units)
    }
    return {slot: signoff for slot, signoff in found.items() if signoff is not None}


def collect_release(folder: Path, manifest: Manifest) -> dict[Slot, Signoff]:
    """All sign-offs that lie flat in a release's `signoffs/`, by slot, in the order of signing."""
    found = {
        slot: read_signoff(slot, folder / f"{slot.name}.json") for slot in slots(manifest.units)
    }
    return {slot: signoff for slot, signoff in found.items() if signoff is not None}


def read_signoff(slot: Slot, path: Path) -> Signoff | None:
    """Read the sign-off at a path; None if there is no statement."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    statement, fault = _parse(content)
    signature = signature_of(path)
    armoured = signature.read_bytes() if signature.is_file() else None
    envelope = None if armoured is None else read_envelope(armoured)
    return Signoff(
        slot=slot,
        path=path,
        content=content,
        statement=statement,
        signature_sha256=None if armoured is None else sha256_of(armoured),
        key=None if envelope is None else envelope.key,
        fault=fault,
    )


def _parse(content: bytes) -> tuple[Statement | None, str]:
    try:
        statement = Statement.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, str(first["msg"])
    return statement, ""
