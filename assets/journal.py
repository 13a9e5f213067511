"""Registers that are only ever added to, one JSON document a line; 登记簿.

Belongs here: reading and adding lines. Does not belong here: what a line says (receipts,
declarations).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

Line = TypeVar("Line", bound=BaseModel)


def read_lines(path: Path, kind: type[Line]) -> list[Line]:
    """All lines in the order of their writing. Raises pydantic.ValidationError."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [kind.model_validate_json(line) for line in lines if line]


def read_whole_lines(path: Path, kind: type[Line]) -> list[Line]:
    """All lines but a half one that a killed process left. Raises pydantic.ValidationError."""
    content = path.read_bytes() if path.exists() else b""
    return [kind.model_validate_json(line) for line in content.split(b"\n")[:-1] if line]


def drop_half_line(path: Path) -> None:
    """Cut what a killed process left of a line. Call it while holding the register's lock."""
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(content.rfind(b"\n") + 1)


def add_lines(path: Path, lines: Sequence[BaseModel]) -> None:
    """Add lines at the end. Call it while holding the register's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{line.model_dump_json()}\n" for line in lines)
        stream.flush()
