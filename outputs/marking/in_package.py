"""Marks put into an .xlsx package: colours, comments, the list in front; 标记.

Belongs here: what is written to which part. Does not belong here: how a received file becomes a
package (outputs/marked.py) and the parts' own syntax (the modules beside this one).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outputs.folding import Fold
from outputs.marking.cells import colour_cells
from outputs.marking.comments import COMMENTS_TYPE, write_comments
from outputs.marking.list_page import add_look, list_xml
from outputs.marking.package import Package
from outputs.marking.problems import comment_lines, numbered
from outputs.marking.shapes import DRAWINGS_TYPE, write_shapes
from outputs.marking.sheets import (
    SheetPart,
    is_worksheet,
    legacy_drawing,
    new_sheet,
    put_first,
    read_sheet_xml,
    refer_to_drawings,
    sheet_parts,
    state_type,
    unselect,
)
from outputs.marking.styles import Styles
from sources.finding import Severity
from sources.opening import Sheet, address, position
from sources.package import MOST_COLUMNS, MOST_ROWS
from sources.problem_list import LIST_SHEET, is_problem_list

STYLES, PROPERTIES = "xl/styles.xml", "docProps/app.xml"
MOST_CELLS_OF_A_RANGE = 2000
MOST_COMMENTS = 5000
CROWDED_NOTE = (
    f"有问题的格子太多，每张表只在前 {MOST_COMMENTS} 格写了批注，其余只涂了颜色；"
    "全部问题见本页和 findings.csv。"
)
REFUSED_NOTE = "这些格子里有会话式批注，只涂了颜色，问题写在本页：{cells}。"


@dataclass(frozen=True)
class Base:
    """An .xlsx to be marked: the sheets as read, their names in it, and what to tell about it."""

    content: bytes
    sheets: Sequence[Sheet]
    names: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """The marks of one sheet: severity of each cell by row and column, comment lines by cell."""

    colours: dict[int, dict[int, Severity]] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)


def mark_package(base: Base, problems: Sequence[Fold], programs: bool) -> bytes:
    """The workbook with its marks. Raises OddPackageError if it is not edited as text.

    `programs` says whether its name promises programs; one that holds some under another name, no
    office program would open.
    """
    package = Package(base.content)
    state_type(package, programs)
    sheets = sheet_parts(package)
    # Who else writes a background under a solid fill means nothing by it.
    remembers = not (package.has(PROPERTIES) and "LibreOffice" in package.read(PROPERTIES))
    styles = Styles(package.read(STYLES), remembers)
    marks = collect_marks(base.sheets, problems)
    read = {base.names.get(sheet.name): sheet for sheet in base.sheets}
    refused: list[str] = []
    for part in sheets:
        if is_worksheet(part):
            sheet = read.get(part.name)
            own = Marks() if sheet is None else marks.get(sheet.name, Marks())
            refused += _mark_sheet(package, part, own, styles)
    lists = [one for one in sheets if (it := read.get(one.name)) and is_problem_list(it)]
    page = lists[0] if lists else new_sheet(package, sheets, _free_name(sheets))
    notes = [*base.notes, *_notes(marks, refused)]
    xml = list_xml(problems, notes, base.names, add_look(styles))
    put_first(package, sheets, page, xml)
    package.write(STYLES, styles.text())
    return package.content()


def _notes(marks: Mapping[str, Marks], refused: Sequence[str]) -> Iterator[str]:
    if any(len(one.comments) > MOST_COMMENTS for one in marks.values()):
        yield CROWDED_NOTE
    if refused:
        yield REFUSED_NOTE.format(cells="、".join(refused))


def _free_name(sheets: Sequence[SheetPart]) -> str:
    name = LIST_SHEET
    while name in {one.name for one in sheets}:
        name += "_"
    return name


def collect_marks(sheets: Sequence[Sheet], problems: Sequence[Fold]) -> dict[str, Marks]:
    """The marks of each sheet, the worst colour wins; of a merged range the cell that is seen."""
    anchors = {sheet.name: sheet.anchors for sheet in sheets}
    marks: dict[str, Marks] = {sheet.name: Marks() for sheet in sheets}
    for number, problem in numbered(problems):
        for found in problem.findings:
            if not found.cell or found.sheet not in marks:
                continue
            own, shown = marks[found.sheet], anchors[found.sheet]
            places = [shown.get(place, place) for place in _places(found.cell)]
            if not places:
                continue
            for row, column in places:
                own.colours.setdefault(row, {}).setdefault(column, found.severity)
            told = own.comments.setdefault(address(*places[0]), [])
            told += comment_lines(found, number)
    return marks


def _places(cell: str) -> Iterator[tuple[int, int]]:
    """The cells of an address, of a large range the first ones."""
    first, _, last = cell.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    many = 0
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            many += 1
            if many > MOST_CELLS_OF_A_RANGE:
                return
            # A text file may have more rows and columns than a workbook can.
            if row < MOST_ROWS and column < MOST_COLUMNS:
                yield row, column


def _mark_sheet(package: Package, part: SheetPart, marks: Marks, styles: Styles) -> list[str]:
    """Mark one sheet; the cells that could not be commented."""
    xml = read_sheet_xml(package, part)
    changed = colour_cells(unselect(xml), marks.colours, styles.marked)
    related = {one.kind: one.target for one in package.relations(part.part)}
    texts = dict(list(marks.comments.items())[:MOST_COMMENTS])
    old = related.get("comments")
    refused: list[str] = []
    if texts or old:
        told = {cell: "\n".join(lines) for cell, lines in texts.items()}
        written = write_comments(package.read(old) if old else None, told)
        refused = sorted(written.refused)
        _write_comments(package, part, old, written.xml)
        changed = _write_shapes(package, part, changed, written.cells)
    if changed != xml:
        package.write(part.part, changed)
    return refused


def _write_comments(package: Package, part: SheetPart, old: str | None, xml: str) -> None:
    if old is None:
        old = package.free_name("xl/comments{}.xml")
        package.declare(old, COMMENTS_TYPE)
        package.relate(part.part, "comments", old)
    package.write(old, xml)


def _write_shapes(package: Package, part: SheetPart, xml: str, cells: frozenset[str]) -> str:
    """Draw the boxes of the comments; the sheet's XML, which refers to them."""
    old = legacy_drawing(xml)
    relations = {one.id: one.target for one in package.relations(part.part)}
    target = relations.get(old) if old else None
    boxes = write_shapes(package.read(target) if target else None, cells)
    if target is None:
        target = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.declare_suffix("vml", DRAWINGS_TYPE)
        xml = refer_to_drawings(xml, package.relate(part.part, "vmlDrawing", target))
    package.write(target, boxes)
    return xml
