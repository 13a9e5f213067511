"""How well the headers of a table fit a contract: a score and its reasons; 认表.

Belongs here: bringing single columns together, deciding whether the table can be read. Does not
belong here: the meaning of one header (headers). Below the threshold nothing is guessed: the table
is asked about.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sources.amounts import UNIT_IN_BRACKETS, header_unit
from sources.contract import Contract, FieldType
from sources.headers import (
    TOTAL_WORDS,
    Column,
    HeaderText,
    Meaning,
    known_field,
    meaning_of,
)
from sources.memory import Layout
from sources.text import fold, without_of_which

TITLE_BONUS = 2.0
UNKNOWN_PENALTY = 0.5
CONTRADICTION_PENALTY = 3
LEAST_SHARE = 0.5
FIGURES = (FieldType.MONEY, FieldType.INTEGER)


@dataclass(frozen=True)
class Match:
    """A contract against the headers of a table: the score, why, and what did not fit."""

    contract: Contract
    columns: tuple[Column, ...]
    score: float
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """True if the table can be read as this dataset."""
        return not self.missing


def match_contract(
    contract: Contract,
    texts: Sequence[HeaderText],
    title: str,
    layout: Layout | None = None,
) -> Match:
    """How well the headers fit a contract. The score counts known columns and the title.

    With a remembered `layout` its answers come first, and no word of the title is asked for.
    """
    answers = {} if layout is None else layout.answers
    columns = settle_groups(contract, [_column(contract, text, answers) for text in texts])
    known = dict.fromkeys(c.meaning.field for c in columns if c.meaning.field)
    known.pop("serial_no", None)
    unknown = tuple(c.header for c in columns if c.meaning.field is None)
    titled = [word for word in contract.title_words if word in fold(title)]
    count = sum(c.meaning.field not in (None, "serial_no") for c in columns)
    pairs = zip(texts, columns, strict=True)
    contradicted = sum(_is_contradicted(contract, text, column) for text, column in pairs)
    score = count + (TITLE_BONUS if titled else 0)
    score -= UNKNOWN_PENALTY * len(unknown) + CONTRADICTION_PENALTY * contradicted
    return Match(
        contract=contract,
        columns=columns,
        score=score,
        missing=_missing(contract, columns, titled=bool(titled) or layout is not None),
        unknown=unknown,
        reasons=_reasons(contract, [name for name in known if name], unknown, titled),
    )


def _is_contradicted(contract: Contract, text: HeaderText, column: Column) -> bool:
    """True if a header row above names another field: then one of the rows is a record."""
    above = (known_field(contract, upper) for upper in text.path[:-1])
    names = {field.name for field in above if field is not None}
    return bool(names - {column.meaning.field})


def _column(contract: Contract, text: HeaderText, answers: Mapping[str, str]) -> Column:
    answered = answers.get(fold("/".join(text.path)))
    meaning = meaning_of(contract, text.path) if answered is None else Meaning(answered)
    return Column(
        index=text.index,
        top=text.top,
        bottom=text.bottom,
        header="/".join(text.path),
        unit=next((u for u in map(header_unit, reversed(text.path)) if u), None),
        meaning=meaning,
        is_figure=meaning.field is not None and contract.field(meaning.field).type in FIGURES,
    )


def settle_groups(contract: Contract, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Groups mean something only beside each other; beside them an ungrouped figure is a total.

    A single group header (资金情况 over 金额) is only words. A plain amount beside 中央 and 省级
    amounts repeats their sum, and must never be added to them; beside one of them alone it is the
    whole of which that one is a part.
    """
    groups = {c.meaning.group for c in columns if c.meaning.group}
    measures = {c.meaning.field for c in columns if c.meaning.group}
    if measures:
        columns = [_total_by_word(column, measures) for column in columns]
    has_total = any(c.meaning.is_total for c in columns)
    if len(groups) == 1 and not has_total:
        if not _is_given_by_header_alone(columns):
            return tuple(_ungrouped(column) for column in columns)
        if any(c.meaning.field in measures and not c.meaning.group for c in columns):
            return tuple(_part_of_whole(contract, column) for column in columns)
    return tuple(
        replace(c, meaning=Meaning(c.meaning.field, is_total=True))
        if c.meaning.field in measures and c.meaning.group is None
        else c
        for c in columns
    )


def _is_given_by_header_alone(columns: Sequence[Column]) -> bool:
    """True if the one group is a column by itself (2017年预算数), not a group above others."""
    grouped = [c for c in columns if c.meaning.group]
    return all(c.top == c.bottom for c in grouped)


def _total_by_word(column: Column, measures: set[str | None]) -> Column:
    """A 小计 or 合计 beside groups of one figure is the sum of that figure."""
    is_total = column.meaning.field is None and TOTAL_WORDS.match(
        fold(column.header.split("/")[-1])
    )
    if not is_total or len(measures) != 1:
        return column
    return replace(column, meaning=Meaning(next(iter(measures)), is_total=True), is_figure=True)


def _part_of_whole(contract: Contract, column: Column) -> Column:
    """The one grouped column as the “of which” of the plain one, where the contract has such."""
    if column.meaning.group is None or not contract.pattern_columns:
        return column
    part = contract.pattern_columns[0]
    name = next(iter(re.compile(part.pattern).groupindex))
    words = UNIT_IN_BRACKETS.sub("", without_of_which(column.header)[0])
    return replace(column, meaning=Meaning(part.field, ((name, words),)))


def _ungrouped(column: Column) -> Column:
    if column.meaning.group is None:
        return column
    return replace(column, meaning=Meaning(column.meaning.field))


def _missing(contract: Contract, columns: Sequence[Column], *, titled: bool) -> tuple[str, ...]:
    present = {column.meaning.field for column in columns}
    if any(column.meaning.group for column in columns):
        present.add("wide")
    missing = [
        "或".join(_title(contract, name) for name in group)
        for group in contract.identified_by
        if not present.intersection(group)
    ]
    if contract.title_required and not titled:
        missing.append(f"表题里的“{'”或“'.join(contract.title_words)}”")
    known = sum(column.meaning.field is not None for column in columns)
    if known < LEAST_SHARE * len(columns):
        missing.append(f"一半以上认得出的列（现在 {len(columns)} 列里认出 {known} 列）")
    return tuple(missing)


def _title(contract: Contract, name: str) -> str:
    return "按年度和口径分列的金额" if name == "wide" else contract.field(name).title


def _reasons(
    contract: Contract, known: Sequence[str], unknown: Sequence[str], titled: Sequence[str]
) -> tuple[str, ...]:
    reasons = [f"认出的列：{'、'.join(contract.field(name).title for name in known) or '无'}"]
    if unknown:
        reasons.append(f"认不出的列：{'、'.join(unknown)}")
    if titled:
        reasons.append(f"表题含有：{'、'.join(titled)}")
    return tuple(reasons)
