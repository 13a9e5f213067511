"""Whether the machine's clock was changed, 时钟: by a clock that nobody can set.

Belongs here: noting both clocks and comparing them. Does not belong here: what follows. The kernel
counts the time since it started, asleep or not; where that and the time of day disagree from one
note to the next, somebody set the clock. Across a restart only a step back can be told.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assets.journal import add_lines, read_lines
from assets.receipts import now_in_china
from assets.store import Store

BOOT = Path("/proc/sys/kernel/random/boot_id")
# A clock that is kept right by the network is moved by less.
TOLERATED = timedelta(minutes=2)


class Note(BaseModel):
    """The time of day beside the seconds since the kernel started, and which start that was."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    seconds: float
    boot: str


@dataclass(frozen=True)
class ClockChange:
    """The clock was moved between two notes: forward, or back if `by` is negative."""

    before: datetime
    after: datetime
    by: timedelta


def note_clocks(store: Store) -> None:
    """Note both clocks now."""
    uptime = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    boot = BOOT.read_text(encoding="ascii").strip() if BOOT.exists() else ""
    note = Note(at=now_in_china(), seconds=time.clock_gettime(uptime), boot=boot)
    with store.lock("clock"):
        add_lines(store.clock, [note])


def clock_changes(store: Store) -> list[ClockChange]:
    """Every change between two notes that follow one another."""
    return changes(read_lines(store.clock, Note))


def changes(notes: Sequence[Note]) -> list[ClockChange]:
    """Changes between notes; the size of one across a restart is at least what is said."""
    found = []
    for earlier, later in pairwise(notes):
        passed = later.at - earlier.at
        if earlier.boot and earlier.boot == later.boot:
            passed -= timedelta(seconds=later.seconds - earlier.seconds)
        elif passed > timedelta():
            continue
        if abs(passed) > TOLERATED:
            found.append(ClockChange(earlier.at, later.at, passed))
    return found
