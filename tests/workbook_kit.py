"""Small workbooks built part by part, for what no library would write: .xlsx, .xls and .ods."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = (
    '<row r="1"><c r="A1" t="str"><v>项目名称</v></c><c r="B1" t="str"><v>金额(元)</v></c></row>'
)
ROW = '<row r="2"><c r="A2" t="str"><v>水厂</v></c>{}</row>'
ONE = '<c r="B2"><v>1</v></c>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def sheet_xml(amount: str = ONE, before: str = "", after: str = "", row: str = ROW) -> str:
    """A header and one record; `amount` is the XML of B2."""
    rows = HEADER + row.format(amount) + after
    return f'<worksheet xmlns="{SHEET}">{before}<sheetData>{rows}</sheetData></worksheet>'


def relations(*targets: tuple[str, str]) -> str:
    """The XML of relations, numbered from r1; each a kind and a target."""
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def xlsx(
    *sheets: str,
    states: Sequence[str] = (),
    workbook: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An .xlsx of these sheets, called 表1 and so on; `more` are further parts of the package."""
    stated = [*states, *["visible"] * (len(sheets) - len(states))]
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, state in enumerate(stated, start=1)
    )
    numbers = range(1, len(sheets) + 1)
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">'
            f"<sheets>{listed}</sheets>{workbook}</workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *(("worksheet", f"worksheets/s{n}.xml") for n in numbers)
            ),
        }
        | {f"xl/worksheets/s{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)}
        | (dict(more) if more else {})
    )


ODS_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
ODS_HEADER = "<table:table-row>{}</table:table-row>".format(
    "".join(
        f'<table:table-cell office:value-type="string"><text:p>{title}</text:p></table:table-cell>'
        for title in ("项目名称", "金额(元)")
    )
)
ODS_ONE = '<table:table-cell office:value-type="float" office:value="1"/>'


def ods(amount: str = ODS_ONE, row: str = "", columns: str = "", encrypted: str = "") -> bytes:
    """An .ods with the same table; `amount` is the XML of B2, `row` attributes of its row."""
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in ODS_NAMES.items())
    record = (
        f'<table:table-row {row}><table:table-cell office:value-type="string">'
        f"<text:p>水厂</text:p></table:table-cell>{amount}</table:table-row>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="表1">{columns}{ODS_HEADER}{record}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f"<manifest>{encrypted}</manifest>",
        }
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of an .xls stream."""
    return struct.pack("<HH", kind, len(data)) + data


def label(row: int, column: int, text: str) -> bytes:
    return record(
        0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    )


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def biff(
    amount: bytes = number(1, 1, 1), extra: bytes = b"", state: int = 0, book: bytes = b""
) -> bytes:
    """The stream of an .xls with the same table; `amount` is the record of B2."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = "表1".encode("utf-16-le")
    bound = struct.pack("<BBBB", state, 0, 2, 1) + name
    start = len(begin) + 4 + 4 + len(bound) + len(book) + 4
    book = begin + record(0x85, struct.pack("<I", start) + bound) + book + record(0x0A)
    cells = label(0, 0, "项目名称") + label(0, 1, "金额(元)") + label(1, 0, "水厂") + amount
    part = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return book + part + extra + cells + record(0x0A)


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file of a few streams, each in sectors of its own."""
    sector, end, free, table_sector = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    body, chain = b"", [table_sector, end]  # the table, then the directory
    for n, (name, content) in enumerate(streams.items(), start=1):
        size = max(len(content), 4096)  # a smaller stream would lie in the mini stream
        count = -(-size // sector)
        first = len(chain)
        chain += [*range(first + 1, first + count), end]
        body += content.ljust(count * sector, b"\x00")
        right = n + 1 if n < len(streams) else free
        entries.append(_entry(name, 2, first, size, right=right))
    chain += [free] * (128 - len(chain))
    assert len(chain) == 128, "one sector of the table holds 64 KiB"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    directory = b"".join(entries).ljust(sector, b"\x00")
    return header + struct.pack("<128I", *chain) + directory + body


def _entry(
    name: str, kind: int, first: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\x00") + struct.pack("<HBB", len(wide) + 2, kind, 1)
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return head + links + bytes(36) + struct.pack("<IQ", first, size)


def xls(amount: bytes = number(1, 1, 1), extra: bytes = b"", state: int = 0) -> bytes:
    """An .xls with the same table."""
    return ole({"Workbook": biff(amount, extra, state)})


def brt(kind: int, data: bytes = b"") -> bytes:
    """One record of an .xlsb part."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(data) & 127 | 128, len(data) >> 7]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def brt_row(row: int, flags: int = 0) -> bytes:
    return brt(0, struct.pack("<IIHBB", row, 0, 300, 0, flags) + bytes(5))


def brt_text(column: int, text: str) -> bytes:
    return brt(6, struct.pack("<II", column, 0) + wide(text))


BRT_ONE = brt(5, struct.pack("<IId", 1, 0, 1))


def xlsb(amount: bytes = BRT_ONE, flags: int = 0, before: bytes = b"") -> bytes:
    """An .xlsb with the same table; `amount` is the record of B2, `flags` those of its row."""
    rows = brt_row(0) + brt_text(0, "项目名称") + brt_text(1, "金额(元)")
    rows += brt_row(1, flags) + brt_text(0, "水厂") + amount
    size = brt(148, struct.pack("<IIII", 0, 1, 0, 1))
    bound = brt(156, struct.pack("<II", 0, 1) + wide("r1") + wide("表1"))
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": brt(131) + brt(143) + bound + brt(144) + brt(132),
            "xl/_rels/workbook.bin.rels": relations(("worksheet", "worksheets/s1.bin")),
            "xl/worksheets/s1.bin": brt(129)
            + size
            + before
            + brt(145)
            + rows
            + brt(146)
            + brt(130),
        }
    )
