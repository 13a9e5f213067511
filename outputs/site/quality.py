"""The pages of quality: what was checked of a release, what did not hold, how units fare; 数据质量.

Belongs here: reading quality/ of releases and one value per page. Does not belong here: counting
(that is frozen in the release), HTML.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from outputs.open_warnings import PATH as FINDINGS
from outputs.quality.files import RULES, RULES_FILE
from outputs.quality.history import CURRENT, QUALITY, UNITS, UNITS_FILE, read_history
from outputs.site.pages import Crumb, Page
from outputs.site.releases import Listed, Release

TITLE = "数据质量"
ANY_TABLE = "任何表"
COMPARED = "与上一版本比较"
SHOWN_RELEASES = 6
STEPS = 10
COUNTED = {"record": "条记录", "file": "个文件", "dataset": "个数据集", "unit": "个单位"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one dataset that were tried, those that did not hold everywhere first."""

    title: str
    rules: tuple[Row, ...]

    @property
    def open(self) -> tuple[Row, ...]:
        """Rules that something did not pass."""
        return tuple(row for row in self.rules if missed(row))

    @property
    def held(self) -> tuple[Row, ...]:
        """Rules that everything passed."""
        return tuple(row for row in self.rules if not missed(row))


@dataclass(frozen=True)
class UnitCell:
    """A unit in one release: its records, those with a warning, and the height of a bar, 0 to 10.

    The bar is the share without a warning, rounded down, so that only a whole one means all.
    """

    records: int
    flagged: int

    @property
    def share(self) -> str:
        """Records without a warning in per cent, rounded down to a tenth."""
        return f"{(self.records - self.flagged) * 1000 // self.records / 10:.1f}%"

    @property
    def step(self) -> int:
        """Height of the bar."""
        return (self.records - self.flagged) * STEPS // self.records


@dataclass(frozen=True)
class UnitLine:
    """A unit over the shown releases, the oldest first; None where it had no records."""

    code: str
    name: str
    cells: tuple[UnitCell | None, ...]
    now: Row | None


def quality_pages(listing: tuple[Listed, ...], newest: Release | None) -> Iterator[Page]:
    """A page for each release that has quality/, and quality/index.html for the newest."""
    for line in listing:
        release = line.release
        if release is None or newest is None or not release.has_quality:
            continue
        found = quality_context(release, is_newest=release.version == newest.version)
        context = {"newest": newest, "release": release, **found}
        title = f"{TITLE}：版本 {release.version}"
        version = Crumb(release.version, f"versions/{release.version}/index.html")
        crumbs: tuple[Crumb, ...] = (Crumb("首页", "index.html"), version, Crumb(TITLE, None))
        path = f"versions/{release.version}/quality/index.html"
        yield Page(path, "quality.html", title, TITLE, crumbs, context)
        if release.version == newest.version:
            path, crumbs = "quality/index.html", (crumbs[0], crumbs[-1])
            yield Page(path, "quality.html", TITLE, TITLE, crumbs, context)


def quality_context(release: Release, *, is_newest: bool) -> dict[str, Any]:
    """What the page says of one release; only the newest has pages that list its doubts."""
    folder = release.folder / QUALITY
    rules = read_history(folder / RULES_FILE, RULES).to_pylist()
    tried = [row for row in rules if row["tried"]]
    groups = rule_groups(tried)
    releases, units = unit_lines(read_history(folder / UNITS_FILE, UNITS).to_pylist(), release)
    return {
        "groups": groups,
        "tried_rules": len(tried),
        "open_rules": sum(missed(row) > 0 for row in tried),
        "records": sum(facts.rows for facts in release.datasets),
        "flagged": sum(line.now["flagged"] for line in units if line.now is not None),
        "counted": COUNTED,
        **_doubts(release, is_newest=is_newest),
        "releases": releases,
        "units": units,
    }


def _doubts(release: Release, *, is_newest: bool) -> dict[str, Any]:
    """Whether the release lists its doubts, and the datasets and units with pages that do."""
    path = release.folder / FINDINGS
    rows: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream)) if is_newest else []
    standing = {facts.id for facts in release.datasets if not facts.withdrawn}
    return {
        "has_findings": path.exists(),
        "remarked": standing & {row["dataset"] for row in rows},
        "doubtful": {row["unit_code"] for row in rows},
    }


def missed(row: Row) -> int:
    """How many did not pass a rule."""
    found: int = row["failed"] + row["explained"] + row["waived"]
    return found


def rule_groups(rows: list[Row]) -> tuple[RuleGroup, ...]:
    """Rules by dataset: datasets with something open first, those of any table last."""
    made = []
    for title, members in groupby(sorted(rows, key=_group), key=_group):
        ordered = sorted(members, key=lambda row: (-missed(row), -row["noted"], row["rule"]))
        made.append(RuleGroup(title[1], tuple(ordered)))
    return tuple(sorted(made, key=lambda group: not group.open))


def _group(row: Row) -> tuple[int, str]:
    if row["dataset"]:
        return (0, row["dataset_title"])
    return (1, COMPARED) if row["rule"].startswith("change_") else (2, ANY_TABLE)


def unit_lines(rows: list[Row], release: Release) -> tuple[tuple[str, ...], tuple[UnitLine, ...]]:
    """The shown releases, the oldest first, and a line for each unit that has records in one."""
    versions = [
        release.version if one == CURRENT else one
        for one in dict.fromkeys(row["release"] for row in rows)
    ][-SHOWN_RELEASES:]
    by_unit: dict[str, dict[str, Row]] = {}
    for row in rows:
        version = release.version if row["release"] == CURRENT else row["release"]
        if version in versions:
            by_unit.setdefault(row["unit_code"], {})[version] = row
    lines = [
        UnitLine(
            code=code,
            name=list(found.values())[-1]["unit_name"],
            cells=tuple(_cell(found.get(version)) for version in versions),
            now=found.get(release.version),
        )
        for code, found in sorted(by_unit.items())
    ]
    return tuple(versions), tuple(sorted(lines, key=_flagged_now, reverse=True))


def _flagged_now(line: UnitLine) -> int:
    return 0 if line.now is None else int(line.now["flagged"])


def _cell(row: Row | None) -> UnitCell | None:
    return UnitCell(row["records"], row["flagged"]) if row and row["records"] else None
