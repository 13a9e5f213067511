"""Copies in S3-compatible storage of what does not change, each read back; 对象存储副本.

Belongs here: bringing a bucket to what a folder holds. Does not belong here: the live data home.
That needs locks and renames, which object storage has not (docs/design-decisions.md).

A list of digests lies beside the copies and is written last. A copy that the list names and that is
as long as it should be is not sent again.
"""

import hashlib
import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyarrow.fs import FileSelector, FileSystem, FileType

from sources.hashing import sha256_of_file

LIST = ".mirror.json"
PIECE = 1 << 20
# What points to the rest of public/: whoever reads it there finds what it names.
LAST = ("releases.json", "index.html")
GROWING = ".jsonl"
# Which candidate waits is a fact of today and of the live home only.
POINTERS = frozenset({"current"})
TEXTS = ("application/json", "application/javascript", "image/svg+xml")
Progress = Callable[[str], None]


class MirrorError(RuntimeError):
    """A copy is not what it should be, or must not be made."""


@dataclass(frozen=True)
class Mirror:
    """A folder and its place in a bucket: `place` is bucket/prefix.

    `exact`: copies of what the folder no longer holds go too, as a withdrawal demands of public/.
    Otherwise nothing goes and nothing changes, save registers, which grow.
    """

    folder: Path
    storage: FileSystem
    place: str
    exact: bool


@dataclass(frozen=True)
class Mirrored:
    """What was done: names sent, names taken away, and how many were there already."""

    sent: Sequence[str]
    gone: Sequence[str]
    kept: int


def mirror(one: Mirror, progress: Progress, *, all_again: bool = False) -> Mirrored:
    """Bring the bucket to what the folder holds. Raises MirrorError, OSError."""
    wanted = files_of(one.folder)
    if one.exact and not wanted:
        raise MirrorError("文件夹是空的，可能没有挂载；没有动对象存储里的任何东西。")
    there, known = sizes_there(one), listed(one)
    gone = sorted(there.keys() - wanted.keys()) if one.exact else []
    refuse_changes(one, wanted, known)
    sent = []
    for name in in_order(wanted):
        is_there = known.get(name) == wanted[name]
        is_there = is_there and there.get(name) == (one.folder / name).stat().st_size
        if all_again and is_there:
            is_there = digest_there(one, name) == wanted[name]
        if not is_there:
            progress(name)
            send(one, name, wanted[name])
            sent.append(name)
    for name in gone:
        one.storage.delete_file(f"{one.place}/{name}")
    write_list(one, wanted if one.exact else {**known, **wanted})
    return Mirrored(sent, gone, len(wanted) - len(sent))


def files_of(folder: Path) -> dict[str, str]:
    """Name → digest of every file of a folder; half-written ones begin with a dot."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {
        name: sha256_of_file(path)
        for name, path in found.items()
        if path.is_file() and name not in POINTERS and not is_hidden(name)
    }


def is_hidden(name: str) -> bool:
    """True if any part of a path begins with a dot."""
    return any(part.startswith(".") for part in name.split("/"))


def in_order(names: Mapping[str, str]) -> list[str]:
    """Names as they are to be sent: releases first, what points to them last."""
    return sorted(names, key=lambda name: (name in LAST, not name.startswith("releases/"), name))


def sizes_there(one: Mirror) -> dict[str, int]:
    """Name → size of what the bucket holds, without the list."""
    selector = FileSelector(one.place, allow_not_found=True, recursive=True)
    return {
        info.path.removeprefix(f"{one.place}/"): info.size
        for info in one.storage.get_file_info(selector)
        if info.type is FileType.File and info.base_name != LIST
    }


def listed(one: Mirror) -> dict[str, str]:
    """Name → digest as the list says; empty before the first time."""
    path = f"{one.place}/{LIST}"
    if one.storage.get_file_info(path).type is FileType.NotFound:
        return {}
    with one.storage.open_input_stream(path) as stream:
        found: dict[str, str] = json.loads(stream.read())
    return found


def refuse_changes(one: Mirror, wanted: Mapping[str, str], known: Mapping[str, str]) -> None:
    """What was kept byte for byte does not change; a file that did was tampered with."""
    if one.exact:
        return
    changed = [name for name in wanted if known.get(name, wanted[name]) != wanted[name]]
    odd = [name for name in changed if not name.endswith(GROWING)]
    if odd:
        raise MirrorError(f"这些文件与已有的副本不同，按规定它们永不改动：{'、'.join(odd)}")


def send(one: Mirror, name: str, digest: str) -> None:
    """Send one file, read it back, and compare. Raises MirrorError."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") or kind in TEXTS else ""
    metadata = {"Content-Type": kind + charset}
    target = f"{one.place}/{name}"
    with (
        (one.folder / name).open("rb") as source,
        one.storage.open_output_stream(target, metadata=metadata) as stream,
    ):
        while piece := source.read(PIECE):
            stream.write(piece)
    if digest_there(one, name) != digest:
        one.storage.delete_file(target)
        raise MirrorError(f"{name} 传上去以后读回来不一样，已删去；请再试，还不行就查网络和存储。")


def digest_there(one: Mirror, name: str) -> str:
    """Digest of a copy, read back whole."""
    total = hashlib.sha256()
    with one.storage.open_input_stream(f"{one.place}/{name}") as stream:
        while piece := stream.read(PIECE):
            total.update(piece)
    return total.hexdigest()


def write_list(one: Mirror, digests: Mapping[str, str]) -> None:
    """The list of digests, after all that it names."""
    text = json.dumps(digests, ensure_ascii=False, sort_keys=True, indent=0)
    with one.storage.open_output_stream(
        f"{one.place}/{LIST}", metadata={"Content-Type": "application/json"}
    ) as stream:
        stream.write(f"{text}\n".encode())
