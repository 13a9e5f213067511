"""In which release a field first appeared; 首次公开.

Belongs here: looking it up in the chain of releases. Does not belong here: what a field means. It
comes from what was published, never from the code: from the dictionaries of earlier releases, and
from the files of those that had none. What was withdrawn cannot be looked at: then it is told that
the field may be older.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from outputs.canonical import read_csv_as_text
from outputs.chain import Link, read_links, version_key
from outputs.dictionary.entries import Described

DICTIONARY = "dictionary/dictionary.json"
Key = tuple[str, str]


@dataclass(frozen=True)
class First:
    """A version; `or_earlier` if an earlier release with the table cannot be looked at any more."""

    version: str
    or_earlier: bool = False


def first_published(
    previous: Path | None, version: str, described: Sequence[Described]
) -> Mapping[Key, First]:
    """For every published field, by table and name, the first release that had it.

    `previous` is the folder of the newest release, beside which all others lie; `version` the one
    that is being made. Raises OSError, ValueError if a release cannot be read.
    """
    found = {
        (one.id, entry.name): First(version)
        for one in described
        for entry in one.entries
        if entry.is_published
    }
    links = () if previous is None else read_links(previous.parent.parent)
    unseen: dict[str, str] = {}
    for link in links:
        known = _known(link)
        for one in described:
            _look(link, one, known, (found, unseen))
    return {key: _told(first, unseen.get(key[0])) for key, first in found.items()}


def _known(link: Link) -> Mapping[str, Mapping[str, First]] | None:
    """What the release's own dictionary says, by table; None if it has none."""
    path = link.folder / DICTIONARY
    if not path.is_file():
        return None
    return {one["id"]: dict(_firsts(one)) for one in json.loads(path.read_bytes())["tables"]}


def _firsts(table: Mapping[str, Any]) -> Iterator[tuple[str, First]]:
    for field in table["fields"]:
        said = field["first_published"]
        if said is not None:
            yield field["name"], First(said["version"], said["or_earlier"])


def _look(
    link: Link,
    one: Described,
    known: Mapping[str, Mapping[str, First]] | None,
    so_far: tuple[dict[Key, First], dict[str, str]],
) -> None:
    found, unseen = so_far
    if known is not None:
        firsts = dict(known.get(one.id, {}))
    else:
        columns = _columns(link.folder, one.path)
        if columns is None and one.id in link.document.get("datasets", {}):
            unseen[one.id] = link.version  # from the newest on, so the oldest stays
        firsts = {name: First(link.version) for name in columns or ()}
    for name, first in firsts.items():
        now = found.get((one.id, name))
        if now is not None and version_key(first.version) <= version_key(now.version):
            found[one.id, name] = first


def _columns(folder: Path, pattern: str) -> tuple[str, ...] | None:
    """The columns of the first file that the pattern names; None if there is none."""
    path = next(iter(sorted(folder.glob(pattern))), None)
    if path is None:
        return None
    if path.suffix == ".parquet":
        return tuple(pq.read_schema(path).names)
    return tuple(read_csv_as_text(path).schema.names)


def _told(first: First, unseen: str | None) -> First:
    is_older = unseen is not None and version_key(unseen) < version_key(first.version)
    return First(first.version, first.or_earlier or is_older)
