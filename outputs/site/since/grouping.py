"""The rows of a comparison by unit, by area and by fund, cut into pages.

Belongs here: groups in their order, how many rows of each are shown, and which page they stand on.
Does not belong here: comparing, HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from outputs.change_files import KINDS
from outputs.site.addresses import PAGE_ROWS, page_file
from outputs.site.format import AMOUNT_END, value_words
from outputs.site.since.comparing import Counts, counts_of
from outputs.site.since.moves import area_name

# Rows that are shown of one view, shared out among its groups; and of each group at least some.
MOST, LEAST = 2000, 10
ANCHOR_LENGTH = 12


@dataclass(frozen=True)
class View:
    """One way to look at the same changes: the key of the rows, its name, its folder."""

    key: str
    title: str
    unknown: str
    folder: str


VIEWS = (
    View("unit", "报送单位", "由多个单位的数据合成", "by-unit"),
    View("area", "地区", "未归入地区", "by-area"),
    View("fund", "资金", "没有写明资金名称", "by-fund"),
)


@dataclass(frozen=True)
class Group:
    """All changes of one unit, area or fund; `page` is where its rows begin, counted from 1."""

    name: str
    anchor: str
    counts: Counts
    total: int
    shown: int
    page: int

    @property
    def file(self) -> str:
        """The page and the place on it, from the folder of the view."""
        return f"{page_file(self.page)}#{self.anchor}"


@dataclass(frozen=True)
class MoveRow:
    """One change in words."""

    dataset: str
    word: str
    label: str
    record_id: str
    field_title: str
    old: str
    new: str
    reason: str
    version: str
    is_amount: bool


@dataclass(frozen=True)
class Section:
    """The rows of a group that stand on one page; `is_first` where they begin."""

    group: Group
    rows: tuple[MoveRow, ...]
    is_first: bool


@dataclass(frozen=True)
class Grouped:
    """A view with its groups and its pages."""

    view: View
    groups: tuple[Group, ...]
    pages: tuple[tuple[Section, ...], ...]


def grouped(view: View, rows: pa.Table, titles: Mapping[str, str]) -> Grouped:
    """The rows by the keys of a view, those without a key last; `titles` are of datasets."""
    parts = list(_parts(view, rows))
    limit = max(LEAST, MOST // max(1, len(parts)))
    pages: list[tuple[Section, ...]] = []
    groups: list[Group] = []
    page: list[Section] = []
    room = PAGE_ROWS
    for group, part in parts:
        shown = _rows(part.slice(0, limit), titles)
        if not room:
            pages, page, room = [*pages, tuple(page)], [], PAGE_ROWS
        placed = replace(group, shown=len(shown), page=len(pages) + 1)
        groups.append(placed)
        for start, chunk in _chunks(shown, room):
            if start:
                pages, page = [*pages, tuple(page)], []
            page.append(Section(placed, chunk, is_first=not start))
        room = PAGE_ROWS - sum(len(one.rows) for one in page)
    return Grouped(view, tuple(groups), (*pages, tuple(page)) if page else tuple(pages))


def _chunks(rows: tuple[MoveRow, ...], room: int) -> Iterator[tuple[int, tuple[MoveRow, ...]]]:
    """The rows in runs: the first as long as there is room, the others as long as a page."""
    start, length = 0, room
    while start < len(rows):
        yield start, rows[start : start + length]
        start, length = start + length, PAGE_ROWS


def _parts(view: View, rows: pa.Table) -> Iterator[tuple[Group, pa.Table]]:
    """Each group and its rows as they are read."""
    if not rows.num_rows:
        return
    order = ("rank", "dataset", "record_id", "field")
    ordered = rows.sort_by([(view.key, "ascending"), *((name, "ascending") for name in order)])
    start = 0
    encoded = pc.run_end_encode(pc.fill_null(ordered[view.key], "").combine_chunks())
    parts = []
    for key, end in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
        parts.append((_group(view, key, part := ordered.slice(start, end - start)), part))
        start = end
    yield from sorted(parts, key=lambda one: one[0].name == view.unknown)


def _group(view: View, key: str, part: pa.Table) -> Group:
    return Group(
        name=_name(view, key, part),
        anchor=_anchor(view, key),
        counts=counts_of(part),
        total=part.num_rows,
        shown=0,
        page=0,
    )


def _name(view: View, key: str, part: pa.Table) -> str:
    if not key:
        return view.unknown
    if view.key == "area":
        return area_name(key)
    if view.key == "unit":
        return pc.max(part["unit_name"]).as_py() or key
    return key


def _anchor(view: View, key: str) -> str:
    """A code as it is; a name by its hash, for an anchor is ASCII and stays the same."""
    if key.isascii() and key.isalnum():
        return f"{view.key}-{key}"
    return f"{view.key}-{sha256(key.encode()).hexdigest()[:ANCHOR_LENGTH]}"


def _rows(part: pa.Table, titles: Mapping[str, str]) -> tuple[MoveRow, ...]:
    return tuple(
        MoveRow(
            dataset=titles[row["dataset"]],
            word=KINDS[row["change"]],
            label=row["label"] or "",
            record_id=row["record_id"],
            field_title=row["field_title"],
            old=_value(row["field"], row["old"]),
            new=_value(row["field"], row["new"]),
            reason=row["reason"],
            version=row["version"],
            is_amount=row["field"].endswith(AMOUNT_END),
        )
        for row in part.to_pylist()
    )


def _value(field: str, text: str) -> str:
    """A value as readers write it; a whole record has none, it names itself."""
    return value_words(field, text) if field else ""
