"""The peak of memory within a part of a run, of this process and those it started; 内存峰值.

Belongs here: asking the kernel, and keeping the highest for whatever is open. Does not belong here:
which parts there are (building). What the kernel counts holds pages of mapped files too.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import KIB_PER_MIB

OWN = Path("/proc/self")
# The kernel forgets the peak when this is written to clear_refs.
FORGET = "5"
EVERY = 0.05


class Watch:
    """`peaks`: MiB by part. This process's own is exact; children are looked at every 50 ms."""

    def __init__(self) -> None:
        self.peaks: dict[str, float] = {}
        self._open: list[str] = []
        self._lock = threading.Lock()

    @contextmanager
    def open(self, name: str) -> Iterator[None]:
        """Watch until the end of the part; parts may lie within each other."""
        self._tell()
        self._open.append(name)
        ended = threading.Event()
        looking = threading.Thread(target=self._look, args=(ended,), daemon=True)
        looking.start()
        try:
            yield
        finally:
            ended.set()
            looking.join()
            self._tell()
            self._open.remove(name)

    def _look(self, ended: threading.Event) -> None:
        while not ended.wait(EVERY):
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            mib = (_peak(OWN) + sum(map(_size, _children(os.getpid())))) / KIB_PER_MIB
            (OWN / "clear_refs").write_text(FORGET)
            for name in self._open:
                self.peaks[name] = max(self.peaks.get(name, 0), mib)


def _children(pid: int) -> Iterator[int]:
    """All processes below one that still run."""
    below: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        # The program's name stands in brackets and may hold anything.
        words = _read(status).rpartition(")")[2].split()
        if words:
            below.setdefault(int(words[1]), []).append(int(status.parent.name))
    wanted = [pid]
    while wanted:
        found = below.get(wanted.pop(), [])
        wanted += found
        yield from found


def _peak(process: Path) -> int:
    return _kib(process, "VmHWM:")


def _size(pid: int) -> int:
    return _kib(Path(f"/proc/{pid}"), "VmRSS:")


def _kib(process: Path, name: str) -> int:
    """A line of a process's status; 0 once it has ended."""
    lines = _read(process / "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
