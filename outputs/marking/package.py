"""An .xlsx package of which some parts are rewritten and all others stay byte for byte; 包.

Belongs here: parts, their relations and content types, as text. Does not belong here: what the
parts say. Whatever is written in a way that the editing of text cannot follow raises
OddPackageError; such a workbook is first saved anew by a library (marked).
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from sources.package import declares_entities
from sources.unpacking import ZIP_GIVES_UP

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
RELATION = re.compile(r"<Relationship\b[^>]*>")
ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)[\"']")
# Text inside could look like a tag.
BLINDS = ("<![CDATA[", "<!--")
# Control characters, lone halves of pairs, and two that are no characters.
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
COMPRESSION = 3  # half the time of the usual 6, for a tenth more bytes
EARLIEST = (1980, 1, 1, 0, 0, 0)


class OddPackageError(ValueError):
    """The package is written in a way that is not edited as text."""


@dataclass(frozen=True)
class Relation:
    """A relation of a part: id, last word of its type, and the part it points to."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a package and what became of them."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._texts: dict[str, str] = {}
        self._removed: set[str] = set()
        names = self._archive.namelist()
        if len(names) != len(set(names)) or any("\\" in name for name in names):
            raise OddPackageError("names of parts")
        self.names = frozenset(names)

    def has(self, part: str) -> bool:
        """True if the part is there."""
        return part in self._texts or (part in self.names and part not in self._removed)

    def read(self, part: str) -> str:
        """A part as text. Raises OddPackageError if it is missing or not plain UTF-8 XML."""
        if part in self._texts:
            return self._texts[part]
        if not self.has(part):
            raise OddPackageError(f"no {part}")
        content = self._archive.read(part)
        declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
        if declares_entities(content) or (declared and declared[1].lower() != b"utf-8"):
            raise OddPackageError(f"encoding of {part}")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise OddPackageError(f"encoding of {part}") from error
        if any(blind in text for blind in BLINDS):
            raise OddPackageError(f"comments in {part}")
        return text

    def write(self, part: str, text: str) -> None:
        """Give a part other contents, or add it."""
        self._texts[part] = text

    def remove(self, part: str) -> None:
        """Leave a part out."""
        self._texts.pop(part, None)
        self._removed.add(part)

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern with {} for a number that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """The relations of a part to other parts of the package."""
        source = relations_part(part)
        if not self.has(source):
            return []
        tags = [attributes(tag) for tag in RELATION.findall(self.read(source))]
        return [
            Relation(one["Id"], one["Type"].rpartition("/")[2], _target(part, one["Target"]))
            for one in tags
            if one.get("TargetMode") != "External"
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation to a part of the package; its id."""
        source = relations_part(part)
        text = self.read(source) if self.has(source) else ""
        used = set(re.findall(r"\bId\s*=\s*[\"']([^\"']*)", text))
        identity = next(f"mz{n}" for n in range(1, len(used) + 2) if f"mz{n}" not in used)
        tag = (
            f'<Relationship Id="{identity}" Type="{RELATIONS}/{kind}" Target="/{escape(target)}"/>'
        )
        if "</Relationships>" in text:
            self.write(source, text.replace("</Relationships>", f"{tag}</Relationships>"))
        elif not text or re.search(r"<Relationships\b[^>]*/>", text):
            root = f'<Relationships xmlns="{PACKAGE_RELATIONS}">{tag}</Relationships>'
            self.write(source, DECLARATION + root)
        else:
            raise OddPackageError(source)
        return identity

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        tag = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
        self._add_type(tag, f'PartName="/{part}"')

    def declare_suffix(self, suffix: str, content_type: str) -> None:
        """State the content type of all parts with a suffix, if nobody has."""
        tag = f'<Default Extension="{suffix}" ContentType="{content_type}"/>'
        self._add_type(tag, f'Extension="{suffix}"')

    def _add_type(self, tag: str, known: str) -> None:
        text = self.read(CONTENT_TYPES)
        if known.lower() in text.lower():
            return
        if "</Types>" not in text:
            raise OddPackageError(CONTENT_TYPES)
        # Defaults come first by habit; readers take them in any order.
        self.write(CONTENT_TYPES, text.replace("</Types>", f"{tag}</Types>"))

    def content(self) -> bytes:
        """The package's bytes: old parts in their order and with their dates, then new ones.

        Raises OddPackageError if a part that nobody has read yet is damaged.
        """
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", compresslevel=COMPRESSION) as sink:
            for info in self._archive.infolist():
                if info.filename not in self._removed:
                    entry = _entry(info.filename, info.date_time, info.compress_type)
                    sink.writestr(entry, self._part_bytes(info))
            for part in sorted(self._texts.keys() - self.names):
                entry = _entry(part, EARLIEST, zipfile.ZIP_DEFLATED)
                sink.writestr(entry, self._texts[part].encode())
        return whole.getvalue()

    def _part_bytes(self, info: zipfile.ZipInfo) -> bytes:
        text = self._texts.get(info.filename)
        if text is not None:
            return text.encode()
        try:
            return self._archive.read(info)
        except ZIP_GIVES_UP as error:
            raise OddPackageError(f"damaged: {info.filename}") from error


def _entry(name: str, date: tuple[int, ...], compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date)  # type: ignore[arg-type]
    entry.compress_type = zipfile.ZIP_STORED if compression == zipfile.ZIP_STORED else 8
    return entry


def relations_part(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str) -> str:
    folder = posixpath.dirname(part)
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, unescaped."""
    return {name: html.unescape(a or b) for name, a, b in ATTRIBUTE.findall(tag)}


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """A start tag with an attribute set, or without it if the value is None."""
    given = "" if value is None else f' {name}="{escape(value)}"'
    known = re.search(rf"\s{name}\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
    if known is not None:
        return f"{tag[: known.start()]}{given}{tag[known.end() :]}"
    found = re.match(r"<[\w:.-]+", tag)
    if found is None:
        raise OddPackageError(tag[:40])
    return f"{found[0]}{given}{tag[found.end() :]}"


def escape(text: str) -> str:
    """Text for XML, without the characters that XML cannot hold."""
    return html.escape(NOT_XML.sub("", text))


def children(text: str, section: str, child: str) -> tuple[int, int, list[str]]:
    """Start and end of what stands in the only `section`, and its children.

    Raises OddPackageError if there is no such section.
    """
    found = re.search(rf"<{section}\b[^>]*>(.*?)</{section}>", text, re.DOTALL)
    if found is None:
        raise OddPackageError(f"no {section}")
    return found.start(1), found.end(1), list(tags(found[1], child))


def tags(text: str, name: str) -> Iterator[str]:
    """The elements of a name in a text, none of which holds another of the same name."""
    pattern = re.compile(rf"<{name}\b[^>]*?(?:/>|>.*?</{name}>)", re.DOTALL)
    return (found[0] for found in pattern.finditer(text))
