"""What people forget in a workbook: every part of the package beside the cells; 文档其他部分.

Belongs here: the texts of a zip package's parts with their places in words: comments, document
properties, headers and footers, defined names, drop-down lists, pictures' descriptions, text boxes,
caches, strings that no cell uses. Does not belong here: cells (cells), what a text holds
(detecting), and files without XML (remains).
"""

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

from expectations.privacy.detecting import without_values
from expectations.privacy.hits import Spot
from expectations.privacy.strings import plain_strings
from sources.package import Parts
from sources.refusal import unreadable

PROPERTIES = {
    "creator": "作者", "lastModifiedBy": "最后修改人", "title": "标题", "subject": "主题",
    "description": "备注", "keywords": "关键词", "category": "类别", "Company": "单位",
    "Manager": "管理者", "initial-creator": "作者", "user-defined": "自定义属性",
    "lpwstr": "自定义属性",
}  # fmt: skip
PLACES = (
    (r"docProps/|^meta\.xml$", "文档属性"),
    (r"threadedComments?/|/comments", "批注"),
    (r"persons/", "批注作者"),
    (r"pivotCache/", "数据透视表缓存"),
    (r"externalLinks?/", "外部链接缓存"),
    (r"sharedStrings", "没有单元格使用的文字"),
    (r"vmlDrawing", "批注或控件"),
    (r"drawings?/|charts?/|diagrams?/|Pictures/", "图形、图片说明或文本框"),
    (r"tables?/", "表格的列名"),
    (r"xl/workbook\.xml", "名称管理器"),
    (r"^styles\.xml$", "页眉页脚或样式"),
    (r"customXml/", "自定义数据"),
    (r"\.rels$", "链接地址"),
)  # fmt: skip
WHOLE = frozenset(
    {"si", "comment", "threadedComment", "p", "definedName", "formula1", "formula2", "formula",
     "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter", "text"}
)  # fmt: skip
SPOKEN = frozenset(
    {"name", "descr", "title", "v", "displayName", "text", "display", "tooltip", "location",
     "Target", "prompt", "promptTitle", "error", "errorTitle", "author", "userId", "userName",
     "caption", "uniqueName", "n", "alt", "href", "string-value", "condition", "c"}
)  # fmt: skip
NOTE, NOTE_PLACE, TABLE = "annotation", "批注", "table"  # in an .ods
SHEET_PART = re.compile(r"^xl/(?:work|macro|dialog|chart)sheets/[^/]+\.xml$")
SHEET_TEXT = re.compile(
    rb"<(?:\w+:)?(oddHeader|evenHeader|firstHeader|oddFooter|evenFooter|firstFooter|formula1|formula2"
    rb"|formula|f)\b[^>]*>([^<]+)<"
)
SHEET_SAID = re.compile(
    rb"\b(prompt|promptTitle|error|errorTitle|display|tooltip|location|alias)=\"([^\"]+)\""
)
TEXT_MARKS = (b"Header", b"Footer", b"<f", b":f")
SAID_MARKS = (
    b"prompt", b"error=", b"errorTitle=", b"display=", b"tooltip=", b"location=", b"alias=",
)  # fmt: skip
SHEET_PLACES = {
    b"Header": "页眉",
    b"Footer": "页脚",
    b"formula": "数据验证或条件格式",
    b"f": "公式",
}
REF = re.compile(r"^[A-Z]{1,3}[0-9]{1,7}$")


@dataclass(frozen=True)
class Spoken:
    """One text of a part with its place."""

    text: str
    spot: Spot


def package_texts(parts: Parts) -> Iterator[Spoken]:
    """Every text of a workbook's package beside its cells, in the order of its parts' names.

    Raises UnreadableFileError for XML that is broken.
    """
    sheets = sheet_names(parts)
    for name in sorted(parts.names):
        if SHEET_PART.match(name):
            yield from sheet_texts(parts.read(name), sheets.get(name, posixpath.basename(name)))
        elif name.endswith((".xml", ".rels", ".vml")):
            about = _sheet_of(parts, name, sheets)
            try:
                yield from _texts_of(parts.read(name), place_of(name), about)
            except ET.ParseError as error:
                if name.endswith(".vml"):  # old writers leave tags open in it
                    yield from loose_texts(parts.read(name), place_of(name))
                else:
                    raise unreadable("文件内部结构已损坏") from error


def place_of(part: str) -> str:
    """What people call a part of a package."""
    return next((words for pattern, words in PLACES if re.search(pattern, part)), "文件内部")


def sheet_names(parts: Parts) -> Mapping[str, str]:
    """Part of each sheet → its name, hidden sheets too."""
    workbook, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {workbook, rels} <= parts.names:
        return {}
    targets = _targets(parts.read(rels), "xl")
    return {
        targets[value]: one.get("name", "")
        for one in _parsed(parts.read(workbook)).iterfind("{*}sheets/{*}sheet")
        for key, value in one.attrib.items()
        if key.endswith("}id") and value in targets
    }


def _parsed(xml: bytes) -> ET.Element:
    try:
        return ET.fromstring(xml)  # noqa: S314 entities were refused
    except ET.ParseError as error:
        raise unreadable("文件内部结构已损坏") from error


def _targets(rels: bytes, folder: str) -> dict[str, str]:
    return {
        one.get("Id", ""): posixpath.normpath(
            posixpath.join("/" + folder, one.get("Target", ""))
        ).lstrip("/")
        for one in _parsed(rels)
    }


def _sheet_of(parts: Parts, name: str, sheets: Mapping[str, str]) -> str:
    """The sheet that comments, drawings or tables belong to; '' if none refers to them."""
    for part, sheet in sheets.items():
        folder, base = posixpath.split(part)
        rels = f"{folder}/_rels/{base}.rels"
        if rels in parts.names and name in _targets(parts.read(rels), folder).values():
            return sheet
    return ""


def _texts_of(xml: bytes, place: str, sheet: str) -> Iterator[Spoken]:
    strings = plain_strings(xml)
    if strings is None:
        yield from part_texts(xml, place, sheet)
    else:
        spot = Spot(place)
        yield from (Spoken(one, spot) for one in strings if one.strip())


def part_texts(xml: bytes, place: str, sheet: str = "") -> Iterator[Spoken]:
    """The texts of any part: of whole paragraphs joined, of other elements, and of attributes."""
    inside = notes = 0
    for event, element in ET.iterparse(BytesIO(xml), ("start", "end")):  # noqa: S314 as above
        tag = element.tag.rpartition("}")[2]
        step = 1 if event == "start" else -1
        inside += step * (tag in WHOLE)
        notes += step * (tag == NOTE)
        if event == "start":
            sheet = _table_name(element) if tag == TABLE else sheet
            continue
        spot = _spot(NOTE_PLACE if notes else place, sheet, element, tag)
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] in SPOKEN:
                yield Spoken(value, spot)
        if not inside:  # of paragraphs in paragraphs the outermost
            text = "".join(element.itertext()) if tag in WHOLE else _own_text(element)
            if text.strip():
                yield Spoken(text, spot)
            # Not clear(): that would take the text after the element, too.
            element.text, element[:] = None, []


def _table_name(element: ET.Element) -> str:
    """The name of a sheet of an .ods; of other tables '' or a name of theirs."""
    return next((v for k, v in element.attrib.items() if k.endswith("table:1.0}name")), "")


def _own_text(element: ET.Element) -> str:
    return "\n".join([element.text or "", *(child.tail or "" for child in element)])


def _spot(place: str, sheet: str, element: ET.Element, tag: str) -> Spot:
    """In words, with the cell that a comment is at."""
    before = f"工作表“{without_values(sheet)}” " if sheet else ""
    ref = element.get("ref", "")
    if place == NOTE_PLACE and REF.match(ref):
        return Spot(f"{before}批注 {ref}", sheet, ref)
    if place == "文档属性":
        words = PROPERTIES.get(tag, "自定义属性" if tag == "property" else "")
        return Spot(f"{place} {words}".strip())
    name = without_values(element.get("name", "")) if tag == "definedName" else ""
    return Spot(f"{before}{place} {name}".strip())


def sheet_texts(xml: bytes, sheet: str) -> Iterator[Spoken]:
    """Headers, footers, drop-down lists, formulas and hints of one sheet."""
    shown = f"工作表“{without_values(sheet)}”"
    # Most sheets have cells only, and a plain search tells so at once.
    has_texts = any(mark in xml for mark in TEXT_MARKS)
    has_said = any(mark in xml for mark in SAID_MARKS)
    for match in SHEET_TEXT.finditer(xml) if has_texts else ():
        words = next(word for end, word in SHEET_PLACES.items() if end in match[1])
        yield Spoken(_plain(match[2]), Spot(f"{shown} {words}"))
    for match in SHEET_SAID.finditer(xml) if has_said else ():
        yield Spoken(_plain(match[2]), Spot(f"{shown} 提示或链接"))


def _plain(text: bytes) -> str:
    return html.unescape(text.decode(errors="replace"))


def loose_texts(xml: bytes, place: str) -> Iterator[Spoken]:
    """The texts between the tags of something that is not quite XML, and its descriptions."""
    text = _plain(xml)
    for found in re.findall(r">([^<]{2,})<|\b(?:alt|title)=['\"]([^'\"]+)", text):
        yield Spoken("".join(found), Spot(place))
