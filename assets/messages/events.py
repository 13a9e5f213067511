"""One thing that somebody should be told, and what everything of that kind is derived from; 事项.

Belongs here: the event, and the sight of the home that events are read from. Does not belong here:
which events there are (`unit_events.py`, `review_events.py`, `trouble.py`), whether one was told
already (`outbox.py`). Nothing waits in a queue: what should have been said by now follows from the
registers each time, so a process that dies loses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from assets.declarations import declared
from assets.finding_states import finding_states
from assets.receipts import CHINA, Receipt, read_receipts
from assets.stages.settle import State, load_state
from assets.status import UnitStatus, unit_statuses
from assets.store import Store
from sources.message_kinds import Kind
from sources.office import Office


@dataclass(frozen=True)
class Event:
    """Something that somebody should be told once.

    `key` tells it from all others for ever; `to` is a unit's code or a group of `notify.yaml`; `at`
    is since when it is so. Events of one kind and topic make one message: `frame` is what they have
    in common, `line` what each adds. Both hold our own words, codes, numbers and days only.
    """

    key: str
    kind: Kind
    to: str
    at: datetime
    topic: str = ""
    frame: Mapping[str, str] = field(default_factory=dict)
    line: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """All that the events of units are read from.

    `questions` counts, by receipt number, the warnings that nobody has explained.
    """

    office: Office
    receipts: Sequence[Receipt]
    state: State
    statuses: Sequence[UnitStatus]
    questions: Mapping[int, int]
    now: datetime

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(CHINA).date()


def look(store: Store, office: Office, now: datetime) -> Sight:
    """The home as it stands. Raises WaiversRefused if `waivers.yaml` cannot be used."""
    receipts, state = read_receipts(store), load_state(store)
    today = now.astimezone(CHINA).date()
    return Sight(
        office=office,
        receipts=receipts,
        state=state,
        statuses=unit_statuses(office, receipts, state, today, declared(store, office)),
        questions=_questions(store, office, state),
        now=now,
    )


def _questions(store: Store, office: Office, state: State) -> dict[int, int]:
    counted: dict[int, int] = {}
    for one in finding_states(store, office, state):
        if one.needs_explanation and one.finding["submission"]:
            number = int(one.finding["submission"])
            counted[number] = counted.get(number, 0) + 1
    return counted


def start_of(day: date) -> datetime:
    """Midnight of a day in China."""
    return datetime.combine(day, time(), CHINA)


def month_words(period: str) -> str:
    """A period as 2026年10月."""
    year, month = period.split("-")
    return f"{year}年{int(month)}月"


def date_words(day: date) -> str:
    """A day as 2026年10月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(at: datetime) -> str:
    """A time as 11月30日 10:32, in China."""
    there = at.astimezone(CHINA)
    return f"{there.month}月{there.day}日 {there:%H:%M}"
