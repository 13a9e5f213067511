"""What catalogues and the feed say of the releases, read from the releases and withdrawals alone.

Belongs here: which dataset is shown from which release, with which files. Does not belong here: the
words and forms of a catalogue. Of data that are withdrawn no file is ever given.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from outputs.chain import RELEASES, SUMS, Link, read_sums
from outputs.portal.entry import ENTRY
from outputs.portal.formats import FORMATS, Format, format_of
from outputs.withdrawals import (
    Withdrawn,
    gone_files,
    is_withdrawn,
    newest_shown,
    withdrawn_datasets,
)

ARCHIVES = "archives"


@dataclass(frozen=True)
class PublishedFile:
    """A file that can be downloaded: path below its release, or below public/ for an archive."""

    path: str
    size: int
    sha256: str
    format: Format | None = None


@dataclass(frozen=True)
class Edition:
    """One release as catalogues see it."""

    link: Link
    entry: Mapping[str, Any]
    sums: Mapping[str, str]
    gone: frozenset[str]
    is_withdrawn: bool
    withdrawn: frozenset[str]

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.link.version

    @property
    def released_at(self) -> str:
        """When the chief signed, RFC 3339."""
        return str(self.link.document["released_at"])

    @property
    def publisher(self) -> Mapping[str, Any]:
        """What the release says of the office beyond its name; empty for an older release."""
        found: Mapping[str, Any] = self.entry.get("publisher", {})
        return found

    @property
    def datasets(self) -> Mapping[str, Mapping[str, Any]]:
        """Each dataset of the release: title, rows, description, as far as the release says it."""
        told = self.entry.get("datasets", {})
        said: Mapping[str, Mapping[str, Any]] = self.link.document.get("datasets", {})
        return {name: {**facts, **told.get(name, {})} for name, facts in said.items()}

    def shows(self, dataset: str) -> bool:
        """Whether the dataset's data are in this release and not withdrawn."""
        return dataset in self.datasets and not self.is_withdrawn and dataset not in self.withdrawn

    def file(self, path: str) -> PublishedFile | None:
        """A file of the release; None if the release has none, or has it no more."""
        if path not in self.sums or path in self.gone or self.is_withdrawn:
            return None
        size = (self.link.folder / path).stat().st_size
        return PublishedFile(path, size, self.sums[path])

    @cached_property
    def data_paths(self) -> tuple[str, ...]:
        """Paths inside the release that lie where data files do: few of its thousands."""
        folders = {one.folder for one in FORMATS}
        return tuple(path for path in self.sums if path.rpartition("/")[0] in folders)

    def files_of(self, dataset: str) -> tuple[PublishedFile, ...]:
        """The dataset's data files; none once it is withdrawn."""
        found = []
        for path in self.data_paths if self.shows(dataset) else ():
            kind = format_of(path, dataset)
            file = None if kind is None else self.file(path)
            if file is not None:
                found.append(PublishedFile(file.path, file.size, file.sha256, kind))
        return tuple(found)

    def fields_of(self, dataset: str) -> tuple[Mapping[str, Any], ...]:
        """The fields of the dataset's Table Schema; none if it is withdrawn or has no schema."""
        path = f"schema/{dataset}.json"
        if not self.shows(dataset) or self.file(path) is None:
            return ()
        return tuple(json.loads((self.link.folder / path).read_bytes()).get("fields", ()))


@dataclass(frozen=True)
class Published:
    """All releases, newest first, and all withdrawals, oldest first."""

    public: Path
    editions: tuple[Edition, ...]
    withdrawals: tuple[Withdrawn, ...]
    newest: Edition | None

    @property
    def face(self) -> Edition:
        """The release whose words stand for the whole: the one that latest/ shows, if any."""
        return self.newest or self.editions[0]

    @cached_property
    def changed_at(self) -> str:
        """When anything was last released or withdrawn, RFC 3339."""
        return latest(
            *(one.released_at for one in self.editions),
            *(one.withdrawn_at for one in self.withdrawals),
        )

    @property
    def datasets(self) -> tuple[str, ...]:
        """Every dataset that any release has, in alphabetical order."""
        return tuple(sorted({name for one in self.editions for name in one.datasets}))

    def holder(self, dataset: str) -> Edition:
        """The release from which a dataset is shown, as on its page: the current one if it has it.

        Raises StopIteration if no release has it.
        """
        order = self.editions if self.newest is None else (self.newest, *self.editions)
        return next(one for one in order if dataset in one.datasets)

    def archive(self, version: str) -> PublishedFile | None:
        """The archive of a whole release, if one lies beside the releases."""
        found = sorted((self.public / ARCHIVES).glob(f"*-{version}.zip"))
        beside = [path.with_name(f"{path.name}.sha256") for path in found]
        if not found or not beside[0].is_file():
            return None
        digest = beside[0].read_text(encoding="ascii").split()[0]
        return PublishedFile(f"{ARCHIVES}/{found[0].name}", found[0].stat().st_size, digest)


def read_published(
    public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]
) -> Published:
    """Read what catalogues need of these releases. Raises OSError, ValueError."""
    editions = tuple(_edition(link, withdrawals) for link in links)
    shown = newest_shown(links, withdrawals)
    newest = next((one for one in editions if one.link is shown), None)
    return Published(public, editions, tuple(withdrawals), newest)


def _edition(link: Link, withdrawals: Sequence[Withdrawn]) -> Edition:
    path = link.folder / ENTRY
    gone = gone_files(withdrawals, link.version)
    is_there = path.is_file() and ENTRY not in gone
    return Edition(
        link=link,
        entry=json.loads(path.read_bytes()) if is_there else {},
        sums=read_sums((link.folder / SUMS).read_bytes()),
        gone=frozenset(gone),
        is_withdrawn=is_withdrawn(withdrawals, link.version),
        withdrawn=withdrawn_datasets(withdrawals, link.version),
    )


def latest(*stamps: str) -> str:
    """The latest of some RFC 3339 times, as it was written; empty ones do not count."""
    return max(filter(None, stamps), key=datetime.fromisoformat)


def folder_of(edition: Edition) -> str:
    """The folder of a release below public/."""
    return f"{RELEASES}/{edition.version}/"
