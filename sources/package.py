"""What the XML of an .xlsx package says beside the cells; read once, mostly without parsing.

Belongs here: hidden rows and columns, formulas without a result, macros, links to other files, and
how far a sheet reaches. Does not belong here: values (the native reader in unpacking) and .ods
(opendocument).
"""

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from xml.etree import ElementTree as ET

from sources.facts import ERROR_TEXTS, Facts, FactsMaker, PackageFacts
from sources.limits import Limits
from sources.number_formats import Styles, read_styles, styled_cells
from sources.refusal import UnreadableFileError, unreadable

BINARY_SUFFIX = ".bin"
READ_SUFFIXES = (".xml", ".rels", BINARY_SUFFIX)
OTHER_PACKAGES = (
    ("word/", "这是 Word 文档，不是表格"),
    ("ppt/", "这是演示文稿，不是表格"),
)
WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".et", ".csv", ".ods", ".xlsm", ".xlsb")
STYLES = "xl/styles.xml"
NO_STYLES = Styles()
HEAD = 65536
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
DOCUMENT_TYPE = "!DOCTYPE"  # nothing declares an entity without one
HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true|on)[\"']")
IS_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
VALUE = re.compile(rb"<" + PREFIX + rb"v\b[^>]*>([^<]*)<")
LONGEST_CELL = 40_000
FORMULA_CELL = re.compile(
    rb"<" + PREFIX + rb"c\b([^>]*)>\s*<" + PREFIX + rb"f\b[^>]*?(?:/>|>[^<]*</[^>]*>)\s*"
    rb"(?:(<)" + PREFIX + rb"v\b[^>]*?(?:/>|>([^<]*)<)|</)"
)
DIMENSION = re.compile(rb"<" + PREFIX + rb"dimension\b[^>]*\bref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")
EXTERNAL_LINK = re.compile(r"/externalLinks/_rels/[^/]+\.rels$")
FILLED_CELL = re.compile(rb"<" + PREFIX + rb"c\b([^>]*[^/>]|)>\s*<" + PREFIX + rb"(?:f|v|is)\b")
ATTRIBUTE = {
    name: re.compile(rb"\b" + name.encode() + rb"\s*=\s*[\"']([^\"']*)[\"']")
    for name in ("r", "t", "min", "max")
}
CELL = re.compile(rb"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def refuse_other_package(names: Collection[str]) -> None:
    """Raise UnreadableFileError for a zip file that holds something else than a workbook."""
    for folder, reason in OTHER_PACKAGES:
        if any(name.startswith(folder) for name in names):
            raise unreadable(reason)
    if not any(name == "content.xml" or name.startswith("xl/") for name in names):
        packed = any(name.lower().endswith(WORKBOOK_SUFFIXES) for name in names)
        reason = "这是压缩包，请解压后报送里面的表格" if packed else "文件不是能识别的表格"
        raise unreadable(reason)


def declares_entities(xml: bytes) -> bool:
    """True for XML with a document type, in the encodings that parsers accept."""
    encodings = ("utf-16-le", "utf-16-be") if b"\x00" in xml[:HEAD] else ("ascii",)
    return any(DOCUMENT_TYPE.encode(code) in xml for code in encodings)


class Parts:
    """The parts of a package, each checked when it is read.

    BadZipFile comes from a part that is not what the directory says of it.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.names = frozenset(archive.namelist())
        self._archive = archive
        self._checked: set[str] = set()

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises UnreadableFileError if it declares entities, as none needs to."""
        content = self._archive.read(name)
        if not name.endswith(BINARY_SUFFIX) and declares_entities(content):
            raise unreadable("文件里有表格不应有的实体定义")
        self._checked.add(name)
        return content

    def head(self, name: str) -> bytes:
        """The first bytes of a part, not checked."""
        with self._archive.open(name) as part:
            return part.read(HEAD)

    def check_rest(self) -> None:
        """Check what was not read here, but may be by the native reader."""
        for name in sorted(self.names - self._checked):
            if name.endswith(READ_SUFFIXES):
                self.read(name)


def workbook_facts(parts: Parts) -> PackageFacts:
    """The facts of an .xlsx, .xlsm or .xlsb package."""
    macros = any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in parts.names)
    links = sorted(name for name in parts.names if EXTERNAL_LINK.search(name))
    styles = read_styles(parts.read(STYLES)) if STYLES in parts.names else NO_STYLES
    sheets = {
        name: sheet_facts(parts.read(part), recalculates, styles)
        for name, part, recalculates in _sheet_parts(parts)
        if part in parts.names
    }
    targets = tuple(target for link in links for target in _link_targets(parts, link))
    return PackageFacts(macros, targets, sheets)


def _link_targets(parts: Parts, part: str) -> list[str]:
    try:
        relations = ET.fromstring(parts.read(part))  # noqa: S314 entities were refused
    except ET.ParseError:
        return [part]
    return [posixpath.basename(relation.get("Target", part)) for relation in relations]


def _sheet_parts(parts: Parts) -> Iterator[tuple[str, str, bool]]:
    """Name and part of each visible worksheet, and whether results are to be computed on opening.

    A writer that cannot compute says so (fullCalcOnLoad) and stores 0 for every formula.
    """
    try:
        relations = ET.fromstring(  # noqa: S314 entities were refused
            parts.read("xl/_rels/workbook.xml.rels")
        )
        workbook = ET.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314 as above
    except (KeyError, ET.ParseError):
        return  # an .xlsb, or damaged: the native reader decides
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    recalculates = any(
        one.get("fullCalcOnLoad") in ("1", "true") for one in workbook.iterfind("{*}calcPr")
    )
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION)) or ""
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if sheet.get("state", "visible") == "visible":
            yield sheet.get("name", ""), part, recalculates


def sheet_facts(xml: bytes, recalculates: bool, styles: Styles = NO_STYLES) -> Facts:
    """The facts of one sheet's XML."""
    made = FactsMaker()
    for tag in _hidden_tags(xml):
        kind = tag.split(None, 1)[0].rpartition(b":")[2].lstrip(b"<")
        if kind == b"row":
            made.rows.update(_numbers(tag, "r", "r", MOST_ROWS))
        elif kind == b"col":
            made.columns.update(_numbers(tag, "min", "max", MOST_COLUMNS))
    if _has_formulas(xml):
        made.unresolved.extend(_unresolved(xml, recalculates))
    made.errors.extend(_errors(xml))
    made.scaled.extend(_places(xml, styles.scaled))
    made.percents.extend(_places(xml, styles.percent))
    return made.facts()


def _places(xml: bytes, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    return (place for cell in styled_cells(xml, styles) if (place := cell_place(cell)))


def _has_formulas(xml: bytes) -> bool:
    """A plain search, for a hundred megabytes without a formula are no rarity."""
    return b"</f>" in xml or (b"<worksheet" not in xml[:HEAD] and b":f" in xml)


def _hidden_tags(xml: bytes) -> Iterator[bytes]:
    for found in HIDDEN.finditer(xml) if b"hidden" in xml else ():
        start, end = _tag_around(xml, found)
        yield xml[start:end]


def _tag_around(xml: bytes, attribute: re.Match[bytes]) -> tuple[int, int]:
    """Start and end of the tag that an attribute was found in."""
    return max(xml.rfind(b"<", 0, attribute.start()), 0), xml.find(b">", attribute.end())


def _errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Cells that hold an error, with its text."""
    is_marked = b'"e"' in xml or (b"='" in xml[:HEAD] and b"'e'" in xml)
    for found in IS_ERROR.finditer(xml) if is_marked else ():
        start, end = _tag_around(xml, found)
        place = cell_place(_attribute(xml[start:end], "r"))
        value = VALUE.search(xml, end, end + LONGEST_CELL)
        if place is not None:
            text = "" if value is None else value[1].decode(errors="replace")
            yield *place, text if text in ERROR_TEXTS else "#N/A"


def _numbers(tag: bytes, first: str, last: str, most: int) -> range:
    """Zero-based numbers of the rows or columns that a tag speaks of."""
    ends = [_attribute(tag, name) for name in (first, last)]
    if not all(end.isdigit() for end in ends):
        return range(0)
    low, high = (min(int(end), most) for end in ends)
    return range(max(low - 1, 0), high)


def _attribute(tag: bytes, name: str) -> bytes:
    found = ATTRIBUTE[name].search(tag)
    return b"" if found is None else found[1]


def _unresolved(xml: bytes, recalculates: bool) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no result; an empty text is a result."""
    for found in FORMULA_CELL.finditer(xml):
        attributes, stored, value = found.groups()
        is_empty_text = stored and _attribute(attributes, "t") == b"str"
        if (not value and not is_empty_text) or (recalculates and value == b"0"):
            place = cell_place(_attribute(attributes, "r"))
            if place is not None:
                yield place


def cell_place(cell: bytes) -> tuple[int, int] | None:
    """Zero-based row and column of an address, None if it is none."""
    found = CELL.match(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]) - 1, column - 1


def refuse_reach(parts: Parts, limits: Limits) -> None:
    """Refuse a sheet with a stray cell far away before the reader makes room for all between.

    The stated dimension only raises the suspicion: it counts blank formatted rows too.
    """
    for name, part, _ in _sheet_parts(parts):
        stated = DIMENSION.search(parts.head(part)) if part in parts.names else None
        corner = cell_place(stated[1].split(b":")[-1]) if stated else None
        if corner is None or (corner[0] + 1) * (corner[1] + 1) <= limits.cells:
            continue
        height, width = _reach(parts.read(part))
        if height * width > limits.cells:
            words = {"rows": str(height), "columns": str(width), "expected": str(limits.cells)}
            raise UnreadableFileError("sheet_too_large", sheet=name, **words)


def _reach(xml: bytes) -> tuple[int, int]:
    """How many rows and columns the filled cells of a sheet span from A1."""
    height = width = 0
    for found in FILLED_CELL.finditer(xml):
        row, column = cell_place(_attribute(found[1], "r")) or (0, 0)
        height, width = max(height, row + 1), max(width, column + 1)
    return height, width
