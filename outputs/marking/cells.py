"""Other styles for some cells of a sheet's XML, everything else as it was; 涂色.

Belongs here: finding cells in rows, and adding those that are not written because they are blank.
Does not belong here: which styles (styles) and comments.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outputs.marking.package import OddPackageError, attributes, with_attribute
from sources.finding import Severity
from sources.opening import address, position

# The number or address is looked for ahead, for tens of thousands of tags are seen and few changed.
ROW = re.compile(r"<row\b(?:(?=[^>]*?\sr\s*=\s*[\"'](\d+)[\"']))?[^>]*>")
CELL = re.compile(
    r"(<c\b(?:(?=[^>]*?\sr\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']))?[^>]*?)(?:/>|>.*?</c>)", re.DOTALL
)
COLUMN = re.compile(r"<col\b[^>]*>")
EMPTY_DATA = re.compile(r"<sheetData\s*/>")

# Column → severity of the mark, in one row; both zero-based.
RowMarks = Mapping[int, Severity]
Restyle = Callable[[int, Severity], int]


@dataclass(frozen=True)
class Columns:
    """Styles of whole columns, which a cell that is not written has."""

    styles: Sequence[tuple[int, int, int]]

    def style(self, column: int) -> int:
        """The style of a zero-based column."""
        return next((s for first, last, s in self.styles if first <= column <= last), 0)


def colour_cells(xml: str, marks: Mapping[int, RowMarks], restyle: Restyle) -> str:
    """A sheet's XML with the marked cells in their new styles.

    `restyle` gives the new style for an old one. Raises OddPackageError for rows out of order.
    """
    if not marks:
        return xml
    xml = EMPTY_DATA.sub("<sheetData></sheetData>", xml, count=1)
    start, end = xml.find("<sheetData"), xml.rfind("</sheetData>")
    if start < 0 or end < 0:
        raise OddPackageError("no sheetData")
    columns = _columns(xml[:start])
    return "".join([xml[:start], *_rows(xml[start:end], marks, columns, restyle), xml[end:]])


def _columns(head: str) -> Columns:
    found = [attributes(tag) for tag in COLUMN.findall(head)]
    return Columns(
        [(int(one["min"]) - 1, int(one["max"]) - 1, int(one["style"]))
         for one in found if "style" in one]
    )  # fmt: skip


def _rows(
    body: str, marks: Mapping[int, RowMarks], columns: Columns, restyle: Restyle
) -> Iterator[str]:
    """The pieces of the sheet's data with marked rows rewritten and missing ones put in."""
    waiting = sorted(marks, reverse=True)
    place, last = 0, -1
    for found in ROW.finditer(body):
        number = int(found[1] or 0) - 1
        if number <= last:
            raise OddPackageError("rows without numbers or out of order")
        last = number
        while waiting and waiting[-1] < number:
            yield body[place : found.start()]
            place = found.start()
            yield _row(f'<row r="{waiting[-1] + 1}">', "", marks[waiting.pop()], columns, restyle)
        if waiting and waiting[-1] == number:
            yield body[place : found.start()]
            tag, inner, place = _parts(body, found)
            yield _row(tag, inner, marks[waiting.pop()], columns, restyle)
    yield body[place:]
    for number in reversed(waiting):
        yield _row(f'<row r="{number + 1}">', "", marks[number], columns, restyle)


def _parts(body: str, found: re.Match[str]) -> tuple[str, str, int]:
    """Start tag and inner XML of a row, and the place after it."""
    if found[0].endswith("/>"):
        return f"{found[0][:-2].rstrip()}>", "", found.end()
    end = body.find("</row>", found.end())
    if end < 0:
        raise OddPackageError("a row without an end")
    return found[0], body[found.end() : end], end + len("</row>")


def _row(tag: str, inner: str, marks: RowMarks, columns: Columns, restyle: Restyle) -> str:
    known = attributes(tag)
    row = int(known["r"]) - 1
    own = int(known["s"]) if "s" in known and known.get("customFormat") in ("1", "true") else None
    waiting = sorted(marks, reverse=True)

    def added(column: int) -> str:
        base = columns.style(column) if own is None else own
        return f'<c r="{address(row, column)}" s="{restyle(base, marks[column])}"/>'

    pieces, place = [], 0
    for found in CELL.finditer(inner):
        column = _column(found[2], row)
        while waiting and waiting[-1] < column:
            pieces += [inner[place : found.start()], added(waiting.pop())]
            place = found.start()
        if waiting and waiting[-1] == column:
            old = int(attributes(found[1]).get("s", "0"))
            new = with_attribute(found[1], "s", str(restyle(old, marks[waiting.pop()])))
            pieces += [inner[place : found.start()], new]
            place = found.end(1)
    pieces += [inner[place:], *(added(column) for column in reversed(waiting))]
    # The row's stretch of columns is a hint, and might not hold the added ones.
    return f"{with_attribute(tag, 'spans', None)}{''.join(pieces)}</row>"


def _column(cell: str | None, row: int) -> int:
    if cell is None:
        raise OddPackageError("a cell without its address")
    place = position(cell)
    if place[0] != row:
        raise OddPackageError("a cell in another row")
    return place[1]
