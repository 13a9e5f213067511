"""Fields that no column of their own holds: from the header, the tree, the title, notes; derived.

Belongs here: one function per origin of `sources.contract.Origin` other than a column or a label
of a form. Does not belong here: typing of cells (casting).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sources.body import BodyRow
from sources.casting import CastColumn, RawColumn, Value, cast_column
from sources.cells import Anchor
from sources.codelists import mentioned
from sources.contract import Contract, Field, Origin
from sources.finding import Finding
from sources.frame import Entry, Frame
from sources.headers import Column
from sources.preface import Preface
from sources.table import RecordColumn
from sources.text import as_text, count_names, fold, is_blank, numbering, without_unit


def record_column(cast: CastColumn) -> RecordColumn:
    """A cast column as part of records."""
    return RecordColumn(cast.values, cast.originals, cast.units, cast.anchors)


def constant(value: Value, count: int) -> RecordColumn:
    """The same value for all records, from no cell."""
    text = "" if value is None else str(value)
    return RecordColumn([value] * count, [text] * count, [None] * count, [None] * count)


def title_columns(contract: Contract, preface: Preface, count: int) -> dict[str, RecordColumn]:
    """What the lines above the table say: title, document number, year."""
    said: dict[str, Value] = {
        "document_title": preface.title or None,
        "document_no": preface.document_no,
        "budget_year": preface.year,
        "table_year": preface.year,
    }
    names = [field.name for field in contract.fields if field.origin is Origin.TITLE]
    return {name: constant(said[name], count) for name in names}


def given_columns(frame: Frame) -> dict[str, RecordColumn]:
    """Fields whose value a column's header gives: wide groups, and 其中 columns where filled."""
    names = dict.fromkeys(name for c in frame.columns for name, _ in c.meaning.gives)
    return {name: _given(frame, name) for name in names}


def _given(frame: Frame, name: str) -> RecordColumn:
    givers = [c for c in frame.columns if any(given == name for given, _ in c.meaning.gives)]
    said = {c.index: dict(c.meaning.gives)[name] for c in givers}
    chosen = [_giver(frame, entry, givers) for entry in frame.entries]
    return RecordColumn(
        values=[None if c is None else said[c.index] for c in chosen],
        originals=["" if c is None else c.header for c in chosen],
        units=[None] * len(chosen),
        anchors=[None if c is None else (c.top, c.index) for c in chosen],
    )


def _giver(frame: Frame, entry: Entry, givers: Sequence[Column]) -> Column | None:
    for column in givers:
        if column.meaning.group is not None and column.meaning.group == entry.group:
            return column
        is_filled = not is_blank(frame.sheet.value(entry.row.index, column.index))
        if column.meaning.group is None and is_filled:
            return column
    return None


def tree_columns(frame: Frame) -> tuple[dict[str, RecordColumn], list[Finding]]:
    """Label, parent and counts of a numbered tree; nothing for a plain list."""
    label = frame.label
    if label is None or label.meaning.field is None:
        return {}, []
    tree = frame.contract.tree
    own = tree if tree is not None and tree.label == label.meaning.field else None
    cells: list[Anchor | None] = [(entry.row.index, label.index) for entry in frame.entries]
    names = [entry.row.label for entry in frame.entries]
    if own is not None and own.quantity:
        names = [without_unit(name)[0] for name in names]
    columns = {label.meaning.field: _written(frame, names, cells)}
    parent = own.parent if own is not None else frame.contract.sections
    if parent:
        ups = [entry.row.above[-1] if entry.row.above else None for entry in frame.entries]
        at = [None if up is None else (up.index, label.index) for up in ups]
        columns[parent] = _written(frame, [up.label if up else None for up in ups], at)
    if own is None or not own.quantity or not own.quantity_unit:
        return columns, []
    units = [entry.count_unit for entry in frame.entries]
    columns[own.quantity_unit] = _written(frame, units, cells)
    cast = _count_column(frame, frame.contract.field(own.quantity))
    columns[own.quantity] = record_column(cast)
    return columns, cast.findings


def _written(frame: Frame, values: Sequence[Value], cells: Sequence[Anchor | None]) -> RecordColumn:
    originals = ["" if cell is None else as_text(frame.sheet.value(*cell)) for cell in cells]
    return RecordColumn(values, originals, [None] * len(values), cells)


def _count_column(frame: Frame, field: Field) -> CastColumn:
    """The figures of those records whose row holds a count."""
    money = next(f.name for f in frame.contract.money_fields)
    cells = []
    for entry in frame.entries:
        column = frame.column_of(money, entry.group)
        cells.append((entry.row.index, column.index if column else 0))
    raw = [
        frame.sheet.value(*cell) if frame.counts(entry) else None
        for entry, cell in zip(frame.entries, cells, strict=True)
    ]
    none: list[str | None] = [None] * len(raw)
    return cast_column(RawColumn(field, frame.sheet.name, field.title, "", raw, cells, none))


def section_columns(frame: Frame, made: Mapping[str, RecordColumn]) -> dict[str, RecordColumn]:
    """The heading above each record of a list, where no column of its own says that field."""
    name = frame.contract.sections
    if name is None or name in made or frame.label is not None:
        return {}
    ups = [entry.row.above[-1] if entry.row.above else None for entry in frame.entries]
    if not any(ups):
        return {}
    first = frame.columns[0].index
    cells = [None if up is None else _heading_cell(frame, up, first) for up in ups]
    return {name: _written(frame, [None if up is None else plain_label(up) for up in ups], cells)}


def plain_label(row: BodyRow) -> str:
    """A heading without its numbering."""
    numbered = numbering(row.label)
    return row.label if numbered is None else numbered[1]


def _heading_cell(frame: Frame, row: BodyRow, first: int) -> Anchor:
    """The cell of a heading's text."""
    for column in frame.columns:
        if as_text(frame.sheet.value(row.index, column.index)) == row.label:
            return row.index, column.index
    return row.index, first


def note_columns(contract: Contract, cast: Mapping[str, CastColumn]) -> dict[str, RecordColumn]:
    """Words that stand beside the figure in the cell of the main amount."""
    amount = cast.get("amount_yuan")
    names = [field.name for field in contract.fields if field.origin is Origin.NOTE]
    if amount is None:
        return {}
    blank: list[str | None] = [None] * len(amount.values)
    return {
        name: RecordColumn(amount.notes, amount.originals, blank, amount.anchors) for name in names
    }


def derived_columns(
    contract: Contract, made: Mapping[str, RecordColumn]
) -> dict[str, RecordColumn]:
    """Fields made from another field of the same record; they point at that field's cell."""
    columns = {}
    for field in contract.fields:
        if field.derive is None or field.derive.source not in made or field.name in made:
            continue
        if field.derive.how not in DERIVATIONS:
            continue  # places, which need to know the sender
        source = made[field.derive.source]
        derive = partial(DERIVATIONS[field.derive.how], field)
        known = {value: derive(value) for value in set(source.values)}
        values = [known[value] for value in source.values]
        columns[field.name] = RecordColumn(
            values, source.originals, [None] * len(values), source.anchors
        )
    return columns


def _named_value(field: Field, value: Value) -> str | None:
    """The one allowed value whose words a text names; None if it names none or several."""
    text = fold(value)
    if field.codelist is not None:
        found = {entry.name for entry in mentioned(field.codelist, text)}
    else:
        found = {meant for word, meant in field.by_word.items() if len(word) > 1 and word in text}
    return found.pop() if len(found) == 1 else None


def _count(_: Field, value: Value) -> int | None:
    return count_names(None if value is None else str(value))


DERIVATIONS: Mapping[str, Callable[[Field, Value], Value]] = {
    "count_names": _count,
    "word": _named_value,
}
