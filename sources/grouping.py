"""How the columns of a wide table belong together: groups, totals over them, parts of a whole.

Belongs here: what columns mean beside each other. Does not belong here: what a single header means
(headers) and whether the whole fits a contract (matching).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sources.amounts import UNIT_IN_BRACKETS, without_money_unit
from sources.contract import Contract
from sources.headers import TOTAL_WORDS, Column, Meaning
from sources.text import fold, without_of_which


def settle_groups(contract: Contract, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Groups mean something only beside each other; beside them an ungrouped figure is a total.

    A single group header (资金情况 over 金额) is only words. A plain amount beside 中央 and 省级
    amounts repeats their sum, and must never be added to them; beside one of them alone it is the
    whole of which that one is a part. A 合计 without any group is the amount itself.
    """
    groups = {c.meaning.group for c in columns if c.meaning.group}
    measures = {c.meaning.field for c in columns if c.meaning.group}
    if not groups:
        return tuple(_as_amount(column, columns) for column in columns)
    columns = [_total_by_word(column, measures) for column in columns]
    if len(groups) == 1 and not any(c.meaning.is_total for c in columns):
        if _is_only_words(contract, columns):
            return tuple(_ungrouped(column) for column in columns)
        if any(c.meaning.field in measures and not c.meaning.group for c in columns):
            return tuple(_part_of_whole(contract, column) for column in columns)
    totals = [
        _total(c, str(c.meaning.field))
        if c.meaning.field in measures and c.meaning.group is None
        else c
        for c in columns
    ]
    return tuple(_with_scope(column, totals) for column in totals)


def _as_amount(column: Column, columns: Sequence[Column]) -> Column:
    """A total over nothing is a plain figure, if it is the only one of its field."""
    same = [c for c in columns if c.meaning.field == column.meaning.field]
    if not column.meaning.is_total or len(same) > 1:
        return column
    return replace(column, meaning=Meaning(column.meaning.field))


def _is_only_words(contract: Contract, columns: Sequence[Column]) -> bool:
    """True if the one group is a free text above others (资金情况), no year, stage or level."""
    free = {wide.field for wide in contract.wide if wide.field and not wide.by_value}
    grouped = [c for c in columns if c.meaning.group]
    names = {name for c in grouped for name, _ in c.meaning.gives}
    return names <= free and any(c.top != c.bottom for c in grouped)


def _total_by_word(column: Column, measures: set[str | None]) -> Column:
    """A 小计 or 合计 beside groups of one figure is the sum of that figure."""
    is_word = column.path and TOTAL_WORDS.match(UNIT_IN_BRACKETS.sub("", fold(column.path[-1])))
    if column.meaning.field is not None or not is_word or len(measures) != 1:
        return column
    return _total(column, str(next(iter(measures))))


def _total(column: Column, field: str) -> Column:
    return replace(column, meaning=Meaning(field, is_total=True), is_figure=True)


def _with_scope(column: Column, columns: Sequence[Column]) -> Column:
    """A total speaks of the groups beside it under the same header, else of all."""
    if not column.meaning.is_total:
        return column
    words = [index for index, text in enumerate(column.path) if TOTAL_WORDS.match(fold(text))]
    under = column.path[: words[0] if words else len(column.path) - 1]
    covered = any(c.meaning.group and c.path[: len(under)] == under for c in columns)
    scope = under if covered else ()
    return replace(column, meaning=replace(column.meaning, under=scope))


def _part_of_whole(contract: Contract, column: Column) -> Column:
    """The one grouped column as the “of which” of the plain one, where the contract has such."""
    if column.meaning.group is None or not contract.pattern_columns:
        return column
    part = contract.pattern_columns[0]
    name = next(iter(re.compile(part.pattern).groupindex))
    words = without_money_unit(without_of_which(column.path[-1])[0])
    return replace(column, meaning=Meaning(part.field, ((name, words),)))


def _ungrouped(column: Column) -> Column:
    if column.meaning.group is None:
        return column
    return replace(column, meaning=Meaning(column.meaning.field))
