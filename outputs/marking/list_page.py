"""The first sheet of a returned workbook: what is wrong, where, and what to do; 问题清单.

Belongs here: the sheet's lines, links and look, as XML. Does not belong here: the words of single
problems (problems) and the place among the other sheets (sheets).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outputs.folding import Fold, cells_words
from outputs.marking.copying import shown_width
from outputs.marking.package import DECLARATION, MAIN, escape
from outputs.marking.problems import (
    SEVERITY_WORDS,
    example_of,
    numbered,
    rule_title,
    shortened,
)
from outputs.marking.styles import Styles
from sources.finding import Severity
from sources.opening import address
from sources.problem_list import LIST_HEADER, LIST_MARK

WIDTHS = (5, 8, 12, 14, 40, 15, 15, 12, 38, 14, 18)
LINE_HEIGHT = 16  # points
LINK_COLUMN, SEVERITY_COLUMN = 3, 1
HOW_TO = (
    "请直接在这个文件里改：点“单元格”一栏跳到出错的格子，改好、保存，把这个文件再报一次。"
    "这一页和格子上的颜色、批注不用删，再报时我们不读，也会自动换成新的。"
)
NOTHING = "没有发现问题。"
# Those of the usual palette: the list is written anew, so its colours are no marks.
COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.INFO: "DDEBF7"}
HEADER_COLOUR = "1F4E79"


@dataclass(frozen=True)
class Look:
    """Numbers of the cell styles of the list."""

    note: int
    header: int
    text: int
    link: int
    severity: Mapping[Severity, int]


def add_look(styles: Styles) -> Look:
    """Add the list's styles to those of the workbook."""
    white = styles.font('<b/><color rgb="FFFFFFFF"/>')
    return Look(
        note=styles.wrapped(font=styles.font("<b/>"), is_lined=False),
        header=styles.wrapped(styles.colour(HEADER_COLOUR), white),
        text=styles.wrapped(),
        link=styles.wrapped(font=styles.font('<u/><color rgb="FF0563C1"/>')),
        severity={one: styles.wrapped(styles.colour(COLOURS[one])) for one in Severity},
    )


def list_xml(
    problems: Sequence[Fold], notes: Sequence[str], sheets: Mapping[str, str], look: Look
) -> str:
    """The XML of the list, with `notes` above it.

    `sheets`: the name of a finding's sheet → its name in this workbook.
    """
    lines = [f"{LIST_MARK}　{HOW_TO}", *notes]
    header = len(lines) + 1
    listed = list(numbered(problems))
    rows = [_text_row(n, [line], [look.note]) for n, line in enumerate(lines, start=1)]
    rows.append(_text_row(header, LIST_HEADER, [look.header] * len(LIST_HEADER)))
    for place, (number, problem) in enumerate(listed, start=header + 1):
        rows.append(_problem_row(place, number, problem, look))
    merges = "".join(f'<mergeCell ref="A{n}:K{n}"/>' for n in range(1, header))
    links = "".join(_links(listed, header + 1, sheets))
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{header}" topLeftCell="A{header + 1}" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews>'
        f"<cols>{''.join(_columns())}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="{header - 1}">{merges}</mergeCells>'
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _columns() -> Iterator[str]:
    for number, width in enumerate(WIDTHS, start=1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'


def _text_row(number: int, texts: Sequence[str], styles: Sequence[int]) -> str:
    """A row of texts, as texts: no formula comes alive."""
    cells = "".join(
        _cell(address(number - 1, column), text, style)
        for column, (text, style) in enumerate(zip(texts, styles, strict=True))
    )
    return f'<row r="{number}" ht="{_height(texts)}" customHeight="1">{cells}</row>'


def _cell(cell: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{cell}" s="{style}"/>'
    told = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
    return f'<c r="{cell}" s="{style}" t="inlineStr">{told}</c>'


def _height(texts: Sequence[str]) -> int:
    """A height that shows all of a row: not every program makes room for wrapped text by itself."""
    widths = [sum(WIDTHS)] if len(texts) == 1 else WIDTHS
    lines = [
        -(-shown_width(text) // (width - 1)) for text, width in zip(texts, widths, strict=True)
    ]
    return LINE_HEIGHT * max(1, *lines) + 2


def _problem_row(place: int, number: str, problem: Fold, look: Look) -> str:
    found = problem.first
    message = f"（由第 {number.partition('.')[0]} 条引起）" if "." in number else ""
    texts = (
        number,
        SEVERITY_WORDS[found.severity],
        found.sheet,
        cells_words(problem.cells),
        f"{message}{found.message}",
        _common([one.value for one in problem.findings]),
        _common([one.expected for one in problem.findings]),
        _common([one.difference for one in problem.findings]),
        f"{found.fix}{_follows_text(problem)}",
        example_of(found),
        rule_title(found.rule),
    )
    styles = [look.text] * len(texts)
    styles[SEVERITY_COLUMN] = look.severity[found.severity]
    styles[LINK_COLUMN] = look.link
    return _text_row(place, texts, styles)


def _common(texts: Sequence[str]) -> str:
    """What all findings of a line say; the cells' comments tell where they differ."""
    return shortened(texts[0]) if len(set(texts)) == 1 else "各格不同，见批注"


def _follows_text(problem: Fold) -> str:
    many = problem.followed_by
    return f"改好以后，由此引起的 {many} 处多半随之消失。" if many else ""


def _links(
    listed: Sequence[tuple[str, Fold]], first: int, sheets: Mapping[str, str]
) -> Iterator[str]:
    for place, (_, problem) in enumerate(listed, start=first):
        sheet, cell = sheets.get(problem.first.sheet), problem.first.cell
        if sheet is not None and cell:
            quoted = sheet.replace("'", "''")
            where = escape(f"'{quoted}'!{cell}")
            yield f'<hyperlink ref="D{place}" location="{where}" display="{escape(cell)}"/>'
