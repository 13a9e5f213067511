"""A board's sheet as a PDF on A3; 公示单打印件.

Belongs here: the document. Does not belong here: its content (sheets). The font is one of those
that readers of Chinese PDF carry themselves, so no font file is needed here and text stays text.
"""

import io
from typing import Any

from outputs.boards.page import WIDE, chinese_day
from outputs.boards.sheets import BoardSheet, Posting

FONT = "STSong-Light"
MARGIN_MM = 18
SIZES = {"title": 26, "body": 16, "cell": 15}
LEADING = 1.5
GAP = "\u00a0" * 6  # other spaces are folded into one
NOTICE = (
    "对名单有异议的，请在公示期内向村（居）民委员会、乡镇（街道）或上述电话反映。"
    "本名单只在公示栏张贴，请勿拍照上网。"
)
SEAL = f"村（居）民委员会（盖章）{GAP}年{GAP}月{GAP}日"
DEMO = "示例：名单为虚构，不得张贴"


def board_document(sheet: BoardSheet, posting: Posting, hotline: str, *, demo: bool) -> bytes:
    """The PDF; the same sheet and posting give the same bytes."""
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = landscape(A3) if len(sheet.columns) > WIDE else A3
    margin = MARGIN_MM * mm
    sink = io.BytesIO()
    document = SimpleDocTemplate(
        sink, pagesize=size, title=sheet.title, author=sheet.unit_name, invariant=1,
        leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
    )  # fmt: skip
    document.build(flow(sheet, posting, hotline, demo=demo, width=size[0] - 2 * margin))
    return sink.getvalue()


def flow(
    sheet: BoardSheet, posting: Posting, hotline: str, *, demo: bool, width: float
) -> list[Any]:
    """The parts of the document from top to bottom."""
    from reportlab.platypus import Spacer

    days = f"{chinese_day(posting.posted)}至{chinese_day(posting.last)}（{posting.days}天）"
    count = f"共 {len(sheet.rows)} 户（条）"
    about = f"报送单位：{sheet.unit_name}{GAP}公开月份：{sheet.period}{GAP}{count}"
    gap = Spacer(1, SIZES["body"])
    return [
        *([paragraph(DEMO, "body", "center")] if demo else []),
        paragraph(sheet.title, "title", "center"),
        gap,
        paragraph(about, "body"),
        gap,
        grid(sheet, width),
        gap,
        paragraph(f"公示时间：{days}{GAP}监督电话：{hotline}", "body"),
        paragraph(NOTICE, "body"),
        gap,
        gap,
        paragraph(SEAL, "body", "right"),
    ]


def paragraph(text: str, kind: str, align: str = "left") -> Any:
    """A text that breaks between any two Chinese characters; marks in it are no markup."""
    from xml.sax.saxutils import escape

    from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    size = SIZES[kind]
    style = ParagraphStyle(
        kind, fontName=FONT, fontSize=size, leading=size * LEADING, wordWrap="CJK",
        alignment={"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}[align],
    )  # fmt: skip
    return Paragraph(escape(text), style)


def grid(sheet: BoardSheet, width: float) -> Any:
    """The table; its header stands on every page."""
    from reportlab.lib.colors import black, whitesmoke
    from reportlab.platypus import LongTable

    rows = [
        [paragraph(text, "cell", "center") for text in row] for row in (sheet.columns, *sheet.rows)
    ]
    narrow = width / (len(sheet.columns) * 2)
    others = (width - narrow) / (len(sheet.columns) - 1)
    style = [
        ("GRID", (0, 0), (-1, -1), 0.6, black),
        ("BACKGROUND", (0, 0), (-1, 0), whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    widths = [narrow, *[others] * (len(sheet.columns) - 1)]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=style)
