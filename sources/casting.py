"""From raw cells to typed values, one column at a time, with a finding for each that will not.

Belongs here: types. Does not belong here: which cells belong to a column (listing, forms) and
whether a typed value is allowed (expectations).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.amounts import (
    FEN,
    YUAN_PER_UNIT,
    Amount,
    decimal_of,
    parse_amount,
    parse_integer,
    split_amount,
)
from sources.bulk import clean_texts
from sources.cells import Anchor
from sources.contract import ISO_DATE, Field, FieldType
from sources.dates import Precision, parse_date
from sources.finding import Finding, Place, Severity, find
from sources.opening import address
from sources.phones import parse_phones
from sources.text import LONGEST_BLANK_MARK, as_text, fold, is_blank, with_document_brackets

Value = str | int | Decimal | None
DOUBLE_NOISE = 2.0**-51
MOST_PLAIN_FEN = 10**15
NOTHING = frozenset({"无", "未安排"})
INTERVAL = re.compile(f"^({ISO_DATE})/({ISO_DATE})$")
ISO_FORMS = {Precision.YEAR: "%Y", Precision.MONTH: "%Y-%m", Precision.DAY: "%Y-%m-%d"}


@dataclass(frozen=True)
class RawColumn:
    """The raw cells of one field: values, the cells that hold them, and the money units.

    `year` is that of the table's title, for dates of fields that may take it.
    """

    field: Field
    sheet: str
    header: str
    header_cell: str
    raw: Sequence[object]
    anchors: Sequence[Anchor]
    units: Sequence[str | None]
    year: int | None = None


@dataclass
class CastColumn:
    """Typed values beside what was written; filled by `cast_column`, then only read."""

    field: Field
    values: list[Value]
    originals: list[str]
    units: list[str | None]
    notes: list[str | None]
    anchors: Sequence[Anchor]
    findings: list[Finding]


def original_text(value: object) -> str:
    """A cell's value as text for the record: numbers as Excel shows them in full."""
    return number_texts([value])[0] if isinstance(value, float) else as_text(value)


def number_texts(values: Sequence[float]) -> list[str]:
    """Numbers with up to 15 digits and without exponents."""
    short = list(map("%.15g".__mod__, values))
    if "e" not in "".join(short):
        return short
    return [
        format(decimal_of(value).normalize(), "f") if "e" in text else text
        for text, value in zip(short, values, strict=True)
    ]


def original_texts(values: Sequence[object]) -> list[str]:
    """`original_text` of each value; of values that come again and again, once."""
    different = set(values)
    if len(different) * 2 > len(values):
        kinds = set(map(type, values))
        if kinds == {float}:
            return number_texts(values)  # type: ignore[arg-type]
        if kinds == {str}:
            return clean_texts(values)  # type: ignore[arg-type]
    texts = [value for value in different if isinstance(value, str)]
    written: dict[object, str] = dict(zip(texts, clean_texts(texts), strict=True))
    others = (value for value in different if not isinstance(value, str))
    written.update((value, original_text(value)) for value in others)
    return list(map(written.__getitem__, values))


def cast_column(column: RawColumn) -> CastColumn:
    """Cast every cell by the field's type. Blank cells become None without a finding."""
    size = len(column.raw)
    cast = CastColumn(
        field=column.field,
        values=[None] * size,
        originals=original_texts(column.raw),
        units=list(column.units),
        notes=[None] * size,
        anchors=column.anchors,
        findings=[],
    )
    CASTERS[column.field.type](column, cast)
    return cast


def _cast_texts(_: RawColumn, cast: CastColumn) -> None:
    short = {text for text in cast.originals if len(text) <= LONGEST_BLANK_MARK}
    blank = {text for text in short if is_blank(text)}
    cast.values[:] = (
        [None if text in blank else text for text in cast.originals] if blank else cast.originals
    )


def _cast_documents(column: RawColumn, cast: CastColumn) -> None:
    """Document numbers with 〔〕; a text without one stays as written, and is told."""
    _cast_texts(column, cast)
    meant = {text: with_document_brackets(text) for text in set(cast.values)}
    for index, value in enumerate(cast.values):
        if value is not None and meant[value] is None:
            _add(column, cast, index, "document_no_not_readable", expected=column.field.example)
    cast.values[:] = [meant[value] or value for value in cast.values]


def _cast_choices(column: RawColumn, cast: CastColumn) -> None:
    """Synonyms become the allowed value; words that are neither stay, for a rule to name them."""
    _cast_texts(column, cast)
    by_word = column.field.by_word
    meant = {value: by_word.get(fold(value), value) for value in set(cast.values)}
    cast.values[:] = [meant[value] for value in cast.values]


def _cast_dates(column: RawColumn, cast: CastColumn) -> None:
    year = column.year if column.field.year_of_title else None
    _cast_forms(column, cast, lambda value: iso_date(value, year), "date_not_readable")


def iso_date(value: object, year: int | None = None) -> str | None:
    """A date or span as ISO 8601 text, no more precise than it was written: 2019-03/2019-12.

    A span whose ends are not equally precise takes the coarser form at both.
    """
    # Our own form of a span, in which / would be a mark between year and month.
    written = INTERVAL.sub(r"\1至\2", value.strip()) if isinstance(value, str) else value
    span = parse_date(written, year)
    if span is None:
        return None
    ends = [end.strftime(ISO_FORMS[span.precision]) for end in (span.first, span.last)]
    return "/".join(dict.fromkeys(ends))


def _cast_phones(column: RawColumn, cast: CastColumn) -> None:
    _cast_forms(column, cast, _phone_numbers, "phone_not_readable")


def _phone_numbers(value: object) -> str | None:
    return "、".join(dict.fromkeys(phone.number for phone in parse_phones(value))) or None


def _cast_forms(
    column: RawColumn, cast: CastColumn, read: Callable[[object], str | None], rule: str
) -> None:
    """Values whose reading takes long enough to read each of them only once."""
    known: dict[object, str | None] = {}
    for index, value in enumerate(column.raw):
        if is_blank(value) or as_text(value) in NOTHING:
            continue
        if value not in known:
            known[value] = read(value)
        cast.values[index] = known[value]
        if known[value] is None:
            _add(column, cast, index, rule, expected=column.field.example)


def _cast_integers(column: RawColumn, cast: CastColumn) -> None:
    for index, value in enumerate(column.raw):
        if isinstance(value, float) and value.is_integer():
            cast.values[index] = int(value)
            continue
        if is_blank(value) or as_text(value) in NOTHING:
            continue
        cast.values[index] = number = parse_integer(value)
        if number is None:
            _add(column, cast, index, "number_not_integer")


def _cast_years(column: RawColumn, cast: CastColumn) -> None:
    for index, value in enumerate(column.raw):
        if is_blank(value):
            continue
        found = re.match(r"^((?:19|20)\d{2})(?:年度?)?(?:\(.*\))?$", fold(value))
        cast.values[index] = int(found[1]) if found else None
        if found is None:
            _add(column, cast, index, "year_not_readable")


def _cast_money(column: RawColumn, cast: CastColumn) -> None:
    without_unit = False
    for index in _take_plain_numbers(column, cast):
        value = column.raw[index]
        if is_blank(value) or as_text(value) in NOTHING:
            continue
        amount = parse_amount(value, column.units[index])
        if amount is not None:
            _take_amount(column, cast, index, amount)
        elif column.units[index] is None and _is_number(value):
            without_unit = True
        else:
            _add(column, cast, index, "amount_not_number")
    if without_unit:
        cast.findings.append(_unit_missing(column))


def _take_plain_numbers(column: RawColumn, cast: CastColumn) -> list[int]:
    """Take the numbers that are whole fen by plain arithmetic; the indexes of all other cells.

    A double times the unit is off by at most half a unit in its last place; below 15 digits that
    leaves the nearest whole fen beyond doubt. What is not that close is parsed as a decimal.
    """
    rest = []
    fen_per_unit = {unit: float(yuan * 100) for unit, yuan in YUAN_PER_UNIT.items()}
    values = cast.values
    for index, (value, unit) in enumerate(zip(column.raw, column.units, strict=True)):
        if value is None or value == "":
            continue
        if unit is not None and (value.__class__ is float or value.__class__ is int):
            scaled = value * fen_per_unit[unit]
            if -MOST_PLAIN_FEN < scaled < MOST_PLAIN_FEN:  # so that NaN is outside
                fen = round(scaled)
                if abs(scaled - fen) <= abs(scaled) * DOUBLE_NOISE:
                    values[index] = fen * FEN
                    continue
        rest.append(index)
    return rest


def _take_amount(column: RawColumn, cast: CastColumn, index: int, amount: Amount) -> None:
    cast.values[index] = amount.rounded
    cast.units[index] = amount.unit
    cast.notes[index] = amount.note
    if not amount.is_exact:
        _add(column, cast, index, "amount_below_fen", expected=f"{amount.rounded:f}")
    if amount.note:
        _add(
            column, cast, index, "amount_with_note",
            expected=f"{amount.rounded:f}", note=amount.note,
        )  # fmt: skip


def _is_number(value: object) -> bool:
    is_numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return is_numeric or split_amount(value)[0] is not None


def _unit_missing(column: RawColumn) -> Finding:
    """An amount the dataset cannot do without returns the table; any other is left blank."""
    found = find(
        "unit_missing",
        Place(column.sheet, column.header_cell),
        header=column.header,
        value=column.header,
        expected="单位：万元",
        field=column.field.name,
    )
    return found if column.field.required else replace(found, severity=Severity.WARNING)


def _add(column: RawColumn, cast: CastColumn, index: int, rule: str, **words: str) -> None:
    if index and column.anchors[index] == column.anchors[index - 1]:
        return  # a cell that stands for several rows is one fault
    place = Place(column.sheet, address(*column.anchors[index]))
    value, name = cast.originals[index], column.field.name
    given = {"header": column.header, "value": value, "field": name, **words}
    cast.findings.append(find(rule, place, **given))


CASTERS: dict[FieldType, Callable[[RawColumn, CastColumn], None]] = {
    FieldType.TEXT: _cast_texts,
    FieldType.ENUM: _cast_choices,
    FieldType.INTEGER: _cast_integers,
    FieldType.YEAR: _cast_years,
    FieldType.MONEY: _cast_money,
    FieldType.DATE: _cast_dates,
    FieldType.PHONE: _cast_phones,
    FieldType.DOCUMENT: _cast_documents,
}
