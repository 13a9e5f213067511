"""What became of each open finding: failed, explained or waived; 问题的处理情况.

Belongs here: bringing findings, explanations and waivers together. Does not belong here: any of the
three, and what is published of them (outputs).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assets.explanations import Explanation, explanations
from assets.receipts import CHINA
from assets.stages.settle import State
from assets.store import Store
from expectations.waivers import Waiver, Waivers, load_waivers
from outputs.open_warnings import handling_words
from sources.finding import Severity
from sources.office import Office

Handling = Literal["failed", "explained", "waived"]


@dataclass(frozen=True)
class FindingState:
    """One open finding, as plain data with its unit and period, and what became of it.

    `explanation` may be unsigned; then the state is still failed. `lapsed` is a waiver of its rule
    and unit that does not hold for the file: it had expired when the file came, or began later.
    """

    finding: Mapping[str, str]
    state: Handling
    explanation: Explanation | None = None
    lapsed: Waiver | None = None

    @property
    def needs_explanation(self) -> bool:
        """True for a warning that nobody has explained or waived."""
        return self.state == "failed" and self.finding["severity"] == Severity.WARNING


def finding_states(store: Store, office: Office, state: State) -> list[FindingState]:
    """Every open finding with its state, in the order of `state.open_findings`.

    Raises WaiversRefused if `waivers.yaml` cannot be used.
    """
    known = explanations(store, office)
    waivers = load_waivers(store.waivers, office)
    days = {
        f"{one.receipt.number:06d}": one.receipt.received_at.astimezone(CHINA).date()
        for one in state.submissions
    }
    return [
        _state_of(
            found,
            known.get((found["unit"], found["period"], found["id"])),
            _lapsed(found, waivers, days.get(found["submission"])),
        )
        for found in state.open_findings
    ]


def _state_of(
    found: Mapping[str, str], explanation: Explanation | None, lapsed: Waiver | None
) -> FindingState:
    if found["waived_until"]:
        return FindingState(found, "waived", explanation)
    is_warning = found["severity"] == Severity.WARNING
    if is_warning and explanation is not None and explanation.is_signed:
        return FindingState(found, "explained", explanation, lapsed)
    return FindingState(found, "failed", explanation if is_warning else None, lapsed)


def _lapsed(found: Mapping[str, str], waivers: Waivers, received: date | None) -> Waiver | None:
    """The last waiver that would have spoken of a finding, had the file come at another time."""
    if received is None:
        return None
    own = [
        waiver
        for waiver in waivers.of(found["rule"], found["unit"])
        if waiver.state(received) != "active"
    ]
    return max(own, key=lambda waiver: waiver.ends, default=None)


def told(one: FindingState, today: date) -> str:
    """What became of a finding, for the office itself; "" if there is nothing to tell.

    More than is published: waivers that ran out, notes without a signature.
    """
    words = []
    if one.lapsed is not None:
        words.append(_lapsed_words(one.lapsed, today))
    if one.finding["severity"] == Severity.WARNING:
        words.append(handling_words(plain_state(one)))
    if one.state == "waived" and date.fromisoformat(one.finding["waived_until"]) < today:
        words.append("豁免现已到期，只对期内收到的文件有效")
    if one.explanation is not None and not one.explanation.is_signed:
        words.append(f"已写“{one.explanation.reason}”，未签字，不算说明")
    return "；".join(words)


def _lapsed_words(waiver: Waiver, today: date) -> str:
    if waiver.state(today) == "expired":
        return f"豁免已于 {waiver.ends} 到期"
    return f"豁免只管 {waiver.starts} 至 {waiver.ends} 收到的文件"


def plain_state(one: FindingState) -> dict[str, Any]:
    """A finding with its state as plain data: the finding's own keys, and what became of it."""
    said, lapsed = one.explanation, one.lapsed
    return {
        **one.finding,
        "state": one.state,
        "explanation": "" if said is None else said.reason,
        "explained_by": "" if said is None else said.explained_by,
        "explained_at": "" if said is None else said.explained_at,
        "explanation_signed": said is not None and said.is_signed,
        "lapsed_waiver": None if lapsed is None else plain_waiver(lapsed),
    }


def plain_waiver(waiver: Waiver) -> dict[str, str]:
    """A waiver as plain data."""
    return {name: str(value) for name, value in dict(waiver).items()}


def count_states(states: Iterable[FindingState]) -> dict[Handling, int]:
    """How many warnings are in each state; errors and notices are not counted."""
    counts: dict[Handling, int] = {"failed": 0, "explained": 0, "waived": 0}
    for one in states:
        if one.finding["severity"] == Severity.WARNING:
            counts[one.state] += 1
    return counts
