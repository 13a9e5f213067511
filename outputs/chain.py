"""The chain of releases in `public/`: versions and checksums.

Belongs here: what follows from the release folders themselves, for publishing and for verifying.
Does not belong here: making a release (`release.py`), judging one (`verify.py`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from expectations.allowed_signers import CHINA
from expectations.manifest import VERSION_PATTERN, Base
from sources.hashing import sha256_of_file

RELEASES = "releases"
INDEX = "releases.json"
LATEST = "latest"
SUMS = "SHA256SUMS"
DOCUMENT = "RELEASE.json"
# Names the release, or the withdrawal, that is in its place while what follows may lag behind.
UNFINISHED = ".unfinished"
SUMS_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)")


@dataclass(frozen=True)
class Link:
    """One release folder: version, digest of its SHA256SUMS, and its RELEASE.json."""

    folder: Path
    digest: str
    document: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The release's version, which is its folder's name."""
        return self.folder.name

    @property
    def base(self) -> Base:
        """What the next candidate names as its previous release."""
        return Base(version=self.version, digest=self.digest)


def version_key(version: str) -> tuple[int, ...]:
    """Order of versions: 2026.9.1 before 2026.10.0. Raises ValueError if it is none."""
    if not re.fullmatch(VERSION_PATTERN.strip("^$"), version):
        raise ValueError(f"not a version: {version!r}")
    return tuple(int(part) for part in version.split("."))


def next_version(signed_at: datetime, versions: tuple[str, ...]) -> str:
    """Version of a release whose chief signed at that time: year, month in China, counter."""
    local = signed_at.astimezone(CHINA)
    month = (local.year, local.month)
    counters = [key[2] for key in map(version_key, versions) if key[:2] == month]
    return f"{local.year}.{local.month}.{max(counters, default=-1) + 1}"


def release_folders(public: Path) -> tuple[Path, ...]:
    """List the folders of releases, newest first; folders whose name is no version are left out."""
    root = public / RELEASES
    found = [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []
    named = [path for path in found if re.fullmatch(VERSION_PATTERN.strip("^$"), path.name)]
    return tuple(sorted(named, key=lambda path: version_key(path.name), reverse=True))


def read_links(public: Path) -> tuple[Link, ...]:
    """Read all releases, newest first.

    Raises OSError if one lacks a file, ValueError if its RELEASE.json is no JSON object.
    """
    return tuple(read_link(folder) for folder in release_folders(public))


def read_link(folder: Path) -> Link:
    """Read one release folder; raises as `read_links`."""
    document = json.loads((folder / DOCUMENT).read_bytes())
    if not isinstance(document, dict):
        raise ValueError(  # noqa: TRY004 - the file's fault, not the caller's
            f"{folder.name}/{DOCUMENT} is no JSON object"
        )
    return Link(folder=folder, digest=sha256_of_file(folder / SUMS), document=document)


def files_below(folder: Path) -> dict[str, Path]:
    """Map the relative POSIX path of every file below to its place, sorted by path.

    Raises ValueError on a symbolic link, which no release may hold.
    """
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            raise ValueError(f"symbolic link in a release: {path.name}")
        if not path.is_dir():
            found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def sums_bytes(folder: Path) -> bytes:
    """Give the bytes of SHA256SUMS for all files below but itself, in coreutils' format.

    Raises ValueError on a name that is not plain ASCII.
    """
    lines = [
        f"{sha256_of_file(path)}  {name}"
        for name, path in files_below(folder).items()
        if name != SUMS
    ]
    content = "".join(f"{line}\n" for line in lines).encode()
    read_sums(content)
    return content


def read_sums(content: bytes) -> dict[str, str]:
    """Read a SHA256SUMS: hash by path. Raises ValueError unless it is written as we write it."""
    sums = {}
    for line in content.decode("ascii").splitlines():
        match = SUMS_LINE.fullmatch(line)
        if match is None or ".." in PurePosixPath(match[2]).parts:
            raise ValueError(f"not a line of {SUMS}: {line!r}")
        sums[match[2]] = match[1]
    again = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
    if again != content:
        raise ValueError(f"{SUMS}: lines are not sorted, or repeated")
    return sums


def same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    first, second = files_below(one), files_below(other)
    return list(first) == list(second) and all(
        sha256_of_file(first[name]) == sha256_of_file(second[name]) for name in first
    )
