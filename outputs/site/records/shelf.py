"""All that pages of records need of the releases, read once for a rendering; 记录总览.

Belongs here: gathering what is known before the first page is written. Does not belong here: pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from outputs.site.known import Known
from outputs.site.records.areas import Place, read_places
from outputs.site.records.dating import Dates, read_dates
from outputs.site.records.document_facts import Mentions, read_mentions
from outputs.site.records.holders import Held, held_datasets
from outputs.site.records.joining import Joined, join_projects
from outputs.site.records.sources import page_rows, provenance_file
from outputs.site.releases import Listed, Release
from outputs.site.tables import read_rows


@dataclass(frozen=True)
class Shelf:
    """The newest release and the earlier ones, with their projects, documents and dates."""

    newest: Release
    releases: tuple[Release, ...]
    held: tuple[Held, ...]
    joined: Joined
    mentions: Mentions
    places: Mapping[str, Place]
    dates: Dates
    known: Known
    has_latest: bool


def read_shelf(listing: tuple[Listed, ...], newest: Release, *, has_latest: bool) -> Shelf:
    """Read what the newest release holds, and since when. Raises OSError, duckdb.Error."""
    releases = tuple(line.release for line in listing if line.release is not None)
    held = tuple(held_datasets(listing, newest))
    present = [one.facts.id for one in held if one.release is newest]
    joined = join_projects(newest.folder)
    mentions = read_mentions(newest.folder, present)
    return Shelf(
        newest=newest,
        releases=releases,
        held=held,
        joined=joined,
        mentions=mentions,
        places=read_places(newest),
        dates=read_dates(releases, [one.facts.id for one in held]),
        known=_known(newest, held, joined, mentions),
        has_latest=has_latest,
    )


def _known(newest: Release, held: tuple[Held, ...], joined: Joined, mentions: Mentions) -> Known:
    sources, numbers = {}, {}
    for one in held:
        name = one.facts.id
        rows = read_rows(one.release.folder / "data" / f"{name}.parquet", ("record_id",))
        provenance = provenance_file(one.release.folder, name)
        if provenance is not None and rows.num_rows:
            sources[name] = page_rows(rows["record_id"], provenance)
        if one.release is newest:
            ids = rows["record_id"].to_pylist()
            numbers[name] = dict(zip(ids, range(1, len(ids) + 1), strict=True))
    return Known(
        sources=sources,
        numbers=numbers,
        projects=_projects(joined.records),
        documents=frozenset(mentions.numbers),
        nodes=_nodes(joined.projects),
    )


def _nodes(projects: pa.Table) -> dict[str, str]:
    """The project of each node in the flows of funds."""
    pairs = (projects["node"].to_pylist(), projects["id"].to_pylist())
    return dict(zip(*pairs, strict=True))


def _projects(records: pa.Table) -> dict[str, dict[str, str]]:
    """The project that each record speaks of; a record of two speaks of none by itself."""
    found: dict[str, dict[str, str]] = {}
    for row in records.select(["dataset", "record_id", "id"]).to_pylist():
        of_dataset = found.setdefault(row["dataset"], {})
        is_second = row["record_id"] in of_dataset
        of_dataset[row["record_id"]] = "" if is_second else row["id"]
    return {
        name: {record: project for record, project in records.items() if project}
        for name, records in found.items()
    }
