"""What the columns of a table mean: header texts against the contracts; 表头.

Belongs here: matching header texts to fields, with reasons where it fails. Does not belong here:
where in a sheet the header stands (layout) and what the cells below hold (casting).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.amounts import UNIT_IN_BRACKETS, header_unit
from sources.contract import Contract, Field, FieldType, Wide
from sources.text import fold, without_unit

TOTAL_WORDS = re.compile(r"^(?:合计|总计|小计|共计|总合计)$")
TITLE_BONUS = 2.0
UNKNOWN_PENALTY = 0.5


@dataclass(frozen=True)
class Meaning:
    """What one header means: a field, values that the header itself gives, or nothing known.

    `group` marks a column of a wide table: columns of one group make one record per row.
    `is_total` marks a column that repeats the sum of the groups.
    """

    field: str | None = None
    gives: tuple[tuple[str, str | int], ...] = ()
    group: str | None = None
    is_total: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table: its index, header rows and text, money unit, and meaning."""

    index: int
    top: int
    bottom: int
    header: str
    unit: str | None
    meaning: Meaning


@dataclass(frozen=True)
class Match:
    """A contract against the headers of a table: the score and what did not fit."""

    contract: Contract
    columns: tuple[Column, ...]
    score: float
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """True if the table can be read as this dataset."""
        return not self.missing


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
    field = known_field(contract, leaf)
    if field is not None:
        return Meaning(field=field.name)
    return _by_pattern(contract, leaf) or Meaning()


def _grouped(contract: Contract, group: str, leaf: str) -> Meaning | None:
    field = known_field(contract, leaf)
    for wide in contract.wide:
        if wide.field is None or field is None or field.name not in wide.measures:
            continue
        if TOTAL_WORDS.match(fold(group)):
            return Meaning(field=field.name, is_total=True)
        if known_field(contract, group) is None:
            return Meaning(field.name, ((wide.field, group),), group=fold(group))
    return None


def _by_pattern(contract: Contract, header: str) -> Meaning | None:
    key = fold(header)
    for wide in contract.wide:
        found = re.match(wide.pattern, key) if wide.pattern else None
        if found is not None:
            return Meaning(wide.measures[0], _given(contract, found), group=key)
    for column in contract.pattern_columns:
        found = re.match(column.pattern, UNIT_IN_BRACKETS.sub("", key))
        if found is not None:
            return Meaning(column.field, _given(contract, found))
    return None


def _given(contract: Contract, found: re.Match[str]) -> tuple[tuple[str, str | int], ...]:
    return tuple(
        (name, int(text) if contract.field(name).type is FieldType.YEAR else text)
        for name, text in found.groupdict().items()
    )


@dataclass(frozen=True)
class HeaderText:
    """The header texts above one column and the rows they stand in, zero-based."""

    index: int
    top: int
    bottom: int
    path: tuple[str, ...]


def match_contract(contract: Contract, texts: Sequence[HeaderText], title: str) -> Match:
    """How well the headers fit a contract. The score counts known columns and the title."""
    columns = tuple(
        Column(
            index=text.index,
            top=text.top,
            bottom=text.bottom,
            header="/".join(text.path),
            unit=next((u for u in map(header_unit, reversed(text.path)) if u), None),
            meaning=meaning_of(contract, text.path),
        )
        for text in texts
    )
    known = {c.meaning.field for c in columns if c.meaning.field} - {"serial_no"}
    unknown = tuple(c.header for c in columns if c.meaning.field is None)
    titled = any(word in fold(title) for word in contract.title_words)
    missing = _missing(contract, columns)
    if contract.title_required and not titled:
        missing = (*missing, f"表题里的“{'”或“'.join(contract.title_words)}”")
    score = len(known) - UNKNOWN_PENALTY * len(unknown) + (TITLE_BONUS if titled else 0)
    return Match(contract, columns, score, missing, unknown)


def _missing(contract: Contract, columns: Sequence[Column]) -> tuple[str, ...]:
    present = {column.meaning.field for column in columns}
    if any(column.meaning.group for column in columns):
        present.add("wide")
    return tuple(
        "或".join(_title(contract, name) for name in group)
        for group in contract.identified_by
        if not present.intersection(group)
    )


def _title(contract: Contract, name: str) -> str:
    return "按年度和口径分列的金额" if name == "wide" else contract.field(name).title


def wide_of(contract: Contract, field: str) -> Wide | None:
    """The wide layout in which a field is a measure, or None."""
    return next((wide for wide in contract.wide if field in wide.measures), None)
