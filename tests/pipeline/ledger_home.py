"""A release made from three invented workbooks, for the tests of what a release holds."""

from pathlib import Path

from openpyxl import Workbook

from assets.stages.receive import drop
from assets.store import Store
from pipelines.demo import demo_keys, sign_all
from pipelines.home import prepare_home
from sources.office import load_office

PERIOD, UNIT = "2019-12", "610204"
FUND = ("财政专项扶贫发展资金", "中央")
# 示例. In 万元: 100 from the centre, 60 to the city, 50 to the district, 45 allocated, 30.5 spent.
SHEETS = {
    "下达.xlsx": [
        ["2019年财政专项扶贫资金下达情况表（示例）"],
        ["单位：万元"],
        ["文号", "资金名称", "资金层级", "下达单位", "接收单位", "金额"],
        ["示财农〔2019〕1号", *FUND, "中央财政", "陕西省财政厅", 100],
        ["示财农〔2019〕2号", *FUND, "陕西省财政厅", "铜川市财政局", 60],
        ["示财农〔2019〕3号", *FUND, "铜川市财政局", "耀州区财政局", 50],
    ],
    "分配.xlsx": [
        ["2019年扶贫资金分配表（示例）"],
        ["单位：万元"],
        ["项目名称", "资金名称", "实施地点", "金额"],
        ["示例产业路", "中央财政专项扶贫发展资金", "示例村", 30.5],
        ["示例水厂", "中央财政专项扶贫发展资金", "示例村", 14.5],
    ],
    "支出.xlsx": [
        ["2019年财政扶贫资金支出进度表（示例）"],
        ["单位：万元"],
        ["县（区）", "截至日期", "资金名称", "资金层级", "到位资金", "已支出"],
        ["耀州区", "2019年11月", *FUND, 50, 30.5],
    ],
}


def release_ledger(folder: Path, run) -> Store:
    """Send the workbooks, sign and publish, with the pipeline's own jobs."""
    store = Store(folder / "home")
    prepare_home(store)
    for name, rows in SHEETS.items():
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / name)
        drop(store, folder / name, PERIOD, UNIT)
    assert run(store, "refresh").success
    office = load_office(store.office)
    demo_keys(store, office)
    sign_all(store, office)
    assert run(store, "release").success
    return store
