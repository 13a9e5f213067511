"""Open findings for people: folded, with what became of each; 未决问题的显示.

Belongs here: choosing and printing them. Does not belong here: folding (outputs), and what became
of a finding (assets).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pipelines.console import refuse, say

if TYPE_CHECKING:
    from assets.finding_states import FindingState
    from outputs.folding import Fold
    from pipelines.session import Session


def open_states(session: "Session", unit: str | None, period: str | None) -> list["FindingState"]:
    """Open findings of a unit and a period, or of all, with their states.

    Refuses if `waivers.yaml` cannot be used.
    """
    from assets.finding_states import finding_states
    from assets.stages.settle import load_state
    from expectations.waivers import WaiversRefused

    try:
        found = finding_states(session.store, session.office, load_state(session.store))
    except WaiversRefused as refusal:
        refuse(str(refusal))
    return [
        one
        for one in found
        if unit in (None, one.finding["unit"]) and period in (None, one.finding["period"])
    ]


def print_findings(found: Sequence["FindingState"]) -> None:
    """One line for a fault on many cells; follow-on faults under their cause."""
    lines = 0
    for own in by_submission(found):
        for text in lines_of_submission(own):
            lines += not text.startswith(" ")
            say(text)
    folded = "" if lines == len(found) else f"，归为 {lines} 条"
    say(f"共 {len(found)} 处{folded}。")
    waiting = sum(one.needs_explanation for one in found)
    if waiting:
        say(f"其中 {waiting} 处提示还没有说明（mingzhang explain）。")


def by_submission(found: Sequence["FindingState"]) -> Iterator[list["FindingState"]]:
    """Findings of each submission, in the order of arrival."""

    def number(one: "FindingState") -> str:
        return one.finding["submission"]

    for _, group in groupby(sorted(found, key=number), key=number):
        yield list(group)


def lines_of_submission(own: Sequence["FindingState"]) -> Iterator[str]:
    """The lines of one submission; those that follow from another are indented."""
    from outputs.folding import folded, line_words, lines_of
    from sources.finding import as_finding

    place = ("unit", "period")
    plain = [{k: v for k, v in one.finding.items() if k not in place} for one in own]
    states = {one.finding["id"]: one for one in own}
    head = " ".join(own[0].finding[name] for name in (*place, "file"))
    for line, cause in lines_of(folded([as_finding(one) for one in plain])):
        words = f"{line_words(line, cause)}{'' if cause else line.first.fix}"
        indent = "    " if cause else f"[{line.first.severity.value}] {head} "
        yield f"{indent}{where(line)}：{words}{handled(line, states)}"


def where(line: "Fold") -> str:
    """Sheet and cells of a line."""
    from outputs.folding import cells_words

    return f"{line.first.sheet} {cells_words(line.cells)}".strip()


def handled(line: "Fold", states: dict[str, "FindingState"]) -> str:
    """What became of the findings of a line, each said once."""
    from assets.finding_states import told
    from assets.receipts import now_in_china

    today = now_in_china().date()
    words = (told(states[one.id], today) for one in line.findings)
    said = "；".join(dict.fromkeys(word for word in words if word))
    return f"〔{said}〕" if said else ""
