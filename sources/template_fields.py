"""What the official template of a dataset asks for: columns, labels and how each is filled; 模板.

Belongs here: which fields of a contract a clerk writes, under which words, so that what is written
is read back as the same fields. Does not belong here: the workbook (template).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sources.contract import Contract, Field, FieldType, Origin
from sources.spreads import Wide

WIDE_COLUMNS = 2
DEFAULT_UNIT = "万元"
TYPE_WORDS = {
    FieldType.TEXT: "文字",
    FieldType.ENUM: "从下拉列表选",
    FieldType.INTEGER: "整数",
    FieldType.YEAR: "四位年份",
    FieldType.MONEY: "数字（单位见表右上方）",
    FieldType.DATE: "日期或起止日期，写明年份",
    FieldType.PHONE: "电话号码，几个号码用顿号分开",
    FieldType.DOCUMENT: "发文字号，例如 示财农〔2019〕7号",
}


@dataclass(frozen=True)
class Blank:
    """One thing to fill in: the words above or beside it, and the field that it fills."""

    header: str
    field: Field
    required: bool

    @property
    def kind(self) -> str:
        """How it is filled, in words."""
        return TYPE_WORDS[self.field.type]

    @property
    def example(self) -> str:
        """The contract's example as a clerk writes it: money in 万元, not in yuan."""
        if self.field.type is not FieldType.MONEY:
            return self.field.example
        wan = Decimal(self.field.example) / 10_000
        return f"{wan.normalize():f}"


def columns_of(contract: Contract, year: int) -> list[Blank]:
    """The columns of a list, or of a form's list, in the contract's order."""
    wides = [wide for wide in contract.wide if wide.pattern and _must_be_wide(contract)]
    patterned = {name for wide in wides for name in wide.measures}
    marked = {column.field for column in contract.pattern_columns}
    blanks = [
        Blank(field.title, field, field.required)
        for field in contract.fields
        if field.origin is Origin.COLUMN and field.name not in patterned | marked
    ]
    for wide in wides:
        measure = contract.field(wide.measures[0])
        blanks += [Blank(header, measure, False) for header in headers_of(contract, wide, year)]
    return sorted(blanks, key=lambda blank: contract.fields.index(blank.field))


def labels_of(contract: Contract) -> list[Blank]:
    """The labels of a form, each with one value."""
    return [
        Blank(field.title, field, field.required)
        for field in contract.fields
        if field.origin is Origin.LABEL
    ]


def _must_be_wide(contract: Contract) -> bool:
    """True if a table is only recognised with its figures spread over columns."""
    return any("wide" in group for group in contract.identified_by)


def headers_of(contract: Contract, wide: Wide, year: int) -> Iterator[str]:
    """Headers that a wide pattern reads: this year's first value, last year's second."""
    pattern = re.compile(wide.pattern or "")
    for back in range(WIDE_COLUMNS):
        header = "".join(
            _piece(contract.field(name), year - back, back) for name in pattern.groupindex
        )
        if pattern.match(header) is None:
            raise ValueError(f"{contract.dataset}: the pattern does not read {header!r}")
        yield header


def _piece(field: Field, year: int, back: int) -> str:
    if field.type is FieldType.YEAR:
        return f"{year}年"
    return field.allowed[back]


def has_money(contract: Contract) -> bool:
    """True if the template needs a unit line."""
    return bool(contract.money_fields)
