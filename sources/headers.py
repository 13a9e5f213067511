"""What the columns of a table mean: header texts against the contracts; 表头.

Belongs here: the meaning of one column by its header. Does not belong here: how well a whole
header fits a contract (matching), where it stands (layout), what the cells below hold (casting).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.amounts import UNIT_IN_BRACKETS
from sources.contract import Contract, Field, FieldType
from sources.text import fold, without_of_which, without_unit

TOTAL_WORDS = re.compile(r"^(?:合计|总计|小计|共计|总合计)$")


@dataclass(frozen=True)
class Meaning:
    """What one header means: a field, values that the header itself gives, or nothing known.

    `group` marks a column of a wide table: columns of one group make one record per row.
    `is_total` marks a column that repeats the sum of the groups; `under` are the header texts
    under which those groups stand, () for all of them.
    """

    field: str | None = None
    gives: tuple[tuple[str, str | int], ...] = ()
    group: str | None = None
    is_total: bool = False
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a table: its index, header rows and text, money unit, and meaning."""

    index: int
    top: int
    bottom: int
    header: str
    unit: str | None
    meaning: Meaning
    is_figure: bool = False
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderText:
    """The header texts above one column and the rows they stand in, zero-based."""

    index: int
    top: int
    bottom: int
    path: tuple[str, ...]


def known_field(contract: Contract, header: str) -> Field | None:
    """The field that a header names, with or without a unit in brackets."""
    index = contract.by_header
    key = fold(header).rstrip(":")
    without_money = UNIT_IN_BRACKETS.sub("", key)
    for candidate in (key, without_money, without_unit(key)[0]):
        if candidate in index:
            return index[candidate]
    return None


def meaning_of(contract: Contract, path: Sequence[str]) -> Meaning:
    """What a column means whose header texts are `path`, from the top row down."""
    leaf = path[-1]
    if len(path) > 1:
        grouped = _grouped(contract, path[-2], leaf)
        if grouped is not None:
            return grouped
    by_value = _by_value(contract, path)
    if by_value is not None:
        return by_value
    field = known_field(contract, leaf)
    if field is not None:
        return Meaning(field=field.name)
    return _by_pattern(contract, path) or Meaning()


def _grouped(contract: Contract, group: str, leaf: str) -> Meaning | None:
    field = known_field(contract, leaf)
    for wide in contract.wide:
        if wide.field is None or field is None or field.name not in wide.measures:
            continue
        if TOTAL_WORDS.match(fold(group)):
            return Meaning(field=field.name, is_total=True)
        value = contract.field(wide.field).by_word.get(fold(group)) if wide.by_value else group
        if value is not None and known_field(contract, group) is None:
            return Meaning(field.name, ((wide.field, value),), group=fold(value))
    return None


def _by_value(contract: Contract, path: Sequence[str]) -> Meaning | None:
    """A header that is one of a field's values: 中央, 省级资金(万元), 其中：县级."""
    key = UNIT_IN_BRACKETS.sub("", without_of_which(fold(path[-1]))[0]).rstrip(":")
    above = known_field(contract, path[-2]) if len(path) > 1 else None
    for wide in contract.wide:
        if wide.field is None or not wide.by_value:
            continue
        is_measure = above is not None and above.name in wide.measures
        measure = above.name if above is not None and is_measure else wide.measures[0]
        value = contract.field(wide.field).by_word.get(key)
        if value is not None:
            return Meaning(measure, ((wide.field, value),), group=fold(value))
        if is_measure and TOTAL_WORDS.match(key):
            return Meaning(measure, is_total=True)
    return None


def _by_pattern(contract: Contract, path: Sequence[str]) -> Meaning | None:
    """A header of a known form; in a wide table the one above may be part of it (2019年/预算数)."""
    key = UNIT_IN_BRACKETS.sub("", fold(path[-1]))
    whole = UNIT_IN_BRACKETS.sub("", fold("".join(path[-2:])))
    for wide in contract.wide:
        found = wide.pattern and (re.match(wide.pattern, key) or re.match(wide.pattern, whole))
        if found:
            return Meaning(wide.measures[0], _given(contract, found), group=found[0])
    for column in contract.pattern_columns:
        found = re.match(column.pattern, key)
        if found is not None:
            return Meaning(column.field, _given(contract, found))
    return None


def _given(contract: Contract, found: re.Match[str]) -> tuple[tuple[str, str | int], ...]:
    return tuple(
        (name, int(text) if contract.field(name).type is FieldType.YEAR else text)
        for name, text in found.groupdict().items()
    )
