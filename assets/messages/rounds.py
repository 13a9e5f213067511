"""One round of sending: what should have been said by now, less what was said; 发送一轮.

Belongs here: which messages are ready, which wait for the morning or for another try, and the round
itself with whatever sends handed in. Does not belong here: sending, templates, the journal's form.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assets.messages.events import Event
from assets.messages.outbox import Line, Outbox, add_to_outbox, read_outbox
from assets.messages.trouble import outbox_events
from assets.receipts import CHINA
from assets.store import Store
from expectations.documents import sha256_of
from outputs.messages.wording import Message, PersonalDataError, message
from sources.message_kinds import KIND_WORDS, Kind
from sources.messaging import Address, Messaging
from sources.office import Office

# To one address in one round: a robot takes one message in some five seconds.
MOST_AT_ONCE = 20
Send = Callable[[Address, Message], str | None]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Envelope:
    """One message to one address, about one or several things of one kind."""

    address: Address
    kind: Kind
    events: Sequence[Event]

    @property
    def keys(self) -> tuple[str, ...]:
        """What it speaks of."""
        return tuple(one.key for one in self.events)

    @property
    def unit(self) -> str:
        """The unit that it is for, if it is for one."""
        place = self.events[0].to
        return place if place.isupper() or place.isdigit() else ""

    def written(self, office: Office, messaging: Messaging) -> Message:
        """The message in words. Raises PersonalDataError."""
        own = {"office": office.name, "hotline": office.hotline, "pickup": messaging.pickup,
               "demo": "yes" if office.demo else ""}  # fmt: skip
        frame = {**own, **self.events[0].frame}
        return message(self.kind, frame, [one.line for one in self.events])


@dataclass(frozen=True)
class Plan:
    """What to do now: `ready` to send, `held` by quiet hours, `later` because a try failed."""

    ready: Sequence[Envelope]
    held: Sequence[Envelope]
    later: Sequence[Envelope]


@dataclass
class Round:
    """What a round did."""

    sent: list[Envelope] = field(default_factory=list)
    failed: list[tuple[Envelope, str]] = field(default_factory=list)
    refused: list[tuple[Envelope, str]] = field(default_factory=list)
    left: int = 0


def plan_round(
    events: Iterable[Event], messaging: Messaging, outbox: Outbox, now: datetime
) -> Plan:
    """Put what is still to be said into envelopes, oldest first."""
    ready: list[Envelope] = []
    held: list[Envelope] = []
    later: list[Envelope] = []
    is_quiet = messaging.quiet.holds(now.astimezone(CHINA))
    for envelope, next_at in _envelopes([*events, *outbox_events(outbox)], messaging, outbox):
        if next_at is not None and now < next_at:
            later.append(envelope)
        elif is_quiet and not envelope.address.at_any_hour:
            held.append(envelope)
        else:
            ready.append(envelope)
    return Plan(ready, held, later)


def _envelopes(
    events: Sequence[Event], messaging: Messaging, outbox: Outbox
) -> list[tuple[Envelope, datetime | None]]:
    found: dict[tuple[str, str, str, str, datetime | None], list[Event]] = {}
    order = list(KIND_WORDS)
    by_name = {one.name: one for one in messaging.addresses}
    for event in sorted(events, key=lambda one: (one.at, order.index(one.kind), one.key)):
        for address in messaging.addresses:
            if not address.reaches(event.to, event.kind):
                continue
            entry = outbox.entries.get((address.name, event.key))
            is_old = event.at.astimezone(CHINA).date() < messaging.since_of(address)
            if is_old or (entry is not None and entry.is_over):
                continue
            next_at = entry.next_at if entry is not None and entry.tries else None
            place = (address.name, event.kind, event.topic, event.to, next_at)
            found.setdefault(place, []).append(event)
    return [
        (Envelope(by_name[place[0]], own[0].kind, own), place[4]) for place, own in found.items()
    ]


@dataclass(frozen=True)
class Desk:
    """Everything that a round needs beside what there is to say."""

    store: Store
    office: Office
    messaging: Messaging
    send: Send
    clock: Clock


def send_round(desk: Desk, events: Sequence[Event]) -> Round:
    """Send what is ready; whoever else sends meanwhile waits. Raises filelock.Timeout."""
    done, path = Round(), desk.store.messages
    with desk.store.lock("messages"):
        plan = plan_round(events, desk.messaging, read_outbox(path), desk.clock())
        for envelope in plan.ready:
            if _may_go(done, envelope.address.name):
                _send_one(desk, envelope, done)
            else:
                done.left += 1
    return done


def _may_go(done: Round, address: str) -> bool:
    """False for an address that failed or had its share: no try is wasted on it in this round."""
    has_failed = any(one.address.name == address for one, _ in done.failed)
    return not has_failed and [e.address.name for e in done.sent].count(address) < MOST_AT_ONCE


def _send_one(desk: Desk, envelope: Envelope, done: Round) -> None:
    path = desk.store.messages
    note = Line(
        at=desk.clock(),
        step="trying",
        kind=envelope.kind,
        address=envelope.address.name,
        unit=envelope.unit,
        keys=envelope.keys,
    )
    try:
        words = envelope.written(desk.office, desk.messaging)
    except PersonalDataError as held:
        why = "、".join(held.kinds)
        add_to_outbox(path, [note.model_copy(update={"step": "refused", "why": why})])
        done.refused.append((envelope, why))
        return
    note = note.model_copy(update={"text_sha256": sha256_of(words.text.encode())})
    add_to_outbox(path, [note])
    fault = desk.send(envelope.address, words)
    end = {"at": desk.clock(), "step": "failed" if fault else "sent", "why": fault or ""}
    add_to_outbox(path, [note.model_copy(update=end)])
    if fault:
        done.failed.append((envelope, fault))
    else:
        done.sent.append(envelope)


def try_again(store: Store, at: datetime) -> None:
    """Give what was given up or refused another set of tries."""
    with store.lock("messages"):
        add_to_outbox(store.messages, [Line(at=at, step="again")])
