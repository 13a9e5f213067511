"""The published tables that no contract declares, each with its columns; 推算和附属的表.

Belongs here: what they are called and what they hold. Does not belong here: making them.
"""

from collections.abc import Sequence

from outputs.change_files import CHANGE_COLUMNS
from outputs.columns import OUR_RULE, SOURCE, PublishedColumn
from outputs.dictionary.entries import Described, column_entry
from outputs.disclosure import PROVENANCE
from outputs.ledger.files import LEVELS, LEVELS_NAME, LEVELS_TITLE
from outputs.ledger.levels import COLUMNS as LEVEL_COLUMNS
from outputs.open_warnings import PATH, SCHEMA
from outputs.quality.files import RULES_FILE, SCHEMAS, TITLES
from outputs.quality.history import COUNTS_FILE, QUALITY, UNITS_FILE
from outputs.quality.words import columns_in_words

TITLES_EN = {
    RULES_FILE: "Results of every rule",
    UNITS_FILE: "Results of every unit, release by release",
    COUNTS_FILE: "Records and amounts by dataset and unit, release by release",
}
# By name: title, English title, definition, English definition.
PROVENANCE_WORDS = {
    "record_id": ("记录编号", "Record identifier", "值所在的记录。", "The record of the value."),
    "field": ("字段名", "Field", "值所在的字段。", "The field of the value."),
    "value": (
        "公布的值",
        "Published value",
        "公布的值，写作文本。",
        "The value as published, as text.",
    ),
    "cell": (
        "原单元格",
        "Source cell",
        "值所出自的单元格。",
        "The cell that the value comes from.",
    ),
    "original": (
        "原文",
        "Original text",
        "单元格的原文；按规定脱敏。",
        "Text of the cell, masked.",
    ),
    "unit": ("原单位", "Original unit", "原文的金额单位。", "Unit of the amount as written."),
    "steps": (
        "处理",
        "Steps",
        "从原文到公布的值做了什么。",
        "What was done from the text to the value.",
    ),
}


def derived_tables() -> tuple[Described, ...]:
    """All of them, in a fixed order."""
    return (_levels(), _changes(), _provenance(), *_quality(), _findings())


def _table(
    identity: str, titles: tuple[str, str], words: tuple[str, str], path: str,
    columns: Sequence[PublishedColumn],
) -> Described:  # fmt: skip
    return Described(
        id=identity,
        title=titles[0],
        title_en=titles[1],
        description=words[0],
        description_en=words[1],
        basis=OUR_RULE,
        kind="derived",
        path=path,
        entries=tuple(column_entry(column, OUR_RULE) for column in columns),
    )


def _levels() -> Described:
    words = (
        "资金流向按层级排成的表，由 fund_flows 推算；各环节、各层级的金额不能相加。",
        "The flows of funds by level, derived from fund_flows; stages and levels never add up.",
    )
    titles = (LEVELS_TITLE, "Levels of the flows of funds")
    return _table(LEVELS_NAME, titles, words, LEVELS, LEVEL_COLUMNS)


def _changes() -> Described:
    words = (
        "每个数据集与上一版相比的改动，一行一处，附原因和两边的原文件。",
        "What changed in each dataset since the release before, with the reason and both files.",
    )
    titles = ("与上一版相比的改动", "Changes since the release before")
    return _table("changes", titles, words, "changes/*.csv", CHANGE_COLUMNS)


def _provenance() -> Described:
    words = (
        "每个公布的值出自哪个文件、哪个单元格，原文是什么，做过什么处理。",
        "For every published value the file, cell and text it comes from, and what was done to it.",
    )
    known = {column.name: column for column in SOURCE}
    columns = [known.get(name) or _told(name) for name in PROVENANCE.names]
    return _table("provenance", ("数据来源", "Provenance"), words, "provenance/*.parquet", columns)


def _told(name: str) -> PublishedColumn:
    title, title_en, words, words_en = PROVENANCE_WORDS[name]
    return PublishedColumn(name, title, title_en, "text", words, words_en)


def _quality() -> tuple[Described, ...]:
    return tuple(
        _table(
            f"quality_{file.removesuffix('.csv')}",
            (title, TITLES_EN[file]),
            (f"{title}。", f"{TITLES_EN[file]}."),
            f"{QUALITY}/{file}",
            columns_in_words(SCHEMAS[file]),
        )
        for file, title in TITLES.items()
    )


def _findings() -> Described:
    words = (
        "检查时发现、但不足以退回的疑点，以及报送单位的说明。",
        "Doubts that did not suffice to return a table, and what its unit said of them.",
    )
    titles = ("存疑与说明", "Open findings and explanations")
    return _table("quality_findings", titles, words, PATH.as_posix(), columns_in_words(SCHEMA))
