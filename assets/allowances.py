"""The journal of hits that the secrecy reviewer lets pass, 放行登记.

Belongs here: writing and reading the journal, and which entries count. Does not belong here: the
signed text (expectations) and what follows for a submission (`stages/guard.py`).
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assets.journal import add_lines, read_lines
from assets.receipts import read_receipts
from assets.store import Store
from expectations.privacy.allowances import (
    FAULT_WORDS,
    Allowance,
    Excuses,
    excuses_of,
    fault_of,
    sign_allowance,
)


class Entry(BaseModel):
    """One line of the journal: what was allowed, with the armoured signature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allowance: Allowance
    signature: str


class AllowanceRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """A signature that would not count; nothing was written."""


def standing(store: Store) -> list[Allowance]:
    """All allowances whose signature is good, in the order of their making."""
    submitters = _submitters(store)
    return [
        entry.allowance
        for entry in read_lines(store.allowances, Entry)
        if fault_of(
            entry.allowance,
            entry.signature,
            store.allowed_signers,
            submitters.get(entry.allowance.file_sha256, frozenset()),
        )
        == "ok"
    ]


def excuses(store: Store) -> Excuses:
    """The values that may leave."""
    return excuses_of(standing(store))


def allowed_ids(store: Store, file_sha256: str) -> frozenset[str]:
    """Ids of the hits in one file that may stay."""
    return frozenset(one.hit for one in standing(store) if one.file_sha256 == file_sha256)


def allow(store: Store, allowances: Sequence[Allowance], key: Path) -> list[Entry]:
    """Sign allowances and write them into the journal, all or none.

    Raises AllowanceRefused if a signature would not count, SigningError.
    """
    submitters = _submitters(store)
    entries = [Entry(allowance=one, signature=sign_allowance(one, key)) for one in allowances]
    for entry in entries:
        said = entry.allowance
        own = submitters.get(said.file_sha256, frozenset())
        fault = fault_of(said, entry.signature, store.allowed_signers, own)
        if fault != "ok":
            raise AllowanceRefused(f"{said.allowed_by}：{FAULT_WORDS[fault]}。")
    with store.lock("allow"):
        add_lines(store.allowances, entries)
    return entries


def _submitters(store: Store) -> dict[str, frozenset[str]]:
    """Who sent each file."""
    found: dict[str, set[str]] = {}
    for receipt in read_receipts(store):
        if receipt.submitted_by:
            found.setdefault(receipt.sha256, set()).add(receipt.submitted_by)
    return {file: frozenset(names) for file, names in found.items()}
