"""Digests of files that many stages ask for; a file is hashed again only once it was written; 指纹.

Belongs here: remembering digests within one process. Does not belong here: what a digest is for. A
file is known by its path, number, size and times: whatever writes it changes one of them.
"""

from functools import lru_cache
from pathlib import Path

from assets.store import digest_of_files
from sources.hashing import sha256_of_file

REMEMBERED = 4096
Told = tuple[str, int, int, int, int]


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes; "" if there is no such file."""
    return _file_digest(_told(path)) if path.exists() else ""


def folder_digest(name: str, folder: Path) -> str:
    """`digest_of_files` of one folder."""
    told = tuple(_told(path) for path in sorted(folder.rglob("*")) if path.is_file())
    return _folder_digest(name, folder, told)


def _told(path: Path) -> Told:
    state = path.stat()
    return (str(path), state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


@lru_cache(REMEMBERED)
def _file_digest(told: Told) -> str:
    return sha256_of_file(Path(told[0]))


@lru_cache(REMEMBERED)
def _folder_digest(name: str, folder: Path, _: tuple[Told, ...]) -> str:
    return digest_of_files({name: folder})
