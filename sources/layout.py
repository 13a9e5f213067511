"""Where the tables of a sheet are: title lines, unit line, header rows, body; 版式.

Belongs here: geometry. Does not belong here: what rows of the body mean (rows) and what their
cells hold (casting). One table follows another below; each keeps its true addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from sources.contract import Contract
from sources.header_rows import header_texts
from sources.headers import HeaderText
from sources.matching import Match, match_contract
from sources.memory import NOTHING_REMEMBERED, Memory
from sources.opening import Sheet
from sources.preface import Preface, may_be_record, preface_start, read_prefaces
from sources.proof import heads_figures, proved_match
from sources.rows import SUBTOTAL, TOTAL
from sources.text import as_text, fold

DEEPEST_HEADER = 4
LONGEST_HEADER = 40
LEAST_SCORE = 1
DEEPEST_GUESS = 50

Head = tuple[Sequence[HeaderText], range]  # header texts, and the columns of their table


@dataclass(frozen=True)
class Area:
    """One table found in a sheet: first row, preface, the header's match, body, columns.

    `skips` are rows of the body that only repeat the header on a new page. `is_unclear` says that
    its first title line may be the last record of the table above.
    """

    top: int
    preface: Preface
    match: Match
    body: range
    columns: range
    skips: frozenset[int] = frozenset()
    is_unclear: bool = False

    @cached_property
    def words(self) -> str:
        """All that the header says, folded; hardly a record holds nothing else."""
        told = (text for one in self.match.columns for text in (one.header, *one.path))
        return "\n".join(map(fold, told))


@dataclass(frozen=True)
class Known:
    """What headers are compared with: the contracts, and what was answered about this office."""

    contracts: Sequence[Contract]
    memory: Memory = NOTHING_REMEMBERED


def find_areas(
    sheet: Sheet, contracts: Sequence[Contract], memory: Memory = NOTHING_REMEMBERED
) -> list[Area]:
    """All list tables of a sheet, from the top down, each with the contract that fits best."""
    known = Known(contracts, memory)
    words = header_words(contracts) | memory.words
    areas: list[Area] = []
    start = 0
    for row, told in _rows_with_words(sheet, words).items():
        if row < start:
            continue
        if areas and (again := _header_again(sheet, areas[-1], start, row)):
            areas[-1] = replace(areas[-1], skips=areas[-1].skips | set(again))
            start = again.stop
            continue
        if areas and _goes_on(told, areas):
            continue
        found = _areas_at(sheet, row, start, known)
        if not found or (areas and not _names_a_column(found, areas)):
            continue
        start = found[0].body.start
        end = found[0].top
        is_unclear = bool(areas) and end < row and may_be_record(sheet, end)
        areas = [
            replace(area, body=range(area.body.start, min(area.body.stop, end))) for area in areas
        ]
        areas += [replace(found[0], is_unclear=is_unclear), *found[1:]]
    return [area if area.match.fits else _again(sheet, area, known) for area in areas]


def _names_a_column(found: Sequence[Area], above: Sequence[Area]) -> bool:
    """True if a header names a field; 县级, 2019年 and 合计 alone may as well stand in a record.

    So may what a column of the table above it may hold: 已整改 below 整改状态.
    """
    columns = [column for area in found for column in area.match.columns]
    named = (
        one
        for one in columns
        if one.meaning.field and not one.meaning.group and not one.meaning.is_total
    )
    return any(area.match.fits for area in found) or any(
        not _is_value(one.index, one.header, above) for one in named
    )


def _goes_on(told: Sequence[tuple[int, str]], above: Sequence[Area]) -> bool:
    """True if all header words of a row are values of the columns above: it is one more record.

    Without this the record and the lines below it down to the next header, where that is near,
    would be taken for one deep header.
    """
    return all(_is_value(at, text, above) for at, text in told)


def _is_value(index: int, text: str, above: Sequence[Area]) -> bool:
    """True if a text is one of the words that the column above it may hold."""
    for area in reversed(above):
        for one in area.match.columns:
            if one.index == index and one.meaning.field:
                return fold(text) in area.match.contract.field(one.meaning.field).by_word
    return False


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
            rows = (range(preface_start(sheet, 0, row), row), range(row + 1, len(sheet.rows)))
            return _areas(sheet, rows, [(texts, range(sheet.width))], Known(contracts))[0]
    return None


def header_words(contracts: Sequence[Contract]) -> set[str]:
    """Every folded word that may stand in a header."""
    words = {word for contract in contracts for word in contract.by_header}
    wide = ((c, w.field) for c in contracts for w in c.wide if w.field and w.by_value)
    return words.union(*(contract.field(name).by_word for contract, name in wide))


def _header_again(sheet: Sheet, area: Area, start: int, row: int) -> range:
    """The rows of the same table's header printed again on the next page; none if it is not.

    Then it stands right below a record: neither a blank row, a total nor a title comes before.
    """
    columns = area.match.columns
    if any(fold(one) not in area.words for one in sheet.rows[row] if isinstance(one, str)):
        return range(0)
    again = range(row, row + area.body.start - min(column.top for column in columns))
    before = [fold(value) for value in sheet.rows[row - 1]]
    if not any(before) or any(TOTAL.match(key) or SUBTOTAL.match(key) for key in before):
        return range(0)
    texts = header_texts(sheet, row, len(again)) or []
    shown = [(text.index, fold("/".join(text.path))) for text in texts]
    is_same = shown == [(column.index, fold(column.header)) for column in columns]
    return again if is_same and preface_start(sheet, start, row) == row else range(0)


def _rows_with_words(sheet: Sheet, words: set[str]) -> dict[int, list[tuple[int, str]]]:
    """Rows that hold a header word and at least one other text, from the top down.

    With each its header words and their columns.
    """
    rows: dict[int, list[tuple[int, str]]] = {}
    initials = frozenset(word[0] for word in words)
    for index, column in enumerate(sheet.columns):
        texts = sheet.texts(index)
        # Most texts are told by their first character, and there are few of those.
        firsts = {first for first in set(map(_first, texts)) if fold(first) in initials}
        hits = {text for text in texts if _first(text) in firsts and _is_word(text, words)}
        for row, value in enumerate(column if hits else ()):
            if value in hits:
                rows.setdefault(row, []).append((index, str(value)))
    return {row: rows[row] for row in sorted(rows) if _count_texts(sheet.rows[row]) > 1}


def _count_texts(values: Sequence[object]) -> int:
    return sum(1 for value in values if isinstance(value, str) and value)


def _first(text: str) -> str:
    return text.lstrip()[:1]


def _is_word(text: str, words: set[str]) -> bool:
    """True for a header word, with or without a bracket after it."""
    key = fold(text) if len(text) <= LONGEST_HEADER else ""
    return key in words or key.split("(")[0] in words


def _areas_at(sheet: Sheet, row: int, start: int, known: Known) -> list[Area]:
    """The table whose header begins in this row, or the tables that stand side by side there."""
    top = preface_start(sheet, start, row)
    best: list[Area] = []
    for depth in range(1, DEEPEST_HEADER + 1):
        texts = header_texts(sheet, row, depth)
        if texts is None:
            continue
        rows = (range(top, row), range(row + depth, len(sheet.rows)))
        whole = _areas(sheet, rows, [(texts, range(sheet.width))], known)
        beside = [(side, range(side[0].index, side[-1].index + 1)) for side in _sides(texts)]
        sides = _areas(sheet, rows, beside, known)
        if len(sides) > 1 and all(side.match.fits for side in sides):
            whole = sides
        if not best or _rank(whole) > _rank(best):
            best = whole
    if not best:
        return []
    match, body = best[0].match, best[0].body
    return best if match.score >= LEAST_SCORE or heads_figures(match, sheet, body) else []


def _areas(
    sheet: Sheet,
    rows: tuple[range, range],
    heads: Sequence[Head],
    known: Known,
) -> list[Area]:
    """The rectangles under the headers that stand beside each other, or under the only one."""
    above, body = rows
    prefaces = read_prefaces(sheet, above, [columns for _, columns in heads])
    return [
        Area(above.start, preface, _match(sheet, body, texts, preface, known), body, columns)
        for (texts, columns), preface in zip(heads, prefaces, strict=True)
    ]


def _match(
    sheet: Sheet,
    body: Sequence[int],
    texts: Sequence[HeaderText],
    preface: Preface,
    known: Known,
) -> Match:
    """The contract that some header texts fit best."""
    layout = known.memory.recall(texts)
    if layout is not None:
        return match_contract(layout.contract, texts, preface.title, layout)
    matches = [match_contract(one, texts, preface.title) for one in known.contracts]
    proofs = (proved_match(m.contract, m, sheet, body, preface) for m in matches)
    matches += [proof for proof in proofs if proof is not None]
    return max(matches, key=lambda m: (m.fits, m.score, -len(m.missing), m.contract.title_required))


def _again(sheet: Sheet, area: Area, known: Known) -> Area:
    """The area matched by its own rows only, now that these are known: they may prove it."""
    texts = [HeaderText(c.index, c.top, c.bottom, c.path) for c in area.match.columns]
    rows = [row for row in area.body if row not in area.skips]
    return replace(area, match=_match(sheet, rows, texts, area.preface, known))


def _sides(texts: Sequence[HeaderText]) -> list[list[HeaderText]]:
    """Header texts cut where a column is blank, or where the first header comes again."""
    sides = [[texts[0]]]
    for before, text in pairwise(texts):
        is_again = text.path[-1] == sides[-1][0].path[-1]
        if text.index > before.index + 1 or is_again:
            sides.append([])
        sides[-1].append(text)
    return [side for side in sides if len(side) > 1]


def _rank(areas: Sequence[Area]) -> tuple[bool, int, float, int]:
    """Areas that fit before others; two tables before one; then the score, then units told."""
    fits = all(area.match.fits for area in areas)
    units = sum(column.unit is not None for area in areas for column in area.match.columns)
    return fits, len(areas), sum(area.match.score for area in areas), units
