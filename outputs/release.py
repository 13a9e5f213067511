"""Publishing an approved candidate: the gate, a staged folder, one rename, then what follows it.

Belongs here: the order of steps that keeps `public/` whole whenever it is killed. Does not belong
here: the rules of approval (`expectations.gate`), the formats (writers are handed in), the site,
and what follows the rename (`finishing.py`).
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from expectations.documents import document_bytes
from expectations.durable import rename_folder, sync_tree, write_file
from expectations.gate import CORRECTION, GateContext, reasons_to_refuse
from expectations.manifest import MANIFEST, Manifest, Slot, read_manifest
from expectations.privacy.leaving import privacy_reasons, scan_folder
from expectations.reasons import Reason
from expectations.signoff import Signoff, SignoffStore, collect
from expectations.statement import Role
from outputs.chain import (
    DOCUMENT,
    RELEASES,
    SUMS,
    UNFINISHED,
    Link,
    next_version,
    read_links,
    sums_bytes,
)
from outputs.control_totals import with_totals
from outputs.finishing import STAGING, PublishRefused, RenderSite, alone, follow, settle
from outputs.problem import Problem
from outputs.published_values import PUBLISHED, FileMeasures
from outputs.release_document import SIGNOFFS, ReleaseDetails, release_document
from outputs.release_notes import CHANGELOG, LICENSE, changelog, license_text
from outputs.retold import rests
from outputs.verify_release import ALLOWED_SIGNERS, DATA, WITHHELD, verify_release
from outputs.withdrawals import withdrawals_by_digest


@dataclass(frozen=True)
class Staged:
    """What a writer is given.

    The candidate's folder, the folder to write into, RELEASE.json's value, and the previous
    release's folder if there is one.
    """

    candidate: Path
    folder: Path
    document: Mapping[str, Any]
    previous: Path | None


Writer = Callable[[Staged], None]
Guard = Callable[[Path], tuple[Reason, ...]]


def scan_staged(folder: Path) -> tuple[Reason, ...]:
    """The reasons of the privacy guard against a staged release, if nobody has allowed anything."""
    return privacy_reasons(scan_folder(folder, rests=rests(folder)))


@dataclass(frozen=True)
class ReleasePlan:
    """All that publishing needs; `context.newest` and `released` are read from `public` anew.

    `guard` looks at every staged byte before the release is put in its place.
    """

    public: Path
    candidate: Path
    store: SignoffStore
    allowed_signers: Path
    context: GateContext
    details: ReleaseDetails
    writers: tuple[Writer, ...]
    render_site: RenderSite
    measures: FileMeasures = PUBLISHED
    guard: Guard = scan_staged


@dataclass(frozen=True)
class Published:
    """A release in its place; `fresh` is False if it had been published before."""

    version: str
    digest: str
    path: Path
    fresh: bool


class StagedReleaseError(RuntimeError):
    """The folder that was written does not verify: our own fault; nothing was published."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.code} {one.message}" for one in problems))
        self.problems = problems


def publish_release(plan: ReleasePlan) -> Published:
    """Publish the candidate if the gate lets it, or return the newest release if it is that.

    Raises PublishRefused with all reasons, StagedReleaseError, OSError (disk full: the old
    release stays as it is), and what writers and the site raise.
    """
    with alone(plan.public):
        settle(plan.public, plan.render_site)
        links = read_links(plan.public)
        if links and links[0].document["candidate"] == plan.candidate.name:
            return _published(links[0], fresh=False)
        _ask_the_gate(plan, links)
        return _publish(plan, links)


def _ask_the_gate(plan: ReleasePlan, links: tuple[Link, ...]) -> None:
    newest = links[0] if links else None
    context = replace(
        plan.context,
        newest=None if newest is None else newest.base,
        newest_at=None
        if newest is None
        else datetime.fromisoformat(newest.document["released_at"]),
        released=frozenset(str(link.document["candidate"]) for link in links),
        withdrawals=withdrawals_by_digest(plan.public),
    )
    reasons = reasons_to_refuse(plan.candidate, plan.store, plan.allowed_signers, context)
    if reasons:
        raise PublishRefused(reasons)


def _publish(plan: ReleasePlan, links: tuple[Link, ...]) -> Published:
    manifest, digest = read_manifest(plan.candidate / MANIFEST)
    signoffs = collect(plan.store, manifest, digest)
    version = _version(signoffs, links)
    releases = plan.public / RELEASES
    staging = releases / f"{STAGING}{version}"
    try:
        _write(plan, staging, (manifest, digest, signoffs, version), links)
        problems = verify_release(staging, plan.measures, plan.allowed_signers)
        if problems:
            raise StagedReleaseError(problems)
        private = plan.guard(staging)
        if private:
            raise PublishRefused(private)
        sync_tree(staging)
        write_file(releases / UNFINISHED, f"{version}\n".encode())
        rename_folder(staging, releases / version)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    follow(plan.public, plan.render_site)
    return _published(read_links(plan.public)[0], fresh=True)


def _version(signoffs: Mapping[Slot, Signoff], links: tuple[Link, ...]) -> str:
    chief = signoffs[Slot(Role.CHIEF)].statement
    if chief is None:
        raise KeyError(Role.CHIEF.value)
    return next_version(chief.at, tuple(link.version for link in links))


def _write(
    plan: ReleasePlan,
    folder: Path,
    of: tuple[Manifest, str, Mapping[Slot, Signoff], str],
    links: tuple[Link, ...],
) -> None:
    manifest, digest, signoffs, version = of
    document = release_document(manifest, digest, signoffs, version, plan.details)
    document = with_totals(document, plan.candidate / DATA, plan.details.summed)
    previous = links[0].folder if links else None
    (folder / SIGNOFFS).mkdir(parents=True)
    for write in plan.writers:
        write(Staged(plan.candidate, folder, document, previous))
    for slot, signoff in signoffs.items():
        target = folder / SIGNOFFS / f"{slot.name}.json"
        target.write_bytes(signoff.content)
        shutil.copyfile(signoff.signature, target.with_name(f"{target.name}.sig"))
    shutil.copyfile(plan.candidate / MANIFEST, folder / SIGNOFFS / MANIFEST)
    shutil.copyfile(plan.candidate / WITHHELD, folder / SIGNOFFS / WITHHELD)
    shutil.copyfile(plan.allowed_signers, folder / SIGNOFFS / ALLOWED_SIGNERS)
    if manifest.correction is not None:
        shutil.copyfile(plan.candidate / CORRECTION, folder / CORRECTION)
    (folder / DOCUMENT).write_bytes(document_bytes(document))
    (folder / CHANGELOG).write_text(changelog(document, previous), encoding="utf-8")
    (folder / LICENSE).write_text(license_text(document), encoding="utf-8")
    (folder / SUMS).write_bytes(sums_bytes(folder))


def _published(link: Link, *, fresh: bool) -> Published:
    return Published(link.version, link.digest, link.folder, fresh)
