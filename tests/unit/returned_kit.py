"""A workbook with all that clerks put into theirs, and what is asked of the one that goes back."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import xlsxwriter
from workbook_kit import SHEET

STYLES = {
    "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><fonts><font/></fonts>'
    "<fills><fill><patternFill/></fill></fills>"
    "<borders><border/></borders><cellXfs><xf/></cellXfs></styleSheet>",
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
}
ROWS = (("水厂", 1.5, "甲村"), ("公路", 2.5, "乙村"), ("桥", "待定", "丙村"))


def png() -> bytes:
    """A picture of one red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def write_rich(path: Path) -> Path:
    """Formulas, styles, merges, a comment, lists, a chart, a picture, a shape, what is hidden."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("资金表")
        other = book.add_worksheet("附表'1")
        _fill(book, page)
        other.write("A1", "别的")
        other.activate()
        other.set_first_sheet()
        hidden = book.add_worksheet("底稿")
        hidden.hide()
        book.define_name("总额", "='资金表'!$B$7")
        book.define_name("'附表''1'!本表", "='附表''1'!$A$1")
    return path


def _fill(book: xlsxwriter.Workbook, page: object) -> None:
    yellow = book.add_format({"bg_color": "#FFFF00", "num_format": "0.00", "bold": True})
    page.merge_range(
        "A1:D1", "2019年示例县财政专项扶贫资金安排表", book.add_format({"align": "center"})
    )
    page.write("D2", "单位：万元")
    page.write_row("A3", ("项目名称", "金额", "地点"))
    for number, row in enumerate(ROWS, start=3):
        page.write_row(number, 0, row)
        page.write(number, 1, row[1], yellow)
    page.write("A7", "合计")
    page.write_formula("B7", "=SUM(B4:B6)", None, 4)
    page.write_comment("B4", "自己的批注", {"author": "她"})
    page.data_validation("C4:C6", {"validate": "list", "source": ["甲村", "乙村", "丙村"]})
    page.conditional_format("B4:B6", {"type": "data_bar", "bar_solid": True})
    page.set_column("B:B", 22)
    page.set_column("F:F", 5, None, {"hidden": True})
    page.set_row(8, 30, None, {"hidden": True})
    page.insert_image("H2", "point.png", {"image_data": io.BytesIO(png())})
    page.insert_textbox("H8", "形状")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='资金表'!$B$4:$B$5"})
    page.insert_chart("H12", chart)
    page.print_area("A1:D7")
    page.repeat_rows(2)
    page.freeze_panes(3, 1)
    page.autofilter("A3:C6")
    page.set_footer("&C第&P页")


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
