"""review.xlsx: the same content as the review pack's page, longer, for those who sort and filter.

Belongs here: the workbook. Does not belong here: what reviewers are told (review_pack.py).
Every cell is text or a number, never a formula; nothing depends on the clock.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from outputs.change_files import KINDS
from outputs.formats.xlsx_file import CREATED, fitting
from outputs.review_pack import (
    FindingGroup,
    ReviewPack,
    alert_groups,
    finding_groups,
    withheld_sheet,
)

BATCH_ROWS = 10_000
# Nobody reads more; the file beside it that holds everything is signed with it.
MOST_ROWS = 20_000
WHOLE = {
    "概况": "changes.json",
    "单位": "manifest.json",
    "改动": "changes 文件夹",
    "提示": "findings.json",
    "变动提醒": "findings.json",
    "记录数": "quality 文件夹",
    "不公开": "withheld.json",
    "退回": "review/index.html",
}
WIDTH = 20
DATASET_TITLES = (
    "数据集",
    "记录",
    "金额合计（元）",
    "新增",
    "修改",
    "删除",
    "金额增减（元）",
    "新增列",
    "去掉的列",
)
CHANGE_TITLES = ("数据集", "改动", "记录编号", "字段", "原来", "现在", "原因")
FINDING_TITLES = ("规则", "名称", "单位", "数据集", "位置", "提示", "说明或豁免")


def write_review_book(pack: ReviewPack, path: Path) -> None:
    """Write the workbook with the sheets 概况, 单位, 改动, 提示, 变动提醒, 记录数, 不公开, 退回.

    A sheet of very many rows ends in one that says where the others are.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": "审核材料", "created": CREATED})
        _sheet(book, "概况", DATASET_TITLES, _datasets(pack))
        _sheet(book, "单位", ("代码", "单位", "记录"), _units(pack))
        _sheet(book, "改动", CHANGE_TITLES, _changes(pack))
        _sheet(book, "提示", FINDING_TITLES, _findings(finding_groups(pack)))
        _sheet(book, "变动提醒", FINDING_TITLES, _findings(alert_groups(pack)))
        _sheet(book, "记录数", ("数据集", "单位", *pack.releases, "本次", "增减"), _counts(pack))
        withheld = withheld_sheet(pack)
        _sheet(book, "不公开", withheld.titles or ("内容",), withheld.rows)
        _sheet(book, "退回", ("单位", "文件", "错误数"), _returned(pack))


def _datasets(pack: ReviewPack) -> Iterator[tuple[Any, ...]]:
    for item in pack.datasets:
        counts = (item.added, item.modified, item.removed)
        columns = ("、".join(item.new_columns), "、".join(item.lost_columns))
        yield (item.title, item.rows, item.amount_yuan, *counts, item.difference_yuan, *columns)


def _units(pack: ReviewPack) -> Iterator[tuple[Any, ...]]:
    for unit in pack.units:
        yield unit.code, unit.name, unit.rows


def _changes(pack: ReviewPack) -> Iterator[tuple[Any, ...]]:
    for dataset in sorted(pack.changes):
        title = pack.dataset_titles.get(dataset, dataset)
        for batch in pack.changes[dataset].to_batches(max_chunksize=BATCH_ROWS):
            for row in batch.to_pylist():
                word = KINDS.get(row["change"], row["change"])
                place = row["field_title"] or "整条"
                values = (row["old"], row["new"], row["reason"])
                yield title, word, row["record_id"], place, *values


def _counts(pack: ReviewPack) -> Iterator[tuple[Any, ...]]:
    for item in pack.row_counts:
        yield item.dataset_title, item.unit_name, *item.before, item.now, item.difference


def _findings(groups: Iterable[FindingGroup]) -> Iterator[tuple[Any, ...]]:
    for group in groups:
        for item in group.findings:
            words = (item.message, item.handling)
            yield group.rule, group.title, item.unit, item.dataset, item.place, *words


def _returned(pack: ReviewPack) -> Iterator[tuple[Any, ...]]:
    for item in pack.returned:
        yield item.unit, item.file, item.errors


def _sheet(book: Any, name: str, titles: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF0", "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet.set_column(0, len(titles) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for index, title in enumerate(titles):
        sheet.write_string(0, index, title, bold)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            words = f"这里只列前 {MOST_ROWS:,} 行；全部见候选稿文件夹里的 {WHOLE[name]}"
            sheet.write_string(number, 0, words)
            break
        for index, value in enumerate(row):
            _cell(sheet, (number, index), value, money)


def _cell(sheet: Any, at: tuple[int, int], value: Any, money: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*at, fitting(value))
    elif isinstance(value, Decimal):
        sheet.write_number(*at, float(value), money)
    elif value is not None:
        sheet.write_number(*at, value)
