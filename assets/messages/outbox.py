"""The journal of messages, 发件登记: what was tried, sent, refused, at which address, when.

Belongs here: writing and reading the journal, and what follows from it for each message. Does not
belong here: what there is to say. No address and no text is in it: an address by its name in
`notify.yaml`, a text by its digest.

A try is written down before it is made and its end after it. Who is killed in between has tried
once; the next round tries again. So a message is sent at least once, at most `MOST_TRIES` times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assets.journal import add_lines, read_lines
from expectations.durable import sync_folder
from sources.message_kinds import Kind

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=10)
UNKNOWN_END = "发送时中断，不知道有没有送到"
Step = Literal["trying", "sent", "failed", "refused", "again"]


class Line(BaseModel):
    """One line: a step of one message, which may have spoken of several things (`keys`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    step: Step
    kind: Kind | None = None
    address: str = ""
    unit: str = ""
    keys: tuple[str, ...] = ()
    text_sha256: str = ""
    why: str = ""


@dataclass(frozen=True)
class Entry:
    """What became of one thing at one address. `round` counts how often somebody said: again."""

    address: str
    key: str
    kind: Kind
    at: datetime
    tries: int = 0
    why: str = ""
    is_sent: bool = False
    is_refused: bool = False
    round: int = 0

    @property
    def is_given_up(self) -> bool:
        """True if it was never sent and is not tried any more."""
        return self.tries >= MOST_TRIES and not self.is_sent

    @property
    def is_over(self) -> bool:
        """True if nothing more is done about it."""
        return self.is_sent or self.is_refused or self.is_given_up

    @property
    def next_at(self) -> datetime:
        """When it may be tried again: each wait is twice the one before."""
        return self.at + FIRST_WAIT * 2 ** max(self.tries - 1, 0)


@dataclass(frozen=True)
class Outbox:
    """Everything that was tried, by address and key."""

    entries: Mapping[tuple[str, str], Entry]

    @cached_property
    def given_up(self) -> Sequence[Entry]:
        """What was tried in vain, in the order of the last try."""
        return sorted((e for e in self.entries.values() if e.is_given_up), key=lambda e: e.at)

    @cached_property
    def refused(self) -> Sequence[Entry]:
        """What the privacy guard held back."""
        return [one for one in self.entries.values() if one.is_refused]

    @cached_property
    def failing(self) -> Sequence[Entry]:
        """What failed and will be tried again."""
        return [one for one in self.entries.values() if one.tries and not one.is_over]


def read_outbox(path: Path) -> Outbox:
    """What became of every message so far. A half line that a killed process left counts not."""
    entries: dict[tuple[str, str], Entry] = {}
    for line in read_lines(path, Line):
        if line.step == "again":
            entries = {where: _again(one) for where, one in entries.items()}
            continue
        for key in line.keys:
            entries[line.address, key] = _after(entries.get((line.address, key)), line, key)
    return Outbox(entries)


def _again(one: Entry) -> Entry:
    if one.is_sent or not one.is_over:
        return one
    return replace(one, tries=0, is_refused=False, round=one.round + 1)


def _after(before: Entry | None, line: Line, key: str) -> Entry:
    if line.kind is None:
        raise ValueError(f"a line of the outbox without a kind: {line.step}")
    one = before or Entry(line.address, key, line.kind, line.at)
    one = replace(one, at=line.at)
    if line.step == "trying":
        return replace(one, tries=one.tries + 1, why=UNKNOWN_END)
    if line.step == "failed":
        return replace(one, why=line.why)
    return replace(one, is_sent=line.step == "sent", is_refused=line.step == "refused", why="")


def add_to_outbox(path: Path, lines: Sequence[Line]) -> None:
    """Write lines down so that they outlast a crash. Call it while holding the lock `messages`."""
    is_new = not path.exists()
    add_lines(path, lines)
    if is_new:
        sync_folder(path.parent)
