"""Reading a form: labels with their values beside or below them, then a short list; 申报表.

Belongs here: forms such as the 绩效目标申报表, whose vertical merged labels get lost on the way and
move cells to the left. Cells are therefore recognised by their own words (the contract's allowed
values) before their position. Does not belong here: list tables (listing).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sources.amounts import header_unit, line_unit
from sources.casting import CastColumn, RawColumn, cast_column
from sources.cells import Anchor
from sources.contract import Contract, Field, Origin
from sources.finding import Finding, Place, find
from sources.headers import known_field
from sources.opening import Sheet, address, span
from sources.origins import record_column, title_columns
from sources.preface import Preface, read_preface
from sources.table import RecordColumn, Records, ShownColumn, Table
from sources.text import as_text, fold

Cell = tuple[int, int, str]
# A form fits on a page or two; below that many rows there is no use in looking for its list.
LONGEST_FORM = 200


@dataclass(frozen=True)
class ListRow:
    """One row of a form's list: the cell of each field, and whether the header was out of line."""

    row: int
    cells: dict[str, Anchor]
    shifted: bool


@dataclass(frozen=True)
class Form:
    """A form on one sheet, read by the words of its contract."""

    sheet: Sheet
    contract: Contract

    @cached_property
    def header_row(self) -> int | None:
        """The row that names at least two of the list's columns."""
        named: dict[int, set[str]] = {}
        for column in self.sheet.columns:
            values = column[:LONGEST_FORM]
            names = self._column_names({value for value in values if isinstance(value, str)})
            for row, value in enumerate(values if names else ()):
                if value in names:
                    named.setdefault(row, set()).add(names[str(value)])
        return min((row for row, names in named.items() if len(names) > 1), default=None)

    def _column_names(self, texts: set[str]) -> dict[str, str]:
        """Of these texts those that name a column of the list, with its field."""
        fields = {text: known_field(self.contract, as_text(text)) for text in texts}
        return {
            text: field.name
            for text, field in fields.items()
            if field is not None and field.origin is Origin.COLUMN
        }

    @cached_property
    def label_cells(self) -> dict[str, Anchor]:
        """The cell of each label, above the list; the first of its kind counts."""
        found: dict[str, Anchor] = {}
        for row in range(self.header_row or 0):
            for _, column, text in self._cells(row):
                field = known_field(self.contract, text)
                if field is not None and field.origin is Origin.LABEL:
                    found.setdefault(field.name, (row, column))
        return found

    @cached_property
    def preface(self) -> Preface:
        """The title lines above the first label."""
        first = min((row for row, _ in self.label_cells.values()), default=0)
        return read_preface(self.sheet, range(first))

    @property
    def is_recognised(self) -> bool:
        """True if the title, the list and every identifying field are there."""
        if self.header_row is None:
            return False
        titled = any(word in fold(self.preface.title) for word in self.contract.title_words)
        present = {*self.label_cells, *self.header_cells}
        return titled and all(present.intersection(group) for group in self.contract.identified_by)

    @cached_property
    def header_cells(self) -> dict[str, Anchor]:
        """The cell of each column header of the list."""
        fields = self.contract.by_header
        return {
            fields[fold(text)].name: (row, column)
            for row, column, text in self._cells(self.header_row or 0)
            if fold(text) in fields
        }

    def _cells(self, row: int) -> list[Cell]:
        texts = [(row, c, as_text(self.sheet.value(row, c))) for c in range(self.sheet.width)]
        return [cell for cell in texts if cell[2]]

    def value_cell(self, field: Field) -> Anchor | None:
        """The cell that answers a label: the next one on the right, else (long texts) below."""
        row, column = self.label_cells[field.name]
        for _, right, text in self._cells(row):
            if right > column:
                return None if known_field(self.contract, text) else (row, right)
        below = self._cells(row + 1) if field.below and row + 1 < len(self.sheet.rows) else []
        if below and known_field(self.contract, below[0][2]) is None:
            return below[0][0], below[0][1]
        return None

    @cached_property
    def list_rows(self) -> list[ListRow | int]:
        """The rows of the list; a bare row number where a row could not be read."""
        start = (self.header_row or 0) + 1
        rows = [row for row in range(start, len(self.sheet.rows)) if self._cells(row)]
        return [self._list_row(row) for row in rows]

    def _list_row(self, row: int) -> ListRow | int:
        fields = [f for f in self.contract.fields if f.name in self.header_cells]
        cells: dict[str, Anchor] = {}
        rest: list[Anchor] = []
        for _, column, text in self._cells(row):
            kind = next((f for f in fields if fold(text) in f.by_word), None)
            if kind is not None and kind.name not in cells:
                cells[kind.name] = (row, column)
            else:
                rest.append((row, column))
        free = [f for f in fields if not f.allowed]
        if len(rest) != len(free):
            return self._row_with_blanks(row, cells, rest, free) or row
        cells |= {field.name: cell for field, cell in zip(free, rest, strict=True)}
        return ListRow(row, cells, not all(self._is_in_place(*one) for one in cells.items()))

    def _row_with_blanks(
        self, row: int, kinds: dict[str, Anchor], rest: Sequence[Anchor], free: Sequence[Field]
    ) -> ListRow | None:
        """A row with cells left blank: only if all that it holds stands under its own header."""
        names = {self.header_cells[field.name][1]: field for field in free}
        found = {names[cell[1]].name: cell for cell in rest if cell[1] in names}
        cells = kinds | found
        is_whole = all(field.name in found or not field.required for field in free)
        in_place = all(self._is_in_place(*one) for one in cells.items())
        is_read = is_whole and in_place and len(found) == len(rest)
        return ListRow(row, cells, shifted=False) if is_read else None

    def _is_in_place(self, name: str, cell: Anchor) -> bool:
        return self.header_cells[name][1] == cell[1]


def read_forms(sheet: Sheet, contracts: Sequence[Contract]) -> list[Table]:
    """The form on a sheet as a table, or nothing if no form contract is recognised."""
    forms = [Form(sheet, contract) for contract in contracts if contract.layout == "form"]
    return [_table(form) for form in forms if form.is_recognised]


def _table(form: Form) -> Table:
    rows = [row for row in form.list_rows if isinstance(row, ListRow)]
    list_columns = [_list_column(form, rows, name) for name in form.header_cells]
    labels = [
        _label_column(form, field)
        for field in form.contract.fields
        if field.name in form.label_cells
    ]
    made = {cast.field.name: record_column(cast) for cast in list_columns}
    made |= {cast.field.name: _repeated(cast, len(rows)) for cast in labels}
    made |= title_columns(form.contract, form.preface, len(rows))
    ordered = {f.name: made[f.name] for f in form.contract.fields if f.name in made}
    spans = [_span(row) for row in rows]
    return Table(
        sheet=form.sheet.name,
        range=f"A1:{address(len(form.sheet.rows) - 1, form.sheet.width - 1)}",
        dataset=form.contract.dataset,
        title=form.preface.title,
        unit=form.preface.unit,
        document_no=form.preface.document_no,
        columns=_shown(form),
        records=Records(ordered, spans),
        claims=[],
        findings=[
            *(f for cast in (*labels, *list_columns) for f in cast.findings),
            *_row_findings(form),
        ],
    )


def _span(row: ListRow) -> str:
    columns = sorted(column for at, column in row.cells.values() if at == row.row)
    return span(row.row, columns[0], columns[-1])


def _repeated(cast: CastColumn, count: int) -> RecordColumn:
    """A label's one value for every record of the list."""
    anchor = cast.anchors[0] if cast.originals[0] else None
    return RecordColumn(
        [cast.values[0]] * count,
        [cast.originals[0]] * count,
        [cast.units[0]] * count,
        [anchor] * count,
    )


def _label_column(form: Form, field: Field) -> CastColumn:
    cell = form.value_cell(field)
    label = form.label_cells[field.name]
    text = as_text(form.sheet.value(*label))
    raw = None if cell is None else form.sheet.value(*cell)
    unit = header_unit(text) or line_unit(text) or form.preface.unit
    shown = cell or label
    at, year = address(*shown), form.preface.year
    return cast_column(RawColumn(field, form.sheet.name, text, at, [raw], [shown], [unit], year))


def _list_column(form: Form, rows: Sequence[ListRow], name: str) -> CastColumn:
    field = form.contract.field(name)
    header = form.header_cells[name]
    anchors: list[Anchor] = []
    raw: list[object] = []
    cell: Anchor | None = None
    for row in rows:
        cell = row.cells.get(name) or (cell if field.inherit else None)
        anchors.append(cell or (row.row, header[1]))
        raw.append(None if cell is None else form.sheet.value(*cell))
    units = [form.preface.unit] * len(rows)
    text = as_text(form.sheet.value(*header))
    at, year = address(*header), form.preface.year
    return cast_column(RawColumn(field, form.sheet.name, text, at, raw, anchors, units, year))


def _shown(form: Form) -> list[ShownColumn]:
    cells = {**form.label_cells, **form.header_cells}
    return [
        ShownColumn(address(*cell), as_text(form.sheet.value(*cell)), name)
        for name, cell in cells.items()
    ]


def _row_findings(form: Form) -> Iterator[Finding]:
    for row in form.list_rows:
        number = row if isinstance(row, int) else row.row
        texts = [as_text(value) for value in form.sheet.rows[number]]
        words = {"row": number + 1, "value": " | ".join(text for text in texts if text)}
        if isinstance(row, int):
            yield find("row_not_readable", Place(form.sheet.name, address(number, 0)), **words)
        elif row.shifted:
            yield find("columns_shifted", Place(form.sheet.name, _span(row)), **words)
