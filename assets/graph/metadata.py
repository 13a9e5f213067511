"""What analysts see beside an asset: counts, previews, links; 元数据.

Belongs here: plain values → Dagster metadata. Does not belong here: deciding anything. Previews
hold public fields only, for metadata stays in the event log for ever.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa

from assets.receipts import Receipt
from sources.contract import Contract

PREVIEW_ROWS = 10
SHOWN_CELLS = 20
SHOWN_TEXT = 40
Metadata = dict[str, Any]


def rows_metadata(contract: Contract, table: pa.Table) -> Metadata:
    """Row count, the sum of the main amount in yuan, and a preview of public fields."""
    names = [field.name for field in contract.public_fields if field.name in table.schema.names]
    titles = {field.name: field.title for field in contract.fields}
    filled = [name for name in names if table.column(name).null_count < table.num_rows]
    head = table.slice(0, PREVIEW_ROWS).select(filled).to_pylist()
    metadata: Metadata = {
        "dagster/row_count": table.num_rows,
        "预览": dg.MetadataValue.md(markdown_table(head, titles)),
    }
    if "amount_yuan" in names and table.num_rows:
        total = pa.compute.sum(table.column("amount_yuan")).as_py()
        metadata["金额合计（元）"] = float(total or 0)
    return metadata


def markdown_table(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """Rows as a Markdown table under Chinese titles."""
    if not rows:
        return "（没有记录）"
    names = list(rows[0])
    lines = [
        "| " + " | ".join(titles.get(name, name) for name in names) + " |",
        "|" + "---|" * len(names),
        *("| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows),
    ]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    text = text.replace("|", "／").replace("\n", " ")
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}…"


def receipts_metadata(receipts: Sequence[Receipt]) -> Metadata:
    """Receipts as a table."""
    rows = [
        {
            "收件号": receipt.number,
            "公开月份": receipt.period,
            "单位": receipt.unit,
            "文件": receipt.file,
            "收到": f"{receipt.received_at:%Y-%m-%d %H:%M}",
        }
        for receipt in receipts[-SHOWN_CELLS:]
    ]
    return {"文件数": len(receipts), "收件": dg.MetadataValue.md(markdown_table(rows, {}))}


def findings_metadata(findings: Sequence[Mapping[str, str]]) -> Metadata:
    """How many cells, whose, and the first of them."""
    units = sorted({found["unit"] for found in findings})
    rows = [
        {
            "单位": found["unit"],
            "月份": found["period"],
            "文件": found["file"],
            "单元格": f"{found['sheet']} {found['cell']}",
            "问题": found["message"],
        }
        for found in findings[:SHOWN_CELLS]
    ]
    return {
        "不符处数": len(findings),
        "涉及单位": "、".join(units) or "无",
        "不符之处": dg.MetadataValue.md(markdown_table(rows, {})),
    }


def paths_metadata(label: str, paths: Sequence[Path]) -> Metadata:
    """Files to open, each as a path that the UI offers to copy."""
    shown = {f"{label} {index}": dg.MetadataValue.path(str(p)) for index, p in enumerate(paths, 1)}
    return {f"{label}数": len(paths), **shown}
