"""The privacy guard over a million records: ours, and one pass of one pattern as its floor.

Belongs here: the tasks and the table they look at. Does not belong here: what is personal. One
record in ten thousand has a mobile number in its remark; ours finds, masks and places each.
"""

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generated import HEADERS, KNOWN, rows

if TYPE_CHECKING:
    import pyarrow as pa

RECORDS, COLUMNS = 1_000_000, 20
DIFFERENT_ROWS = 20_000
ONE_IN = 10_000
NUMBERED = ("项目名称", "建设地点", "建设内容")  # a million different texts in each
REMARK = KNOWN.index("备注")
ELEVEN_DIGITS = "[0-9]{11}"


def guard(_: Path) -> Callable[[], None]:
    """The guard over the table; RuntimeError if it finds more or less than was put there."""
    from expectations.privacy.tables import scan_table

    table = million()

    def action() -> None:
        found = len(scan_table(None, table))
        if found != RECORDS // ONE_IN:
            raise RuntimeError(f"{found} hits")

    return action


def plain_guard(_: Path) -> Callable[[], None]:
    """One pattern over every column, with one thread."""
    import pyarrow.compute as pc

    table = million()

    def action() -> None:
        for column in table.columns:
            pc.match_substring_regex(column, ELEVEN_DIGITS)

    return action


def million() -> "pa.Table":
    """A million records of twenty texts; three columns have a million different ones."""
    import pyarrow as pa

    source = [[str(value) for value in row] for row in rows(DIFFERENT_ROWS)]
    columns = {}
    for index, header in enumerate(HEADERS[:COLUMNS]):
        texts = islice(cycle([row[index] for row in source]), RECORDS)
        if header in NUMBERED:
            texts = (f"{text}第{number}段" for number, text in enumerate(texts))
        if index == REMARK:
            texts = (marked(text, number) for number, text in enumerate(texts))
        columns[header] = pa.array(texts, pa.string())
    return pa.table(columns)


def marked(text: str, number: int) -> str:
    """A remark, in one record of ten thousand with a 示例 telephone number."""
    return f"{text} 1380000{number // ONE_IN:04d}" if number % ONE_IN == 0 else text


TASKS = {"guard": guard, "plain_guard": plain_guard}
