"""The gate: everything is computed again from the files, and every reason to refuse is named.

Belongs here: the one decision whether a candidate may be published. Does not belong here: trust
in anything computed before, and the publishing itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from expectations.approval import DIGEST_SHOWN, Case, examine
from expectations.manifest import (
    MANIFEST,
    SITE_FORM,
    Base,
    DatasetEntry,
    Form,
    Manifest,
    Slot,
    read_manifest,
    slots,
)
from expectations.people import People, examine_people
from expectations.reasons import Reason, reason
from expectations.signoff import Signoff, SignoffStore, collect
from expectations.statement import Role
from expectations.withdrawal import Withdrawal
from sources.hashing import sha256_of_file

WITHHELD = "withheld.json"
CORRECTION = "CORRECTION.json"
REVIEW = "review"
DATA = "data"
EVIDENCE = "provenance、changes、quality、reference、data"
NO_RELEASE = "尚无发布"


@dataclass(frozen=True)
class Measures:
    """How the values of a candidate are measured again; handed in, since formats are outputs.

    `dataset(id, path)` measures one parquet file; `units(paths by dataset)` gives each unit's
    digest; `pack(folder)` the review pack's; `evidence(candidate)` that of where the values come
    from. Each may raise OSError, ValueError (no such values) or KeyError (no such dataset).
    """

    dataset: Callable[[str, Path], DatasetEntry]
    units: Callable[[Mapping[str, Path]], Mapping[str, str]]
    pack: Callable[[Path], str]
    evidence: Callable[[Path], str]


@dataclass(frozen=True)
class GateContext:
    """What the gate is told: how to measure, the people, the aware time, the newest release.

    `newest_at` is when that was released. `released` are the digests of candidates that were
    published already: a signature on one of them is spent, not stale. `form` is what may appear
    where it is to go. `withdrawals` are all that were withdrawn, by the digest of the document,
    oldest first.
    """

    measures: Measures
    people: People
    now: datetime
    newest: Base | None
    released: frozenset[str] = frozenset()
    newest_at: datetime | None = None
    withdrawals: Mapping[str, Withdrawal] = field(default_factory=dict)
    form: Form = SITE_FORM


def reasons_to_refuse(
    candidate_folder: Path, signoffs: SignoffStore, allowed_signers: Path, context: GateContext
) -> tuple[Reason, ...]:
    """All reasons for which the candidate may not be published; empty if it may.

    Raises OSError if a file cannot be read for another reason than being absent.
    """
    try:
        manifest, digest = read_manifest(candidate_folder / MANIFEST)
    except (FileNotFoundError, ValueError) as error:
        return (reason("changed_manifest", detail=type(error).__name__),)
    found = collect(signoffs, manifest, digest)
    signed = examine(Case(manifest, digest, allowed_signers, found))
    return (
        *_changes(candidate_folder, manifest, digest, context.measures),
        *(
            [reason("wrong_form", detail=manifest.format)]
            if manifest.format != context.form
            else []
        ),
        *(_told_stale(one, signoffs, (manifest, digest), context) for one in signed),
        *examine_people(context.people, found),
        *_future(found, context.now),
        *_base(manifest, found, context),
        *_withdrawn(manifest, context.withdrawals),
    )


def changed_files(candidate_folder: Path, measures: Measures) -> tuple[Reason, ...]:
    """All reasons that lie in the candidate's files alone; empty if it is what its name says."""
    try:
        manifest, digest = read_manifest(candidate_folder / MANIFEST)
    except (FileNotFoundError, ValueError) as error:
        return (reason("changed_manifest", detail=type(error).__name__),)
    return tuple(_changes(candidate_folder, manifest, digest, measures))


def _changes(folder: Path, manifest: Manifest, digest: str, measures: Measures) -> Iterator[Reason]:
    if folder.name != digest:
        yield reason("changed_manifest", detail=digest[:DIGEST_SHOWN])
    yield from _changed_values(folder / DATA, manifest, measures)
    withheld = folder / WITHHELD
    if not withheld.is_file() or sha256_of_file(withheld) != manifest.withheld_sha256:
        yield reason("changed_withheld", detail=withheld.name)
    pack = folder / REVIEW
    if not pack.is_dir() or measures.pack(pack) != manifest.review_pack_sha256:
        yield reason("changed_pack", detail=pack.name)
    yield from _changed_evidence(folder, manifest, measures)
    if sha256_if_there(folder / CORRECTION) != signed_correction(manifest):
        yield reason("changed_correction", detail=CORRECTION)


def signed_correction(manifest: Manifest) -> str | None:
    """The signed digest of CORRECTION.json; None if there is to be none."""
    return None if manifest.correction is None else manifest.correction.sha256


def sha256_if_there(path: Path) -> str | None:
    """SHA-256 of a file, None if there is no such file. Raises OSError if it cannot be read."""
    return sha256_of_file(path) if path.is_file() else None


def _changed_values(data: Path, manifest: Manifest, measures: Measures) -> Iterator[Reason]:
    present = {path.name: path for path in data.glob("*")} if data.is_dir() else {}
    wanted = {f"{dataset}.parquet": dataset for dataset in manifest.datasets}
    for name in sorted(present.keys() ^ wanted.keys()):
        word = "多出" if name in present else "缺少"
        yield reason("changed_values", detail=f"{word} {DATA}/{name}")
    paths = {wanted[name]: present[name] for name in sorted(present.keys() & wanted.keys())}
    try:
        for dataset, path in paths.items():
            if measures.dataset(dataset, path) != manifest.datasets[dataset]:
                yield reason("changed_values", detail=f"{DATA}/{path.name}")
        measured = dict(measures.units(paths))
    except (OSError, ValueError, KeyError) as error:
        yield reason("changed_values", detail=f"{DATA}: {type(error).__name__}")
        return
    signed = {unit: entry.values_sha256 for unit, entry in manifest.units.items()}
    for unit in sorted(measured.keys() | signed.keys()):
        if measured.get(unit) != signed.get(unit):
            slot = next((one for one in slots(manifest.units) if one.unit == unit), None)
            yield reason("changed_values", slot, detail=unit)


def _changed_evidence(folder: Path, manifest: Manifest, measures: Measures) -> Iterator[Reason]:
    try:
        measured = measures.evidence(folder)
    except (OSError, ValueError, KeyError) as error:
        yield reason("changed_evidence", detail=type(error).__name__)
        return
    if measured != manifest.evidence_sha256:
        yield reason("changed_evidence", detail=EVIDENCE)


def _told_stale(
    found: Reason, store: SignoffStore, of: tuple[Manifest, str], context: GateContext
) -> Reason:
    """Call a missing sign-off stale if the role has signed something else, not yet spent."""
    if found.code != "missing":
        return found
    manifest, digest = of
    slot = next(
        one for one in slots(manifest.units) if (one.role, one.unit) == (found.role, found.unit)
    )
    others = store.others(slot, manifest, digest)
    unspent = [path for path in others if path.parent.name not in context.released]
    return reason("stale", slot) if unspent else found


def _future(signoffs: Mapping[Slot, Signoff], now: datetime) -> Iterator[Reason]:
    for slot, signoff in signoffs.items():
        if signoff.statement is not None and signoff.statement.at > now:
            yield reason("future", slot, signoff.statement.signed_at)


def _base(
    manifest: Manifest, signoffs: Mapping[Slot, Signoff], context: GateContext
) -> Iterator[Reason]:
    if manifest.previous != context.newest:
        against = NO_RELEASE if manifest.previous is None else manifest.previous.version
        yield reason("stale_base", detail=against)
    chief = signoffs.get(Slot(Role.CHIEF))
    if context.newest_at is None or chief is None or chief.statement is None:
        return
    if chief.statement.at < context.newest_at:
        yield reason("out_of_order", chief.slot, "签署时间早于上一次发布")


def _withdrawn(manifest: Manifest, withdrawals: Mapping[str, Withdrawal]) -> Iterator[Reason]:
    """Nothing that was withdrawn comes back, neither as data nor quoted in a list of changes."""
    later = [
        one.version for digest, one in withdrawals.items() if digest not in manifest.withdrawals
    ]
    if later:
        yield reason("stale_withdrawals", detail="、".join(dict.fromkeys(later)))
    measured = {name: entry.values_sha256 for name, entry in manifest.datasets.items()}
    for one in withdrawals.values():
        same = [name for name, digest in one.values.items() if measured.get(name) == digest]
        # A release may have been withdrawn for one dataset's sake; the others may stand again.
        if same and (not one.is_whole_release or len(same) == len(one.values)):
            yield reason("withdrawn_values", detail="、".join(same))
