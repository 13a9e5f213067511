"""What the XML of an .ods package says beside the cells.

Belongs here: hidden rows and columns, formulas without a result or with an error, macros, links to
other files. Does not belong here: values (the native reader in unpacking) and .xlsx (package).
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from sources.facts import ERROR_TEXTS, Facts, FactsMaker, PackageFacts
from sources.package import MOST_COLUMNS, MOST_ROWS, Parts
from sources.refusal import unreadable

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
WORTH_PARSING = re.compile(rb"formula\s*=|visibility\s*=|calcext:value-type\s*=\s*[\"']error")
LINK = re.compile(r"'(?:file|https?):[^'#]*?([^'#/\\]+)'#")
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
# A repeated hidden row may be said to reach the end of the sheet, thousands of times.
MOST_REPEATED = 100_000


@dataclass
class Reader:
    """Walks content.xml once; `sheets` grows by one for each table."""

    sheets: dict[str, Facts] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    name: str = ""
    row: int = 0
    next_row: int = 0
    column: int = 0
    column_header: int = 0
    error: tuple[int, int] | None = None
    text: str = ""
    made: FactsMaker = field(default_factory=FactsMaker)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The start of an element."""
        if tag in CELLS:
            self._cell(attributes)
        elif tag == TABLE + "table-row":
            self._row(attributes)
        elif tag == TABLE + "table-column":
            many = repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
            if hides(attributes):
                self.made.columns.update(range(self.column_header, self.column_header + many))
            self.column_header += many
        elif tag == TABLE + "table":
            self.name = attributes.get(TABLE + "name", "")
            self.row = self.next_row = self.column = self.column_header = 0
            self.made = FactsMaker()

    def end(self, tag: str) -> None:
        """The end of an element."""
        if tag == TABLE + "table":
            self.sheets[self.name] = self.made.facts()
        elif tag in CELLS and self.error is not None:
            text = self.text.strip()
            self.made.errors.append((*self.error, text if text in ERROR_TEXTS else "#N/A"))
            self.error = None

    def characters(self, text: str) -> None:
        """Text inside an element; that of a cell with an error names the error."""
        if self.error is not None:
            self.text += text

    def _row(self, attributes: dict[str, str]) -> None:
        many = repeats(attributes, "number-rows-repeated", MOST_ROWS)
        self.row, self.column = self.next_row, 0
        self.next_row += many
        if hides(attributes):
            self.made.rows.update(range(self.row, self.row + min(many, MOST_REPEATED)))

    def _cell(self, attributes: dict[str, str]) -> None:
        formula = attributes.get(TABLE + "formula")
        if formula is not None:
            if OFFICE + "value-type" not in attributes:
                self.made.unresolved.append((self.row, self.column))
            self.links.update(LINK.findall(formula))
        if attributes.get(CALC + "value-type") == "error":
            self.error, self.text = (self.row, self.column), ""
        self.column += repeats(attributes, "number-columns-repeated", MOST_COLUMNS)


def repeats(attributes: dict[str, str], name: str, most: int) -> int:
    """How often an element stands for itself."""
    given = attributes.get(TABLE + name, "1")
    return min(int(given), most) if given.isdecimal() else 1


def hides(attributes: dict[str, str]) -> bool:
    """True if a row or column is collapsed or filtered away."""
    return attributes.get(TABLE + "visibility", "visible") != "visible"


def opendocument_facts(parts: Parts) -> PackageFacts:
    """The facts of an .ods package. Raises UnreadableFileError if it is encrypted or broken."""
    manifest = "META-INF/manifest.xml"
    if manifest in parts.names and b"encryption-data" in parts.read(manifest):
        raise unreadable("文件设有密码")
    macros = any(name.startswith("Basic/") and name.endswith(".xml") for name in parts.names)
    content = parts.read("content.xml")
    if not WORTH_PARSING.search(content):
        return PackageFacts(macros)
    reader = Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise unreadable("文件内部结构已损坏") from error
    return PackageFacts(macros, tuple(sorted(reader.links)), reader.sheets)
