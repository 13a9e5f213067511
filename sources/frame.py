"""A list table once its header and rows are understood: what each record's cells are.

Belongs here: which records there are and which cell each field of a record comes from. Does not
belong here: typing those cells (casting) and fields that come from elsewhere (origins).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sources.amounts import YUAN_PER_UNIT
from sources.body import BodyRow, Kind
from sources.casting import CastColumn, RawColumn, cast_column
from sources.cells import Anchor, ColumnCells
from sources.contract import Contract, Field, FieldType
from sources.headers import Column
from sources.layout import Area
from sources.nesting import Levels, code_level, serial_level
from sources.opening import Sheet, address
from sources.preface import Preface
from sources.rows import classify_rows
from sources.text import fold, is_blank, numbering, without_unit

MEASURES = (FieldType.MONEY, FieldType.INTEGER)
LONGEST_NAME = 40
DITTO = frozenset({"同上", "〃", "″", "''", '"', '""'})

LONGEST_DITTO = 4


class Entry(NamedTuple):
    """One record: its row and, in a wide table, the group of columns it stands in."""

    row: BodyRow
    group: str | None = None

    @property
    def count_unit(self) -> str | None:
        """The unit after the row's label if it is not money: 接待人数(人) → 人."""
        unit = without_unit(self.row.label)[1]
        return None if unit is None or fold(unit) in YUAN_PER_UNIT else unit

    @property
    def money_unit(self) -> str | None:
        """The money unit after the row's label: 接待费(万元) → 万元."""
        unit = without_unit(self.row.label)[1]
        return fold(unit) if unit is not None and fold(unit) in YUAN_PER_UNIT else None


@dataclass(frozen=True)
class Frame:
    """A list table of a sheet, its columns, rows and records."""

    sheet: Sheet
    area: Area

    @property
    def contract(self) -> Contract:
        """The contract that the header fits best."""
        return self.area.match.contract

    @property
    def preface(self) -> Preface:
        """What stands above the table."""
        return self.area.preface

    @cached_property
    def columns(self) -> list[Column]:
        """Columns with a known meaning; the second of two with the same meaning is left out."""
        first: dict[tuple[object, ...], Column] = {}
        for column in self.area.match.columns:
            if column.meaning.field is not None:
                first.setdefault(meaning_key(column), column)
        return list(first.values())

    @cached_property
    def label(self) -> Column | None:
        """The label column if this table's rows are a numbered tree.

        That is the contract's own, or a column of names numbered on several levels: else the
        heading 一、产业项目 and its parts 1.大棚 would both count as records.
        """
        tree = self.contract.tree
        for column in self.columns:
            is_own = tree is not None and column.meaning.field == tree.label
            levels = self._levels(column) if is_own or self._is_name(column) else set()
            if (is_own and tree and tree.quantity) or len(levels) > (0 if is_own else 1):
                return column
        return None

    def _is_name(self, column: Column) -> bool:
        is_plain = column.meaning.group is None and not column.is_figure
        return is_plain and column.meaning.field not in ("serial_no", "remark", None)

    def _levels(self, column: Column) -> set[int]:
        texts = (text for text in self.sheet.texts(column.index) if len(text) <= LONGEST_NAME)
        levels = {text: found[0] for text in texts if (found := numbering(text))}
        body = self.area.body
        own = self.sheet.columns[column.index][body.start : body.stop] if levels else ()
        return {levels[value] for value in own if value in levels}

    @cached_property
    def rows(self) -> list[BodyRow]:
        """The rows of the body, classified."""
        skips = self.area.skips
        body = [row for row in self.area.body if row not in skips]
        return classify_rows(self.sheet, body, self.columns, self.label, self.levels)

    @property
    def figure_fields(self) -> frozenset[str | None]:
        """Fields of the table that hold figures."""
        return frozenset(column.meaning.field for column in self.columns if column.is_figure)

    @cached_property
    def levels(self) -> Levels | None:
        """The column that makes the list a tree: codes, or serial numbers of several levels."""
        if self.label is not None:
            return None
        ways = ((self.contract.code_levels, code_level), ("serial_no", serial_level))
        for column in self.columns:
            level_of = next((way for name, way in ways if name == column.meaning.field), None)
            if level_of is None:
                continue
            found = self.sheet.columns[column.index][self.area.body.start : self.area.body.stop]
            if len({level_of(value) for value in set(found)} - {None}) > 1:
                return Levels(column.index, level_of)
        return None

    @cached_property
    def entries(self) -> list[Entry]:
        """All records; a group without any figure in a row makes none."""
        kind = Kind.DATA
        data = [row for row in self.rows if row.kind is kind]
        groups = list(dict.fromkeys(c.meaning.group for c in self.columns if c.meaning.group))
        if not groups:
            return list(map(Entry, data))
        return [
            Entry(row, group) for row in data for group in groups if self.has_figure(row, group)
        ]

    def has_figure(self, row: BodyRow, group: str) -> bool:
        """True if any column of a wide group is filled in a row."""
        columns = (c for c in self.columns if c.meaning.group == group)
        return any(not is_blank(self.sheet.value(row.index, c.index)) for c in columns)

    @cached_property
    def cast(self) -> Mapping[str, CastColumn]:
        """Every field that stands in columns, cast over all records."""
        names = dict.fromkeys(
            c.meaning.field for c in self.columns if c.meaning.field and not c.meaning.is_total
        )
        return {name: cast_column(self._raw(self.contract.field(name))) for name in names}

    def column_of(self, field: str, group: str | None) -> Column | None:
        """The column that holds a field for records of a wide group, or for all records."""
        own = shared = None
        for column in self.columns:
            meaning = column.meaning
            if meaning.field == field and not meaning.is_total:
                own = column if group is not None and meaning.group == group else own
                shared = column if meaning.group is None else shared
        return own or shared

    def _raw(self, field: Field) -> RawColumn:
        shown = next(c for c in self.columns if c.meaning.field == field.name)
        if self._is_plain(field, shown):
            return self._plain_raw(field, shown)
        raw: list[object] = []
        anchors: list[Anchor] = []
        units: list[str | None] = []
        for entry in self.entries:
            column = self.column_of(field.name, entry.group) or shown
            value, anchor = self._cell(field, entry, column, anchors)
            raw.append(value)
            anchors.append(anchor)
            units.append(entry.money_unit or column.unit or self.preface.unit)
        cell = address(shown.bottom, shown.index)
        year = self.preface.year
        return RawColumn(field, self.sheet.name, shown.header, cell, raw, anchors, units, year)

    def _is_plain(self, field: Field, column: Column) -> bool:
        """True if each record's value stands in its own row of one column."""
        is_list = self.label is None and not any(c.meaning.group for c in self.columns)
        if not is_list or field.type in MEASURES:
            return is_list
        if field.inherit or column.index in self._merged_columns:
            return False
        short = (t for t in self.sheet.texts(column.index) if len(t) <= LONGEST_DITTO)
        return not any(fold(text) in DITTO for text in short)

    @cached_property
    def _merged_columns(self) -> frozenset[int]:
        """Columns that a merged range touches below the header; a merged title touches none."""
        body = self.area.body
        return frozenset(
            column
            for top, left, bottom, right in self.sheet.merges
            if top < body.stop and bottom >= body.start
            for column in range(left, right + 1)
        )

    @cached_property
    def _entry_rows(self) -> list[int]:
        return [entry.row.index for entry in self.entries]

    def _plain_raw(self, field: Field, column: Column) -> RawColumn:
        rows = self._entry_rows
        cells = self.sheet.columns[column.index]
        return RawColumn(
            field=field,
            sheet=self.sheet.name,
            header=column.header,
            header_cell=address(column.bottom, column.index),
            raw=list(map(cells.__getitem__, rows)),
            anchors=ColumnCells(rows, column.index),
            units=[column.unit or self.preface.unit] * len(rows),
            year=self.preface.year,
        )

    def _cell(
        self, field: Field, entry: Entry, column: Column, before: Sequence[Anchor]
    ) -> tuple[object, Anchor]:
        """A cell's value: a text may come from the merged cell above, a figure never does."""
        here = (entry.row.index, column.index)
        if field.type is FieldType.MONEY and self.counts(entry):
            return None, here
        if field.type in MEASURES:
            return self.sheet.value(*here), here
        value, anchor = self.sheet.merged_value(*here)
        if anchor[1] != column.index:
            return None, here
        is_same = fold(value) in DITTO or (field.inherit and is_blank(value))
        if is_same and before:
            return self.sheet.value(*before[-1]), before[-1]
        return value, anchor

    def counts(self, entry: Entry) -> bool:
        """True if a tree row holds a count, not money, by the unit after its label."""
        tree = self.contract.tree
        return bool(tree and tree.quantity and self.label and entry.count_unit)


def meaning_key(column: Column) -> tuple[object, ...]:
    """What may stand in a table only once."""
    meaning = column.meaning
    if meaning.is_total:
        return meaning.field, column.index
    return meaning.field, meaning.group
