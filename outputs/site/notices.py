"""Corrections and withdrawals as the site sees them, and the pages that announce them.

Belongs here: one page per notice of correction and per withdrawal. Does not belong here: pages of
versions and datasets, which only link to these. The values of a correction are shown as far as they
are still published; its words stay whatever was withdrawn.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.changes import record_labels
from outputs.site.addresses import correction_page
from outputs.site.pages import Crumb, Page, newest_of
from outputs.site.releases import Listed, Release, WithdrawnNote
from outputs.site.since.moves import read_published
from sources.contract import load_contracts

SHOWN_ROWS = 200
FILE = "CORRECTION.json"


def notice_pages(listing: tuple[Listed, ...], *, has_latest: bool) -> Iterator[Page]:
    """Yield a page for every correction and every withdrawal, newest first."""
    releases = [line.release for line in listing if line.release is not None]
    if not releases:
        return
    newest = newest_of(listing) or releases[0]
    common = {"listing": listing, "newest": newest, "latest": has_latest}
    for release in releases:
        if release.correction is not None:
            yield _correction_page(release, {**common, "release": release})
    found = {note.id: note for release in releases for note in release.withdrawals}
    for note in sorted(found.values(), key=lambda one: one.id, reverse=True):
        target = next((one for one in releases if one.version == note.version), newest)
        yield _withdrawal_page(note, releases, {**common, "release": target})


def _correction_page(release: Release, common: Mapping[str, Any]) -> Page:
    values = _values(release.folder / FILE)
    title = f"更正公告 {release.version}"
    datasets = values.get("datasets", {})
    context = {
        **common,
        "values": values,
        "shown_rows": SHOWN_ROWS,
        "labels": {name: _labels(release, name, item) for name, item in datasets.items()},
        "differences": {name: _difference(item) for name, item in datasets.items()},
    }
    path = correction_page(release.version)
    return Page(path, "correction.html", title, "版本", _crumbs(title), context)


def _labels(release: Release, dataset: str, item: Mapping[str, Any]) -> dict[str, str]:
    """What readers call the corrected records that are shown, by id; those removed name themselves.

    Without the data or the contract nothing is known of them but their id.
    """
    contract = load_contracts().get(dataset)
    table = read_published(release.folder, dataset)
    if contract is None or table is None:
        return {}
    ids = {one["record_id"] for one in item["changes"][:SHOWN_ROWS]}
    chosen = table.filter(pc.is_in(table["record_id"], pa.array(ids, table["record_id"].type)))
    labels = record_labels(contract, chosen, priced=False)
    return dict(zip(chosen["record_id"].to_pylist(), labels, strict=True))


def _difference(item: Mapping[str, Any]) -> Decimal | None:
    """How much the amounts of all of the dataset's changes come to, in yuan; None without any."""
    stated = item.get("difference_yuan")
    return None if stated is None else Decimal(stated)


def _withdrawal_page(
    note: WithdrawnNote, releases: list[Release], common: Mapping[str, Any]
) -> Page:
    touched = [one for one in releases if note in one.withdrawals]
    title = f"撤下公告 {note.id}"
    context = {**common, "note": note, "touched": touched}
    return Page(f"{note.path}index.html", "withdrawal.html", title, "版本", _crumbs(title), context)


def _crumbs(title: str) -> tuple[Crumb, ...]:
    first = (Crumb("首页", "index.html"), Crumb("更正与撤下", "index.html#notices"))
    return (*first, Crumb(title, None))


def _values(path: Path) -> Mapping[str, Any]:
    """The notice's file; empty if its values were withdrawn."""
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found
