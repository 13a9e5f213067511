"""The columns of the lists of slices, with their words; 切片目录的字段.

Belongs here: names, titles and definitions. Does not belong here: the values (`files.py`).
"""

from outputs.columns import ColumnType, PublishedColumn


def _column(name: str, words: tuple[str, str], said: tuple[str, str], kind: ColumnType = "text",
            allowed: tuple[str, ...] = ()) -> PublishedColumn:  # fmt: skip
    return PublishedColumn(
        name=name,
        title=words[0],
        title_en=words[1],
        type=kind,
        definition=said[0],
        definition_en=said[1],
        unit="元" if kind == "money" else None,
        allowed=allowed,
    )


COUNTS = (
    _column("dataset", ("数据集", "Dataset"), ("数据集标识。", "Identifier of the dataset.")),
    _column("dataset_title", ("数据集名称", "Title"), ("数据集名称。", "Title of the dataset.")),
    _column(
        "records", ("记录数", "Records"), ("文件中的记录数。", "Records in the file."), "integer"
    ),
    _column(
        "amount_yuan",
        ("金额合计", "Sum of amounts"),
        ("文件中金额的合计；不能相加的数据集为空。", "Sum of the file; blank where none may be."),
        "money",
    ),
    _column("csv", ("CSV 文件", "CSV file"), ("在本版中的路径。", "Path in the release.")),
    _column("json", ("JSON 文件", "JSON file"), ("在本版中的路径。", "Path in the release.")),
)
AREA_COLUMNS = (
    _column(
        "code",
        ("地区代码", "Area code"),
        ("GB/T 2260 代码；unplaced 是认不出地区的记录。", "GB/T 2260; unplaced: no known area."),
    ),
    _column("name", ("地区", "Area"), ("区划名单中的名称。", "Name in the list of areas.")),
    _column(
        "level",
        ("层级", "Level"),
        ("地区的层级。", "Level of the area."),
        "enum",
        ("country", "province", "city", "county", "town"),
    ),
    _column("parent", ("上级代码", "Parent"), ("上级地区的代码。", "Code of the area around it.")),
    _column("valid_from", ("有效自", "Valid from"), ("启用日。", "Its first day."), "date"),
    _column("valid_to", ("有效至", "Valid to"), ("停用日。", "Day it ended."), "date"),
    _column(
        "scope",
        ("范围", "Scope"),
        (
            "with_below：本地区及下级；own：只有本级。",
            "with_below: with all below; own: alone.",
        ),
        "enum",
        ("with_below", "own"),
    ),
    _column(
        "is_part",
        ("可否相加", "Is a part"),
        (
            "为“是”的各文件合起来就是全部记录；乡镇的已含在县里，不能再加。",
            "Files with 是 make up all records; a town is in its county already.",
        ),
        "enum",
        ("是", "否"),
    ),
    *COUNTS,
)
YEAR_COLUMNS = (
    _column(
        "year",
        ("年度", "Year"),
        ("记录所属年度；unknown 是未载明的。", "unknown: none stated."),
    ),
    _column(
        "year_field",
        ("年度字段", "Field"),
        ("按哪个字段分年；空白：该数据集没有年度字段。", "Field that tells; blank: there is none."),
    ),
    *COUNTS,
)
