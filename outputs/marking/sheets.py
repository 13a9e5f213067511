"""The sheets of a workbook as its package lists them, with ours in front; 工作表.

Belongs here: xl/workbook.xml, and what a sheet's XML says around its cells. Does not belong here:
cells (cells), comments and styles.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from outputs.marking.package import (
    MAIN,
    RELATIONS,
    OddPackageError,
    Package,
    attributes,
    children,
    escape,
    relations_part,
    with_attribute,
)

WORKBOOK = "xl/workbook.xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
LOCAL_NAME = re.compile(r"(<definedName\b[^>]*?\blocalSheetId\s*=\s*[\"'])(\d+)")
VIEW = re.compile(r"<workbookView\b[^>]*>")
SHEET_VIEW = re.compile(r"<sheetView\b[^>]*>")
# What may stand in a worksheet after the reference to its old drawings, by the schema's order.
AFTER_DRAWINGS = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "mc:AlternateContent",
    }
)


@dataclass(frozen=True)
class SheetPart:
    """A sheet of a workbook: its name, its part, and the tag that lists it."""

    name: str
    part: str
    tag: str


def sheet_parts(package: Package) -> list[SheetPart]:
    """All sheets in their order. Raises OddPackageError if the workbook is not edited as text."""
    text = package.read(WORKBOOK)
    _check_plain(text, "workbook")
    targets = {one.id: one.target for one in package.relations(WORKBOOK)}
    found = []
    for tag in children(text, "sheets", "sheet")[2]:
        known = attributes(tag)
        identity = next((known[n] for n in known if n.endswith(":id")), "")
        if not tag.endswith("/>") or identity not in targets:
            raise OddPackageError("a sheet without its part")
        found.append(SheetPart(known.get("name", ""), targets[identity], tag))
    return found


def _check_plain(text: str, root: str) -> None:
    """Raise OddPackageError unless the main namespace is the one without a prefix."""
    found = re.search(rf"<{root}\b[^>]*>", text)
    if found is None or attributes(found[0]).get("xmlns") != MAIN:
        raise OddPackageError(f"namespace of {root}")


def read_sheet_xml(package: Package, sheet: SheetPart) -> str:
    """The XML of a worksheet. Raises OddPackageError if it is not edited as text."""
    xml = package.read(sheet.part)
    _check_plain(xml[:20_000], "worksheet")
    return xml


def put_first(package: Package, sheets: list[SheetPart], own: SheetPart, xml: str) -> None:
    """Put our sheet in front, and open the workbook there; an old one is among `sheets`."""
    package.write(own.part, xml)
    package.remove(relations_part(own.part))
    others = [one for one in sheets if one.part != own.part]
    text = package.read(WORKBOOK)
    start, end, _ = children(text, "sheets", "sheet")
    text = f"{text[:start]}{own.tag}{''.join(one.tag for one in others)}{text[end:]}"
    order = [own.part, *(one.part for one in others)]
    text = _moved_names(text, {n: order.index(one.part) for n, one in enumerate(sheets)})
    package.write(WORKBOOK, VIEW.sub(lambda found: _first_view(found[0]), text, count=1))


def new_sheet(package: Package, sheets: list[SheetPart], name: str) -> SheetPart:
    """A further sheet, related to the workbook but not yet listed in it nor written."""
    part = package.free_name("xl/worksheets/mingzhang{}.xml")
    package.declare(part, SHEET_TYPE)
    identity = package.relate(WORKBOOK, "worksheet", part)
    numbers = [int(attributes(one.tag).get("sheetId", "0")) for one in sheets]
    number = max(numbers, default=0) + 1
    tag = (
        f'<sheet xmlns:r="{RELATIONS}" name="{escape(name)}" sheetId="{number}" r:id="{identity}"/>'
    )
    return SheetPart(name, part, tag)


def _moved_names(text: str, moved: dict[int, int]) -> str:
    """Names that belong to one sheet count the sheets before it."""
    return LOCAL_NAME.sub(lambda found: f"{found[1]}{moved.get(int(found[2]), 0)}", text)


def _first_view(tag: str) -> str:
    return with_attribute(with_attribute(tag, "activeTab", None), "firstSheet", None)


def is_worksheet(sheet: SheetPart) -> bool:
    """True for a sheet of cells, as its part's folder says: others hold a chart or a dialogue."""
    return "/worksheets/" in sheet.part


def legacy_drawing(xml: str) -> str | None:
    """The relation of a sheet to its old drawings."""
    found = re.search(r"<legacyDrawing\b[^>]*>", xml)
    if found is None:
        return None
    known = attributes(found[0])
    return next((known[name] for name in known if name.endswith(":id")), None)


def unselect(xml: str) -> str:
    """A sheet that is not the selected one: two selected sheets are edited together."""
    return SHEET_VIEW.sub(lambda found: with_attribute(found[0], "tabSelected", None), xml)


def refer_to_drawings(xml: str, identity: str) -> str:
    """A sheet's XML with a reference to its old drawings at the place that the schema gives it."""
    tag = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="{identity}"/>'
    place = _place_after_data(xml)
    return f"{xml[:place]}{tag}{xml[place:]}"


def _place_after_data(xml: str) -> int:
    """Where the reference to old drawings belongs."""
    root = re.search(r"<worksheet\b[^>]*>", xml)
    start, end = xml.rfind("</sheetData>") + len("</sheetData>"), xml.rfind("</worksheet>")
    if root is None or start < len("</sheetData>") or end < 0:
        raise OddPackageError("no sheetData")
    head = root[0].encode()
    tail = xml[start:end].encode()
    parser = expat.ParserCreate()
    level, places = 0, []

    def opened(name: str, _: object) -> None:
        nonlocal level
        if level == 1 and name in AFTER_DRAWINGS:
            places.append(parser.CurrentByteIndex - len(head))
        level += 1

    def closed(_: str) -> None:
        nonlocal level
        level -= 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(head + tail + b"</worksheet>", True)
    except expat.ExpatError as error:
        raise OddPackageError("the end of a worksheet") from error
    place = min(places, default=len(tail))
    return start + len(tail[:place].decode())


def state_type(package: Package, programs: bool) -> None:
    """State in the package that it is a workbook with or without programs, as its name will say.

    Raises OddPackageError if it holds programs and may not.
    """
    if not programs and any(name.endswith("vbaProject.bin") for name in package.names):
        raise OddPackageError("programs under a name that promises none")
    text = package.read("[Content_Types].xml")
    wanted = MACRO_TYPE if programs else BOOK_TYPE

    def stated(found: re.Match[str]) -> str:
        return with_attribute(found[0], "ContentType", wanted)

    changed = re.sub(r"<Override\b[^>]*PartName=[\"']/xl/workbook\.xml[\"'][^>]*>", stated, text)
    if changed != text:
        package.write("[Content_Types].xml", changed)
    package.declare(WORKBOOK, wanted)


def is_workbook(content: bytes) -> bool:
    """True for a package with an XML workbook: .xlsx, .xlsm and their templates."""
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return WORKBOOK in archive.namelist()
