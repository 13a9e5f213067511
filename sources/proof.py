"""Wide tables whose column names nobody knows, proved by their own arithmetic; 以合计为证.

Belongs here: one column per fund line (产业发展 | 基础设施 | 合计), accepted only where the column
of totals equals the sum of the others in every row. Does not belong here: tables without such a
proof; they are asked about.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sources.amounts import UNIT_IN_BRACKETS, decimal_of, split_amount
from sources.contract import Contract
from sources.grouping import settle_groups
from sources.headers import TOTAL_WORDS, Column, Meaning
from sources.matching import Match, match_columns
from sources.opening import Sheet
from sources.text import fold, is_blank

FEWEST_PARTS = 2
FEWEST_ROWS = 2


def proved_match(
    contract: Contract, match: Match, sheet: Sheet, body: Sequence[int], title: str
) -> Match | None:
    """The match with its unknown figures as groups, or None if the sums do not prove them."""
    wide = next((w for w in contract.wide if w.field and not w.by_value), None)
    if wide is None or wide.field is None or match.fits:
        return None
    measure = wide.measures[-1]
    totals = [c for c in match.columns if _is_total(c, measure)]
    parts = [c for c in match.columns if c not in totals and _is_part(c, sheet, body)]
    if len(totals) != 1 or len(parts) < FEWEST_PARTS:
        return None
    if not _adds_up(sheet, body, parts, totals[0]):
        return None
    named = [
        _as_part(c, measure, wide.field) if c in parts else _as_total(c, measure, totals)
        for c in match.columns
    ]
    return match_columns(contract, settle_groups(contract, named), title)


def _is_total(column: Column, measure: str) -> bool:
    key = UNIT_IN_BRACKETS.sub("", fold(column.path[-1] if column.path else ""))
    is_word = column.meaning.field is None and TOTAL_WORDS.match(key) is not None
    return is_word or (column.meaning.field == measure and column.meaning.group is None)


def _is_part(column: Column, sheet: Sheet, body: Sequence[int]) -> bool:
    """True for an unknown column that holds figures and nothing else."""
    if column.meaning.field is not None:
        return False
    cells = [sheet.value(row, column.index) for row in body]
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(_figure(cell) is not None for cell in filled)


def _figure(cell: object) -> Decimal | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return decimal_of(cell)
    number, _, note = split_amount(cell)
    return None if note else number


def _adds_up(sheet: Sheet, body: Sequence[int], parts: Sequence[Column], total: Column) -> bool:
    """True if the parts make the total in every row that has one, and there are several."""
    units = {column.unit for column in (*parts, total)}
    proved = 0
    for row in body:
        whole = _figure(sheet.value(row, total.index))
        if whole is None:
            continue
        figures = [_figure(sheet.value(row, part.index)) for part in parts]
        if sum((figure for figure in figures if figure is not None), Decimal(0)) != whole:
            return False
        proved += 1
    return len(units) == 1 and proved >= FEWEST_ROWS


def _as_part(column: Column, measure: str, field: str) -> Column:
    words = UNIT_IN_BRACKETS.sub("", column.path[-1])
    meaning = Meaning(measure, ((field, words),), group=fold(column.header))
    return replace(column, meaning=meaning, is_figure=True)


def _as_total(column: Column, measure: str, totals: Sequence[Column]) -> Column:
    if column not in totals:
        return column
    return replace(column, meaning=Meaning(measure, is_total=True), is_figure=True)
