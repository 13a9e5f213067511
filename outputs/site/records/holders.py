"""Which release each dataset is shown from: the newest, or the last that had it; 所依版本.

Belongs here: the choice that pages of a dataset and of its sources must make alike. Does not belong
here: pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outputs.site.releases import DatasetFacts, Listed, Release


@dataclass(frozen=True)
class Held:
    """A dataset, and the release that it is shown from."""

    release: Release
    facts: DatasetFacts


def held_datasets(listing: Sequence[Listed], newest: Release) -> Iterator[Held]:
    """Every dataset of any release whose data still stand, by id; a withdrawn one is left out."""
    releases = [line.release for line in listing if line.release is not None]
    for name in sorted({facts.id for release in releases for facts in release.datasets}):
        holder = next(one for one in (newest, *releases) if one.dataset(name) is not None)
        facts = holder.dataset(name)
        if facts is None or facts.withdrawn:
            continue
        if (holder.folder / "data" / f"{name}.parquet").exists():
            yield Held(holder, facts)
