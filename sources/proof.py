"""Wide tables whose column names nobody knows, proved by their own arithmetic; 以合计为证.

Belongs here: one column per fund line (产业发展 | 基础设施 | 合计), accepted only where the column
of totals equals the sum of the others in every row. What holds zeros only, or counts, is no part:
it would add up with anything. Does not belong here: tables without such a proof; they are asked
about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.amounts import UNIT_IN_BRACKETS, YUAN_PER_UNIT, parse_amount, without_money_unit
from sources.contract import Contract
from sources.grouping import settle_groups
from sources.header_rows import ONLY_UNIT
from sources.headers import TOTAL_WORDS, Column, Meaning
from sources.matching import Match, match_columns
from sources.opening import Sheet
from sources.preface import Preface
from sources.rows import SUBTOTAL, TOTAL
from sources.text import fold, is_blank, without_unit

FEWEST_PARTS = 2
FEWEST_ROWS = 2


def proved_match(
    contract: Contract, match: Match, sheet: Sheet, body: Sequence[int], preface: Preface
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
    if not _adds_up(Figures(sheet, preface.unit), body, parts, totals[0]):
        return None
    named = [
        _as_part(c, measure, wide.field) if c in parts else _as_total(c, measure, totals)
        for c in match.columns
    ]
    return match_columns(contract, settle_groups(contract, named), preface.title)


def heads_figures(match: Match, sheet: Sheet, body: Sequence[int]) -> bool:
    """True if figures stand right below two unknown headers: a table, if only to ask about."""
    figures = Figures(sheet, None)
    unknown = [column for column in match.columns if column.meaning.field is None]
    below = [[figures.at(row, column) for row in body[:2]] for column in unknown]
    return sum(any(figure is not None for figure in column) for column in below) >= FEWEST_PARTS


def _is_total(column: Column, measure: str) -> bool:
    key = UNIT_IN_BRACKETS.sub("", fold(column.path[-1] if column.path else ""))
    is_word = column.meaning.field is None and TOTAL_WORDS.match(key) is not None
    return is_word or (column.meaning.field == measure and column.meaning.group is None)


def _is_part(column: Column, sheet: Sheet, body: Sequence[int]) -> bool:
    """True for an unknown column that holds figures and nothing else, and not of 户 or 人."""
    unit = without_unit(column.path[-1])[1]
    is_count = unit is not None and ONLY_UNIT.match(fold(unit)) and fold(unit) not in YUAN_PER_UNIT
    if column.meaning.field is not None or is_count:
        return False
    figures = Figures(sheet, None)
    filled = [row for row in body if not is_blank(sheet.value(row, column.index))]
    found = [figures.at(row, column) for row in filled]
    return None not in found and any(found)


@dataclass(frozen=True)
class Figures:
    """The figures of a sheet in yuan; without any unit at all they are compared as written."""

    sheet: Sheet
    unit: str | None

    def at(self, row: int, column: Column) -> Decimal | None:
        """The figure of a cell; None where it holds none, or words beside it."""
        unit = column.unit or self.unit or "元"
        amount = parse_amount(self.sheet.value(row, column.index), unit)
        return None if amount is None or amount.note else amount.yuan


def _adds_up(figures: Figures, body: Sequence[int], parts: Sequence[Column], total: Column) -> bool:
    """True if the parts make the total in every row that has one, and there are several.

    A row of totals repeats what the others prove, and so does a row of zeros.
    """
    proved = 0
    for row in body:
        whole = figures.at(row, total)
        shown = [figure for part in parts if (figure := figures.at(row, part)) is not None]
        if whole is None and (not shown or is_blank(figures.sheet.value(row, total.index))):
            continue
        if sum(shown, Decimal(0)) != whole:
            return False
        proved += bool(whole) and not _is_total_row(figures.sheet, row)
    return proved >= FEWEST_ROWS


def _is_total_row(sheet: Sheet, row: int) -> bool:
    keys = map(fold, sheet.rows[row])
    return any(TOTAL.match(key) or SUBTOTAL.match(key) for key in keys)


def _as_part(column: Column, measure: str, field: str) -> Column:
    words = without_money_unit(column.path[-1])
    meaning = Meaning(measure, ((field, words),), group=fold(column.header))
    return replace(column, meaning=meaning, is_figure=True)


def _as_total(column: Column, measure: str, totals: Sequence[Column]) -> Column:
    if column not in totals:
        return column
    return replace(column, meaning=Meaning(measure, is_total=True), is_figure=True)
