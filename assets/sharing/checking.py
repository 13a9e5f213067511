"""Whether a folder keeps what the Store needs of it, from every machine that mounts it; 查共享目录.

Belongs here: the trials and what each proves. Does not belong here: what the processes do (racing).

A trial of one machine says nothing of two: started on each of them within two minutes, with their
number, the machines' processes race against each other in one folder.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

import assets
from assets.sharing.racing import (
    COUNTER,
    HELD,
    LINES,
    LOCK,
    MARKS,
    PATIENCE,
    ROUNDS,
    SIZE,
    SWAPPED,
    SWAPPING,
)
from assets.store import write_bytes

FOLDER = ".store-check"
RACERS = 3
READERS = 2
ROOT = Path(assets.__file__).parent.parent
NUMBERS = count()


@dataclass(frozen=True)
class Trial:
    """One guarantee: its name, what it is for, and what was seen against it, '' if it was kept."""

    name: str
    words: str
    fault: str
    seconds: float

    @property
    def kept(self) -> bool:
        """True if nothing was seen against it."""
        return not self.fault


def check_folder(folder: Path, machines: int = 1) -> list[Trial]:
    """Every trial in a folder, together with so many machines. Raises TimeoutError if they lack."""
    place = folder / (FOLDER if machines > 1 else f"{FOLDER}-{os.getpid()}")
    place.mkdir(parents=True, exist_ok=True)
    name = f"{socket.gethostname()}-{os.getpid()}"
    try:
        if meet(place / "come", name, machines):
            lay_out(place)
        until((place / COUNTER).exists, "nobody laid out the trials")
        trials = [tried(name, words, trial, place, machines) for name, words, trial in TRIALS]
        meet(place / "done", name, machines)
        return trials
    finally:
        # The others may look for a moment longer at who is done.
        time.sleep(1 if machines > 1 else 0)
        shutil.rmtree(place, ignore_errors=True)


def meet(present: Path, name: str, machines: int) -> bool:
    """Wait until all machines are at a point; True for the one that comes first by name."""
    present.mkdir(exist_ok=True)
    (present / name).touch()
    until(
        lambda: len(list(present.iterdir())) >= machines,
        f"fewer than {machines} machines came to {present.name}",
    )
    return min(path.name for path in present.iterdir()) == name


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Wait for something. Raises TimeoutError after two minutes."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def lay_out(place: Path) -> None:
    """What the processes race for; the number comes last."""
    (place / MARKS).mkdir()
    write_bytes(place / LINES, b"")
    write_bytes(place / SWAPPED, b"0" * SIZE)
    write_bytes(place / COUNTER, b"0")


def tried(
    name: str, words: str, trial: Callable[[Path, int], str], place: Path, machines: int
) -> Trial:
    """A trial with its time; what the folder refuses with an error is a fault."""
    began = time.monotonic()
    try:
        fault = trial(place, machines)
    except (OSError, Timeout) as error:
        fault = f"{type(error).__name__}: {error}"
    return Trial(name, words, fault, time.monotonic() - began)


def renames_replace(place: Path, _machines: int) -> str:
    """A file that is replaced is at each moment the old one or the new one."""
    writer = racer("swap", place)
    until(lambda: bool(list(place.glob(f"{SWAPPING}-*"))), "the writer did not begin")
    fault = faults_of([racer("look", place) for _ in range(READERS)])
    if writer.poll() is not None:
        return fault or faults_of([writer])
    writer.kill()
    writer.communicate()
    return fault


def locks_exclude(place: Path, machines: int) -> str:
    """Of all that want the lock one has it, and sees what all before did."""
    fault = faults_of([racer("count_up", place, machines * RACERS) for _ in range(RACERS)])
    wanted = machines * RACERS * ROUNDS
    deadline = time.monotonic() + PATIENCE
    while not fault and (number := int((place / COUNTER).read_text(encoding="utf-8"))) < wanted:
        if time.monotonic() > deadline:
            return f"counted {number} of {wanted}"
        time.sleep(0.5)
    return fault


def locks_end(place: Path, _machines: int) -> str:
    """A lock ends with the process that held it."""
    own = place / f"own-{os.getpid()}-{socket.gethostname()}"
    own.mkdir()
    holder = racer("hold", own)
    deadline = time.monotonic() + PATIENCE
    while not (own / HELD).exists():
        if holder.poll() is not None or time.monotonic() > deadline:
            return faults_of([holder]) or "the lock was not given"
        time.sleep(0.05)
    if is_free(own / LOCK, 0.5):
        holder.kill()
        return "the lock was given to two"
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    return "" if is_free(own / LOCK, PATIENCE) else f"still held {PATIENCE} s after its holder died"


def is_free(lock: Path, seconds: float) -> bool:
    """True if the lock can be had within so many seconds."""
    try:
        with FileLock(lock, timeout=seconds):
            return True
    except Timeout:
        return False


def folders_move(place: Path, _machines: int) -> str:
    """A folder goes to its place at once, and never into one that is taken."""
    own = place / f"move-{os.getpid()}-{socket.gethostname()}"
    for name in ("made", "late"):
        (own / name / "deep").mkdir(parents=True)
        (own / name / "deep" / "file").write_text(name, encoding="utf-8")
    (own / "made").replace(own / "there")
    try:
        (own / "late").replace(own / "there")
    except OSError:
        kept = (own / "there" / "deep" / "file").read_text(encoding="utf-8")
        return (
            "" if kept == "made" and not (own / "made").exists() else "a moved folder is not whole"
        )
    return "a folder was moved over one that was there"


TRIALS: Sequence[tuple[str, str, Callable[[Path, int], str]]] = (
    ("rename", "替换文件时，读的人看到的不是旧的就是新的", renames_replace),
    ("lock", "锁只给一个，得锁者看得到别人先前写的一切", locks_exclude),
    ("lock_ends", "持锁的进程被杀，锁就放开", locks_end),
    ("move_folder", "整个文件夹一次到位，不会盖掉已有的", folders_move),
)


def racer(deed: str, place: Path, number: int = 1) -> "subprocess.Popen[str]":
    """A process of its own that does one deed in the folder, beginning together with so many."""
    name = f"{socket.gethostname()}-{os.getpid()}-{next(NUMBERS)}"
    return subprocess.Popen(  # noqa: S603 our own interpreter
        [
            sys.executable,
            "-m",
            "assets.sharing.racing",
            deed,
            str(place.absolute()),
            name,
            str(number),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def faults_of(racers: Sequence["subprocess.Popen[str]"]) -> str:
    """What the first process says that failed, when all have ended; '' if none did."""
    said = [(one, one.communicate()[1]) for one in racers]
    for one, errors in said:
        if one.returncode != 0:
            return errors.strip().splitlines()[-1] if errors.strip() else f"{one.returncode}"
    return ""
