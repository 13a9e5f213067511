"""What a received file may cost before it is refused, 限度.

Belongs here: the limits, with the defaults that every caller gets. Does not belong here: who holds
files to them (worker: time and memory; unpacking: size and cells).
"""

from dataclasses import dataclass

MEBIBYTE = 1024**2


@dataclass(frozen=True)
class Limits:
    """Memory and expanded size in bytes, time in seconds, cells with blank ones in between."""

    memory: int = 1024 * MEBIBYTE
    seconds: float = 30.0
    expanded: int = 256 * MEBIBYTE
    cells: int = 30_000_000


DEFAULT_LIMITS = Limits()
