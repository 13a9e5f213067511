"""A release folder with every kind of table, for the tests of its descriptors; numbers invented."""

import json
from pathlib import Path
from typing import Any

from public_sample import write_data, write_quality_files
from published_sample import allocation, record, table

from outputs.areas import write_areas
from outputs.canonical import canonical_table
from outputs.control_totals import summed_columns, with_totals
from outputs.descriptors.writing import write_descriptors
from outputs.edition import write_dataset
from outputs.formats.csv_file import csv_bytes
from outputs.ledger.files import LEVELS
from outputs.ledger.levels import level_table
from outputs.open_warnings import write_warnings
from outputs.publisher import Publisher
from outputs.release import Staged

PUBLISHER = Publisher(office="示例市扶贫办", demo=True)
OTHER_FILE = "cd" * 32
DOCUMENT: dict[str, Any] = {
    "version": "2026.11.0",
    "title": "示例市扶贫资金公开数据",
    "office": PUBLISHER.office,
    "released_at": "2026-11-24T10:00:00+08:00",
    "signoffs": [],
    "previous": {"version": "2026.10.3", "digest": "d" * 64},
    "datasets": {"fund_allocation": {"title": "扶贫资金分配结果", "rows": 3}},
}
ROWS = [
    record(1, area_code="610118", remark='他说"好"', fund_level="中央", amount_yuan="-0.50"),
    record(2, unit_code="L01", unit_name="示例区", budget_year=2021, source_file=OTHER_FILE),
    record(3, supervision_phone="029-86781234、12317", allocated_on="2026-11", of_which_yuan=None),
]


def write_described(folder: Path) -> Path:
    """Everything that descriptors speak of, and they themselves."""
    for name in ("data", "changes", "provenance"):
        (folder / name).mkdir(parents=True)
    data = canonical_table(allocation(), table(ROWS))
    write_data(folder, data)
    write_dataset(allocation(), data, Staged(folder, folder, DOCUMENT, None), PUBLISHER)
    write_quality_files(folder)
    write_warnings([], folder)
    write_areas(folder, [(allocation(), data)], {"L01": "示例区管委会"})
    (folder / LEVELS).write_bytes(csv_bytes(level_table([])))
    columns = {"fund_allocation": summed_columns(allocation())}
    document = with_totals(DOCUMENT, folder / "data", columns)
    (folder / "RELEASE.json").write_text(json.dumps(document), encoding="utf-8")
    write_descriptors(folder, document, PUBLISHER)
    return folder
