"""Findings as people read them: one line for a fault, follow-on faults under their cause; 归并.

Belongs here: folding. Does not belong here: causes (expectations.causes), and how a line is shown
(marked workbook, findings.csv, terminal). Nothing is lost: every finding is in exactly one line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.finding import Finding, Severity

ORDER = list(Severity)
LISTED_CELLS = 8


@dataclass(frozen=True)
class Fold:
    """One line: findings that say the same of several cells, and what they brought with them.

    `effects` are all lines that follow from these findings, those of a follow-on fault too.
    """

    findings: tuple[Finding, ...]
    effects: tuple["Fold", ...] = ()

    @property
    def first(self) -> Finding:
        """The finding whose words stand for all."""
        return self.findings[0]

    @property
    def cells(self) -> tuple[str, ...]:
        """Their cells in the order of the findings, each once; "" for what is in no cell."""
        return tuple(dict.fromkeys(one.cell for one in self.findings))

    @property
    def followed_by(self) -> int:
        """How many findings it brought with it."""
        return sum(len(effect.findings) for effect in self.effects)

    @property
    def severity(self) -> Severity:
        """The worst of it and its effects, for the order of lines."""
        every = (self.first, *(effect.first for effect in self.effects))
        return min((one.severity for one in every), key=ORDER.index)

    @property
    def follow_words(self) -> str:
        """（由此引起的 12 处，其中必须改 3 处） or nothing."""
        if not self.effects:
            return ""
        errors = sum(
            len(effect.findings)
            for effect in self.effects
            if effect.first.severity is Severity.ERROR
        )
        worse = f"，其中必须改 {errors} 处" if errors else ""
        return f"（由此引起的 {self.followed_by} 处{worse}）"


def folded(findings: Sequence[Finding]) -> list[Fold]:
    """The lines of one file: causes with their effects, what must be corrected first."""
    roots = _roots(findings)
    own: dict[tuple[str, ...], list[Finding]] = {}
    followers: dict[tuple[str, ...], list[Finding]] = {}
    key_of_id = {one.id: _words(one) for one in findings if one.id}
    for found in findings:
        root = roots.get(found.id, found.id) if found.id else ""
        if root != found.id and root in key_of_id:
            followers.setdefault(key_of_id[root], []).append(found)
        else:
            own.setdefault(_words(found), []).append(found)
    lines = [Fold(tuple(group), _effects(followers.get(key, []))) for key, group in own.items()]
    return sorted(lines, key=lambda line: ORDER.index(line.severity))


def _words(found: Finding) -> tuple[str, ...]:
    return (found.severity, found.rule, found.sheet, found.message, found.waived_until)


def _effects(followers: Sequence[Finding]) -> tuple[Fold, ...]:
    """Follow-on faults as one line for each rule, sheet and field: their cause says enough."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for found in followers:
        key = (found.severity, found.rule, found.sheet, found.field)
        groups.setdefault(key, []).append(found)
    return tuple(Fold(tuple(group)) for group in groups.values())


def _roots(findings: Sequence[Finding]) -> dict[str, str]:
    """Id of each follow-on finding → id of the first cause, which follows from nothing."""
    causes = {one.id: one.cause for one in findings if one.id and one.cause}
    roots = {}
    for start, cause in causes.items():
        seen, root = {start}, cause
        while root in causes and root not in seen:
            seen.add(root)
            root = causes[root]
        roots[start] = root
    return roots


def lines_of(folds: Sequence[Fold]) -> Iterator[tuple[Fold, Fold | None]]:
    """Each line in the order to be shown, with the line that caused it, or None."""
    for line in folds:
        yield line, None
        for effect in line.effects:
            yield effect, line


def cells_words(cells: Sequence[str], most: int = LISTED_CELLS) -> str:
    """Cells for people: the first ones, and how many there are in all."""
    shown = "、".join(cells[:most])
    return shown if len(cells) <= most else f"{shown} 等 {len(cells)} 处"


def line_words(line: Fold, cause: Fold | None) -> str:
    """What a line says: its message, that it follows from the line above, what follows from it."""
    if cause is None:
        return f"{line.first.message}{line.follow_words}"
    more = " 等" if len({one.message for one in line.findings}) > 1 else ""
    return f"└ 由上面的问题引起：{line.first.message}{more}"
