"""One process of the check of a shared folder, `python -m assets.sharing.racing`; 竞争.

Belongs here: what such a process does in the folder, with the lock and the renames that the Store
uses. Does not belong here: starting processes and judging what they left (checking).
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from errno import ESTALE
from pathlib import Path

from filelock import FileLock

from assets.store import write_bytes

COUNTER, LINES, LOCK, HELD = "counter", "lines", ".lock", "held"
SWAPPED, SWAPPING, MARKS, READY = "swapped", "swapping", "marks", "ready"
SIZE = 65536
ROUNDS = 40
PATIENCE = 120
DIGITS = 10


def count_up(folder: Path, name: str) -> None:
    """Add to a number, a register and a folder, each time with the lock; raise what differs.

    Whoever holds the lock must see all that others did while they held it.
    """
    for step in range(ROUNDS):
        with FileLock(folder / LOCK, timeout=PATIENCE):
            number = int((folder / COUNTER).read_text(encoding="utf-8"))
            lines = (folder / LINES).read_text(encoding="utf-8").splitlines()
            seen = len(list((folder / MARKS).iterdir()))
            if not number == len(lines) == seen:
                raise ValueError(f"number {number}, lines {len(lines)}, files {seen}")
            with (folder / LINES).open("a", encoding="utf-8") as stream:
                stream.write(f"{name} {step}\n")
            write_bytes(folder / MARKS / f"{name}-{step}", b"")
            write_bytes(folder / COUNTER, str(number + 1).encode())


def swap(folder: Path, name: str) -> None:
    """Say that it begins, and put new content in the place of a file until killed."""
    (folder / f"{SWAPPING}-{name}").touch()
    deadline, step = time.monotonic() + PATIENCE, 0
    while time.monotonic() < deadline:
        step += 1
        write_bytes(folder / SWAPPED, str(step % DIGITS).encode() * SIZE)


def look(folder: Path, _name: str) -> None:
    """Read that file all the while; raise if it is missing, or half the old and half the new.

    A network's file system may say that the file it opened was replaced meanwhile (ESTALE). That is
    said aloud, fails a step, and the step is tried again; a wrong content would be said by nobody.
    """
    for _ in range(ROUNDS * 4):
        try:
            content = (folder / SWAPPED).read_bytes()
        except OSError as error:
            if error.errno != ESTALE:
                raise
            continue
        if len(content) != SIZE or content != content[:1] * SIZE:
            raise ValueError(f"{len(content)} bytes of {SIZE}, of {len(set(content))} writings")


def hold(folder: Path, _name: str) -> None:
    """Take the lock, say so, and keep it until killed."""
    with FileLock(folder / LOCK, timeout=PATIENCE):
        (folder / HELD).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(PATIENCE)


DEEDS: Mapping[str, Callable[[Path, str], None]] = {
    "count_up": count_up,
    "swap": swap,
    "look": look,
    "hold": hold,
}


def gather(folder: Path, name: str, number: int) -> None:
    """Begin when all have: a process that takes long to start must not miss the race."""
    (folder / READY).mkdir(exist_ok=True)
    (folder / READY / name).touch()
    deadline = time.monotonic() + PATIENCE
    while len(list((folder / READY).iterdir())) < number:
        if time.monotonic() > deadline:
            raise TimeoutError(f"fewer than {number} processes came")
        time.sleep(0.05)


def main(deed: str, folder: str, name: str, number: str) -> None:
    """One deed of one process among so many."""
    if int(number) > 1:
        gather(Path(folder), name, int(number))
    DEEDS[deed](Path(folder), name)


if __name__ == "__main__":
    main(*sys.argv[1:])
