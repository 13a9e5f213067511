"""What a workbook's package says beside the values of its cells; 包内情况.

Belongs here: the plain values that the worker hands over. Does not belong here: how they are found
(package, opendocument, compound) and what is made of them (notices).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Position = tuple[int, int]
Stretch = tuple[int, int]
ErrorCell = tuple[int, int, str]

ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
ERROR_TEXTS = frozenset({*ERROR_CODES.values(), "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"})


@dataclass(frozen=True)
class Facts:
    """Of one sheet: hidden rows and columns as first and last, formulas that hold no result.

    `errors` are the cells with an error, which the native reader gives as blank. `scaled` are
    cells whose number format shows another number than they hold, `percents` those that show a
    percentage.
    """

    hidden_rows: tuple[Stretch, ...] = ()
    hidden_columns: tuple[Stretch, ...] = ()
    unresolved: tuple[Position, ...] = ()
    errors: tuple[ErrorCell, ...] = ()
    scaled: tuple[Position, ...] = ()
    percents: tuple[Position, ...] = ()


@dataclass(frozen=True)
class PackageFacts:
    """Of one file: whether it holds programs, what other files it draws on, and its sheets'."""

    macros: bool = False
    links: tuple[str, ...] = ()
    sheets: Mapping[str, Facts] = field(default_factory=dict)


NO_FACTS = PackageFacts()


@dataclass
class FactsMaker:
    """Collects the facts of one sheet while it is walked through."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    unresolved: list[Position] = field(default_factory=list)
    errors: list[ErrorCell] = field(default_factory=list)
    scaled: list[Position] = field(default_factory=list)
    percents: list[Position] = field(default_factory=list)

    def facts(self) -> Facts:
        """What was collected."""
        return Facts(
            hidden_rows=stretches(self.rows),
            hidden_columns=stretches(self.columns),
            unresolved=tuple(self.unresolved),
            errors=tuple(self.errors),
            scaled=tuple(self.scaled),
            percents=tuple(self.percents),
        )


def stretches(numbers: set[int]) -> tuple[Stretch, ...]:
    """Numbers as runs of first and last."""
    runs: list[Stretch] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)
