"""From datasets in force to a candidate that waits for sign-offs; 送审.

Belongs here: freezing a candidate when something has changed. Does not belong here: what a
candidate holds (outputs) and signing it.
"""

import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.digests import file_digest
from assets.finding_states import finding_states, plain_state
from assets.stages.settle import Settled, State, load_state
from assets.stages.standing import made_digests, standing_key
from assets.store import Store, move_folder, read_json, write_bytes, write_json
from expectations.documents import document_bytes
from expectations.gate import changed_files
from expectations.manifest import MANIFEST, Manifest, read_manifest
from expectations.rulebook import rules_by_id
from outputs.candidate import FINDINGS, Accepted, says_the_same, write_candidate
from outputs.chain import Link, read_links
from outputs.kept_back import keep_back
from outputs.measuring import measures
from outputs.open_warnings import says_more
from outputs.withdrawals import withdrawals_by_digest
from sources.contract import Channel, load_contracts
from sources.finding import Severity
from sources.office import Office
from sources.parquet import read_records

OFFICE_ONLY = frozenset({"submission", "lapsed_waiver"})
RELEASED_MANIFEST = Path("signoffs") / MANIFEST


@dataclass(frozen=True)
class Proposal:
    """The candidate that now is current; None with the reason if there is none."""

    digest: str | None
    reason: str

    @property
    def waits(self) -> bool:
        """True if a candidate waits for sign-offs."""
        return self.digest is not None


def propose(store: Store, office: Office) -> Proposal:
    """Freeze what is in force as the current candidate, unless the newest release says the same."""
    with store.lock("propose"):
        state = load_state(store)
        key = proposing_key(store, state)
        known = proposed_before(store, key)
        if known is not None:
            return known
        proposal = _propose(store, office, state)
        made = {} if proposal.digest is None else candidate_digests(store, proposal.digest)
        write_json(store.proposed, {"key": key, **asdict(proposal), "made": made})
        return proposal


def proposing_key(store: Store, state: State) -> str:
    """Everything that a candidate follows from: the state, and what is said of its findings."""
    judged = [one.receipt for one in state.submissions]
    return f"{standing_key(store, judged)}-{file_digest(store.state)}"


def proposed_before(store: Store, key: str) -> Proposal | None:
    """What was proposed, if the same would be now and its candidate is whole."""
    if not store.proposed.exists():
        return None
    known = read_json(store.proposed)
    digest = known["digest"]
    is_same = known["key"] == key and digest == current_digest(store)
    if is_same and digest is not None:
        is_same = known["made"] == candidate_digests(store, digest)
    return Proposal(digest, known["reason"]) if is_same else None


def candidate_digests(store: Store, digest: str) -> dict[str, str]:
    """SHA-256 of every file of a candidate."""
    folder = store.candidates / digest
    return made_digests(folder, (path for path in folder.rglob("*") if path.is_file()))


def _propose(store: Store, office: Office, state: State) -> Proposal:
    newest = newest_release(store)
    accepted = accepted_data(store, office, state, newest)
    if not any(table.num_rows for table in accepted.records.values()):
        return settle_on(store, None, "还没有任何通过校验的数据。")
    store.candidates.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=store.candidates, prefix=".making-"))
    try:
        manifest = write_candidate(made, accepted)
        if newest is not None and says_the_same(manifest, released_manifest(newest)):
            return settle_on(store, None, f"与最新发布 {newest.version} 相同，无需发布。")
        kept = unchanged_candidate(store, manifest, accepted.findings)
        if kept is not None:
            return settle_on(store, kept, "待签批，内容未变。")
        _, digest = read_manifest(made / MANIFEST)
        put_aside_if_changed(store.candidates / digest)
        move_folder(made, store.candidates / digest)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return settle_on(store, digest, "待签批。")


def unchanged_candidate(
    store: Store, manifest: Manifest, findings: Sequence[Mapping[str, Any]]
) -> str | None:
    """The waiting candidate's digest if it holds the same values on the same base.

    A file that was returned meanwhile, or a new wording of the review pack, voids no signature. A
    new explanation or waiver must be read by those who sign, so with one it is not kept; nor if its
    own files were changed, or the gate would refuse it for ever.
    """
    digest = current_digest(store)
    if digest is None or is_changed(store, digest):
        return None
    waiting, _ = read_manifest(store.candidates / digest / MANIFEST)
    is_same = says_the_same(manifest, waiting) and manifest.previous == waiting.previous
    is_same = is_same and manifest.withdrawals == waiting.withdrawals
    if not is_same or says_more(findings, findings_of(store.candidates / digest)):
        return None
    return digest


def is_changed(store: Store, digest: str) -> bool:
    """True if a candidate is no more what its name says.

    If it is byte for byte what was proposed last, nothing in it need be measured anew.
    """
    known = read_json(store.proposed) if store.proposed.exists() else {"digest": None}
    if known["digest"] == digest and known["made"] == candidate_digests(store, digest):
        return False
    return bool(changed_files(store.candidates / digest, measures(load_contracts())))


def findings_of(candidate: Path) -> list[dict[str, Any]]:
    """The open findings that a candidate's review pack shows, as plain data."""
    found: list[dict[str, Any]] = read_json(candidate / FINDINGS)
    return found


def put_aside_if_changed(folder: Path) -> None:
    """Make room for a candidate made anew; what was done to the old one stays to be seen."""
    if folder.exists() and changed_files(folder, measures(load_contracts())):
        folder.replace(tempfile.mkdtemp(dir=folder.parent, prefix=".changed-"))


def settle_on(store: Store, digest: str | None, reason: str) -> Proposal:
    """Make a candidate the current one, or none."""
    write_bytes(store.current_candidate, f"{digest or ''}\n".encode())
    return Proposal(digest, reason)


def current_digest(store: Store) -> str | None:
    """Digest of the candidate that waits, or None."""
    if not store.current_candidate.exists():
        return None
    return store.current_candidate.read_text(encoding="utf-8").strip() or None


def newest_release(store: Store) -> Link | None:
    """The newest release, if anything was released."""
    links = read_links(store.public)
    return links[0] if links else None


def released_manifest(link: Link) -> Manifest:
    """The manifest that a release was made from."""
    return read_manifest(link.folder / RELEASED_MANIFEST)[0]


def accepted_data(store: Store, office: Office, state: State, newest: Link | None) -> Accepted:
    """Everything that a candidate is made of."""
    contracts = [c for c in load_contracts().values() if c.channel is Channel.SITE]
    records = {c.dataset: read_records(store.dataset(c.dataset)) for c in contracts}
    withdrawals = withdrawals_by_digest(store.public)
    kept = keep_back(contracts, records, withdrawals.values())
    return Accepted(
        office=office.name,
        demo=office.demo,
        contracts=contracts,
        records=kept.records,
        unit_names={unit.code: unit.name for unit in office.units},
        findings=findings_in_force(store, office, state, {c.dataset for c in contracts}),
        returned=returned(state.open_submissions, office),
        base=newest,
        withdrawals=tuple(withdrawals),
        kept_back=kept.items,
    )


def findings_in_force(
    store: Store, office: Office, state: State, datasets: Collection[str]
) -> list[dict[str, Any]]:
    """Warnings and notices on what is in force, with what became of each, in a fixed order.

    Without receipt numbers, and without waivers that do not hold: those are for the office alone.
    Those on other datasets than these stay out, for they quote their cells.
    """
    kept_off = load_contracts().keys() - datasets
    # What is gone since the last release has no submission.
    numbers = {"", *(f"{number:06d}" for number in state.in_force.values())}
    plain = [
        {
            **{k: v for k, v in plain_state(one).items() if k not in OFFICE_ONLY},
            "title": rules_by_id()[one.finding["rule"]].title,
        }
        for one in finding_states(store, office, state)
        if one.finding["submission"] in numbers
        and one.finding["severity"] != Severity.ERROR
        and one.finding["dataset"] not in kept_off
    ]
    return sorted(plain, key=document_bytes)


def returned(submissions: Sequence[Settled], office: Office) -> list[dict[str, Any]]:
    """Open submissions that were sent back, for the reviewers to know what is missing."""
    return [
        {
            "unit": one.receipt.unit,
            "unit_name": office.by_code[one.receipt.unit].name,
            "period": one.receipt.period,
            "file": one.receipt.file,
            "errors": one.errors,
        }
        for one in submissions
        if not one.accepted and one.receipt.is_placed(office)
    ]
