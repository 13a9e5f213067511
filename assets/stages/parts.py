"""A sweep cut into parts that different machines can do; 分段.

Belongs here: parts, and how numbers are cut into them. Does not belong here: doing a part (sweep)
and handing parts to machines (assets/graph/sweeping.py).

A part is a range of receipt numbers. Whoever does it looks up what in it is not done yet, so what a
dead machine left is finished by the next one, and doing a part twice changes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assets.receipts import Receipt

KEY = re.compile(r"(\d+)_(\d+)")


@dataclass(frozen=True)
class Part:
    """Receipts from one number to another, both included."""

    first: int
    last: int

    @property
    def key(self) -> str:
        """The part as digits and `_`, which is all that a step's name may hold."""
        return f"{self.first:06d}_{self.last:06d}"

    def holds(self, receipt: Receipt) -> bool:
        """True if a receipt's number is in the range."""
        return self.first <= receipt.number <= self.last


def part_of_key(key: str) -> Part:
    """The part that a key names. Raises ValueError."""
    match = KEY.fullmatch(key)
    if match is None:
        raise ValueError(f"no part of a sweep: {key!r}")
    return Part(int(match[1]), int(match[2]))


def in_parts(numbers: Sequence[int], most: int | None) -> list[Part]:
    """Ascending numbers as ranges that do not meet, of at most so many each; None: one range."""
    size = most or max(1, len(numbers))
    cuts = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    return [Part(cut[0], cut[-1]) for cut in cuts]
