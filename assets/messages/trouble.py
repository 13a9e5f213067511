"""What the analyst should be told: failed runs, nights without a run, messages that failed; 故障.

Belongs here: pure functions from a night as it was seen and from the outbox. Does not belong here:
looking at runs (assets/graph), what a failure means (assets/mornings). No error's text goes into a
message: it may quote a table.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assets.messages.events import Event, day_words, start_of
from assets.messages.outbox import Outbox
from assets.mornings.alarms import MEANING, OF_CAUSE
from assets.mornings.night import Night
from sources.message_kinds import KIND_WORDS
from sources.messaging import ANALYST

# A run whose process died is started again within this time, and then there is nothing to tell.
SETTLES_WITHIN = timedelta(minutes=15)
OUR_OWN = "undelivered"


def run_events(night: Night | None, now: datetime) -> list[Event]:
    """Runs that failed by our fault and were not made up for; nights on which nothing ran."""
    if night is None:
        return []
    return [*_failed(night, now), *_missed(night)]


def _failed(night: Night, now: datetime) -> Iterator[Event]:
    for one in night.left:
        ended = one.ended or one.began
        if one.cause is not None and now - ended >= SETTLES_WITHIN:
            line = {"job": one.job, "run": one.run[:8], "ended": day_words(ended),
                    "meaning": MEANING[OF_CAUSE[one.cause]][0]}  # fmt: skip
            yield Event(f"run_failed|{one.run}", "run_failed", ANALYST, ended, line=line)


def _missed(night: Night) -> Iterator[Event]:
    for day in night.missed:
        line = {"night": f"{day.month}月{day.day}日"}
        yield Event(f"night_missed|{day}", "night_missed", ANALYST, start_of(day), line=line)


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
