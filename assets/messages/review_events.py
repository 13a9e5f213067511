"""What reviewers and signing units should be told of the candidate that waits; 签批的消息.

Belongs here: who holds the candidate, from its manifest and the sign-offs that are there. Does not
belong here: whether a signature counts; the gate says that. Notes of those who return it are not
quoted: they are free words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from assets.messages.events import Event, date_words, month_words
from assets.planning import MonthPlan, month_plan
from assets.receipts import CHINA
from assets.stages.propose import current_digest
from assets.store import Store
from expectations.manifest import MANIFEST, Manifest, Slot, read_manifest, slots
from expectations.signoff import Signoff, SignoffStore, collect
from expectations.statement import Role
from sources.messaging import ANALYST, REVIEWERS

SHOWN = 8
SIGNED = "签批齐全，等待发布"


@dataclass(frozen=True)
class Waiting:
    """The candidate that waits, and the sign-offs on it; `at` is when it was frozen."""

    digest: str
    manifest: Manifest
    signoffs: Mapping[Slot, Signoff]
    at: datetime

    @property
    def absent(self) -> list[Slot]:
        """The signatures that it lacks, of the first role that lacks any."""
        lacking = [one for one in slots(self.manifest.units) if one not in self.signoffs]
        return [one for one in lacking if one.role is lacking[0].role]

    @property
    def returned(self) -> list[Slot]:
        """Who returned it."""
        return [
            slot
            for slot, one in self.signoffs.items()
            if one.statement is not None and one.statement.decision == "return"
        ]


def waiting(store: Store) -> Waiting | None:
    """The candidate that waits, or None."""
    digest = current_digest(store)
    if digest is None:
        return None
    path = store.candidates / digest / MANIFEST
    manifest, _ = read_manifest(path)
    at = datetime.fromtimestamp(path.stat().st_mtime, CHINA)
    return Waiting(digest, manifest, collect(SignoffStore(store.signoffs), manifest, digest), at)


def review_events(found: Waiting | None, now: datetime) -> list[Event]:
    """Everything that should have been said of the candidate by now."""
    if found is None:
        return []
    if found.returned:
        return list(_sent_back(found))
    return [*_to_sign(found), *_held(found, month_plan(now.astimezone(CHINA).date()))]


def _sent_back(found: Waiting) -> Iterator[Event]:
    for slot in found.returned:
        key = f"sent_back|{found.digest}|{slot.name}"
        frame = {"digest": found.digest[:SHOWN], "holder": _slot_words(found, slot)}
        for audience in (REVIEWERS, ANALYST):
            yield Event(key, "sent_back", audience, found.at, key, frame)


def _slot_words(found: Waiting, slot: Slot) -> str:
    unit = "" if slot.unit is None else f"（{found.manifest.units[slot.unit].name}）"
    return f"{slot.role.words}{unit}"


def _to_sign(found: Waiting) -> Iterator[Event]:
    """To units, once for the same values, however often the candidate around them is renewed."""
    for slot in found.absent:
        if slot.unit is not None:
            unit = found.manifest.units[slot.unit]
            key = f"to_sign|{slot.unit}|{unit.values_sha256}"
            frame = {"digest": found.digest[:SHOWN], "unit_name": unit.name}
            yield Event(key, "to_sign", slot.unit, found.at, key, frame)


def _held(found: Waiting, plan: MonthPlan) -> Iterator[Event]:
    """To all reviewers who holds it, and to the role whose turn it is."""
    role = found.absent[0].role if found.absent else None
    holder = SIGNED if role is None else role.words
    names = [found.manifest.units[one.unit].name for one in found.absent if one.unit]
    frame = {
        "digest": found.digest[:SHOWN],
        "holder": holder,
        "waiting_units": _few(names),
        "signed": _signed(found),
        "is_signed": "" if role else "yes",
        "plan": plan_words(plan),
    }
    key = f"waits|{found.digest}|{'publish' if role is None else role.value}"
    yield Event(key, "waits", REVIEWERS, found.at, key, frame)
    if role is not None and role is not Role.PROVIDER:
        turn = f"turn|{found.digest}|{role.value}"
        yield Event(turn, "turn", role.value, found.at, turn, frame)


def _signed(found: Waiting) -> str:
    """Whose signatures are there: how many units, and the roles of the office."""
    units = sum(slot.unit is not None for slot in found.signoffs)
    told = [f"提供单位 {units} 个"] if units else []
    return "、".join([*told, *(slot.role.words for slot in found.signoffs if slot.unit is None)])


def _few(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + (f" 等 {len(names)} 个" if len(names) > SHOWN else "")


def plan_words(plan: MonthPlan) -> str:
    """By the plan backwards, who should hold it today and until when."""
    due = f"{month_words(plan.period)}的材料应于{date_words(plan.due)}前公开"
    held = [one for one in plan.steps if one.step is plan.holder]
    if plan.holder is None:
        return f"{due}。"
    until = f"（至{date_words(held[0].last)}）" if held else ""
    return f"{due}；按计划今天是“{plan.holder.words}”{until}。"
