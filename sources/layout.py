"""Where the tables of a sheet are: title lines, unit line, header rows, body; 版式.

Belongs here: geometry. Does not belong here: what rows of the body mean (rows) and what their
cells hold (casting). One table follows another below; each keeps its true addresses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sources.amounts import header_unit, line_unit, split_amount
from sources.contract import Contract
from sources.headers import HeaderText
from sources.matching import Match, match_contract
from sources.memory import NOTHING_REMEMBERED, Memory
from sources.opening import Sheet
from sources.rows import SUBTOTAL, TOTAL
from sources.text import as_text, document_number, fold, title_year

DEEPEST_HEADER = 4
LONGEST_HEADER = 40
LONGEST_WORD = 12
LEAST_SCORE = 1
DEEPEST_GUESS = 50
LONGEST_NUMBER_LINE = 24
MOST_TEXTS_IN_TITLE_ROW = 2
ANNEX = re.compile(r"^(?:附件|附表|附)[一二三四五六七八九十\d]*[:.]?$|^表[\d\-.]+$")
ONLY_NUMBER = re.compile(r"^[文发]?[文]?字?号?[:]?[一-鿿]*〔\d{4}〕\d+号$")
FILLED_BY = re.compile(
    r"^(?:填报单位|填表单位|编制单位|制表单位|单位名称|填报日期|日期|填报时间)[::]?"
)
ONLY_UNIT = re.compile(r"^\((?:单位:?)?[千百十]?[万亿]?元?[户人个]?\)$")
DATE_LINE = re.compile(r"^\(?\d{4}年\d{1,2}月(?:\d{1,2}日)?\)?$")


@dataclass(frozen=True)
class Preface:
    """What stands above a table: its title, money unit, document number and year."""

    title: str = ""
    unit: str | None = None
    document_no: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Area:
    """One table found in a sheet: first row, preface, the header's match, body, columns.

    `skips` are rows of the body that only repeat the title and the header on a new page.
    """

    top: int
    preface: Preface
    match: Match
    body: range
    columns: range
    skips: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Known:
    """What headers are compared with: the contracts, and what was answered about this office."""

    contracts: Sequence[Contract]
    memory: Memory = NOTHING_REMEMBERED


def read_preface(sheet: Sheet, rows: range, columns: range | None = None) -> Preface:
    """Title, unit, document number and year from the lines above a header."""
    titles: list[str] = []
    unit = number = None
    for text in _lines(sheet, rows, columns or range(sheet.width)):
        key = fold(text)
        unit = unit or line_unit(text)
        number = number or document_number(text)
        if not _is_side_line(key, text):
            titles.append(" ".join(text.split()))
    title = "".join(titles)
    return Preface(title, unit or header_unit(title), number, title_year(title))


def _is_side_line(key: str, text: str) -> bool:
    is_number_only = document_number(text) is not None and len(key) < LONGEST_NUMBER_LINE
    patterns = (ANNEX, FILLED_BY, DATE_LINE, ONLY_NUMBER)
    is_side = any(pattern.match(key) for pattern in patterns)
    return is_side or line_unit(text) is not None or is_number_only


def _lines(sheet: Sheet, rows: range, columns: range) -> Iterator[str]:
    for row in rows:
        for column in columns:
            text = as_text(sheet.value(row, column))
            if text:
                yield text


def header_texts(sheet: Sheet, top: int, depth: int) -> list[HeaderText] | None:
    """The header texts above each column if rows top…top+depth-1 can be a header, else None."""
    rows = range(top, top + depth)
    if rows[-1] >= len(sheet.rows) or not _is_closed(sheet, rows):
        return None
    found = []
    for column in range(sheet.width):
        path = _path(sheet, rows, column)
        if path is None:
            return None
        if path:
            found.append(HeaderText(column, path[0][0], path[-1][0], tuple(t for _, t in path)))
    return found if len(found) > 1 else None


def _is_closed(sheet: Sheet, rows: range) -> bool:
    """No merged range crosses the lower edge, and the last row says something."""
    crosses = any(top <= rows[-1] < bottom for top, _, bottom, _ in sheet.merges)
    return not crosses and any(as_text(value) for value in sheet.rows[rows[-1]])


def _path(sheet: Sheet, rows: range, column: int) -> list[tuple[int, str]] | None:
    """(row, text) from the top down; None if a number stands there, which no header has."""
    path: list[tuple[int, str]] = []
    seen = set()
    for row in rows:
        value, anchor = sheet.merged_value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return None
        text = as_text(value)
        if not text and row != rows[-1] and as_text(sheet.value(rows[-1], column)):
            text, anchor = _from_left(sheet, row, rows[-1], column)
        if text and anchor not in seen:
            seen.add(anchor)
            if path and ONLY_UNIT.match(fold(text)):
                path[-1] = (row, f"{path[-1][1]}{text}")
            else:
                path.append((row, text))
    return path


def _from_left(sheet: Sheet, row: int, below: int, column: int) -> tuple[str, tuple[int, int]]:
    """A group header of a file without merged ranges: the nearest text on the left, if grouped."""
    for left in range(column - 1, -1, -1):
        text = as_text(sheet.value(row, left))
        if text:
            is_group = bool(as_text(sheet.value(below, left)))
            return (text, (row, left)) if is_group else ("", (row, column))
    return "", (row, column)


def find_areas(
    sheet: Sheet, contracts: Sequence[Contract], memory: Memory = NOTHING_REMEMBERED
) -> list[Area]:
    """All list tables of a sheet, from the top down, each with the contract that fits best."""
    known = Known(contracts, memory)
    words = header_words(contracts) | memory.words
    areas: list[Area] = []
    start = 0
    for row in _rows_with_words(sheet, words):
        found = _areas_at(sheet, row, start, known) if row >= start else []
        if not found:
            continue
        start = found[0].body.start
        if areas and _continues(sheet, areas[-1], found, row):
            areas[-1] = replace(areas[-1], skips=areas[-1].skips | set(range(found[0].top, start)))
            continue
        end = found[0].top
        areas = [
            replace(area, body=range(area.body.start, min(area.body.stop, end))) for area in areas
        ]
        areas += found
    return areas


def guess_area(sheet: Sheet, contracts: Sequence[Contract]) -> Area | None:
    """The first row that looks like a header although none of its words is known, or None.

    It holds two texts or more and no figure, and something stands below each of two of them.
    """
    for row in range(min(len(sheet.rows) - 1, DEEPEST_GUESS)):
        texts = header_texts(sheet, row, 1)
        if texts is None:
            continue
        below = sum(bool(as_text(sheet.value(row + 1, text.index))) for text in texts)
        if below > 1:
            rows = (range(_preface_start(sheet, 0, row), row), range(row + 1, len(sheet.rows)))
            return _area(sheet, rows, texts, range(sheet.width), Known(contracts))
    return None


def header_words(contracts: Sequence[Contract]) -> set[str]:
    """Every folded word that may stand in a header."""
    words = {word for contract in contracts for word in contract.by_header}
    wide = ((c, w.field) for c in contracts for w in c.wide if w.field and w.by_value)
    return words.union(*(contract.field(name).by_word for contract, name in wide))


def _continues(sheet: Sheet, area: Area, found: Sequence[Area], row: int) -> bool:
    """True for the header of the same table printed again on the next page.

    Then it stands right below a record: neither a blank row, a total nor a title comes before.
    """
    if len(found) != 1 or found[0].top != row:
        return False
    before = [fold(value) for value in sheet.rows[row - 1]]
    if not any(before) or any(TOTAL.match(key) or SUBTOTAL.match(key) for key in before):
        return False
    shown = [(column.index, fold(column.header)) for column in found[0].match.columns]
    return shown == [(column.index, fold(column.header)) for column in area.match.columns]


def _rows_with_words(sheet: Sheet, words: set[str]) -> list[int]:
    """Rows that hold a header word and at least one other text, from the top down."""
    rows: set[int] = set()
    for index, column in enumerate(sheet.columns):
        hits = {text for text in sheet.texts(index) if _is_word(text, words)}
        if hits:
            rows.update(row for row, value in enumerate(column) if value in hits)
    return sorted(row for row in rows if _count_texts(sheet.rows[row]) > 1)


def _count_texts(values: Sequence[object]) -> int:
    return sum(1 for value in values if isinstance(value, str) and value)


def _is_word(text: str, words: set[str]) -> bool:
    if len(text) > LONGEST_HEADER:
        return False
    if text.isalnum() and text in words:
        return True
    if len(text) > LONGEST_WORD and text.isalnum():
        return False
    key = fold(text)
    return key in words or key.split("(")[0] in words


def _areas_at(sheet: Sheet, row: int, start: int, known: Known) -> list[Area]:
    """The table whose header begins in this row, or the tables that stand side by side there."""
    top = _preface_start(sheet, start, row)
    best: list[Area] = []
    for depth in range(1, DEEPEST_HEADER + 1):
        texts = header_texts(sheet, row, depth)
        if texts is None:
            continue
        rows = (range(top, row), range(row + depth, len(sheet.rows)))
        everything = range(sheet.width)
        whole = [_area(sheet, rows, texts, everything, known)]
        sides = [
            _area(sheet, rows, side, range(side[0].index, side[-1].index + 1), known)
            for side in _sides(texts)
        ]
        if len(sides) > 1 and all(side.match.fits for side in sides):
            whole = sides
        if not best or _rank(whole) > _rank(best):
            best = whole
    return best if best and best[0].match.score >= LEAST_SCORE else []


def _area(
    sheet: Sheet,
    rows: tuple[range, range],
    texts: Sequence[HeaderText],
    columns: range,
    known: Known,
) -> Area:
    """The rectangle under some header texts, matched with every contract."""
    above, body = rows
    own = read_preface(sheet, above, columns)
    all_of_it = read_preface(sheet, above)
    preface = Preface(
        title=own.title or all_of_it.title,
        unit=own.unit or all_of_it.unit,
        document_no=own.document_no or all_of_it.document_no,
        year=own.year if own.title else all_of_it.year,
    )
    layout = known.memory.recall(texts)
    if layout is not None:
        best = match_contract(layout.contract, texts, preface.title, layout)
    else:
        matches = [match_contract(one, texts, preface.title) for one in known.contracts]
        best = max(matches, key=lambda match: (match.fits, match.score))
    return Area(above.start, preface, best, body, columns)


def _sides(texts: Sequence[HeaderText]) -> list[list[HeaderText]]:
    """Header texts cut where a column is blank, or where the first header comes again."""
    sides = [[texts[0]]]
    for before, text in pairwise(texts):
        is_again = text.path == sides[-1][0].path
        if text.index > before.index + 1 or is_again:
            sides.append([])
        sides[-1].append(text)
    return [side for side in sides if len(side) > 1]


def _rank(areas: Sequence[Area]) -> tuple[bool, int, float, int]:
    """Areas that fit before others; two tables before one; then the score, then units told."""
    fits = all(area.match.fits for area in areas)
    units = sum(column.unit is not None for area in areas for column in area.match.columns)
    return fits, len(areas), sum(area.match.score for area in areas), units


def _preface_start(sheet: Sheet, start: int, row: int) -> int:
    """First of the title lines above a header: they hold one or two texts each.

    Below another table (`start` > 0) a row of two texts, or with a figure, is one of its records
    unless it says the unit, the number or the date.
    """
    first = row
    while first > start:
        texts = [value for value in sheet.rows[first - 1] if as_text(value)]
        if len(texts) > MOST_TEXTS_IN_TITLE_ROW or (start > 0 and _is_record(texts)):
            break
        first -= 1
    return first


def _is_record(texts: Sequence[object]) -> bool:
    if any(_is_side_line(fold(text), as_text(text)) for text in texts):
        return False
    return len(texts) > 1 or any(split_amount(text)[0] is not None for text in texts)
