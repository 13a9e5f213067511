"""Carrying a signed withdrawal out in `public/`: one rename, then what follows it.

Belongs here: the order of steps that keeps `public/` whole whenever it is killed. Does not belong
here: drafting and signing the withdrawal (assets), which files go (`removal.py`).
"""

import shutil
from pathlib import Path

from expectations.durable import rename_folder, sync_tree, write_file
from expectations.manifest import MANIFEST, read_manifest
from expectations.reasons import Reason
from expectations.withdrawal import Withdrawal, examine_statements
from expectations.withdrawal_reasons import refusal
from outputs.chain import RELEASES, UNFINISHED, Link, read_links
from outputs.finishing import STAGING, RenderSite, alone, follow, settle
from outputs.release_document import SIGNOFFS
from outputs.removal import datasets_of, files_to_remove, with_joined
from outputs.withdrawals import (
    NOTE,
    SIGNERS,
    STATEMENTS,
    WITHDRAWALS,
    Withdrawn,
    is_withdrawn,
    mark_bytes,
    read_withdrawals,
    read_withdrawn,
    withdrawn_datasets,
)


class WithdrawalRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """Nothing was withdrawn; `reasons` holds all that speaks against it."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(one.message for one in reasons))
        self.reasons = reasons


def draft(
    public: Path, version: str, datasets: tuple[str, ...], words: tuple[str, str]
) -> Withdrawal:
    """Compose what two people are to sign; `words` are the reason and the time of the request.

    A dataset takes those made from it along. Raises WithdrawalRefused, OSError, ValueError.
    """
    links = read_links(public)
    withdrawals = read_withdrawals(public)
    target = next((link for link in links if link.version == version), None)
    if target is None:
        raise WithdrawalRefused((refusal("unknown_version", detail=version),))
    chosen = _chosen(target, frozenset(datasets), withdrawals)
    removed = files_to_remove(links, target, chosen)
    touched = {version, *(path.split("/")[1] for path in removed)}
    return Withdrawal(
        office=str(target.document["office"]),
        version=version,
        releases={link.version: link.digest for link in links if link.version in touched},
        datasets=sorted(chosen),
        reason=words[0],
        requested_at=words[1],
        removed=removed,
        values=withdrawn_values(target, chosen),
        earlier=withdrawals[-1].digest if withdrawals else None,
    )


def _chosen(
    target: Link, datasets: frozenset[str], withdrawals: tuple[Withdrawn, ...]
) -> frozenset[str]:
    """The datasets that go, with those made from them. Raises WithdrawalRefused."""
    version, known = target.version, datasets_of(target)
    strange = "、".join(sorted(datasets - known))
    if strange:
        detail = f"{version}（{strange}）"
        raise WithdrawalRefused((refusal("unknown_dataset", detail=detail),))
    chosen = with_joined(datasets) & known
    gone = withdrawn_datasets(withdrawals, version)
    if is_withdrawn(withdrawals, version) or (chosen and chosen <= gone):
        detail = "、".join((version, *sorted(datasets)))
        raise WithdrawalRefused((refusal("already_withdrawn", detail=detail),))
    return chosen


def withdrawn_values(target: Link, datasets: frozenset[str]) -> dict[str, str]:
    """Digests of the values that may not come back; a dataset without records has none."""
    manifest, _ = read_manifest(target.folder / SIGNOFFS / MANIFEST)
    return {
        name: entry.values_sha256
        for name, entry in sorted(manifest.datasets.items())
        if entry.rows and (not datasets or name in datasets)
    }


def withdraw(
    public: Path, signed: Path, allowed_signers: Path, render_site: RenderSite
) -> Withdrawn:
    """Carry out the withdrawal in the folder `signed`: its document and two statements.

    Raises WithdrawalRefused, PublishRefused if somebody is publishing, OSError.
    """
    with alone(public):
        settle(public, render_site)
        found = read_withdrawn(signed)
        said = found.document
        words = (said.reason, said.requested_at)
        if draft(public, said.version, tuple(said.datasets), words) != said:
            raise WithdrawalRefused((refusal("changed_meanwhile"),))
        reasons = examine_statements(found.digest, found.statements, allowed_signers)
        if reasons:
            raise WithdrawalRefused(reasons)
        return _carry_out(public, signed, allowed_signers, render_site)


def _carry_out(
    public: Path, signed: Path, allowed_signers: Path, render_site: RenderSite
) -> Withdrawn:
    number = f"{len(read_withdrawals(public)) + 1:04d}"
    root = public / WITHDRAWALS
    staging = root / f"{STAGING}{number}"
    staging.mkdir(parents=True)
    for name in (NOTE, *STATEMENTS, *(f"{name}.sig" for name in STATEMENTS)):
        shutil.copyfile(signed / name, staging / name)
    shutil.copyfile(allowed_signers, staging / SIGNERS)
    sync_tree(staging)
    write_file(public / RELEASES / UNFINISHED, mark_bytes(number))
    rename_folder(staging, root / number)
    follow(public, render_site)
    return read_withdrawn(root / number)
