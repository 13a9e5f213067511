"""Pages of areas, funds and units that an earlier release had and the newest has not; 旧址.

Belongs here: finding them and what stands at their addresses: every address once given out goes on
leading somewhere. Does not belong here: pages of what the newest release tells.
"""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.compute as pc
from pyarrow import parquet

from outputs.areas import AREAS_FILE
from outputs.ledger.parties import UNIT
from outputs.site.addresses import (
    AREAS_PAGE,
    FUNDS_PAGE,
    UNITS_PAGE,
    area_page,
    fund_page,
    unit_page,
)
from outputs.site.known import Known
from outputs.site.pages import Crumb, Page
from outputs.site.places.facts import standing
from outputs.site.places.money import FLOWS, UNNAMED
from outputs.site.places.scores import signed_times
from outputs.site.releases import Listed, Release
from sources.succession import code_in_force


def gone_pages(
    listing: tuple[Listed, ...], known: Known, common: Mapping[str, Any]
) -> Iterator[Page]:
    """One page for each that only earlier releases have; it leads to the last that had it."""
    seen: set[str] = set()
    for line in listing:
        if line.release is None:
            continue
        for page in _pages(line.release, known, common):
            if page.path not in seen:
                seen.add(page.path)
                yield page


def _pages(release: Release, known: Known, common: Mapping[str, Any]) -> Iterator[Page]:
    for code, name in _areas(release).items():
        if not known.area(code):
            path = area_page(code_in_force(code))
            yield _page(path, name, ("地区", AREAS_PAGE), release, common)
    for key in _funds(release):
        if not known.fund(key):
            yield _page(fund_page(key), key or UNNAMED, ("资金", FUNDS_PAGE), release, common)
    for code in signed_times(release):
        if not known.unit(code):
            names = [one.unit_name for one in release.signatures if one.unit == code]
            yield _page(unit_page(code), names[0], ("报送单位", UNITS_PAGE), release, common)


def _page(
    path: str, name: str, family: tuple[str, str], release: Release, common: Mapping[str, Any]
) -> Page:
    title, address = family
    crumbs = (Crumb("首页", "index.html"), Crumb(title, address), Crumb(name, None))
    return Page(path, "gone.html", name, title, crumbs, {**common, "last": release})


def _areas(release: Release) -> Mapping[str, str]:
    """Codes and names of the areas that a release lists; none if it is of earlier software."""
    path = release.folder / AREAS_FILE
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["code"]: row["name"] for row in rows if row["level"] != UNIT}


def _funds(release: Release) -> list[str]:
    if not any(one.dataset == FLOWS for one in standing(release)):
        return []
    path = release.folder / "data" / f"{FLOWS}.parquet"
    keys = parquet.read_table(path, columns=["fund_key"])["fund_key"]
    return sorted(pc.unique(keys.fill_null("")).to_pylist())
