"""A notice of correction for the candidate that waits; 更正公告.

Belongs here: making the candidate anew with a notice, or without the one it has. Does not belong
here: what the notice says (outputs). Nothing is decided here: the leaders sign the new candidate.
"""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assets.stages.propose import (
    accepted_data,
    current_digest,
    newest_release,
    put_aside_if_changed,
    settle_on,
)
from assets.stages.publish import waiting_candidate
from assets.stages.settle import load_state
from assets.store import Store, move_folder, read_json
from expectations.gate import CORRECTION
from expectations.manifest import MANIFEST, read_manifest
from outputs.candidate import Accepted, says_the_same, write_candidate
from outputs.chain import read_links
from outputs.correction import CorrectionRequest
from sources.office import Office


@dataclass(frozen=True)
class Words:
    """What a person says of the correction; no datasets stands for all that change."""

    reason: str
    affected: str
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Corrected:
    """The candidate that waits now, and the notice in it; None if it was taken out."""

    digest: str
    notice: dict[str, Any] | None


class OutdatedCandidateError(RuntimeError):
    """What is in force is no longer what the candidate holds."""


def correct(store: Store, office: Office, words: Words | None) -> Corrected:
    """Renew the waiting candidate with a notice of correction; with None, without any.

    Office signatures on the former candidate do not cover the new one; providers' do. Raises
    NoCandidateError, NothingToCorrectError, OutdatedCandidateError.
    """
    with store.lock("propose"):
        waiting = waiting_candidate(store)
        newest = newest_release(store)
        accepted = accepted_data(store, office, load_state(store), newest)
        if words is not None:
            history = read_links(store.public)
            request = CorrectionRequest(words.reason, words.affected, history, words.datasets)
            accepted = replace(accepted, correction=request)
        digest = renew(store, accepted, waiting)
        notice = store.candidates / digest / CORRECTION
        return Corrected(digest, read_json(notice) if notice.exists() else None)


def renew(store: Store, accepted: Accepted, waiting: Path) -> str:
    """Write the candidate in the place of the waiting one; its digest."""
    made = Path(tempfile.mkdtemp(dir=store.candidates, prefix=".making-"))
    try:
        manifest = write_candidate(made, accepted)
        former, _ = read_manifest(waiting / MANIFEST)
        same = says_the_same(manifest, former) and manifest.previous == former.previous
        if not same or manifest.withdrawals != former.withdrawals:
            raise OutdatedCandidateError
        _, digest = read_manifest(made / MANIFEST)
        put_aside_if_changed(store.candidates / digest)
        move_folder(made, store.candidates / digest)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    settle_on(store, digest, "")
    return digest


def waiting_notice(store: Store) -> dict[str, Any] | None:
    """The notice in the waiting candidate, if it has one."""
    digest = current_digest(store)
    notice = store.candidates / (digest or "none") / CORRECTION
    return read_json(notice) if notice.exists() else None
