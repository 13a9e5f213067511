"""Links to the slices of a dataset by area and by year, as its page offers them.

Belongs here: reading the two lists of a release. Does not belong here: making slices. A release
without lists (an earlier one, or one whose slices were withdrawn) has no links.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from outputs.site.releases import Release
from outputs.slices.cutting import UNKNOWN
from outputs.slices.files import AREA_INDEX, ONLY_ITSELF, YEAR_INDEX

AREA_NOTE = "县区的文件含所辖乡镇、街道；乡镇的文件已含在县区里，不能再加。"
YEAR_NOTE = "按记录所属年度分；与公开月份、文号年份不同。"
NO_YEAR = "年度未载明"
ITSELF = "（本级）"


@dataclass(frozen=True)
class SliceLink:
    """One slice: what a reader calls it, how many records, where its files are."""

    label: str
    records: int
    csv: str
    json: str


@dataclass(frozen=True)
class SliceGroup:
    """All slices of one kind, with the file that lists them."""

    title: str
    note: str
    index: str
    links: tuple[SliceLink, ...]


def read_slices(release: Release, dataset: str) -> tuple[SliceGroup, ...]:
    """The groups that have at least one slice of the dataset. Raises OSError."""
    offered = (
        SliceGroup("分地区", AREA_NOTE, AREA_INDEX, tuple(_links(release, AREA_INDEX, dataset))),
        SliceGroup("分年度", YEAR_NOTE, YEAR_INDEX, tuple(_links(release, YEAR_INDEX, dataset))),
    )
    return tuple(
        SliceGroup(one.title, one.note, f"{release.path}{one.index}", one.links)
        for one in offered
        if one.links
    )


def _links(release: Release, index: str, dataset: str) -> Iterator[SliceLink]:
    path = release.folder / index
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["dataset"] == dataset:
                yield SliceLink(
                    label=_label(row),
                    records=int(row["records"]),
                    csv=f"{release.path}{row['csv']}",
                    json=f"{release.path}{row['json']}",
                )


def _label(row: dict[str, str]) -> str:
    if "year" in row:
        return NO_YEAR if row["year"] == UNKNOWN else f"{row['year']} 年"
    return f"{row['name']}{ITSELF}" if row["scope"] == ONLY_ITSELF and row["level"] else row["name"]
