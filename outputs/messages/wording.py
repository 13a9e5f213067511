"""A message in words, and the guard that every message passes; 消息的文字.

Belongs here: filling the templates of `templates/`, keeping a message short, refusing one that
holds anything personal. Does not belong here: what is due (assets) and sending (pipelines).

The first line of a template is the title. Nothing that was written outside goes into a message: no
file name, no cell, no note, no reason; a receipt's number stands for the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.privacy.detecting import detect
from sources.message_kinds import Kind

TEMPLATES = Path(__file__).parent / "templates"
# What a robot of WeCom takes, less room for a title; the others take more. Counted in UTF-8.
LONGEST = 1900
TEST = "test"


class PersonalDataError(ValueError):
    """A message would hold something personal; `kinds` says what, never the value."""

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__("、".join(kinds))
        self.kinds = tuple(kinds)


@dataclass(frozen=True)
class Message:
    """A title and a body, as they leave."""

    title: str
    body: str

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.title}\n{self.body}"


@cache
def _environment() -> Environment:
    # Plain text is escaped nowhere: a robot or a mail program would show the signs.
    return Environment(  # noqa: S701
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def message(kind: Kind, frame: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> Message:
    """The message of a kind; of too many lines as many as fit, and how many are left out.

    Raises PersonalDataError.
    """
    for shown in range(len(lines), 0, -1):
        made = _filled(kind, frame, lines[:shown], len(lines) - shown)
        if len(made.text.encode()) <= LONGEST:
            break
    return guarded(made)


def test_message(frame: Mapping[str, str]) -> Message:
    """What an operator sends to try an address. Raises PersonalDataError."""
    return guarded(_filled(TEST, frame, (), 0))


def _filled(
    name: str, frame: Mapping[str, str], lines: Sequence[Mapping[str, str]], left_out: int
) -> Message:
    text = (
        _environment().get_template(f"{name}.txt").render(**frame, lines=lines, left_out=left_out)
    )
    title, _, body = text.partition("\n")
    return Message(title.strip(), body.strip())


def guarded(made: Message) -> Message:
    """The message, if it holds nothing personal. Raises PersonalDataError."""
    kinds = sorted({found.kind.value for found in detect(made.text)})
    if kinds:
        raise PersonalDataError(kinds)
    return made
