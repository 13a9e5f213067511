"""The data home: the only place that builds paths; 数据目录.

Belongs here: where each thing lies (design §6) and writing it whole or not at all. Does not belong
here: what the things mean. Nothing here imports Dagster.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

HOME_VARIABLE = "MINGZHANG_HOME"
DEFAULT_HOME = "data"
SAFE_PART = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
UNPLACED = "unplaced"
LOCK_SECONDS = 120
READERS = 64
LOCKS = (
    "allow", "audit", "board", "clock", "declare", "messages", "propose", "receive", "settle",
    "withdraw",
)  # fmt: skip


@dataclass(frozen=True)
class Store:
    """Paths of one data home."""

    home: Path

    @property
    def office(self) -> Path:
        """The office: names, units, hotline."""
        return self.home / "office.yaml"

    @property
    def allowed_signers(self) -> Path:
        """Whose key may sign in which role, in OpenSSH's own form."""
        return self.home / "allowed_signers"

    @property
    def waivers(self) -> Path:
        """Which rules need not hold for which unit, until when; there may be none."""
        return self.home / "waivers.yaml"

    @property
    def inbox(self) -> Path:
        """Files dropped by people: inbox/<period>/<unit>/…"""
        return self.home / "inbox"

    @property
    def receipts(self) -> Path:
        """The register of everything received, one JSON line each, only ever added to."""
        return self.home / "archive" / "receipts.jsonl"

    @property
    def declarations(self) -> Path:
        """What units declared of months (nothing to publish, why late), only ever added to."""
        return self.home / "archive" / "declarations.jsonl"

    @property
    def allowances(self) -> Path:
        """What the secrecy reviewer let pass, with reasons and signatures, only ever added to."""
        return self.home / "archive" / "privacy_allowances.jsonl"

    @property
    def messages(self) -> Path:
        """Which messages were tried, sent and refused, when, only ever added to."""
        return self.home / "archive" / "messages.jsonl"

    @property
    def notify(self) -> Path:
        """Whom messages go to, with passwords; there may be none, and then none go."""
        return self.home / "notify.yaml"

    @property
    def audit(self) -> Path:
        """The audit trail of all that happened, one chained line each, only ever added to."""
        return self.home / "archive" / "audit.jsonl"

    def archived(self, sha256: str) -> Path:
        """The folder that holds one received file, byte for byte."""
        return self.home / "archive" / safe(sha256)

    def archived_file(self, sha256: str) -> Path:
        """The received file itself."""
        return next(path for path in self.archived(sha256).iterdir() if path.is_file())

    def submission(self, period: str, unit: str, number: int) -> Path:
        """What was made of one submission: reading, records, claims, judgement."""
        return self.home / "work" / "submissions" / place(period) / place(unit) / f"{number:06d}"

    def dataset(self, dataset: str) -> Path:
        """The records of a dataset that are in force, in the working form."""
        return self.home / "work" / "datasets" / f"{safe(dataset)}.parquet"

    @property
    def state(self) -> Path:
        """Which submissions are in force, open, replaced; and findings over several of them."""
        return self.home / "work" / "state.json"

    @property
    def proposed(self) -> Path:
        """What was last proposed, and from what."""
        return self.home / "work" / "proposed.json"

    @property
    def seen_clean(self) -> Path:
        """Hashes of the files of the newest release, which the privacy guard has found clean."""
        return self.home / "work" / "privacy_clean.json"

    @property
    def all_returned(self) -> Path:
        """What goes back to all units."""
        return self.home / "returned"

    def returned(self, period: str, unit: str, number: int) -> Path:
        """What goes back to the unit for one submission."""
        return self.all_returned / place(period) / place(unit) / f"{number:06d}"

    def layouts(self, unit: str) -> Path:
        """What was answered about the headers of one unit's tables."""
        return self.home / "layouts" / place(unit)

    @property
    def candidates(self) -> Path:
        """Frozen candidates, each in a folder named by its digest."""
        return self.home / "candidates"

    def review_pack(self, digest: str) -> Path:
        """What the reviewers of a candidate read."""
        return self.candidates / safe(digest) / "review"

    @property
    def current_candidate(self) -> Path:
        """The digest of the candidate that waits for sign-offs, if one does."""
        return self.candidates / "current"

    @property
    def signoffs(self) -> Path:
        """Statements and their signatures."""
        return self.home / "signoffs"

    @property
    def boards(self) -> Path:
        """What goes to village boards only: sheets below the unit's code, candidates that wait."""
        return self.home / "boards"

    @property
    def board_candidates(self) -> Path:
        """Frozen candidates of board lists, each in a folder named by its digest."""
        return self.boards / "pending"

    @property
    def current_board(self) -> Path:
        """The digest of the board candidate that waits for sign-offs, if one does."""
        return self.board_candidates / "current"

    @property
    def posted(self) -> Path:
        """Which sheets were put up, when and for how long, only ever added to."""
        return self.boards / "posted.jsonl"

    @property
    def public(self) -> Path:
        """The only folder to serve."""
        return self.home / "public"

    @property
    def mornings(self) -> Path:
        """What each night did, one page and one JSON document a day, for the analyst."""
        return self.home / "mornings"

    @property
    def clock(self) -> Path:
        """Notes of both clocks, to tell whether the time of day was set."""
        return self.home / "work" / "clock.jsonl"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.home / "dagster"

    @property
    def stamp(self) -> Path:
        """Which version of our own formats the home is in."""
        return self.home / "home.json"

    @property
    def snapshot(self) -> Path:
        """The frozen copy that a backup is taken from, while it is taken."""
        return self.home / "work" / ".snapshot"

    @property
    def backup_cache(self) -> Path:
        """What the backup program remembers to be fast; it can be thrown away."""
        return self.home / "work" / ".backup-cache"

    @property
    def signing_lock(self) -> Path:
        """Held while somebody signs (expectations/signing.py)."""
        return self.signoffs / ".lock"

    @property
    def publishing_lock(self) -> Path:
        """Held while something is published or withdrawn (outputs/finishing.py)."""
        return self.home / f".{self.public.name}.lock"

    def lock_file(self, name: str) -> Path:
        """The file of a lock of this home, one of LOCKS."""
        return self.home / "work" / f".{safe(name)}.lock"

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a lock of this home; filelock.Timeout after two minutes of waiting."""
        path = self.lock_file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path, timeout=LOCK_SECONDS):
            yield

    @contextmanager
    def reading(self, number: int) -> Iterator[None]:
        """Be the only one who reads a submission; what is read is in no backup, nor is this lock.

        A lock leaves a file behind, so some submissions share one.
        """
        with self.lock(f"reading-{number % READERS:02d}"):
            yield


def store_from(environment: Mapping[str, str]) -> Store:
    """The store that MINGZHANG_HOME names, or ./data."""
    return Store(Path(environment.get(HOME_VARIABLE) or DEFAULT_HOME).absolute())


def safe(part: str) -> str:
    """A part of a path that comes from outside. Raises ValueError if it could leave its folder."""
    if not SAFE_PART.fullmatch(part):
        raise ValueError(f"not usable in a path: {part!r}")
    return part


def place(part: str) -> str:
    """A period or unit as a folder name; `unplaced` for one that cannot be one."""
    return part if SAFE_PART.fullmatch(part) else UNPLACED


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    """Write plain data as JSON with sorted keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    write_bytes(path, f"{text}\n".encode())


def read_json(path: Path) -> Any:
    """Plain data from a JSON file of ours."""
    return json.loads(path.read_text(encoding="utf-8"))


def digest_of_files(folders: Mapping[str, Path]) -> str:
    """SHA-256 over the names and bytes of all code and data files below some folders."""
    total = hashlib.sha256()
    for name, folder in sorted(folders.items()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".yaml", ".sql", ".csv") and "samples" not in path.parts:
                total.update(f"{name}/{path.relative_to(folder)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def move_folder(made: Path, target: Path) -> None:
    """Put a finished folder in its place at once; one that is there already stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(made)
    else:
        made.replace(target)
