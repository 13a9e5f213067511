"""Which releases are held beside each other, and where what changed between them is told.

Belongs here: the pairs. Does not belong here: comparing them (comparing), pages (pages). Every
release is held beside the one before it, beside the newest, and beside those up to a year of months
before it. A page up to the newest keeps its address; all others say the same for ever, so that with
each release only the pairs of its predecessor are new. Releases farther apart would make pages by
the square of their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from outputs.site.addresses import between_releases, release_changes, since_release
from outputs.site.pages import newest_of
from outputs.site.releases import Listed, Release

# So many releases back: a release a month is compared with that of the same month a year before.
REACH = 12


@dataclass(frozen=True)
class Pair:
    """An earlier and a later release; `steps` are those whose lists lead from the one to the other.

    `steps` stand newest first, the later release among them. `path` is the page's address.
    """

    before: Release
    after: Release
    steps: tuple[Release, ...]
    path: str
    is_step: bool

    @property
    def folder(self) -> str:
        """Where the pages of the pair stand, with a slash at the end."""
        return self.path.removesuffix("index.html")

    @property
    def leads_to_newest(self) -> bool:
        """Whether the page goes on to whichever release is the newest."""
        return self.path == since_release(self.before.version)

    @property
    def title(self) -> str:
        """Which releases, in words."""
        if self.before.version == self.after.version:
            return f"版本 {self.before.version} 以来的改动"
        if self.is_step:
            return f"版本 {self.after.version} 比 {self.before.version} 改动了什么"
        if self.leads_to_newest:
            return f"版本 {self.before.version} 以来的改动（到 {self.after.version}）"
        return f"版本 {self.after.version} 比 {self.before.version} 改动了什么"


def pairs(listing: tuple[Listed, ...]) -> Iterator[Pair]:
    """The pairs of the releases that are there, the newest first."""
    releases = [line.release for line in listing if line.release is not None]
    by_version = {release.version: release for release in releases}
    newest = newest_of(listing)
    if newest is None:
        return
    for release in releases:
        before = by_version.get(release.previous or "")
        if before is not None:
            path = release_changes(release.version)
            yield Pair(before, release, (release,), path, is_step=True)
        yield _since(release, newest, releases)
        if release.version != newest.version:
            yield from _between(release, releases)


def _between(after: Release, releases: list[Release]) -> Iterator[Pair]:
    """A release that is not the newest beside those before it, but for the one right before."""
    last = releases.index(after)
    for first in range(last + 2, min(last + REACH, len(releases) - 1) + 1):
        before, steps = releases[first], tuple(releases[last:first])
        path = between_releases(before.version, after.version)
        yield Pair(before, after, steps, path, is_step=False)


def _since(release: Release, newest: Release, releases: list[Release]) -> Pair:
    first, last = releases.index(newest), releases.index(release)
    path = since_release(release.version)
    # A release behind the newest was withdrawn: nothing came after it that is still shown.
    is_over = last <= first
    after = release if is_over else newest
    steps = () if is_over else tuple(releases[first:last])
    return Pair(release, after, steps, path, is_step=False)
