"""What the analyst should be told: failed runs, nights without an end, messages that failed; 故障.

Belongs here: pure functions from what was seen of runs and from the outbox. Does not belong here:
looking at runs (pipelines). No error's text goes into a message: it may quote a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assets.messages.events import Event, day_words, start_of
from assets.messages.outbox import Outbox
from assets.receipts import CHINA
from sources.message_kinds import KIND_WORDS
from sources.messaging import ANALYST

NIGHTLY = "nightly"
NIGHT_HOUR, GRACE = timedelta(hours=2), timedelta(hours=4)
ENDED: tuple[str, ...] = ("success", "failure", "canceled")
OUR_OWN = "undelivered"
RunState = Literal["success", "failure", "canceled", "other"]


@dataclass(frozen=True)
class RunSeen:
    """One run as the place that runs it remembers it. `changed` is when it last changed."""

    run: str
    job: str
    state: RunState
    created: datetime
    changed: datetime
    is_retried: bool = False


@dataclass(frozen=True)
class RunsSeen:
    """The runs since some time; `nights` is since when the nightly schedule is on, None if off."""

    runs: Sequence[RunSeen]
    nights: datetime | None


def run_events(seen: RunsSeen | None, now: datetime) -> list[Event]:
    """Failed runs, and last night if it did not come to its end; nothing where nobody runs them."""
    if seen is None:
        return []
    return [*_failed(seen), *_night(seen, now)]


def _failed(seen: RunsSeen) -> Iterator[Event]:
    """A run that was started again by itself is told only if the last try failed too."""
    for one in seen.runs:
        if one.state == "failure" and not one.is_retried:
            line = {"job": one.job, "run": one.run[:8], "ended": day_words(one.changed)}
            yield Event(f"run_failed|{one.run}", "run_failed", ANALYST, one.changed, line=line)


def _night(seen: RunsSeen, now: datetime) -> Iterator[Event]:
    night = last_night(now)
    start = start_of(night) + NIGHT_HOUR
    if seen.nights is None or seen.nights > start:
        return
    own = [one for one in seen.runs if one.job == NIGHTLY and one.created >= start]
    if any(one.state == "success" for one in own):
        return
    what = "没有启动" if not own else "失败了"
    if any(one.state not in ENDED for one in own):
        what = "到现在还没有结束"
    line = {"night": f"{night.month}月{night.day}日", "what": what}
    yield Event(f"night_missed|{night}", "night_missed", ANALYST, start + GRACE, line=line)


def last_night(now: datetime) -> date:
    """The day of the newest night that should be over by now."""
    return (now.astimezone(CHINA) - NIGHT_HOUR - GRACE).date()


def outbox_events(outbox: Outbox) -> list[Event]:
    """Messages that were given up, and those that the guard refused; never about themselves."""
    lost = [
        Event(
            f"undelivered|{one.address}|{one.key}|{one.round}",
            "undelivered",
            ANALYST,
            one.at,
            frame={"tries": str(one.tries)},
            line={"kind": KIND_WORDS[one.kind], "address": one.address, "why": one.why},
        )
        for one in outbox.given_up
        if one.kind != OUR_OWN
    ]
    held = [
        Event(
            f"refused|{one.address}|{one.key}|{one.round}",
            "refused",
            ANALYST,
            one.at,
            line={"kind": KIND_WORDS[one.kind], "address": one.address},
        )
        for one in outbox.refused
        if one.kind != "refused"
    ]
    return [*lost, *held]
