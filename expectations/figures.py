"""SQL for the fields of a working record: what may be computed with, and how it is shown; 取数.

Belongs here: expressions over one field. Does not belong here: rules that compare several.
"""

from collections.abc import Iterable
from string import Formatter

from sources.contract import Field, FieldType

FEN_PER_YUAN = 100
# On which side of its range a figure lies: -1 below, 1 above.
WITHIN = 0


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def figure(field: Field) -> str:
    """A figure; NULL where it is blank, or outside its own range: that is a fault of its own."""
    bounds = [(">=", field.minimum), ("<=", field.maximum)]
    tests = [f"{field.name} {sign} {bound}" for sign, bound in bounds if bound is not None]
    exact = wide(field.name) if is_money(field) else f"CAST({field.name} AS HUGEINT)"
    return f"CASE WHEN {' AND '.join(tests)} THEN {exact} END" if tests else exact


def wide(name: str) -> str:
    """Money with room for sums and products; the widest amount times 100 fits no DECIMAL(18, 2)."""
    return f"CAST({name} AS DECIMAL(30, 2))"


def beyond(field: Field) -> str:
    """-1 where a figure lies below its range, 1 where above, 0 within, NULL where it is blank."""
    sides = ((-1, "<", field.minimum), (1, ">", field.maximum))
    tests = (
        f"WHEN {field.name} {sign} {bound} THEN {which}"
        for which, sign, bound in sides
        if bound is not None
    )
    return f"CASE {' '.join(tests)} WHEN {field.name} IS NOT NULL THEN {WITHIN} END"


def figure_or_nothing(field: Field) -> str:
    """A figure; 0 where the cell is blank, NULL where it holds what cannot be computed with."""
    blank = f"{field.name} IS NULL AND coalesce({field.name}__text, '') = ''"
    return f"CASE WHEN {blank} THEN 0 ELSE {figure(field)} END"


def is_money(field: Field) -> bool:
    """True for yuan with fen behind the point."""
    return field.type is FieldType.MONEY


def side(difference: str, tolerance: int, field: Field) -> str:
    """1 where a difference is too much, -1 where too little, 0 where it is within the tolerance.

    The tolerance is in fen, or as counted.
    """
    sign = f"CAST(sign({difference}) AS BIGINT)"
    if not tolerance:
        return sign
    yuan, fen_left = divmod(tolerance, FEN_PER_YUAN)
    allowed = f"{yuan}.{fen_left:02d}" if is_money(field) else str(tolerance)
    return f"CASE WHEN abs({difference}) <= {allowed} THEN 0 ELSE {sign} END"


def is_written(name: str) -> str:
    """True where a cell holds anything, readable or not."""
    return f"({name} IS NOT NULL OR coalesce({name}__text, '') <> '')"


def shown(expression: str) -> str:
    """A value as text, exactly as it is."""
    return f"CAST({expression} AS VARCHAR)"


def unit(field: Field) -> str:
    """What follows a figure in a sentence: 元, 件; nothing if it has no unit."""
    return f" {field.unit}" if field.unit else ""


def named_value(field: Field) -> str:
    """A field in a sentence: its title, its cell if it has one, and what stands there."""
    cell = f"CASE WHEN {field.name}__cell <> '' THEN '（' || {field.name}__cell || '）' ELSE '' END"
    is_counted = field.type in (FieldType.MONEY, FieldType.INTEGER)
    ending = quoted(unit(field) if is_counted else "")
    value = f"{shown(field.name)} || {ending}"
    return f"{quoted(f'“{field.title}”')} || coalesce({cell}, '') || ' ' || {value}"


def listed(expressions: Iterable[str]) -> str:
    """Texts one after another; what is NULL is left out."""
    return f"concat_ws('、', {', '.join(expressions)})"


def first_cell(names: Iterable[str]) -> str:
    """The first cell that a field has, else the cells of the row."""
    cells = [f"nullif({name}__cell, '')" for name in names]
    return f"coalesce({', '.join([*cells, 'span'])})"


def placeholders(template: str) -> list[str]:
    """The words that a template names in braces."""
    return [name for _, name, _, _ in Formatter().parse(template) if name]
