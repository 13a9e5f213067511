"""Totals, subtotals, counts and of-which figures against their parts; 合计核对.

Belongs here: which records a claim speaks of, and their sum. Does not belong here: what happens
when a claim does not hold (expectations). Figures are exact, so equality is exact.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sources.casting import CastColumn
from sources.headers import Column
from sources.opening import address, span
from sources.rows import BodyRow, Kind
from sources.table import Claim, ClaimedValue, Number
from sources.text import fold

Entry = tuple[int, str | None]
ReadNumber = Callable[[int, Column], Number | None]


@dataclass(frozen=True)
class Parts:
    """What claims are checked against: the (row, wide group) of each record, and its figures."""

    entries: Sequence[Entry]
    measures: Mapping[str, CastColumn]

    @cached_property
    def _by_row(self) -> Mapping[int, Sequence[int]]:
        """Row → positions of its records."""
        positions: dict[int, list[int]] = {}
        for position, (row, _) in enumerate(self.entries):
            positions.setdefault(row, []).append(position)
        return positions

    def sum_of(self, field: str, rows: Iterable[int], group: str | None) -> Number | None:
        """Σ of a field over rows, of one wide group or of all (None).

        None if there are no parts, or if one of them is written but could not be read.
        """
        column = self.measures[field]
        total: Number = Decimal(0) if column.field.name.endswith("_yuan") else 0
        seen = False
        for index in (position for row in rows for position in self._by_row.get(row, ())):
            if group is not None and group != self.entries[index][1]:
                continue
            seen = True
            value = column.values[index]
            if isinstance(value, int | Decimal):
                total += value
            elif column.originals[index]:
                return None
        return total if seen else None


@dataclass(frozen=True)
class ClaimReader:
    """Reads the claims of one table; `number_at` casts one cell of a claim row."""

    rows: Sequence[BodyRow]
    columns: Sequence[Column]
    parts: Parts
    number_at: ReadNumber

    def claims(self) -> list[Claim]:
        """All claims of the table in the order of its rows."""
        return [*self._row_totals(), *self._total_rows()]

    def _measures(self) -> list[Column]:
        return [column for column in self.columns if column.meaning.field in self.parts.measures]

    def _row_totals(self) -> Iterator[Claim]:
        totals = [column for column in self._measures() if column.meaning.is_total]
        for row in self.rows:
            if row.kind is Kind.DATA and totals:
                yield from self._claims_of(row, "total", {row.index}, {None: totals})

    def _total_rows(self) -> Iterator[Claim]:
        for row in self.rows:
            if row.kind is Kind.OF_WHICH:
                yield from self._of_which(row)
            elif row.kind in (Kind.TOTAL, Kind.SUBTOTAL, Kind.PARENT):
                yield from self._claims_of(row, "total", self._scope(row), self._grouped())

    def _grouped(self) -> dict[str | None, list[Column]]:
        """Measure columns by wide group; a total column speaks of all groups, as a plain one."""
        grouped: dict[str | None, list[Column]] = {}
        for column in self._measures():
            grouped.setdefault(column.meaning.group, []).append(column)
        return grouped

    def _claims_of(
        self,
        row: BodyRow,
        kind: str,
        scope: set[int],
        grouped: Mapping[str | None, Sequence[Column]],
    ) -> Iterator[Claim]:
        for group, columns in grouped.items():
            values = [
                ClaimedValue(
                    field=str(column.meaning.field),
                    cell=address(row.index, column.index),
                    claimed=claimed,
                    actual=self.parts.sum_of(str(column.meaning.field), scope, group),
                )
                for column in columns
                if (claimed := self.number_at(row.index, column)) is not None
            ]
            if values:
                yield Claim(self._label(row, columns), kind, self._cells(row, columns), values)

    def _of_which(self, row: BodyRow) -> Iterator[Claim]:
        whole = row.above[-1] if row.above else None
        for columns in self._grouped().values():
            values = [
                ClaimedValue(
                    field=str(column.meaning.field),
                    cell=address(row.index, column.index),
                    claimed=claimed,
                    actual=None if whole is None else self.number_at(whole.index, column),
                )
                for column in columns
                if (claimed := self.number_at(row.index, column)) is not None
            ]
            if values:
                yield Claim(row.label, "of_which", self._cells(row, columns), values)

    def _label(self, row: BodyRow, columns: Sequence[Column]) -> str:
        if not any(column.meaning.group or column.meaning.is_total for column in columns):
            return row.label
        return f"{row.label}/{columns[0].header.split('/')[0]}"

    def _cells(self, row: BodyRow, columns: Sequence[Column]) -> str:
        is_wide = any(column.meaning.group or column.meaning.is_total for column in columns)
        shown = columns if is_wide else self.columns
        return span(row.index, shown[0].index, shown[-1].index)

    def _scope(self, row: BodyRow) -> set[int]:
        """Rows of the data that a total row speaks of."""
        data = [other for other in self.rows if other.kind is Kind.DATA]
        if row.kind is Kind.PARENT:
            return {
                other.index for other in data if any(up.index == row.index for up in other.above)
            }
        if row.kind is Kind.TOTAL and not self._closes_a_group(row):
            return {other.index for other in data}
        return self._group_scope(row, data)

    def _closes_a_group(self, row: BodyRow) -> bool:
        """With several total rows only 总计 speaks of all; the others close a group each."""
        totals = [other for other in self.rows if other.kind is Kind.TOTAL]
        has_grand = any(fold(other.label).startswith("总") for other in totals)
        return len(totals) > 1 and has_grand and not fold(row.label).startswith("总")

    def _group_scope(self, row: BodyRow, data: Sequence[BodyRow]) -> set[int]:
        closers = [other.index for other in self.rows if other.kind is row.kind]
        if self.rows[0].index == closers[0]:
            following = [index for index in closers if index > row.index]
            end = following[0] if following else data[-1].index + 1 if data else row.index
            return {other.index for other in data if row.index < other.index < end}
        before = [index for index in closers if index < row.index]
        start = before[-1] if before else -1
        return {other.index for other in data if start < other.index < row.index}
