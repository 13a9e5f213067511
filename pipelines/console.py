"""What the command line says, and how: people on a terminal, machines with --json; 命令行输出.

Belongs here: printing, progress, refusing. Does not belong here: what is said.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

REFUSED = 2


class RefusedError(click.ClickException):
    """Bad input or a refusal: every reason on stderr, exit status 2."""

    exit_code = REFUSED

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons

    def show(self, file: Any = None) -> None:
        """Print each reason on a line of its own."""
        for reason in self.reasons:
            click.echo(reason, err=True, file=file)


def refuse(*reasons: str) -> NoReturn:
    """Stop with exit status 2 and the reasons."""
    raise RefusedError(*reasons)


def say(text: str = "") -> None:
    """A line for people, on stdout."""
    click.echo(text)


def answer(value: Any) -> None:
    """The one JSON document of a command, on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress(
    title: str, total: int | None = None, *, quiet: bool = False
) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each step: a bar on a terminal, plain lines elsewhere.

    Everything goes to stderr; with `quiet` nothing is shown.
    """
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        yield from _bar(title, total)
    else:
        yield lambda name: click.echo(f"{title}：{name}", err=True)


def _bar(title: str, total: int | None) -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=f"{title}：{name}")

        yield step


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people; plain lines with tabs where nobody looks at a terminal."""
    if not sys.stdout.isatty():
        click.echo("\t".join(headers))
        for row in rows:
            click.echo("\t".join(str(value) for value in row))
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(*headers, header_style="bold", row_styles=["", "dim"])
    for row in rows:
        shown.add_row(*(str(value) for value in row))
    Console().print(shown)
