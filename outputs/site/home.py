"""The home page: what is new, how much money, from whom to whom, who has reported, what is unknown.

Belongs here: what the page is given, all of it from the newest release. Does not belong here: the
pages it leads to. What nobody stated is said to be unknown, and never shown as nothing.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow.parquet as pq

from outputs.open_warnings import PATH as WARNINGS
from outputs.portal.entry import ENTRY
from outputs.site.changed import Changed, read_changed
from outputs.site.front import ScoredMonth, scored_months
from outputs.site.ledger import year_places
from outputs.site.pages import Crumb, Page, newest_of
from outputs.site.pictures.flows import newest_flow
from outputs.site.releases import Listed, Release, Signature
from outputs.site.years import year_lines

HOME = "index.html"
TITLE = "首页"
UNSAID = "failed"
# What the balance of a place says where something is not known (outputs/ledger/balances.sql).
OPEN_BALANCES = {
    "有差额": "差额还没有说明",
    "超出": "付出或花掉的多于收到的",
    "没有支出数": "没有支出数",
    "没有收入数": "没有收入数",
    "只有计划数": "只有计划数",
}


@dataclass(frozen=True)
class News:
    """What the newest release brought: by dataset, with all datasets that did not change left out.

    `since` is the release that it is compared with; None in the first.
    """

    since: str | None
    datasets: tuple[Changed, ...]


@dataclass(frozen=True)
class Months:
    """First and last month of disclosure that a dataset has records of, as YYYY-MM."""

    first: str
    last: str


@dataclass(frozen=True)
class Gaps:
    """What the newest release does not know, as counts of what it can tell.

    `balances`: places of the ledger by what their balance lacks. `doubts`: published warnings,
    and how many of them nobody has explained.
    """

    waiting: int
    datasets: int
    balances: Mapping[str, int]
    doubts: int
    unexplained: int


@dataclass(frozen=True)
class Signed:
    """Who signed: how many units, and the office's own."""

    units: int
    office: tuple[Signature, ...]


def home_pages(listing: tuple[Listed, ...], *, has_latest: bool) -> Iterator[Page]:
    """The home page; before the first release it says that there is none."""
    newest = newest_of(listing)
    crumbs = (Crumb(TITLE, None),)
    if newest is None:
        yield Page(HOME, "empty.html", TITLE, TITLE, crumbs, {})
        return
    context = {
        "listing": listing,
        "newest": newest,
        "release": newest,
        "latest": has_latest,
        "flow": None if newest.ledger is None else newest_flow(newest),
        "years": () if newest.ledger is None else year_lines(newest),
        "balanced": {str(year): path for year, path in year_places(newest).items()},
        "news": news_of(newest),
        "months": months_of(newest),
        "month": newest_month(newest),
        "gaps": gaps_of(newest),
        "signed": signed_of(newest),
    }
    yield Page(HOME, "index.html", newest.title, TITLE, crumbs, context)


def news_of(release: Release) -> News:
    """The changes of a release by dataset, those with most changed records first."""
    shown = [facts for facts in release.datasets if not facts.withdrawn]
    found = [read_changed(release.folder, facts.id, facts.title) for facts in shown]
    changed = [one for one in found if one is not None and _moved(one)]
    return News(release.previous, tuple(sorted(changed, key=_moved, reverse=True)))


def _moved(changed: Changed) -> int:
    return changed.added + changed.modified + changed.removed


def months_of(release: Release) -> Mapping[str, Months]:
    """By dataset the months of its records; empty where the release does not say it any more."""
    path = release.folder / ENTRY
    if not path.is_file():
        return {}
    told = json.loads(path.read_bytes())["datasets"]
    return {name: Months(**one["months"]) for name, one in told.items() if one.get("months")}


def newest_month(release: Release) -> ScoredMonth | None:
    """The newest month of the published scoreboard; None without one."""
    return next(iter(scored_months(release)), None)


def gaps_of(release: Release) -> Gaps:
    """What the release does not know. Raises OSError."""
    shown = [facts for facts in release.datasets if not facts.withdrawn]
    states = _warning_states(release)
    return Gaps(
        waiting=sum(not facts.rows for facts in shown),
        datasets=len(shown),
        balances=_balances(release),
        doubts=len(states),
        unexplained=states.count(UNSAID),
    )


def _balances(release: Release) -> Mapping[str, int]:
    if release.ledger is None:
        return {}
    path = release.folder / "data" / f"{release.ledger.id}.parquet"
    states = pq.read_table(path, columns=["balance_state"])["balance_state"].to_pylist()
    found = Counter(states)
    return {words: found[state] for state, words in OPEN_BALANCES.items() if found[state]}


def _warning_states(release: Release) -> list[str]:
    path = release.folder / WARNINGS
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row["state"] for row in csv.DictReader(file)]


def signed_of(release: Release) -> Signed:
    """The sign-offs of a release: units as a count, for there may be hundreds."""
    office = tuple(one for one in release.signatures if one.unit is None)
    return Signed(len(release.signatures) - len(office), office)
