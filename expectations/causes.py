"""Which finding brought another one with it, by what the rules declare; 因果.

Belongs here: matching effects with causes. Does not belong here: any cause by name; `follows` in
the rules says them. A follow-on finding keeps its severity: it is folded, never forgiven.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from expectations.rulebook import rules_by_id
from sources.finding import Finding
from sources.following import Within
from sources.opening import position

# A range that is larger stands for a table or a sheet, not for its cells.
MOST_CELLS = 1000
Key = tuple[str, Within, object]


def with_causes(findings: Sequence[Finding], tables: Sequence[int | None]) -> list[Finding]:
    """Findings with ids, of one file, with the id of what brought each about.

    `tables` gives for each finding the table it lies in. Of several causes the one counts whose
    rule is declared first, then the first in the file.
    """
    causes: dict[Key, Finding] = {}
    rules = rules_by_id()
    followed = {follow.rule for rule in rules.values() for follow in rule.follows}
    for found, table in zip(findings, tables, strict=True):
        names = {found.rule, rules[found.rule].kind} & followed
        for within, place in _places(found, table) if names else ():
            for name in names:
                causes.setdefault((name, within, place), found)
    known = []
    for found, table in zip(findings, tables, strict=True):
        cause = _cause(found, table, causes)
        known.append(replace(found, cause=cause) if cause else found)
    return known


def _cause(found: Finding, table: int | None, causes: Mapping[Key, Finding]) -> str:
    follows = rules_by_id()[found.rule].follows
    if not follows or not causes:
        return ""
    own: dict[Within, list[object]] = {}
    for within, place in _places(found, table):
        own.setdefault(within, []).append(place)
    for follow in follows:
        for place in own.get(follow.within, ()):
            cause = causes.get((follow.rule, follow.within, place))
            if cause is not None and cause.id != found.id:
                return cause.id
    return ""


def _places(found: Finding, table: int | None) -> Iterator[tuple[Within, object]]:
    """Everything that a finding lies in, to be compared with that of others."""
    if table is not None:
        yield "table", table
        if found.field:
            yield "field", (table, found.field)
    for row, column in _cells(found.cell):
        yield "cell", (found.sheet, row, column)
        yield "row", (found.sheet, row)


def _cells(address: str) -> Iterator[tuple[int, int]]:
    if not address:
        return
    first, _, last = address.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
        bottom, right = top, left
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column
