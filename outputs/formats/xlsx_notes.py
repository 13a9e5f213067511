"""Sheet 说明 of a published workbook: what the records are, of which release, and its columns.

Belongs here: the words and their layout. Does not belong here: the records. It stands behind the
data, for programs read the first sheet; nobody's name or address is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expectations.statement import Role
from outputs.columns import PublishedColumn
from outputs.publisher import LICENCE, LICENCE_TITLE, Publisher
from sources.contract import Contract

SHEET = "说明"
WIDTHS = (22, 24, 14, 14, 90)
HEADERS = ("字段名", "中文名称", "类型", "单位", "含义")
TYPE_WORDS = {
    "text": "文本",
    "enum": "文本（限定取值）",
    "integer": "整数",
    "year": "年份",
    "money": "金额",
    "fen": "整数",
    "date": "日期（年、年-月、年-月-日，或以 / 分开的起止）",
    "phone": "电话号码",
    "document": "文号",
}
NO_RECORDS = "本版没有这类记录；不等于零报告，也不表示没有这项资金。"


@dataclass(frozen=True)
class Imprint:
    """Who publishes and in which release: version, time (RFC 3339), (role, unit, day) of signing.

    Without a version the workbook is of no release.
    """

    publisher: Publisher
    version: str | None = None
    released_at: str | None = None
    signed: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, office: str) -> "Imprint":
        """No release of this office."""
        return cls(Publisher(office=office))

    @classmethod
    def released(cls, publisher: Publisher, document: Mapping[str, Any]) -> "Imprint":
        """What RELEASE.json says of a release; a sign-off's day is as signed, in its own zone."""
        signed = tuple(
            (Role(line["role"]).words, line["unit"] or "", line["signed_at"][:10])
            for line in document["signoffs"]
        )
        return cls(publisher, document["version"], document["released_at"], signed)


def write_notes(
    book: Any,
    contract: Contract,
    columns: tuple[PublishedColumn, ...],
    imprint: Imprint,
    rows: int = 1,
) -> None:
    """Add the sheet to an XlsxWriter workbook."""
    sheet = book.add_worksheet(SHEET)
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    bold = book.add_format({"bold": True})
    notes = _notes(contract, imprint, rows)
    for row, (label, text) in enumerate(notes):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text)
    first = len(notes) + 1
    for index, text in enumerate(HEADERS):
        sheet.write_string(first, index, text, bold)
    for row, column in enumerate(columns, start=first + 1):
        cells = (column.name, column.title, TYPE_WORDS[column.type], column.unit or "")
        for index, text in enumerate((*cells, column.definition)):
            sheet.write_string(row, index, text)


def _notes(contract: Contract, imprint: Imprint, rows: int) -> list[tuple[str, str]]:
    publisher = imprint.publisher
    notes = [
        ("数据集", f"{contract.title}（{contract.dataset}）"),
        ("内容", contract.description),
        ("发布单位", publisher.office),
        ("依据", contract.basis),
        ("金额单位", "“元”列精确到分；“分”列为同一笔钱的整数，两列不能相加。"),
        ("空白单元格", "表示原表没有写明，不等于零。"),
        ("来源", "各报送单位的原表；每条记录后附原文件指纹、工作表和单元格。"),
        ("许可", f"{LICENCE_TITLE}，{LICENCE}；使用时请注明来源。"),
        ("监督举报电话", publisher.hotline),
        *_release(imprint),
    ]
    if publisher.demo:
        notes.insert(0, ("示例", "本文件为示例，签字不是真实签字。"))
    if rows == 0:
        notes.append(("记录数", NO_RECORDS))
    return notes


def _release(imprint: Imprint) -> list[tuple[str, str]]:
    if imprint.version is None:
        return []
    lines = [("版本", imprint.version), ("发布时间", imprint.released_at or "")]
    for role, unit, day in imprint.signed:
        lines.append(("签署", f"{day}　{role}{f'（{unit}）' if unit else ''}"))
    return lines
