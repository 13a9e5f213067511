"""One thing that was looked at, and how it stands; 检查项.

Belongs here: the form of an answer. Does not belong here: any check.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["ok", "warning", "fault", "none"]
STATE_WORDS: dict[State, str] = {
    "ok": "正常",
    "warning": "注意",
    "fault": "故障",
    "none": "不适用",
}
ORDER: tuple[State, ...] = ("none", "ok", "warning", "fault")


@dataclass(frozen=True)
class Check:
    """What was looked at, how it stands, in words, and what to do about it."""

    name: str
    title: str
    state: State
    words: str
    todo: str = ""

    def plain(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {**asdict(self), "state_words": STATE_WORDS[self.state]}


def worst(states: Iterable[State]) -> State:
    """The worst of several; `ok` if there are none."""
    return max(states, key=ORDER.index, default="ok")


def is_well(checks: Iterable[Check]) -> bool:
    """True if nothing is at fault."""
    return all(one.state != "fault" for one in checks)
