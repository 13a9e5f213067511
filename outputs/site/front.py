"""Pages about the whole: English summary, about, site map, the scoreboard, requests on application.

Belongs here: which of them there are and what each is given. Does not belong here: pages of
datasets, versions and notices.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyarrow import parquet

from outputs.site.pages import Crumb, Page, newest_of
from outputs.site.releases import DatasetFacts, Listed, Release
from sources.contract import load_contracts

ENGLISH, ABOUT, MAP = "en/index.html", "about/index.html", "map/index.html"
SCOREBOARD, REQUESTS = "scoreboard/index.html", "requests/index.html"
SCORES, APPLICATIONS = "disclosure_scoreboard", "information_request"


@dataclass(frozen=True)
class Score:
    """What a unit owed for a month and what it met; counts, and its own words for what was late.

    `nothing` is how many of what was met are 零报告; `late_days` adds up the working days. A count
    is None where the office did not publish it.
    """

    unit: str
    due_on: str
    owed: int
    met: int
    late: int | None
    reasons: str
    record_id: str
    nothing: int | None = None
    late_days: int | None = None
    published: int | None = None
    published_on_time: int | None = None

    @property
    def state(self) -> str:
        """In words, without blame: what is missing is on its way."""
        if self.owed == 0:
            return "本月无应报项"
        if self.met < self.owed:
            return f"还差 {self.owed - self.met} 项"
        return f"已齐，其中 {self.late} 项晚于期限" if self.late else "按期报齐"


@dataclass(frozen=True)
class ScoredMonth:
    """The units of one month, the units with most to come first."""

    period: str
    scores: tuple[Score, ...]

    @property
    def complete(self) -> int:
        """How many units owe nothing more."""
        return sum(score.met >= score.owed for score in self.scores)

    @property
    def waiting(self) -> tuple[Score, ...]:
        """The units from which something is still to come."""
        return tuple(score for score in self.scores if score.met < score.owed)

    @property
    def late(self) -> tuple[Score, ...]:
        """The units that sent everything, some of it after the day."""
        return tuple(score for score in self.scores if score.met >= score.owed and score.late)


@dataclass(frozen=True)
class EnglishDataset:
    """A dataset in English, from its contract."""

    facts: DatasetFacts
    description: str
    files: tuple[tuple[str, str], ...]


def front_pages(listing: tuple[Listed, ...]) -> Iterator[Page]:
    """Yield those pages of the whole for which the newest release has anything to say."""
    newest = newest_of(listing)
    if newest is None:
        return
    common = {"listing": listing, "newest": newest, "release": newest}
    yield _page("about.html", ABOUT, "关于本站", common)
    yield _page("english.html", ENGLISH, "English", {**common, "datasets": english(newest)})
    months = scored_months(newest)
    if months:
        yield _page("scoreboard.html", SCOREBOARD, "每月公开情况", {**common, "months": months})
    context = {**common, "applications": _rows(newest, APPLICATIONS)}
    yield _page("requests.html", REQUESTS, "依申请公开", context)
    yield _page("map.html", MAP, "网站地图", {**common, "months": months})


def _page(template: str, path: str, title: str, context: Mapping[str, Any]) -> Page:
    crumbs = (Crumb("首页", "index.html"), Crumb(title, None))
    return Page(path, template, title, title, crumbs, context)


def english(release: Release) -> tuple[EnglishDataset, ...]:
    """The datasets of a release that still stand, those with records first."""
    contracts = load_contracts()
    known = [facts for facts in release.datasets if facts.id in contracts and not facts.withdrawn]
    return tuple(
        EnglishDataset(facts, contracts[facts.id].description_en, _files(release, facts.id))
        for facts in sorted(known, key=lambda facts: (not facts.rows, facts.title_en))
    )


def _files(release: Release, dataset: str) -> tuple[tuple[str, str], ...]:
    """Label and address of the files of a dataset that are there."""
    offered = (("CSV", "data/{}.csv"), ("Parquet", "data/{}.parquet"), ("JSON", "json/{}.json"))
    return tuple(
        (label, release.path + path.format(dataset))
        for label, path in offered
        if (release.folder / path.format(dataset)).exists()
    )


def scored_months(release: Release) -> tuple[ScoredMonth, ...]:
    """The scoreboard that the office published, the newest month first; none without it."""
    months: dict[str, list[Score]] = defaultdict(list)
    for row in _rows(release, SCORES):
        months[row["scored_period"]].append(_score(row))
    return tuple(
        ScoredMonth(period, tuple(sorted(scores, key=_most_to_come)))
        for period, scores in sorted(months.items(), reverse=True)
    )


def _most_to_come(score: Score) -> tuple[int, str]:
    return score.met - score.owed, score.unit


def _score(row: Mapping[str, Any]) -> Score:
    return Score(
        unit=row.get("scored_unit_name") or row["scored_unit_code"],
        due_on=row.get("due_on") or "",
        owed=row["owed_count"],
        met=row["met_count"],
        late=row.get("late_count"),
        reasons=row.get("late_reasons") or "",
        record_id=row["record_id"],
        nothing=_less(row["met_count"], row.get("publishable_count")),
        late_days=row.get("late_workdays"),
        published=row.get("published_count"),
        published_on_time=row.get("published_on_time_count"),
    )


def _less(met: int, with_data: int | None) -> int | None:
    """What was met without data, the signed 零报告: both are counted over the same duties."""
    return None if with_data is None else met - with_data


def _rows(release: Release, dataset: str) -> Sequence[Mapping[str, Any]]:
    facts = release.dataset(dataset)
    if facts is None or facts.withdrawn or not facts.rows:
        return ()
    path = release.folder / "data" / f"{dataset}.parquet"
    rows: Sequence[Mapping[str, Any]] = parquet.read_table(path).to_pylist()
    return rows
