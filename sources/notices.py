"""Findings on what a workbook holds beside the values of its cells.

Belongs here: hidden sheets, rows and columns, formulas without a result, error values, macros and
links to other files. Does not belong here: how these are found out (unpacking and below).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sources.facts import NO_FACTS, PackageFacts, Stretch
from sources.finding import Finding, Place, find
from sources.opening import Sheet, address, contains, position
from sources.table import Table

LISTED_LINKS = 5
LISTED_STRETCHES = 12


def package_findings(sheets: Sequence[Sheet], tables: Sequence[Table]) -> list[Finding]:
    """All findings of a file that its cells' values do not show."""
    package = sheets[0].package if sheets else NO_FACTS
    own = {sheet.name: [table for table in tables if table.sheet == sheet.name] for sheet in sheets}
    return [
        *file_findings(package),
        *(find("sheet_hidden", Place(), value=one.name) for one in sheets if not one.visible),
        *(found for sheet in sheets for found in cell_findings(sheet, own[sheet.name])),
        *(found for sheet in sheets for found in hidden_findings(sheet, own[sheet.name])),
    ]


def file_findings(package: PackageFacts) -> Iterator[Finding]:
    """Programs in the file, and other files that it draws on."""
    if package.macros:
        yield find("macros_present", Place())
    if package.links:
        names = "、".join(package.links[:LISTED_LINKS])
        yield find("links_present", Place(), value=names)


def cell_findings(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Finding]:
    """Formulas without a result anywhere, error values in tables."""
    for place in sheet.unresolved:
        cell = address(*place)
        found = find("formula_without_result", Place(sheet.name, cell))
        yield replace(found, dataset=dataset_at(tables, cell) or "")
    for place in sheet.scaled:
        cell = address(*place)
        dataset = dataset_at(tables, cell)
        if dataset and isinstance(sheet.value(*place), int | float):
            value = str(sheet.value(*place))
            found = find("number_shown_scaled", Place(sheet.name, cell), value=value)
            yield replace(found, dataset=dataset)
    for place in sheet.errors:
        cell = address(*place)
        dataset = dataset_at(tables, cell)
        if dataset is not None:
            value = str(sheet.value(*place))
            found = find("cell_error", Place(sheet.name, cell), value=value)
            yield replace(found, dataset=dataset)


def dataset_at(tables: Sequence[Table], cell: str) -> str | None:
    """The dataset of the table that holds a cell, "" if it is none of ours; None outside."""
    for table in tables:
        if contains(table.range, cell):
            return table.dataset or ""
    return None


def hidden_findings(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Finding]:
    """One finding for each table with hidden rows or columns; they are read all the same."""
    for table in tables:
        first, last = (table.range.split(":") * 2)[:2]
        (top, left), (bottom, right) = position(first), position(last)
        rows = overlap(sheet.hidden_rows, top, bottom)
        columns = overlap(sheet.hidden_columns, left, right)
        if not rows and not columns:
            continue
        cells = [f"{address(one, left)}:{address(other, right)}" for one, other in rows]
        cells += [f"{address(top, one)}:{address(bottom, other)}" for one, other in columns]
        value = "、".join(cells[:LISTED_STRETCHES])
        found = find("rows_hidden", Place(sheet.name, cells[0]), value=value, count=len(cells))
        yield replace(found, dataset=table.dataset or "")


def overlap(runs: Sequence[Stretch], first: int, last: int) -> list[Stretch]:
    """The parts of runs that lie between two numbers."""
    return [(max(a, first), min(b, last)) for a, b in runs if a <= last and b >= first]
