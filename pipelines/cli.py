"""The command `mingzhang`; 命令行.

Belongs here: the group, its help, and the boundary where our own failures become exit status 1.
Does not belong here: what commands do (commands). Start-up must stay fast: modules of commands
import the rest of the project when they run.
"""

import logging
import os
import sys
import traceback

import click

from pipelines.commands import (
    allowing,
    auditing,
    boards,
    correcting,
    declaring,
    desk,
    explaining,
    health,
    intake,
    keeping,
    learning,
    looking,
    mornings,
    notifying,
    review,
    sharing,
    viewing,
)
from pipelines.logs import command_log

OUR_FAILURE = 1
OURS = "程序自身出错（不是您的表有问题）。"


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="退出码：0 完成；1 程序自身出错；2 被拒绝或输入有误（原因写在标准错误上）。"
    "数据目录由环境变量 MINGZHANG_HOME 指定，默认 ./data。",
)
@click.version_option(package_name="mingzhang", prog_name="mingzhang")
def group() -> None:
    """明账：把各单位报来的表读成数据、校验、退回、送审、签批、公开。"""


for command in (
    *intake.COMMANDS,
    *learning.COMMANDS,
    *looking.COMMANDS,
    *mornings.COMMANDS,
    *declaring.COMMANDS,
    *explaining.COMMANDS,
    *review.COMMANDS,
    *allowing.COMMANDS,
    *correcting.COMMANDS,
    *auditing.COMMANDS,
    *boards.COMMANDS,
    *notifying.COMMANDS,
    *health.COMMANDS,
    *sharing.COMMANDS,
    *viewing.COMMANDS,
    *keeping.COMMANDS,
    *desk.COMMANDS,
):
    group.add_command(command)


def main() -> None:
    """Run the command line; exit status 1 with a traceback for our own failures."""
    command = next((word for word in sys.argv[1:] if word in group.commands), "")
    with command_log(os.environ, command) as log:
        try:
            group(prog_name="mingzhang")
        except Exception as error:  # noqa: BLE001 the process boundary: this is our failure
            tell_failure(error, log)
            sys.exit(OUR_FAILURE)


def tell_failure(error: Exception, log: logging.Logger | None) -> None:
    """Our own failure with its traceback: a line of the log, or text for people."""
    if log is not None:
        log.error(OURS, exc_info=error)
        return
    traceback.print_exception(error)
    click.echo(f"{OURS}请把上面的内容发给维护人员。", err=True)


if __name__ == "__main__":
    main()
