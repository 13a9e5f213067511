"""Workbooks of an invented county, with all that strains a page; 示例表.

Belongs here: what they hold. Nothing in them is anybody's: names, places and amounts are marked
示例. Does not belong here: when they are sent (living.py).
"""

from decimal import Decimal
from pathlib import Path

import openpyxl

# Two pages of records, of which the later table leaves one.
MANY, FEW = 203, 3
LONG = (
    "示例村通组道路硬化及配套排水渠、挡土墙、涵洞、安全护栏和示范种植基地水肥一体化灌溉工程（示例）"
)
UNBROKEN = "https://www.example.org/shili/" + "shili" * 30
# The last is one that a spreadsheet would run.
CONTENTS = ("示例（一）", f"见 {UNBROKEN}", '引号"和逗号,示例', "+示例（二期）")
HEADS = ("序号", "项目名称", "建设地点", "建设内容", "资金名称", "整合资金", "责任单位")
FUND, LATER_FUND = "示例产业发展资金", "示例衔接补助资金"
# From the centre down to four counties of one city, of which one says what it spent; in 万元.
PASSED_YEAR, PASSED_FUND, PASSED_LEVEL = 2020, "财政专项扶贫资金", "中央"
PASSED = (
    ("中央财政", "陕西省财政厅", 1000),
    ("陕西省财政厅", "铜川市财政局", 600),
    ("陕西省财政厅", "延安市财政局", 380),
    ("铜川市财政局", "耀州区财政局", 260),
    ("铜川市财政局", "宜君县财政局", 180),
    ("铜川市财政局", "印台区财政局", 100),
    ("铜川市财政局", "王益区财政局", "37.5"),
)
ARRIVED, SPENT = 260, "240.5"
LEFT_YUAN = "195000.00"


def allocation(path: Path, rows: int, fund: str) -> Path:
    """A list of allocations by one county; the later table names another fund."""
    book = openpyxl.Workbook()
    sheet = started(book, "示例区2018年扶贫资金分配表（示例）", HEADS)
    for number in range(1, rows + 1):
        name = LONG if number == 1 else f"示例项目{number}（示例）"
        content = CONTENTS[number % len(CONTENTS)]
        sheet.append((number, name, f"示例镇示例村{number}组", None, fund, number, "示例局"))
        cell = sheet.cell(sheet.max_row, HEADS.index("建设内容") + 1, content)
        cell.data_type = "s"
    book.save(path)
    return path


def transfers(path: Path) -> Path:
    """What was passed from level to level, a row each."""
    book = openpyxl.Workbook()
    heads = ("文号", "资金名称", "资金层级", "下达单位", "接收单位", "金额")
    sheet = started(book, f"{PASSED_YEAR}年财政专项扶贫资金下达情况表（示例）", heads)
    for number, (payer, payee, amount) in enumerate(PASSED, start=1):
        document = f"示财农〔{PASSED_YEAR}〕{number}号"
        sheet.append((document, PASSED_FUND, PASSED_LEVEL, payer, payee, Decimal(amount)))
    book.save(path)
    return path


def spending(path: Path) -> Path:
    """What one of the counties spent of it."""
    book = openpyxl.Workbook()
    heads = ("县（区）", "截至日期", "资金名称", "资金层级", "到位资金", "已支出")
    sheet = started(book, f"{PASSED_YEAR}年财政扶贫资金支出进度表（示例）", heads)
    day = f"{PASSED_YEAR}年11月"
    sheet.append(("耀州区", day, PASSED_FUND, PASSED_LEVEL, Decimal(ARRIVED), Decimal(SPENT)))
    book.save(path)
    return path


def started(book: openpyxl.Workbook, title: str, heads: tuple[str, ...]):
    """The sheet with its title, its unit and its heads."""
    sheet = book.active
    sheet.title = "示例"
    for row in ((title,), ("单位:万元",), heads):
        sheet.append(row)
    return sheet
