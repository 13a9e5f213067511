"""Files and folders that are whole after a crash: write beside, sync, rename.

Belongs here: the few operations that last. Does not belong here: what is written.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

# An exchange of two names in one step; from linux/fs.h and fcntl.h.
RENAME_EXCHANGE = 2
AT_FDCWD = -100


def write_file(path: Path, content: bytes) -> None:
    """Replace a file in one step; its folder must exist. Raises OSError."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk. Raises OSError."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(path: Path) -> None:
    """Wait until a folder's list of names is on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Sync every file and folder below, and the folder itself. Raises OSError."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)


def rename_folder(source: Path, target: Path) -> None:
    """Give a folder its name in one step. Raises FileExistsError if the name is taken, OSError."""
    if target.exists():
        raise FileExistsError(target.name)
    source.rename(target)
    sync_folder(target.parent)


def swap_folder(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`, which may be absent; the old one is removed.

    Where the system cannot exchange two names, the target is missing for a moment. Raises OSError.
    """
    if not target.exists():
        new.rename(target)
    elif _exchange(new, target):
        shutil.rmtree(new)
    else:
        aside = target.with_name(f".{target.name}.old")
        target.rename(aside)
        new.rename(target)
        shutil.rmtree(aside)
    sync_folder(target.parent)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names; False where the system or the file system does not know how."""
    sys.audit("mingzhang.exchange", str(first), str(second))
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(first), os.fsencode(second))
    return bool(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)
