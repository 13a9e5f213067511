"""The command that keeps an analyst's answer about an office's headers: learn.

Belongs here: asking, showing the difference, writing the reviewed YAML. Does not belong here: the
model of a remembered layout (sources.memory).
"""

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.console import refuse, say

if TYPE_CHECKING:
    from sources.memory import Layout
    from sources.sender import Sender
    from sources.table import Table


def sender_of(unit: str | None) -> "Sender":
    """What is known of a unit; nothing without one."""
    from sources.memory import load_memory
    from sources.sender import NOBODY, Sender

    if unit is None:
        return NOBODY
    from pipelines.session import check_unit, open_session

    session = open_session()
    check_unit(session.office, unit)
    region = session.office.by_code[unit].region
    return Sender(load_memory(session.store.layouts(unit)), region)


@click.command("learn")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, help="哪个单位的版式。")
@click.option("--dataset", help="这张表属于哪个数据集；不给则用最接近的。")
@click.option(
    "--column", "answers", multiple=True, help="表头单元格=字段，如 C3=amount_yuan；可多次。"
)
@click.option("--by", "answered_by", help="谁回答的。")
@click.option("--reason", help="依据，如“电话核实，投入资金即分配金额”。")
@click.option("--yes", is_flag=True, help="不再询问。")
def learn_command(file: Path, unit: str, **given: str | bool | tuple[str, ...]) -> None:
    """记住一个单位的表头各是什么，下次同样的版式照此读。"""
    from pipelines.session import check_unit, open_session

    session = open_session()
    check_unit(session.office, unit)
    table = table_to_ask_about(file, unit)
    answers = [str(answer) for answer in given["answers"] or ()] if given["answers"] else []
    if not answers or not given["answered_by"] or not given["reason"]:
        ask(table)
    dataset = str(given["dataset"] or closest_dataset(file, unit))
    layout = answered(
        table,
        answers,
        {
            "unit": unit,
            "dataset": dataset,
            "answered_by": str(given["answered_by"]),
            "reason": str(given["reason"]),
        },
        file,
    )
    keep(session.store.layouts(unit) / f"{layout.fingerprint}.yaml", layout, ask=not given["yes"])


def table_to_ask_about(file: Path, unit: str) -> "Table":
    """The first table of a file that has columns nobody knows."""
    from pipelines.inspection import inspect_file

    reading = inspect_file(file, sender_of(unit))
    asked = [t for t in reading.tables if any(c.field is None for c in t.columns)]
    if not asked:
        refuse("这个文件里没有认不出的列，不需要学。")
    return asked[0]


def closest_dataset(file: Path, unit: str) -> str:
    """The dataset that was recognised, or the one that came closest."""
    table = table_to_ask_about(file, unit)
    return table.dataset or table.closest or refuse("请用 --dataset 写明这张表属于哪个数据集。")


def ask(table: "Table") -> None:
    """Say what is not known and how to answer; exit status 2."""
    lines = ["下面这些列认不出，请逐列回答后重试（字段名见 docs/datasets.md）："]
    lines += [f"  {one.cells}  {one.header}" for one in table.columns if one.field is None]
    lines += [f"  提示：{found.message}" for found in table.findings if "认不出" in found.message]
    lines.append("例如：--column C3=amount_yuan --by 姓名 --reason “电话核实”")
    refuse(*lines)


def answered(table: "Table", answers: Sequence[str], facts: dict[str, str], file: Path) -> "Layout":
    """The layout that the answers make. Refuses an answer that names no header or no field."""
    from pydantic import ValidationError

    from assets.receipts import now_in_china
    from sources.hashing import sha256_of_file
    from sources.memory import Layout

    headers = {column.cells.split(":")[0]: column.header for column in table.columns}
    columns = {column.header: column.field for column in table.columns if column.field}
    for answer in answers:
        cell, _, field = answer.partition("=")
        if cell.split(":")[0] not in headers or not field:
            refuse(f"“{answer}”不是“表头单元格=字段”；这张表的表头在：{'、'.join(headers)}。")
        columns[headers[cell.split(":")[0]]] = field
    try:
        return Layout.model_validate(
            {
                **facts,
                "headers": tuple(headers.values()),
                "columns": columns,
                "learned_from": sha256_of_file(file),
                "answered_on": now_in_china().date(),
            }
        )
    except ValidationError as error:
        refuse(*(f"{one['msg']}" for one in error.errors()))


def keep(path: Path, layout: "Layout", *, ask: bool) -> None:
    """Show the difference to what was known, ask on a terminal, write."""
    import yaml

    from assets.store import write_bytes

    text = yaml.safe_dump(layout.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(
        before.splitlines(), text.splitlines(), "已记住的", "现在回答的", lineterm=""
    )
    for line in lines:
        say(line)
    if ask and sys.stdin.isatty():
        click.confirm("以上内容，确定记住吗？", abort=True)
    write_bytes(path, text.encode())
    say(f"已记住：{path.name}。再运行 mingzhang run，已收到的同版式的表会重新读。")


COMMANDS = (learn_command,)
