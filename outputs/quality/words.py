"""What the columns of `quality/*.csv` mean, in words; 质量数据的字段.

Belongs here: titles and definitions, for descriptors and dictionaries. Does not belong here: which
columns a file has (its own module says that) and counting.
"""

import pyarrow as pa

from outputs.columns import MAIN_AMOUNT, ColumnType, PublishedColumn

# name: (title, English title, definition, English definition)
WORDS = {
    "rule": ("规则", "Rule", "规则编号。", "Identifier of the rule."),
    "dataset": (
        "数据集", "Dataset",
        "数据集的标识；空白表示适用于任何表的规则。",
        "Its identifier; blank for a rule of any table.",
    ),
    "dataset_title": ("数据集名称", "Title of the dataset", "中文名称。", "Its Chinese title."),
    "category": ("规则类别", "Category", "规则的类别。", "Kind of the rule."),
    "severity": (
        "不符时", "Severity",
        "error 退回，warning 须说明，info 只提示。",
        "error: returned; warning: to be explained; info: a notice.",
    ),
    "title": ("要求", "Requirement", "规则的要求。", "What the rule asks for."),
    "counted": (
        "计数对象", "Counted",
        "数的是什么：record 记录，file 文件，dataset 数据集，unit 单位。",
        "What is counted: records, files, datasets or units.",
    ),
    "tried": ("检查数", "Tried", "检查了多少。", "How many were looked at."),
    "passed": ("符合", "Passed", "符合的。", "How many hold."),
    "failed": ("不符合", "Failed", "不符合、没有说明的。", "Do not hold and are not explained."),
    "explained": (
        "已说明", "Explained",
        "不符合、报送单位已说明的。", "Do not hold; the unit has explained them.",
    ),
    "waived": ("已豁免", "Waived", "不符合、经批准豁免的。", "Do not hold; waived by approval."),
    "noted": ("有提示", "Noted", "符合的里面有提示的。", "Of those that hold, with a notice."),
    "places": ("处数", "Places", "不符或有提示之处，按单元格计。", "Cells that are told of."),
    "release": (
        "版本", "Release",
        "版本；current 指载有本文件的这一版。", "Version; current is the one that holds this file.",
    ),
    "unit_code": ("报送单位代码", "Code of the submitting unit", "报送单位代码。", "Its code."),
    "unit_name": ("报送单位", "Submitting unit", "报送单位名称。", "Its name."),
    "records": ("记录数", "Records", "公布的记录数。", "Published records."),
    "flagged": (
        "有疑问的记录数", "Flagged records",
        "其中至少有一处不符的记录数。", "Of these, records with at least one fault.",
    ),
    MAIN_AMOUNT: (
        "金额合计", "Sum of the amount",
        "“金额”列合计（元）；空白表示该数据集没有金额。",
        "Sum of the main amount in yuan; blank where the dataset has none.",
    ),
    "finding_id": ("问题编号", "Finding", "问题的固定编号。", "Stable identifier of the finding."),
    "cause_id": (
        "起因编号", "Cause",
        "引起本问题的另一问题的编号；没有的为空。", "The finding that brings this one with it.",
    ),
    "period": ("公开月份", "Month of disclosure", "公开月份。", "Month of disclosure, YYYY-MM."),
    "record_id": (
        "记录编号", "Record identifier",
        "所说的记录；说整张表的为空。", "Record spoken of; blank for a whole table.",
    ),
    "field": ("字段名", "Field", "所说的字段。", "Field spoken of."),
    "field_title": ("字段", "Title of the field", "字段的中文名称。", "Its Chinese title."),
    "sheet": ("工作表", "Sheet", "原表的工作表。", "Sheet of the source table."),
    "cell": ("单元格", "Cell", "原表的单元格。", "Cell of the source table."),
    "value": ("值", "Value", "有疑问的值；不便引用的为空。", "In doubt; blank if not quoted."),
    "expected": ("应为", "Expected", "按规则应为的值。", "What the rule expects."),
    "difference": ("差额", "Difference", "与应为之差。", "Difference from what is expected."),
    "message": ("说法", "Message", "哪里不符，中文。", "What is wrong, in Chinese."),
    "state": (
        "处理情况", "State",
        "failed 未说明，explained 已说明，waived 已豁免。", "failed, explained or waived.",
    ),
    "explanation": ("说明", "Explanation", "报送单位的说明。", "The unit's explanation."),
    "explained_by": ("说明人", "Explained by", "由谁说明。", "Who explained it."),
    "explained_at": ("说明时间", "Explained at", "说明的时间。", "Time of the explanation."),
    "waiver_reason": ("豁免理由", "Reason of the waiver", "豁免的理由。", "Why it was waived."),
    "waived_by": ("批准人", "Waived by", "由谁批准豁免。", "Who approved the waiver."),
    "waived_until": ("豁免期限", "Waived until", "豁免到哪一天。", "Last day of the waiver."),
}  # fmt: skip


def columns_in_words(schema: pa.Schema) -> tuple[PublishedColumn, ...]:
    """The columns of a file of `quality/`. Raises KeyError for one without words."""
    return tuple(_column(field) for field in schema)


def _column(field: pa.Field) -> PublishedColumn:
    kind: ColumnType = "text"
    if pa.types.is_decimal(field.type):
        kind = "money"
    elif pa.types.is_integer(field.type):
        kind = "integer"
    unit = "元" if kind == "money" else None
    return PublishedColumn(field.name, *_words(field.name, kind), unit=unit)


def _words(name: str, kind: ColumnType) -> tuple[str, str, ColumnType, str, str]:
    title, title_en, definition, definition_en = WORDS[name]
    return title, title_en, kind, definition, definition_en
