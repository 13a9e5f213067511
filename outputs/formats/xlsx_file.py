"""XLSX: the workbook for people. Sheet 数据 holds the records, sheet 说明 what they mean.

Text is written as strings, never as formulas or numbers; amounts are numbers. Nothing in the
file depends on the clock, so that the same values give the same bytes.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from outputs.canonical import canonical_table
from outputs.columns import PublishedColumn, published_columns
from outputs.publisher import LICENCE, LICENCE_TITLE, Publisher
from sources.contract import Contract

SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
CUT = "……（内容过长，全文见 CSV 文件）"
# XlsxWriter would write the clock's time.
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter refuses aware datetimes
WIDTHS = {
    "text": 18, "enum": 12, "integer": 10, "year": 10, "money": 20, "fen": 20, "date": 22,
    "phone": 18,
    "document": 24,
}  # fmt: skip
WIDER = {"definition": 60, "document_title": 36, "project_name": 30, "source_file": 24}
NUMBER_FORMATS = {"integer": "#,##0", "year": "0", "money": "#,##0.00", "fen": "0"}
BATCH_ROWS = 10_000


def write_xlsx(
    contract: Contract,
    table: pa.Table,
    path: Path,
    publisher: Publisher | None = None,
    *,
    sheet_rows: int = SHEET_ROWS,
) -> None:
    """Write the workbook; more rows than a sheet holds go on in 数据2, 数据3 and so on.

    `sheet_rows` counts the header. Raises KeyError if a published column is missing.
    """
    columns = published_columns(contract)
    canonical = canonical_table(contract, table)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": contract.title, "created": CREATED})
        body = sheet_rows - 1
        parts = max(1, -(-canonical.num_rows // body))
        for part in range(parts):
            name = "数据" if parts == 1 else f"数据{part + 1}"
            _write_data(book, name, columns, canonical.slice(part * body, body))
        _write_notes(book, contract, columns, publisher or Publisher(office=contract.owner))


def _write_data(
    book: Any, name: str, columns: tuple[PublishedColumn, ...], table: pa.Table
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format(
        {"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    for index, column in enumerate(columns):
        style = book.add_format(_cell_style(column))
        width = WIDER.get(column.name, WIDTHS[column.type])
        sheet.set_column(index, index, width, style)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.num_rows, len(columns) - 1)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, heading(column), bold)
    styles = [book.add_format(_cell_style(column)) for column in columns]
    for number, record in enumerate(_records(table), start=1):
        for index, value in enumerate(record):
            if value is not None:
                _write_cell(sheet, (number, index), value, styles[index])


def heading(column: PublishedColumn) -> str:
    """Return the column's Chinese title, an amount's with its unit: 金额（元）."""
    if column.type == "money":
        return f"{column.title}（{column.unit or '元'}）"
    return column.title


def _cell_style(column: PublishedColumn) -> dict[str, Any]:
    if column.type in NUMBER_FORMATS:
        return {"num_format": NUMBER_FORMATS[column.type]}
    return {"num_format": "@"}


def _records(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write_cell(sheet: Any, at: tuple[int, int], value: Any, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*at, fitting(value), style)
    else:
        number = float(value) if isinstance(value, Decimal) else value
        sheet.write_number(*at, number, style)


def fitting(text: str) -> str:
    """Return the text, cut with a notice if a cell of a workbook cannot hold it."""
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(CUT)] + CUT


def _write_notes(
    book: Any, contract: Contract, columns: tuple[PublishedColumn, ...], publisher: Publisher
) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 3, 14)
    sheet.set_column(4, 4, 90)
    bold = book.add_format({"bold": True})
    row = 0
    for label, text in _notes(contract, publisher):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text)
        row += 1
    row += 1
    for index, text in enumerate(("字段名", "中文名称", "类型", "单位", "含义")):
        sheet.write_string(row, index, text, bold)
    for column in columns:
        row += 1
        cells = (column.name, column.title, TYPE_WORDS[column.type], column.unit or "")
        for index, text in enumerate((*cells, column.definition)):
            sheet.write_string(row, index, text)


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


def _notes(contract: Contract, publisher: Publisher) -> list[tuple[str, str]]:
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
    ]
    if publisher.demo:
        notes.insert(0, ("示例", "本文件为示例，签字不是真实签字。"))
    return notes
