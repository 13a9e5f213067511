"""A workbook of money and households, 示例, and the keys of those who sign for it."""

from pathlib import Path

import openpyxl
from cli_kit import UNIT

from expectations.signatures import make_key
from expectations.statement import ROLES

SECRETS = (
    "示例户主甲",
    "示例户主乙",
    "示例户主丙",
    "示例帮扶人",
    "示例密村",
    "示例密镇",
    "示例密局",
)
HOUSEHOLDS = [
    ["示例市耀州区2018年贫困户识别退出名单"],
    ["序号", "乡镇", "行政村", "户主姓名", "家庭人口", "名单类别", "帮扶责任人", "帮扶单位"],
    [1, "示例密镇", "示例密村", "示例户主甲", 7, "退出", "示例帮扶人", "示例密局"],
    [2, "示例密镇", "示例密村", "示例户主乙", 9, "识别", "示例帮扶人", "示例密局"],
    [None, None, None, "示例户主丙"],  # a warning that names him
    [3, "示例密镇", "示例密村", "示例户主丙", 8, "识别", "示例帮扶人", "示例密局"],
]
MONEY = [
    ["2018年资金分配表"],
    ["单位：万元"],
    ["项目名称", "金额", "责任单位"],
    ["水厂", 1.5, "水务局"],
]
SIGNERS = {"provider": f"provider-{UNIT}@example.org"} | {
    role: f"{role}@example.org" for role in ("secrecy", "deputy", "chief")
}


def workbook(folder: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
    path = folder / "上报表.xlsx"
    book.save(path)
    return path


def give_keys(home: Path) -> None:
    (home / "keys").mkdir(parents=True)
    lines = []
    for role in ROLES:
        make_key(home / "keys" / role.value, role.value)
        kind, key = (home / "keys" / f"{role.value}.pub").read_text("utf-8").split()[:2]
        lines.append(f'{SIGNERS[role.value]} namespaces="{role.namespace}" {kind} {key}\n')
    (home / "allowed_signers").write_text("".join(lines), encoding="utf-8")
