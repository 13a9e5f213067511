"""Totals, subtotals, counts and of-which figures against their parts; 合计核对.

Belongs here: which records a claim speaks of, and their sum. Does not belong here: what happens
when a claim does not hold (expectations). Figures are exact, so equality is exact.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sources.body import BodyRow, Kind
from sources.casting import CastColumn
from sources.headers import TOTAL_WORDS, Column
from sources.opening import address, span
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

    def sum_of(
        self, field: str, rows: Iterable[int], groups: Container[str | None] | None
    ) -> Number | None:
        """Σ of a field over rows, of some wide groups or of all (None).

        None if there are no parts, or if one of them is written but could not be read.
        """
        column = self.measures[field]
        total: Number = Decimal(0) if column.field.name.endswith("_yuan") else 0
        seen = False
        for index in (position for row in rows for position in self._by_row.get(row, ())):
            if groups is not None and self.entries[index][1] not in groups:
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
        totals = {key: group for key, group in self._grouped.items() if group[0].meaning.is_total}
        for row in self.rows if totals else ():
            if row.kind is Kind.DATA:
                yield from self._claims_of(row, "total", (row.index,), totals)

    def _total_rows(self) -> Iterator[Claim]:
        data, totals = Kind.DATA, (Kind.TOTAL, Kind.SUBTOTAL, Kind.PARENT)
        for row in self.rows:
            if row.kind is data:
                continue
            if row.kind is Kind.OF_WHICH:
                yield from self._of_which(row)
            elif row.kind in totals:
                yield from self._claims_of(row, "total", self._scope(row), self._grouped)

    @cached_property
    def _grouped(self) -> dict[str, list[Column]]:
        """Figure columns that make one claim: of a wide group, of a total group, or plain ones."""
        grouped: dict[str, list[Column]] = {}
        for column in self._measures():
            total = f"total {_total_name(column)}" if column.meaning.is_total else ""
            grouped.setdefault(column.meaning.group or total, []).append(column)
        return grouped

    def _claims_of(
        self,
        row: BodyRow,
        kind: str,
        scope: Iterable[int],
        grouped: Mapping[str, Sequence[Column]],
    ) -> Iterator[Claim]:
        for columns in grouped.values():
            groups = self._covered(columns[0])
            values = [
                ClaimedValue(
                    field=str(column.meaning.field),
                    cell=address(row.index, column.index),
                    claimed=claimed,
                    actual=self.parts.sum_of(str(column.meaning.field), scope, groups),
                )
                for column in columns
                if (claimed := self.number_at(row.index, column)) is not None
            ]
            if values:
                yield Claim(self._label(row, columns), kind, self._cells(row, columns), values)

    def _covered(self, column: Column) -> frozenset[str | None] | None:
        """The wide groups that a figure column speaks of; None for all."""
        meaning = column.meaning
        if meaning.group is not None:
            return frozenset((meaning.group,))
        if not meaning.under:
            return None
        depth = len(meaning.under)
        return frozenset(
            c.meaning.group
            for c in self.columns
            if c.meaning.group is not None and c.path[:depth] == meaning.under
        )

    def _of_which(self, row: BodyRow) -> Iterator[Claim]:
        whole = row.above[-1] if row.above else None
        for columns in self._grouped.values():
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
        first = columns[0]
        if first.meaning.is_total:
            return f"{row.label}/{_total_name(first)}"
        if first.meaning.group is None:
            return row.label
        given = "".join(str(value) for _, value in first.meaning.gives)
        return f"{row.label}/{given if len(first.meaning.gives) == 1 else first.header}"

    def _cells(self, row: BodyRow, columns: Sequence[Column]) -> str:
        is_wide = any(column.meaning.group or column.meaning.is_total for column in columns)
        shown = columns if is_wide else self.columns
        return span(row.index, shown[0].index, shown[-1].index)

    def _scope(self, row: BodyRow) -> Iterable[int]:
        """Rows that a total row speaks of; rows that hold no record do not matter."""
        if row.kind is Kind.PARENT:
            return range(row.index + 1, self._end_of_branch(row))
        if row.kind is Kind.TOTAL and not self._closes_a_group(row):
            return range(self.rows[0].index, self.rows[-1].index + 1)
        return self._group_scope(row)

    def _end_of_branch(self, row: BodyRow) -> int:
        """The first row below a parent that is not deeper than it."""
        level = row.level or 0
        below = bisect_right(self._indexes, row.index)
        for other in self.rows[below:]:
            if other.level is not None and other.level <= level:
                return other.index
        return self.rows[-1].index + 1

    @cached_property
    def _indexes(self) -> list[int]:
        return [row.index for row in self.rows]

    @cached_property
    def _closers(self) -> Mapping[Kind, list[int]]:
        """Rows that speak of one group each."""
        totals = [row for row in self.rows if row.kind is Kind.TOTAL]
        return {
            Kind.SUBTOTAL: [row.index for row in self.rows if row.kind is Kind.SUBTOTAL],
            Kind.TOTAL: [row.index for row in totals if not fold(row.label).startswith("总")],
        }

    @cached_property
    def _first_record(self) -> int:
        return next((row.index for row in self.rows if row.kind is Kind.DATA), self.rows[0].index)

    @cached_property
    def _has_grand_total(self) -> bool:
        totals = [row for row in self.rows if row.kind is Kind.TOTAL]
        return len(totals) > 1 and any(fold(row.label).startswith("总") for row in totals)

    def _closes_a_group(self, row: BodyRow) -> bool:
        """With several total rows only 总计 speaks of all; the others close a group each."""
        return self._has_grand_total and not fold(row.label).startswith("总")

    def _group_scope(self, row: BodyRow) -> range:
        """Rows since the last total of this kind, or up to the next if they come first."""
        closers = self._closers[row.kind]
        place = bisect_right(closers, row.index)
        if closers[0] < self._first_record:
            end = closers[place] if place < len(closers) else self.rows[-1].index + 1
            return range(row.index + 1, end)
        start = closers[place - 2] + 1 if place > 1 else self.rows[0].index
        return range(start, row.index)


def _total_name(column: Column) -> str:
    """What a column of totals is called: its header down to the word that makes it one."""
    words = [index for index, text in enumerate(column.path) if TOTAL_WORDS.match(fold(text))]
    return "/".join(column.path[: words[0] + 1] if words else column.path)
