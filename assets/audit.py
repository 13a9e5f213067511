"""The audit trail, 台账: one numbered line for each thing that happened, chained by hashes.

Belongs here: adding lines, checking the chain, laying the trail out. Does not belong here: finding
what happened (`facts.py`) and writing a workbook (outputs).

A fact has one place. The trail points to it by its digest and repeats nothing, save where the place
itself does not last. A line that is changed or taken out breaks the chain after it; a fact that is
changed or taken out no longer answers to its line.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assets.facts import KINDS, Fact, all_facts
from assets.journal import add_lines, drop_half_line
from assets.receipts import now_in_china
from assets.store import Store
from expectations.documents import sha256_of

START = "0" * 64


class Told(BaseModel):
    """The words of a fact whose own place does not last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str
    who: str
    what: str
    unit: str
    period: str


class Line(BaseModel):
    """One line: what kind of fact, its digest and place, when it was noted, the line before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    noted_at: str
    kind: str
    sha256: str
    place: str
    told: Told | None = None
    previous: str


@dataclass(frozen=True)
class Trail:
    """The lines as they stand in the file, and the digest of the last, which stands for all."""

    lines: tuple[Line, ...]
    hashes: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def head(self) -> str:
        """SHA-256 of the last line."""
        return self.hashes[-1] if self.hashes else START


@dataclass(frozen=True)
class Entry:
    """One row of the trail laid out for inspectors."""

    number: int
    at: str
    kind: str
    who: str
    unit: str
    period: str
    what: str
    sha256: str
    noted_at: str
    place: str

    def to_json(self) -> dict[str, Any]:
        """Return a JSON value."""
        return dict(vars(self))


def keep_trail(store: Store) -> int:
    """Add a line for everything that has none yet; how many were added."""
    with store.lock("audit"):
        drop_half_line(store.audit)
        trail = read_trail(store.audit)
        known = {(line.kind, line.sha256) for line in trail.lines}
        fresh: list[Line] = []
        previous = trail.head
        for fact in all_facts(store):
            if (fact.kind, fact.sha256) in known:
                continue
            known.add((fact.kind, fact.sha256))
            line = _line(fact, len(trail.lines) + len(fresh) + 1, previous)
            fresh.append(line)
            previous = sha256_of(line.model_dump_json().encode())
        add_lines(store.audit, fresh)
        return len(fresh)


def _line(fact: Fact, number: int, previous: str) -> Line:
    noted = now_in_china().isoformat()
    told = Told(
        at=fact.at or noted, who=fact.who, what=fact.what, unit=fact.unit, period=fact.period
    )
    return Line(
        number=number,
        noted_at=noted,
        kind=fact.kind,
        sha256=fact.sha256,
        place=fact.place,
        told=told if fact.vanishes else None,
        previous=previous,
    )


def read_trail(path: Path) -> Trail:
    """Read the trail and check its chain. Raises OSError."""
    content = path.read_bytes() if path.exists() else b""
    lines: list[Line] = []
    hashes: list[str] = []
    faults = []
    for number, raw in enumerate(content.splitlines(), start=1):
        try:
            line = Line.model_validate(json.loads(raw))
        except (ValueError, ValidationError):
            faults.append(f"第 {number} 行读不出，可能被改动。")
            hashes.append(sha256_of(raw))
            continue
        if line.number != number or line.previous != (hashes[-1] if hashes else START):
            faults.append(f"第 {number} 行与前一行接不上：有行被删去、插入或改动。")
        lines.append(line)
        hashes.append(sha256_of(raw))
    return Trail(tuple(lines), tuple(hashes), tuple(faults))


def trail_faults(store: Store, head: str | None = None) -> tuple[str, ...]:
    """All that does not hold, in Chinese; with `head`, also whether that line is still there."""
    trail = read_trail(store.audit)
    held = {(fact.kind, fact.sha256) for fact in all_facts(store)}
    lost = [
        f"第 {line.number} 行的依据已被改动或删去：{KINDS.get(line.kind, '登记')}，{line.place}。"
        for line in trail.lines
        if line.told is None and (line.kind, line.sha256) not in held
    ]
    cut = []
    if head is not None and head not in trail.hashes:
        cut = ["您记下的那一行已不在台账里：末尾被截去，或内容被改动。"]
    return (*trail.faults, *lost, *cut)


def entries(store: Store) -> Sequence[Entry]:
    """The trail laid out, in the order of its lines."""
    held = {(fact.kind, fact.sha256): fact for fact in all_facts(store)}
    return [_entry(line, held) for line in read_trail(store.audit).lines]


def _entry(line: Line, held: Mapping[tuple[str, str], Fact]) -> Entry:
    said: Told | Fact | None = line.told or held.get((line.kind, line.sha256))
    return Entry(
        number=line.number,
        at="" if said is None else said.at,
        kind=KINDS.get(line.kind, line.kind),
        who="" if said is None else said.who,
        unit="" if said is None else said.unit,
        period="" if said is None else said.period,
        what="依据缺失：已被改动或删去" if said is None else said.what,
        sha256=line.sha256,
        noted_at=line.noted_at,
        place=line.place,
    )
