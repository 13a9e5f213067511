"""What a writer writes, to a file or held against one that should say the same; 逐段比较.

Belongs here: taking pieces of bytes, one after the other. Does not belong here: making them.
"""

from pathlib import Path
from typing import IO, Protocol, TypeAlias

import pyarrow as pa

Piece: TypeAlias = bytes | memoryview | pa.Buffer


class Writable(Protocol):
    """A file that is written, or anything that takes the pieces of one."""

    def write(self, piece: Piece, /) -> object:
        """Take the next piece."""


class DifferentFileError(ValueError):
    """The file says something else."""


class Beside:
    """Holds each piece against the next bytes of an open file, of which `ahead` were read."""

    def __init__(self, file: IO[bytes], ahead: bytes = b"") -> None:
        self._file = file
        self._ahead = ahead

    def write(self, piece: Piece, /) -> None:
        """Compare. Raises DifferentFileError at the first other byte."""
        wanted = pa.py_buffer(piece)
        if not pa.py_buffer(self.read(wanted.size)).equals(wanted):
            raise DifferentFileError

    def read(self, size: int) -> bytes:
        """So many of the next bytes, as far as there are."""
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        return taken if len(taken) == size else taken + self._file.read(size - len(taken))

    def rest(self) -> bytes:
        """All that is left."""
        return self._ahead + self._file.read()


def is_told(path: Path, tell: "Telling") -> bool:
    """Whether a file says what is told and nothing else. Raises OSError."""
    with path.open("rb") as file:
        held = Beside(file)
        try:
            tell(held)
        except DifferentFileError:
            return False
        return not held.read(1)


class Telling(Protocol):
    """Hands a file's bytes to whoever takes them."""

    def __call__(self, file: Writable, /) -> object:
        """Hand over all of them."""
