"""From a signed candidate to a release; the gate is inside; 发布.

Belongs here: what signing and publishing need of this data home. Does not belong here: the gate's
rules (expectations) and the making of a release (outputs).
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from assets.audit import keep_trail
from assets.disk import require_space
from assets.receipts import Receipt, now_in_china
from assets.stages.guard import reasons_against
from assets.stages.propose import current_digest, findings_in_force, findings_of
from assets.stages.settle import State, load_state
from assets.store import Store
from expectations.gate import GateContext, reasons_to_refuse
from expectations.people import People
from expectations.reasons import Reason
from expectations.signing import SigningAct, SigningDesk, sign_candidate
from expectations.signoff import SignoffStore
from outputs.chain import read_links
from outputs.control_totals import summed_columns
from outputs.edition import writers
from outputs.finishing import finish_release
from outputs.measuring import measures
from outputs.open_warnings import says_more
from outputs.portal.entry import frequencies_of
from outputs.publisher import Publisher
from outputs.release import Published, ReleasePlan, publish_release
from outputs.release_document import ReleaseDetails
from outputs.site.render import render_site
from outputs.withdrawals import withdrawals_by_digest
from sources.contract import Channel, load_contracts
from sources.office import Office


class NoCandidateError(RuntimeError):
    """Nothing waits for sign-offs or publication."""


class OutdatedCandidateError(NoCandidateError):
    """The candidate that waits lacks an explanation or waiver that was given after it was made."""


def waiting_candidate(store: Store) -> Path:
    """Folder of the current candidate. Raises NoCandidateError."""
    digest = current_digest(store)
    if digest is None:
        raise NoCandidateError("现在没有待签批的候选稿（数据与最新发布相同，或还没有数据）。")
    return store.candidates / digest


def people_of(office: Office, state: State, receipts: Iterable[Receipt]) -> People:
    """Who signs for each unit, and who submitted what is in force."""
    in_force = set(state.in_force.values())
    submitters: dict[str, set[str]] = {}
    for receipt in receipts:
        if receipt.number in in_force and receipt.submitted_by:
            submitters.setdefault(receipt.unit, set()).add(receipt.submitted_by)
    return People(
        providers={unit.code: unit.provider for unit in office.units},
        submitters={unit: frozenset(names) for unit, names in submitters.items()},
    )


def gate_context(store: Store, people: People, now: datetime) -> GateContext:
    """What the gate is told of this data home."""
    links = read_links(store.public)
    newest = links[0] if links else None
    return GateContext(
        measures=measures(load_contracts()),
        people=people,
        now=now,
        newest=None if newest is None else newest.base,
        released=frozenset(str(link.document["candidate"]) for link in links),
        newest_at=None
        if newest is None
        else datetime.fromisoformat(newest.document["released_at"]),
        withdrawals=withdrawals_by_digest(store.public),
    )


def reasons_that_block(store: Store, people: People) -> tuple[Reason, ...]:
    """Everything that keeps the candidate from being published. Raises NoCandidateError."""
    candidate = waiting_candidate(store)
    context = gate_context(store, people, now_in_china())
    return reasons_to_refuse(
        candidate, SignoffStore(store.signoffs), store.allowed_signers, context
    )


def sign(store: Store, people: People, *acts: SigningAct) -> tuple[Path, ...]:
    """Sign or return the waiting candidate, one after the other, up to the first that is refused.

    Raises SignoffRefused, NoCandidateError.
    """
    candidate = waiting_candidate(store)
    desk = SigningDesk(
        store=SignoffStore(store.signoffs),
        candidate=candidate,
        current=candidate.name,
        allowed_signers=store.allowed_signers,
        people=people,
    )
    try:
        return tuple(path for act in acts for path in sign_candidate(desk, act))
    finally:
        keep_trail(store)


def refuse_outdated(store: Store, office: Office) -> None:
    """Whoever signed must have read what is said of the numbers. Raises OutdatedCandidateError."""
    site = {c.dataset for c in load_contracts().values() if c.channel is Channel.SITE}
    said = findings_in_force(store, office, load_state(store), site)
    if says_more(said, findings_of(waiting_candidate(store))):
        words = "有新的说明或豁免还没有写进候选稿，签批人没有看到；请先运行 mingzhang run，再签批。"
        raise OutdatedCandidateError(words)


def publisher_of(office: Office) -> Publisher:
    """What releases say of the office, and how often its list wants each dataset disclosed."""
    listed = () if office.listed is None else office.listed.items
    return Publisher(
        office=office.name,
        hotline=office.hotline,
        site_url=office.site_url,
        demo=office.demo,
        uscc=office.uscc,
        department=office.department,
        homepage=office.homepage,
        region=office.region,
        frequencies=frequencies_of(listed),
    )


def publish(store: Store, office: Office, people: People) -> Published:
    """Publish the waiting candidate. Raises PublishRefused with every reason, NoCandidateError.

    What a killed publication or withdrawal left is finished in any case. Raises DiskShortError.
    """
    require_space(store, office.reserve_mib)
    finish_release(store.public, render_site)
    refuse_outdated(store, office)
    contracts = load_contracts()
    plan = ReleasePlan(
        public=store.public,
        candidate=waiting_candidate(store),
        store=SignoffStore(store.signoffs),
        allowed_signers=store.allowed_signers,
        context=gate_context(store, people, now_in_china()),
        details=ReleaseDetails(
            title=office.title,
            hotline=office.hotline,
            dataset_titles={name: (c.title, c.title_en) for name, c in contracts.items()},
            site_url=office.site_url,
            oc4ids_prefix=office.oc4ids_prefix,
            summed={name: summed_columns(c) for name, c in contracts.items()},
            site=office.site.said,
        ),
        writers=writers(publisher_of(office)),
        render_site=render_site,
        guard=lambda folder: reasons_against(store, folder),
    )
    published = publish_release(plan)
    keep_trail(store)
    return published
