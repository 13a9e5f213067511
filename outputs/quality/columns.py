"""The columns of the files of `quality/`, in words; 质量数据的字段.

Belongs here: names, titles, definitions. Does not belong here: counting, and writing the files.
"""

from outputs.columns import MAIN_AMOUNT, OUR_RULE, ColumnType, PublishedColumn

Told = tuple[str, str, str, str]
# By name: title, English title, definition, English definition.
WORDS: dict[str, Told] = {
    "rule": ("规则编号", "Rule", "规则的编号。", "Identifier of the rule."),
    "dataset": (
        "数据集",
        "Dataset",
        "数据集；空白表示适用于任何表的规则。",
        "Identifier of the dataset; blank for a rule that holds for any table.",
    ),
    "dataset_title": (
        "数据集名称",
        "Title of the dataset",
        "数据集的中文名称。",
        "Chinese title of the dataset.",
    ),
    "category": ("规则类别", "Category", "规则的类别。", "Kind of the rule."),
    "severity": (
        "性质",
        "Severity",
        "不符时：error 退回，warning 须说明，info 只提示。",
        "An error returns the table, a warning needs an explanation, info is a note.",
    ),
    "title": ("规则的要求", "Title of the rule", "规则的要求。", "What the rule demands."),
    "counted": (
        "计数对象",
        "What is counted",
        "数的是什么：record 记录，file 文件，dataset 数据集，unit 单位。",
        "What is counted: record, file, dataset or unit.",
    ),
    "tried": ("检查数", "Tried", "检查了多少。", "How many were checked."),
    "passed": ("符合数", "Passed", "符合的。", "How many hold to the rule."),
    "failed": (
        "不符数",
        "Failed",
        "不符合、没有说明的。",
        "How many do not, with nothing said of it.",
    ),
    "explained": (
        "已说明数",
        "Explained",
        "不符合、报送单位已说明的。",
        "How many do not, explained by their unit.",
    ),
    "waived": ("豁免数", "Waived", "不符合、经批准豁免的。", "How many do not, and were waived."),
    "noted": (
        "有提示数",
        "Noted",
        "符合的里面有提示的。",
        "How many of those that hold have a note.",
    ),
    "places": (
        "处数",
        "Places",
        "不符或有提示之处，按单元格计。",
        "Faults and notes, counted by cell.",
    ),
    "release": (
        "版本",
        "Release",
        "版本；current 指载有本文件的这一版。",
        "Version; current is the release that holds this file.",
    ),
    "unit_code": (
        "报送单位代码",
        "Code of the submitting unit",
        "报送单位的代码。",
        "Code of the submitting unit.",
    ),
    "unit_name": (
        "报送单位",
        "Submitting unit",
        "报送单位的名称。",
        "Name of the submitting unit.",
    ),
    "records": ("记录数", "Records", "公布的记录数。", "Published records."),
    "flagged": (
        "有不符的记录数",
        "Flagged records",
        "其中至少有一处不符的记录数。",
        "Records with at least one fault.",
    ),
    MAIN_AMOUNT: (
        "金额合计",
        "Total amount",
        "“金额”列合计（元）；空白表示该数据集没有金额。",
        "Sum of the main amount in yuan; blank where the dataset has none.",
    ),
    "finding_id": ("疑点编号", "Finding", "疑点的固定编号。", "Stable identifier of the finding."),
    "cause_id": (
        "起因编号",
        "Cause",
        "引出这一处的疑点的编号；自成一处的为空。",
        "The finding this one follows from; blank if it stands by itself.",
    ),
    "period": ("公开月份", "Month of disclosure", "公开月份，写作“年-月”。", "Month as YYYY-MM."),
    "record_id": (
        "记录编号",
        "Record identifier",
        "所涉记录的编号；不是单条记录的为空。",
        "The record it is about; blank if it is about no single one.",
    ),
    "field": ("字段名", "Field", "所涉字段。", "The field it is about."),
    "field_title": (
        "字段",
        "Title of the field",
        "所涉字段的中文名称。",
        "Chinese title of the field.",
    ),
    "sheet": ("原工作表", "Source sheet", "原表的工作表。", "Sheet of the source table."),
    "cell": ("原单元格", "Source cell", "原表的单元格。", "Cell of the source table."),
    "value": (
        "值",
        "Value",
        "原表的值；不便公开的为空。",
        "The value; blank where it is not published.",
    ),
    "expected": ("应为", "Expected", "按规则应有的值。", "What the rule expects."),
    "difference": ("相差", "Difference", "与应有的值相差多少。", "By how much it differs."),
    "message": ("说明文字", "Message", "疑点的中文说明。", "The finding in Chinese words."),
    "state": (
        "处理",
        "State",
        "failed 未说明，explained 已说明，waived 已豁免。",
        "failed (nothing said), explained or waived.",
    ),
    "explanation": (
        "单位的说明",
        "Explanation",
        "报送单位签字的说明。",
        "Signed words of the unit.",
    ),
    "explained_by": ("说明人", "Explained by", "签字说明的人。", "Who signed the explanation."),
    "explained_at": ("说明时间", "Explained at", "签字说明的时间。", "When it was signed."),
    "waiver_reason": ("豁免理由", "Reason of the waiver", "豁免的理由。", "Why it was waived."),
    "waived_by": ("批准豁免的人", "Waived by", "批准豁免的人。", "Who allowed the waiver."),
    "waived_until": ("豁免至", "Waived until", "豁免到哪一天为止。", "Last day of the waiver."),
}


def quality_column(name: str, kind: ColumnType) -> PublishedColumn:
    """One column in words. Raises KeyError for a name that nobody has described."""
    title, title_en, words, words_en = WORDS[name]
    unit = "元" if kind == "money" else None
    return PublishedColumn(name, title, title_en, kind, words, words_en, unit, basis=OUR_RULE)
