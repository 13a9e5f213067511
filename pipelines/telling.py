"""A round of messages at the edge: the clock, Dagster's memory and Apprise put together; 发消息.

Belongs here: what the command and the job `messages` share. Does not belong here: what is due and
the journal (assets), sending itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assets.messages.events import Event, look
from assets.messages.outbox import read_outbox
from assets.messages.review_events import review_events, waiting
from assets.messages.rounds import Desk, Plan, Round, plan_round, send_round
from assets.messages.trouble import run_events
from assets.messages.unit_events import unit_events
from assets.mornings.night import Night
from assets.receipts import now_in_china
from assets.store import Store
from expectations.waivers import WaiversRefused
from pipelines.runs_seen import StorageUnreachableError, night_seen
from pipelines.sending import Sender, refuse_unknown_services
from sources.messaging import Messaging, load_messaging
from sources.office import Office

# A failed run that nobody heard of for so long is history.
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Telling:
    """One home and its settings for messages."""

    store: Store
    office: Office
    messaging: Messaging

    def events(self, now: datetime) -> list[Event]:
        """Everything that should have been said by now.

        While `waivers.yaml` cannot be used nothing is judged, and units are told nothing new.
        """
        return [
            *self._of_units(now),
            *review_events(waiting(self.store), now),
            *run_events(self._night(now), now),
        ]

    def _of_units(self, now: datetime) -> list[Event]:
        try:
            return unit_events(look(self.store, self.office, now))
        except WaiversRefused:
            return []

    def _night(self, now: datetime) -> Night | None:
        try:
            return night_seen(self.store, now - LOOKED_BACK, now)
        except StorageUnreachableError:
            return None  # the health check tells of it; the others' messages go on

    def plan(self, now: datetime) -> Plan:
        """What a round would send now, and what waits."""
        return plan_round(self.events(now), self.messaging, read_outbox(self.store.messages), now)

    def round(self) -> Round:
        """Send what is ready. Raises filelock.Timeout if another round takes too long."""
        desk = Desk(self.store, self.office, self.messaging, Sender().send, now_in_china)
        return send_round(desk, self.events(now_in_china()))


def open_telling(store: Store, office: Office) -> Telling | None:
    """The settings of a home; None if there are none. Raises MessagingRefused."""
    messaging = load_messaging(store.notify, office)
    if messaging is None:
        return None
    refuse_unknown_services(messaging)
    return Telling(store, office, messaging)
