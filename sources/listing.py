"""Reading a list table: one record per row, or per row and column group; 列表.

Belongs here: bringing header, rows, casting, origins and claims together into a `Table`. Does not
belong here: any of these themselves, and forms (forms).
"""

import re
from collections.abc import Iterator, Sequence

from sources.amounts import parse_amount, parse_integer
from sources.body import Kind
from sources.claims import ClaimReader, Parts
from sources.contract import Contract, FieldType, Origin
from sources.evidence import contents_of, likeness, sample_rows
from sources.finding import Finding, Place, find
from sources.frame import MEASURES, Frame, meaning_key
from sources.headers import Column
from sources.layout import Area
from sources.opening import Sheet, address, span
from sources.origins import (
    derived_columns,
    given_columns,
    note_columns,
    record_column,
    section_columns,
    title_columns,
    tree_columns,
)
from sources.places import region_columns
from sources.rows import COLUMN_NUMBERS
from sources.sender import NOBODY, Sender
from sources.table import Claim, ClaimedValue, Number, Records, ShownColumn, Table
from sources.text import as_text, fold, is_blank

NUMERIC = ("数字",)
# Names of things and places: a column of them that holds numbers only has slipped.
NEVER_NUMBERS = ("project_name", "area_name", "location", "responsible_unit", "county_name")


def read_list(sheet: Sheet, area: Area, sender: Sender = NOBODY) -> Table:
    """The table of an area whose header fits a contract."""
    frame = Frame(sheet, area)
    records, findings = read_records(frame, sender)
    claims = [*read_claims(frame), *count_claims(frame, records)]
    return Table(
        sheet=sheet.name,
        range=table_range(sheet, area),
        dataset=frame.contract.dataset,
        title=area.preface.title,
        unit=area.preface.unit or only_unit(frame),
        document_no=area.preface.document_no,
        columns=shown_columns(area),
        records=records,
        claims=claims,
        findings=[
            *title_findings(sheet, area),
            *header_findings(sheet, area),
            *(f for column in frame.cast.values() for f in column.findings),
            *findings,
            *headless_columns(frame),
            *row_findings(frame, claims),
            *nameless_rows(frame),
            *empty_table(frame),
            *shared_figures(frame),
        ],
        score=area.match.score,
        reasons=area.match.reasons,
    )


def read_records(frame: Frame, sender: Sender = NOBODY) -> tuple[Records, list[Finding]]:
    """Records with every field that the table gives, in the contract's order."""
    count = len(frame.entries)
    tree, findings = tree_columns(frame)
    made = {name: record_column(cast) for name, cast in frame.cast.items()}
    made |= given_columns(frame) | tree | note_columns(frame.contract, frame.cast)
    made = title_columns(frame.contract, frame.preface, count) | made
    made |= section_columns(frame, made)
    made |= derived_columns(frame.contract, made)
    places, unclear = region_columns(frame.contract, made, sender, frame.sheet.name)
    made |= places
    ordered = {f.name: made[f.name] for f in frame.contract.fields if f.name in made}
    return Records(ordered, _spans(frame)), [*findings, *unclear]


def _spans(frame: Frame) -> list[str]:
    """The cells of each record: the whole row, or of a wide group its own columns."""
    first, last = frame.columns[0].index, frame.columns[-1].index
    if not any(c.meaning.group for c in frame.columns) and first != last:
        start, end = address(0, first)[:-1], address(0, last)[:-1]
        rows = (entry.row.index + 1 for entry in frame.entries)
        return [f"{start}{row}:{end}{row}" for row in rows]
    spans = []
    for entry in frame.entries:
        own = [c.index for c in frame.columns if entry.group and c.meaning.group == entry.group]
        left, right = (own[0], own[-1]) if own else (first, last)
        spans.append(span(entry.row.index, left, right))
    return spans


def read_claims(frame: Frame) -> list[Claim]:
    """Totals, parents and of-which rows, checked against the records."""
    measures = {name: cast for name, cast in frame.cast.items() if cast.field.type in MEASURES}
    entries = [(entry.row.index, entry.group) for entry in frame.entries]

    def number_at(row: int, column: Column) -> Number | None:
        value = frame.sheet.value(row, column.index)
        if is_blank(value):
            return None
        if frame.contract.field(str(column.meaning.field)).type is FieldType.INTEGER:
            return parse_integer(value)
        amount = parse_amount(value, column.unit or frame.preface.unit)
        return None if amount is None else amount.rounded

    return ClaimReader(frame.rows, frame.columns, Parts(entries, measures), number_at).claims()


def count_claims(frame: Frame, records: Records) -> list[Claim]:
    """Counts written inside a cell that several rows share: 2016年(共10个)."""
    claims = []
    for field in frame.contract.fields:
        if field.claim_pattern is None or field.claim_field is None or field.name not in frame.cast:
            continue
        column = records.columns[field.name]
        parts = records.columns.get(field.claim_field)
        for anchor in dict.fromkeys(column.anchors):
            text = "" if anchor is None else as_text(frame.sheet.value(*anchor))
            found = re.search(field.claim_pattern, fold(text))
            if found is None or anchor is None or parts is None:
                continue
            own = [v for v, a in zip(parts.values, column.anchors, strict=True) if a == anchor]
            actual = sum(value for value in own if isinstance(value, int))
            cell = address(*anchor)
            value = ClaimedValue(field.claim_field, cell, int(found[1]), actual)
            claims.append(Claim(found[0].strip("()"), "total", cell, [value]))
    return claims


def only_unit(frame: Frame) -> str | None:
    """The unit of the table's amounts where headers or cells state one, and only one."""
    units = {
        unit
        for cast in frame.cast.values()
        for value, unit in zip(cast.values, cast.units, strict=True)
        if cast.field.type is FieldType.MONEY and value is not None
    }
    return units.pop() if len(units) == 1 else None


def shown_columns(area: Area) -> list[ShownColumn]:
    """The columns as `inspect` shows them, unknown ones too."""
    shown = []
    for column in area.match.columns:
        cells = address(column.top, column.index)
        if column.bottom != column.top:
            cells = f"{cells}:{address(column.bottom, column.index)}"
        shown.append(ShownColumn(cells, column.header, column.meaning.field))
    return shown


def table_range(sheet: Sheet, area: Area) -> str:
    """From the first title line to the last row that holds anything."""
    inside = range(area.top, area.body.stop)
    first = next(row for row in inside if any(map(as_text, sheet.rows[row])))
    last = next(row for row in reversed(inside) if any(map(as_text, sheet.rows[row])))
    columns = [column.index for column in area.match.columns]
    return f"{address(first, min(columns))}:{address(last, max(columns))}"


def title_findings(sheet: Sheet, area: Area) -> Iterator[Finding]:
    """A title line that may as well be the last record of the table above."""
    if area.is_unclear:
        texts = {
            i: text for i, value in enumerate(sheet.rows[area.top]) if (text := as_text(value))
        }
        place = Place(sheet.name, address(area.top, min(texts)))
        yield find("title_unclear", place, row=area.top + 1, value=" ".join(texts.values()))


def header_findings(sheet: Sheet, area: Area) -> Iterator[Finding]:
    """Unknown columns, two columns of one meaning, required columns that are not there."""
    first: dict[tuple[object, ...], Column] = {}
    for column in area.match.columns:
        place = Place(sheet.name, address(column.bottom, column.index))
        if column.meaning.field is None:
            contents = contents_of(sheet, column.index, sample_rows(area.body))
            alike = likeness(area.match.contract, column.header, contents).words
            hint = f"（{alike}）" if alike else ""
            yield find("column_unknown", place, value=column.header, hint=hint)
            continue
        title = area.match.contract.field(column.meaning.field).title
        if column.meaning.field in NEVER_NUMBERS:
            contents = contents_of(sheet, column.index, sample_rows(area.body))
            if contents in NUMERIC:
                words = {"value": column.header, "title": title, "kind": contents}
                yield find("column_contents", place, **words)
        other = first.setdefault(meaning_key(column), column)
        if other is not column:
            expected = address(other.bottom, other.index)
            yield find("column_twice", place, value=column.header, expected=expected, title=title)
    yield from _missing_columns(sheet, area)


def _missing_columns(sheet: Sheet, area: Area) -> Iterator[Finding]:
    contract: Contract = area.match.contract
    present = {column.meaning.field for column in area.match.columns}
    top = area.match.columns[0]
    place = Place(sheet.name, address(top.bottom, top.index))
    for field in contract.fields:
        if field.required and field.origin is Origin.COLUMN and field.name not in present:
            names = "、".join(field.aliases[:4])
            words = {"title": field.title, "expected": names, "field": field.name}
            yield find("column_missing", place, **words)


def headless_columns(frame: Frame) -> Iterator[Finding]:
    """Columns that hold something in a record's row under a blank header: it is not read."""
    headed = {column.index for column in frame.area.match.columns}
    data = [row.index for row in frame.rows if row.kind is Kind.DATA]
    for index in frame.area.columns:
        if index in headed or not any(as_text(frame.sheet.value(row, index)) for row in data):
            continue
        place = Place(frame.sheet.name, address(frame.area.body.start - 1, index))
        yield find("column_unknown", place, value="（没有表头）", hint="")


def nameless_rows(frame: Frame) -> Iterator[Finding]:
    """Rows of figures without any of the names that say what they are for: a lost 合计, perhaps.

    Where a name is required, a blank one is a finding of its own.
    """
    names = dict.fromkeys(name for group in frame.contract.identified_by for name in group)
    texts = [frame.cast[n] for n in names if n in frame.cast and n not in frame.figure_fields]
    is_named = any(cast.field.required for cast in texts)
    if not texts or is_named or frame.label or not all(None in cast.values for cast in texts):
        return
    titles = "、".join(cast.field.title for cast in texts)
    for index, entry in enumerate(frame.entries):
        if all(cast.values[index] is None for cast in texts):
            place = Place(frame.sheet.name, address(entry.row.index, frame.columns[0].index))
            yield find("row_without_name", place, row=entry.row.index + 1, value=titles)


def empty_table(frame: Frame) -> Iterator[Finding]:
    """A header without a single record below it."""
    if not frame.entries:
        top = frame.columns[0]
        yield find("table_empty", Place(frame.sheet.name, address(top.bottom, top.index)))


def shared_figures(frame: Frame) -> Iterator[Finding]:
    """Figures in a cell merged over several records: nobody can say how much is whose."""
    data = {entry.row.index for entry in frame.entries}
    columns = {column.index: column for column in frame.columns if column.is_figure}
    for top, left, bottom, right in frame.sheet.merges:
        rows = data.intersection(range(top, bottom + 1))
        if left in columns and len(rows) > 1:
            cells = f"{address(top, left)}:{address(bottom, right)}"
            value = as_text(frame.sheet.value(top, left))
            yield find("figure_merged", Place(frame.sheet.name, cells), value=value, rows=len(rows))


def row_findings(frame: Frame, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Rows left out: of column numbers, of a single text; and totals that have no parts."""
    for row in frame.rows:
        if row.kind is Kind.NOTE and row.label == COLUMN_NUMBERS:
            place = Place(frame.sheet.name, address(row.index, frame.columns[0].index))
            yield find("column_numbers", place, row=row.index + 1)
    data = [row.index for row in frame.rows if row.kind is Kind.DATA]
    is_taken = frame.contract.sections and frame.contract.sections not in frame.cast
    for row in frame.rows:
        if is_taken or frame.label is not None or not data:
            break
        if row.kind is Kind.SECTION and row.index < data[-1]:
            place = Place(frame.sheet.name, address(row.index, frame.columns[0].index))
            yield find("section_row", place, row=row.index + 1, value=row.label)
    for claim in claims:
        for value in claim.values:
            if value.actual is None and not data:
                place = Place(frame.sheet.name, value.cell)
                yield find("total_without_parts", place, value=claim.label)
