"""The rows of a dataset's table as HTML; 数据表的行.

Belongs here: the cells of a record, escaped, with the ways to its sources, project and documents.
Does not belong here: all else of the page, which is a template: one takes 10 µs a cell, and a
million records have twelve million of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from outputs.site.addresses import record_anchor
from outputs.site.known import Known
from outputs.site.tables import ShownColumn, ShownRow

NUMBERS = ("amount", "number")
DOCUMENTS = ("document_no", "own_document_no", "approval_no")
MARK = ' <a href="#remarks" title="见下面的存疑与说明">※</a>'


@dataclass(frozen=True)
class RowPlace:
    """What a row must know of its page; `root` leads to public/."""

    dataset: str
    root: str
    known: Known
    columns: Sequence[ShownColumn]
    has_original: bool


def record_html(row: ShownRow, place: RowPlace, *, is_marked: bool) -> Markup:
    """The row of a record; `is_marked` if there is a doubt about it."""
    anchor = record_anchor(row.record_id)
    found = place.known.source(place.dataset, row.record_id, row.number)
    source = None if found is None else place.root + found
    head = (
        f'<tr id="{anchor}">\n<th scope="row" class="index"><a href="#{anchor}" '
        f'title="记录 {row.record_id}">{row.number}</a>{MARK if is_marked else ""}</th>\n'
    )
    cells = "\n".join(_cells(row, place, source))
    original = f'<td class="amount original">{escape(row.original)}</td>\n'
    where = f'{escape(row.sheet)} <span class="code">{escape(row.range)}</span>'
    led = f'<a href="{source}">{where}</a>' if source else where
    file = f'<span class="code file" title="原文件 SHA-256：{row.file}">{row.file[:8]}</span>'
    tail = f'<td class="source">{led} {file}</td>\n</tr>'
    # Every text in it was escaped above; what is not is made by us.
    return Markup(f"{head}{cells}\n{original if place.has_original else ''}{tail}")  # noqa: S704


def _cells(row: ShownRow, place: RowPlace, source: str | None) -> Iterator[str]:
    for cell, column in zip(row.cells, place.columns, strict=True):
        text = escape(cell)
        if cell and source and column.kind in NUMBERS:
            text = f'<a class="sourced" href="{source}-{column.name}">{text}</a>'
        elif cell:
            href = _way(row, place, column.name, cell)
            text = f'<a href="{place.root}{href}">{text}</a>' if href else text
        yield f'<td class="{column.kind}">{text}</td>'


def _way(row: ShownRow, place: RowPlace, name: str, cell: str) -> str | None:
    if name == "project_name":
        return place.known.project(place.dataset, row.record_id)
    return place.known.document(cell) if name in DOCUMENTS else None
