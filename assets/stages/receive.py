"""From the inbox to the archive: every new file gets a receipt and is kept byte for byte; 收件.

Belongs here: finding new files, archiving, receipts. Does not belong here: opening them. A file
that still is what its last receipt says is no new submission.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.keeping.stamp import stamp_or_refuse
from assets.receipts import Receipt, add_receipts, now_in_china, read_receipts
from assets.store import Store, place
from sources.hashing import sha256_of_file

IGNORED = re.compile(r"^(?:\.|~\$|desktop\.ini$|Thumbs\.db$)")
UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\]")
LONGEST_NAME = 120


class NameRefusedError(ValueError):
    """A file name that cannot be kept."""


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox: period and unit are the names of its folders."""

    path: Path
    period: str
    unit: str


def receive(store: Store, submitted_by: str | None = None) -> list[Receipt]:
    """Receipts for every file in the inbox that has none yet.

    Raises HomeVersionError if the home is of another version: nothing may be added to it.
    """
    stamp_or_refuse(store)
    with store.lock("receive"):
        known = read_receipts(store)
        last = {(r.period, r.unit, r.file): r.sha256 for r in known}
        fresh: list[Receipt] = []
        for arrival in arrivals(store):
            digest = sha256_of_file(arrival.path)
            if last.get((arrival.period, arrival.unit, arrival.path.name)) != digest:
                number = len(known) + len(fresh) + 1
                fresh.append(_receipt(store, arrival, digest, number, submitted_by))
        add_receipts(store, fresh)
        return fresh


def arrivals(store: Store) -> Iterator[Arrival]:
    """Files in the inbox in a fixed order; links and the office suite's lock files are not."""
    if not store.inbox.is_dir():
        return
    for path in sorted(store.inbox.glob("*/*/*")):
        if path.is_file() and not path.is_symlink() and not IGNORED.match(path.name):
            yield Arrival(path, path.parent.parent.name, path.parent.name)


def _receipt(
    store: Store, arrival: Arrival, digest: str, number: int, submitted_by: str | None
) -> Receipt:
    archive(store, arrival.path, digest)
    return Receipt(
        number=number,
        period=arrival.period,
        unit=arrival.unit,
        file=arrival.path.name,
        sha256=digest,
        size=arrival.path.stat().st_size,
        received_at=now_in_china(),
        submitted_by=submitted_by,
    )


def archive(store: Store, path: Path, digest: str) -> Path:
    """Keep a file's bytes under their hash; bytes that are there already stay."""
    folder = store.archived(digest)
    if folder.is_dir() and any(folder.iterdir()):
        return store.archived_file(digest)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder.with_suffix(".part")
    shutil.copyfile(path, part)
    part.chmod(0o444)
    return part.replace(folder / path.name)


def drop(store: Store, path: Path, period: str, unit: str) -> Path:
    """Copy a file into the inbox, whole or not at all. Raises NameRefusedError."""
    name = path.name
    if UNSAFE_NAME.search(name) or IGNORED.match(name) or len(name) > LONGEST_NAME:
        raise NameRefusedError(name)
    folder = store.inbox / place(period) / place(unit)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    shutil.copyfile(path, part)
    return part.replace(folder / name)
