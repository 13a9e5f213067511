"""catalog.zh.xlsx: the Chinese catalogue as a workbook, which is how portals take it.

Belongs here: sheets 信息资源, 信息项 and 说明. Does not belong here: what the catalogue says
(`chinese.py`). All cells are text; nothing depends on the clock.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outputs.formats.xlsx_file import CREATED, fitting
from outputs.portal.chinese import BLANKS

BOOK = "catalog.zh.xlsx"
RESOURCE_HEADER = (
    "类", "项", "目", "细目", "信息资源名称", "信息资源代码", "本目录内标识", "信息资源提供方",
    "提供方内部部门", "信息资源提供方代码", "信息资源摘要", "信息资源格式", "共享类型", "共享条件",
    "共享方式", "是否向社会开放", "开放条件", "更新周期", "发布日期", "关联资源", "公开月份（起）",
    "公开月份（止）", "版本", "状态", "公开依据", "页面", "下载（Excel）", "下载（CSV）",
)  # fmt: skip
ITEM_HEADER = ("信息资源名称", "本目录内标识", "信息项名称", "字段名", "数据类型", "单位", "说明")
WIDTH = 18
WIDE = 48
WIDE_COLUMNS = frozenset({"信息资源摘要", "说明", "开放条件", "公开依据", "怎样填写"})


def book_bytes(catalogue: Mapping[str, Any]) -> bytes:
    """The workbook of a catalogue that `chinese_catalogue` made."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": catalogue["目录名称"], "created": CREATED})
        resources = catalogue["信息资源"]
        _write(book, "信息资源", RESOURCE_HEADER, map(_resource_row, resources))
        items = (_item_row(one, item) for one in resources for item in one["信息项"])
        _write(book, "信息项", ITEM_HEADER, items)
        _write(book, "说明", ("项目", "怎样填写"), _notes(catalogue))
    return stream.getvalue()


def _write(book: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "text_wrap": True})
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for index, title in enumerate(header):
        sheet.set_column(index, index, WIDE if title in WIDE_COLUMNS else WIDTH, plain)
        sheet.write_string(0, index, title, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, text in enumerate(row):
            sheet.write_string(last, index, fitting(text), plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(header) - 1)


def _resource_row(one: Mapping[str, Any]) -> tuple[str, ...]:
    kind, shared, opened = one["信息资源分类"], one["共享属性"], one["开放属性"]
    downloads = {item["格式"]: item["地址"] for item in one["下载"]}
    flat = {
        **{key: value for key, value in one.items() if isinstance(value, str)},
        **kind,
        **shared,
        **opened,
        "信息资源格式": "、".join(one["信息资源格式"]),
        "关联资源": "、".join(one["关联资源"]),
        "公开月份（起）": one["公开月份"]["起"],
        "公开月份（止）": one["公开月份"]["止"],
        "下载（Excel）": downloads.get("Excel 表格", ""),
        "下载（CSV）": downloads.get("CSV（程序读取）", ""),
    }
    return tuple(flat[title] for title in RESOURCE_HEADER)


def _item_row(one: Mapping[str, Any], item: Mapping[str, str]) -> tuple[str, ...]:
    flat = {**item, "信息资源名称": one["信息资源名称"], "本目录内标识": one["本目录内标识"]}
    return tuple(flat[title] for title in ITEM_HEADER)


def _notes(catalogue: Mapping[str, Any]) -> list[tuple[str, str]]:
    notes = [
        ("目录名称", catalogue["目录名称"]),
        ("目录提供方", catalogue["目录提供方"]),
        ("联系电话", catalogue["联系电话"]),
        ("最新版本", catalogue["最新版本"]),
        ("更新日期", catalogue["更新日期"]),
        ("空白单元格", "表示不知道或有待填写，不代为猜测。"),
        *((f"{name}（空白时）", words) for name, words in BLANKS.items()),
    ]
    if catalogue["是否示例"]:
        notes.insert(0, ("示例", "本目录为示例，机构和签字不是真实的。"))
    return notes
