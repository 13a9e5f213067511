"""Whether latest/ is a copy of a release, also while a withdrawal from it is being carried out.

Belongs here: comparing the two folders. Does not belong here: which release latest/ must show.
"""

from pathlib import Path

from outputs.chain import SUMS, Link, files_below, read_sums, same_files
from outputs.verify_withdrawals import Gone
from outputs.withdrawals import TOMBSTONE
from sources.hashing import sha256_of_file


def shows(latest: Path, release: Link, gone: Gone) -> bool:
    """True if the folder holds the release's files byte for byte.

    Files whose removal was cut short may be there or not, and the tombstone old or new. Raises
    OSError, ValueError on a symbolic link.
    """
    if not latest.is_dir():
        return False
    return (
        _shows_unfinished(latest, release, gone)
        if gone.may_stay
        else (same_files(latest, release.folder))
    )


def _shows_unfinished(latest: Path, release: Link, gone: Gone) -> bool:
    present = files_below(latest)
    tombstone = present.pop(TOMBSTONE, None)
    sums = (release.folder / SUMS).read_bytes()
    own = present.pop(SUMS, None)
    if own is None or own.read_bytes() != sums:
        return False
    listed = read_sums(sums)
    missing = listed.keys() - present.keys()
    return (
        (None if tombstone is None else tombstone.read_bytes()) in gone.tombstones
        and missing <= gone.files.keys()
        and all(sha256_of_file(path) == listed.get(name) for name, path in present.items())
    )
