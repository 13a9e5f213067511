"""dictionary.xlsx: the dictionary for those who sort and filter.

Belongs here: the workbook. Does not belong here: what it says (files, wording). Every cell is text,
never a formula; nothing depends on the clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import xlsxwriter

from outputs.dictionary.wording import field_line
from outputs.formats.xlsx_file import CREATED, fitting

TABLE_COLUMNS = (
    ("表", 26), ("名称", 22), ("英文名称", 34), ("性质", 24), ("文件", 34), ("责任处室", 16),
    ("依据", 40), ("内容", 60), ("英文内容", 60),
)  # fmt: skip
FIELD_COLUMNS = (
    ("表", 26), ("表名称", 22), ("字段名", 24), ("名称", 18), ("英文名称", 28), ("类型", 22),
    ("单位", 8), ("要求", 30), ("公开", 18), ("含义", 60), ("英文含义", 60), ("定义来源", 40),
    ("首次公开", 14),
)  # fmt: skip


def write_book(dictionary: Mapping[str, Any], path: Path) -> None:
    """Write the sheets 字段, 表 and 说明."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_properties({"title": dictionary["title"], "created": CREATED})
        _sheet(book, "字段", FIELD_COLUMNS, _fields(dictionary))
        _sheet(book, "表", TABLE_COLUMNS, _tables(dictionary))
        _sheet(book, "说明", (("项目", 16), ("内容", 80)), _notes(dictionary))


def _fields(dictionary: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for table in dictionary["tables"]:
        for field in table["fields"]:
            yield table["id"], table["title"], *astuple(field_line(dictionary, field))


def _tables(dictionary: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for table in dictionary["tables"]:
        kind = dictionary["kinds"][table["kind"]]
        words = (table["basis"], table["description"], table["description_en"])
        names = (table["id"], table["title"], table["title_en"])
        yield *names, kind, table["path"], table["owner"] or "", *words


def _notes(dictionary: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if dictionary["demo"]:
        yield "示例", "本文件为示例。"
    yield "名称", f"{dictionary['publication']}：{dictionary['title']}"
    yield "发布单位", dictionary["office"]
    yield "版本", dictionary["version"]
    yield "空白单元格", "表示原表没有写明，不等于零。"
    yield (
        "首次公开",
        "第一次公布这个字段的版本，按历次版本查得；（或更早）指更早的版本已撤下。",
    )


def _sheet(
    book: Any, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF0", "bottom": 1})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for index, (title, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, text in enumerate(row):
            sheet.write_string(last, index, fitting(text), wrapped)
    sheet.autofilter(0, 0, last, len(columns) - 1)
