"""A frozen copy of a home, made in seconds while nobody writes; 定格.

Belongs here: which files a backup holds, and how each is frozen. Does not belong here: where the
copy goes. Files that are only ever replaced whole are linked, not copied: the link keeps the old
bytes. Registers and databases are written in place, so they are copied.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assets.keeping.still import everything_still
from assets.store import Store

# work/ is made again by a run; the rest is half-made, or holds nothing.
LEFT_OUT = ("work", ".cache")
OPEN_TO_OTHERS = ("inbox", "dagster")
# What only a backup holds; a restored home still has the ones it came from.
OF_BACKUPS = ("backup.json", "dagster-postgres.sql")
HALF_MADE = (".part", ".lock", ".new")
DRAFTS = (".making-", ".signing-", ".staging", ".backup")
DATABASE = (".db", ".db-wal", ".db-shm", ".db-journal")


def freeze(store: Store, seconds: float) -> Path:
    """The folder with the frozen copy. Raises BusyError if the home does not come to rest."""
    shutil.rmtree(store.snapshot, ignore_errors=True)
    with everything_still(store, seconds):
        for path in kept_files(store.home):
            _freeze_file(store.home, path, store.snapshot / path.relative_to(store.home))
    for path in sorted(store.dagster.rglob("*.db")):
        _freeze_database(path, store.snapshot / path.relative_to(store.home))
    return store.snapshot


def kept_files(home: Path) -> Iterator[Path]:
    """Every file that a backup holds, save databases; links are none of ours and are left out."""
    for folder, names, files in os.walk(home):
        here = Path(folder)
        names[:] = sorted(
            name
            for name in names
            if not (here == home and name in LEFT_OUT) and not name.startswith(DRAFTS)
        )
        for name in sorted(files):
            path = here / name
            is_draft = name.endswith(HALF_MADE) or name.startswith(DRAFTS)
            is_ours = here == home and name in OF_BACKUPS
            if not (is_draft or is_ours or name.endswith(DATABASE) or path.is_symlink()):
                yield path


def _freeze_file(home: Path, path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if path.suffix == ".jsonl" or not _linked(path, target):
            shutil.copy2(path, target)
    except FileNotFoundError:
        # People take files out of the inbox, Dagster clears up: neither knows our locks.
        if path.relative_to(home).parts[0] not in OPEN_TO_OTHERS or path.exists():
            raise


def _linked(path: Path, target: Path) -> bool:
    try:
        target.hardlink_to(path)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        return False
    return True


def _freeze_database(path: Path, target: Path) -> None:
    """Dagster may be writing; SQLite's own backup gives one whole state all the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(path.absolute().as_uri() + "?mode=rw", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
