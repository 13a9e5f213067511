"""What analysts see beside an asset: counts, previews, links; 元数据.

Belongs here: plain values → Dagster metadata. Does not belong here: deciding anything. Previews
hold public fields only, for metadata stays in the event log for ever; of a dataset that may not be
on the site it is told where a finding is, but not what stands there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa

from assets.graph.resource import DataHome
from assets.receipts import Receipt
from expectations.rulebook import all_rules
from outputs.control_totals import summed_columns
from outputs.masking import masked, without_small
from sources.contract import Channel, Contract, FieldType, load_contracts
from sources.finding import Severity

MAIN_AMOUNT = "amount_yuan"
PLOTTED_AMOUNT = "金额合计（万元，供画图）"
PREVIEW_ROWS = 10
PREVIEW_COLUMNS = 5
# The UI shows Markdown in its place up to 1,000 characters and behind a click from there on.
INLINE_TEXT = 980
SHOWN_CELLS = 20
LISTED_CELLS = 5
SHOWN_TEXT = 40
NOT_SHOWN = "（不上网的数据，这里不显示内容，请看标注的工作簿）"
TYPES = {
    FieldType.TEXT: "文字",
    FieldType.ENUM: "选项",
    FieldType.INTEGER: "整数",
    FieldType.YEAR: "年份",
    FieldType.MONEY: "金额（元）",
    FieldType.DATE: "日期",
    FieldType.PHONE: "电话",
    FieldType.DOCUMENT: "文号",
}
Metadata = dict[str, Any]


def column_schema(contract: Contract) -> dg.TableSchema:
    """The fields of a dataset as the UI lists columns."""
    columns = [
        dg.TableColumn(
            name=field.name,
            type=TYPES[field.type],
            description=f"{field.title}：{field.definition}",
            constraints=dg.TableColumnConstraints(nullable=not field.required),
        )
        for field in contract.fields
    ]
    return dg.TableSchema(columns=columns)


def rows_metadata(contract: Contract, table: pa.Table) -> Metadata:
    """Row count, the sum of the main amount in yuan, and a preview of public fields."""
    titles = {"unit_name": "报送单位", **{field.name: field.title for field in contract.fields}}
    some = published_form(contract, spread_rows(table))
    rows = some.select(preview_columns(contract, some)).to_pylist()
    metadata: Metadata = {
        "dagster/row_count": table.num_rows,
        "预览": dg.MetadataValue.md(short_table(rows, titles)),
    }
    if MAIN_AMOUNT in summed_columns(contract):
        total = pa.compute.sum(table.column(MAIN_AMOUNT)).as_py() or Decimal(0)
        metadata["金额合计（元）"] = f"{total:,.2f}"
        # The UI draws numbers only. What is exact stands in the line above.
        metadata[PLOTTED_AMOUNT] = float(total / 10_000)
    return metadata


def spread_rows(table: pa.Table) -> pa.Table:
    """A few rows from the whole length of a table, so that most units appear."""
    step = max(1, -(-table.num_rows // PREVIEW_ROWS))
    return table.take(pa.array(range(0, table.num_rows, step), pa.int64()))


def published_form(contract: Contract, rows: pa.Table) -> pa.Table:
    """Rows with public fields as a release shows them: masked, and small counts blank."""
    rows = without_small(contract, rows)
    for field in contract.public_fields:
        if field.mask is not None:
            index = rows.schema.get_field_index(field.name)
            rows = rows.set_column(index, field.name, masked(field, rows.column(index)))
    return rows


def preview_columns(contract: Contract, rows: pa.Table) -> list[str]:
    """Who reported, what a row is about, its number: public columns that are mostly filled."""
    filled = [
        field
        for field in contract.public_fields
        if rows.column(field.name).null_count * 2 <= rows.num_rows
    ]
    about = [field.name for field in filled if field.name in contract.grain]
    values = [field.name for field in filled if field.type is FieldType.MONEY]
    rest = [field.name for field in filled]
    ordered = dict.fromkeys(["unit_name", *about[:3], *values[:1], *about, *values, *rest])
    return list(ordered)[:PREVIEW_COLUMNS]


def short_table(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """As many of the first rows as the UI shows without a click, at least one."""
    for count in range(len(rows), 1, -1):
        text = markdown_table(rows[:count], titles)
        if len(text) <= INLINE_TEXT:
            return text
    return markdown_table(rows[:1], titles)


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


def listed(texts: Sequence[str]) -> str:
    """Texts as a Markdown list that stays within what the UI shows without a click, if it can."""
    lines = [f"- {text}" for text in texts]
    kept = lines
    while len("\n".join(kept)) > INLINE_TEXT and len(kept) > 1:
        kept = kept[:-1]
    more = [] if len(kept) == len(lines) else [f"- 另有 {len(lines) - len(kept)} 条"]
    return "\n".join([*kept, *more])


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


def findings_metadata(findings: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> Metadata:
    """How many cells, whose, the first few in words, and more of them as a table."""
    if not findings:
        return {"不符处数": 0}
    kept_off = {c.dataset for c in load_contracts().values() if c.channel is not Channel.SITE}
    units = sorted({found["unit"] for found in findings})
    rows = [
        {
            "单位": names.get(found["unit"], found["unit"]),
            "月份": found["period"],
            "文件": found["file"],
            "单元格": f"{found['sheet']} {found['cell']}",
            "问题": NOT_SHOWN if found.get("dataset") in kept_off else found["message"],
        }
        for found in findings[:SHOWN_CELLS]
    ]
    return {
        "不符处数": len(findings),
        "涉及单位": "、".join(f"{names.get(unit, '')}{unit}" for unit in units),
        **{
            f"第 {number} 处": "　".join(row.values())
            for number, row in enumerate(rows[:LISTED_CELLS], 1)
        },
        **(
            {f"前 {len(rows)} 处列表": dg.MetadataValue.md(markdown_table(rows, {}))}
            if len(rows) > LISTED_CELLS
            else {}
        ),
    }


def red_rules_list(findings: Sequence[Mapping[str, str]]) -> str:
    """Which checks are red or yellow, on which asset, and how many cells they name; red first.

    The UI lists checks by name only, and hundreds of green ones stand between them.
    """
    counted = Counter(one["rule"] for one in findings if one["severity"] != Severity.INFO)
    red = {one["rule"] for one in findings if one["severity"] == Severity.ERROR}
    rules = {rule.id: rule for rule in all_rules()}
    lines = [
        f"{'红' if name in red else '黄'} {count} 处：{rules[name].title}　"
        f"{name}（{rules[name].dataset or 'judgement'}）"
        for name, count in sorted(counted.items(), key=lambda one: (one[0] not in red, one[0]))
    ]
    return listed(lines) if lines else "（没有）"


def links_metadata(home: DataHome, paths: Mapping[str, Path]) -> Metadata:
    """Files to open, each as a link."""
    return {"文件数": len(paths), **{label: home.link(path) for label, path in paths.items()}}
