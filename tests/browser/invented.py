"""Workbooks of an invented county, with all that strains a page; 示例表.

Belongs here: what they hold. Nothing in them is anybody's: names, places and amounts are marked
示例. Does not belong here: when they are sent (living.py).
"""

from pathlib import Path

import openpyxl

# Two pages of records, of which the later table leaves one.
MANY, FEW = 203, 3
LONG = (
    "示例村通组道路硬化及配套排水渠、挡土墙、涵洞、安全护栏和示范种植基地水肥一体化灌溉工程（示例）"
)
UNBROKEN = "https://www.example.org/shili/" + "shili" * 30
CONTENTS = ("示例（一）", f"见 {UNBROKEN}", '引号"和逗号,示例')
HEADS = ("序号", "项目名称", "建设地点", "建设内容", "资金名称", "整合资金", "责任单位")
FUND, LATER_FUND = "示例产业发展资金", "示例衔接补助资金"


def allocation(path: Path, rows: int, fund: str) -> Path:
    """A list of allocations by one county; the later table names another fund."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "示例"
    sheet.append(("示例区2018年扶贫资金分配表（示例）",))
    sheet.append(("单位:万元",))
    sheet.append(HEADS)
    for number in range(1, rows + 1):
        name = LONG if number == 1 else f"示例项目{number}（示例）"
        content = CONTENTS[number % len(CONTENTS)]
        sheet.append((number, name, f"示例镇示例村{number}组", None, fund, number, "示例局"))
        cell = sheet.cell(sheet.max_row, HEADS.index("建设内容") + 1, content)
        cell.data_type = "s"
    book.save(path)
    return path
