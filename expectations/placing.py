"""Putting a verified sign-off into the store, keeping the one it replaces.

Belongs here: the order of the renames. Does not belong here: whether the sign-off is right.
"""

import os
import re
from pathlib import Path

from expectations.durable import sync_folder, write_file
from expectations.signoff import Signoff, read_signoff, signature_of

ARCHIVE_WORDS = {"approve": "approved", "return": "returned", "": "unreadable"}


def place(draft: Signoff, path: Path) -> None:
    """Make a signed draft the sign-off at `path`; a former one becomes `<role>.returned-<n>.json`.

    The signature comes first and the statement last, so that at no moment a statement can be seen
    beside a signature of another. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _archive(draft, path)
    write_file(signature_of(path), draft.signature.read_bytes())
    write_file(path, draft.content)


def _archive(draft: Signoff, path: Path) -> None:
    former = read_signoff(draft.slot, path)
    if former is None:
        return
    decision = "" if former.statement is None else former.statement.decision
    kept = path.with_name(
        f"{path.stem}.{ARCHIVE_WORDS[decision]}-{_next_number(path)}{path.suffix}"
    )
    if former.signature.is_file():
        os.link(former.signature, signature_of(kept))
    path.rename(kept)
    sync_folder(path.parent)


def _next_number(path: Path) -> int:
    """One more than the highest number of a kept statement or signature of this role."""
    pattern = re.compile(rf"{re.escape(path.stem)}\.[a-z]+-(\d+){re.escape(path.suffix)}(?:\.sig)?")
    found = (pattern.fullmatch(one.name) for one in path.parent.iterdir())
    return 1 + max((int(match[1]) for match in found if match), default=0)
