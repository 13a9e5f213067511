"""Taking withdrawn files away, wherever in `public/` they lie; it can be repeated at any time.

Belongs here: the order of steps in a release folder and in latest/. Does not belong here: deciding
what goes (`removal.py`) and the site's pages, which are rendered from what is left.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from expectations.durable import sync_folder, write_file
from outputs.chain import LATEST, RELEASES, SUMS, Link
from outputs.withdrawals import TOMBSTONE, Withdrawn, gone_files, tombstone_bytes
from sources.hashing import sha256_of_file

STAGED = ".staging-tombstone"


def clear_withdrawn(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Put the tombstones up, then remove every withdrawn file that is still there.

    Raises OSError.
    """
    beside = public / RELEASES / STAGED
    for link in links:
        _bury(link.folder, beside, link.version, withdrawals)
    latest = public / LATEST
    if (latest / SUMS).is_file():
        digest = sha256_of_file(latest / SUMS)
        for link in links:
            if link.digest == digest:
                _bury(latest, beside, link.version, withdrawals)


def _bury(folder: Path, beside: Path, version: str, withdrawals: Sequence[Withdrawn]) -> None:
    tombstone = tombstone_bytes(withdrawals, version)
    if tombstone is None:
        return
    path = folder / TOMBSTONE
    if not path.is_file() or path.read_bytes() != tombstone:
        # Written outside: a release holds no file but its own at any moment.
        beside.mkdir(exist_ok=True)
        write_file(beside / TOMBSTONE, tombstone)
        (beside / TOMBSTONE).rename(path)
        sync_folder(folder)
        beside.rmdir()
    left = [folder / name for name in gone_files(withdrawals, version) if (folder / name).exists()]
    for one in left:
        one.unlink()
    _sync({one.parent for one in left})
    _drop_empty(folder, left)


def _sync(folders: Iterable[Path]) -> None:
    for folder in sorted(folders):
        sync_folder(folder)


def _drop_empty(folder: Path, removed: Iterable[Path]) -> None:
    """Remove the folders that have become empty, the innermost first."""
    inside = {
        parent for path in removed for parent in path.parents if parent.is_relative_to(folder)
    }
    for parent in sorted(inside - {folder}, key=lambda path: len(path.parts), reverse=True):
        if not any(parent.iterdir()):
            parent.rmdir()
