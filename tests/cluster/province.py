"""A province: 107 counties that send a small workbook for each month, seeded and marked 示例."""

import csv
from pathlib import Path

import sources
from assets.store import Store
from benchmarks.generated import KNOWN, rows
from benchmarks.workbooks import write_workbook
from pipelines.home import prepare_home

REGIONS = Path(sources.__file__).parent / "reference" / "regions.csv"
PROVINCE = "61"
FIRST_YEAR, FIRST_MONTH = 2025, 11


def counties() -> list[str]:
    """Codes of the counties that exist today, in the order of the list."""
    with REGIONS.open(encoding="utf-8") as stream:
        listed = list(csv.DictReader(stream))
    today = [row["code"] for row in listed if row["level"] == "county" and not row["valid_to"]]
    return sorted(code for code in today if code.startswith(PROVINCE))


def months(count: int) -> list[str]:
    total = [FIRST_YEAR * 12 + FIRST_MONTH - 1 + step for step in range(count)]
    return [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in total]


def office_text() -> str:
    units = "\n".join(
        f'  - {{code: "{code}", name: 示例县{code}, region: "{code}",'
        f" provider: provider-{code}@example.org}}"
        for code in counties()
    )
    return f"""# 示例：演示用的省级机构。
demo: true
name: 示例省乡村振兴局（示例）
title: 衔接资金公开（示例）
hotline: "12317"
site_url: null
first_period: "{months(1)[0]}"
roles:
  provider: 报送单位（示例）
  secrecy: 保密审查员（示例）
  deputy: 分管领导（示例）
  chief: 主要领导（示例）
units:
{units}
"""


def make_province(store: Store, month_count: int, row_count: int) -> int:
    """An office and the inbox of so many months; the number of workbooks."""
    store.home.mkdir(parents=True, exist_ok=True)
    store.office.write_text(office_text(), encoding="utf-8")
    prepare_home(store)
    number = 0
    for period in months(month_count):
        for code in counties():
            number += 1
            folder = store.inbox / period / code
            folder.mkdir(parents=True)
            # Without columns that no contract knows: nothing is asked about, so none is returned.
            body = (row[: len(KNOWN)] for row in rows(row_count, seed=number))
            write_workbook(folder / "示例分配表.xlsx", body, headers=KNOWN)
    return number
