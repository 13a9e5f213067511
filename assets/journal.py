"""Registers that are only ever added to, one JSON document a line; 登记簿.

Belongs here: reading and adding lines, so that a register stays readable whatever stops a writer.
Does not belong here: what a line says (receipts, declarations).

A process that is killed while it writes leaves the beginning of a line. That line was never
acknowledged, so it is no line: readers pass over it, and the next writer cuts it off.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

Line = TypeVar("Line", bound=BaseModel)


def read_lines(path: Path, kind: type[Line]) -> list[Line]:
    """All lines in the order of their writing. Raises pydantic.ValidationError."""
    return [kind.model_validate_json(line) for line in whole_lines(path)]


def whole_lines(path: Path) -> list[bytes]:
    """The lines of a register as they stand there, without what is no whole line."""
    content = path.read_bytes() if path.exists() else b""
    whole = content[: len(content) - len(half_line(content))]
    return [line for line in whole.splitlines() if line]


def add_lines(path: Path, lines: Sequence[BaseModel]) -> None:
    """Add lines at the end, all or none. Call it while holding the register's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drop_half_line(path)
    added = "".join(f"{line.model_dump_json()}\n" for line in lines).encode()
    # Without a buffer, or closing the file would try once more to write what found no room.
    with path.open("ab", buffering=0) as stream:
        before = os.fstat(stream.fileno()).st_size
        try:
            written = 0
            while written < len(added):
                written += stream.write(added[written:])
            os.fsync(stream.fileno())
        except OSError:
            os.ftruncate(stream.fileno(), before)
            raise


def drop_half_line(path: Path) -> None:
    """Cut off what a killed writer left of a line; end a line that only lacks its end."""
    content = path.read_bytes() if path.exists() else b""
    if not content or content.endswith(b"\n"):
        return
    with path.open("r+b") as stream:
        stream.truncate(len(content) - len(half_line(content)))
        stream.seek(0, os.SEEK_END)
        if not half_line(content):
            stream.write(b"\n")


def half_line(content: bytes) -> bytes:
    """The end of a register if it is the beginning of a line that was never finished."""
    tail = content[content.rfind(b"\n") + 1 :]
    try:
        json.loads(tail or b"null")
    except ValueError:
        return tail
    return b""
