"""The page of every project of the newest release, and the list of them; 项目.

Belongs here: which pages there are and what each is given, in bulk. Does not belong here: what is
told of a project (project_facts), HTML. Records are read per dataset and cut by project, never
looked up one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import PAGE_ROWS, project_list, project_page
from outputs.site.pages import Crumb, Page, page_steps
from outputs.site.records.areas import Place, way_to
from outputs.site.records.joining import PROJECT, speaking_datasets
from outputs.site.records.project_facts import (
    DATED,
    FURTHER,
    ITEMS,
    MONEY,
    NUMBERS,
    ProjectFacts,
    Telling,
)
from outputs.site.records.shelf import Shelf

TITLE = "项目"
BATCH = 500
ALWAYS = (
    "record_id", "unit_name", "period", "document_title", "source_file", "source_sheet",
    "life_stage", "join_note", "acceptance_result", "acceptance_level",
    "acceptance_body", "accepted_on", "fund_level", "indicator_level1",
    "indicator_level2", "indicator", "target_value", "actual_value",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class ListedProject:
    """A line of the list; amounts are yuan, None where none or more than one is told."""

    id: str
    name: str
    unit: str
    way: str
    place: str
    state: str
    planned: Decimal | None
    allocated: Decimal | None
    allocations: int


@dataclass(frozen=True)
class AreaOfList:
    """Where the projects of an area begin in the list."""

    name: str
    projects: int
    page: str


def project_pages(shelf: Shelf) -> Iterator[Page]:
    """A page per project, in the order of the list. Raises OSError."""
    cut = _Cut(shelf)
    projects = shelf.joined.projects
    titles = {facts.id: facts.title for facts in shelf.newest.datasets}
    for start in range(0, projects.num_rows, BATCH):
        rows = projects.slice(start, BATCH).to_pylist()
        for row, records in zip(rows, cut.of(start, len(rows)), strict=True):
            told = Telling(records, titles, shelf.known).facts()
            yield _page(shelf, row, told, records)


class _Cut:
    """The records of each dataset in the order of projects, and where each project's begin."""

    def __init__(self, shelf: Shelf) -> None:
        self.parts: dict[str, tuple[pa.Table, np.ndarray[Any, Any]]] = {}
        projects = shelf.joined.projects
        order = projects["id"].combine_chunks()
        for name in (PROJECT, *speaking_datasets()):
            links = shelf.joined.records.filter(pc.equal(shelf.joined.records["dataset"], name))
            if links.num_rows:
                table = _placed(shelf, name, links, order)
                bounds = np.searchsorted(table["at"].to_numpy(), np.arange(projects.num_rows + 1))
                self.parts[name] = (table.drop_columns(["at"]), bounds)

    def of(self, start: int, count: int) -> Iterator[Mapping[str, Sequence[Row]]]:
        """By dataset, the records of each of these projects."""
        taken = {}
        for name, (table, bounds) in self.parts.items():
            first = int(bounds[start])
            rows = table.slice(first, int(bounds[start + count]) - first).to_pylist()
            taken[name] = (rows, bounds[start : start + count + 1] - first)
        for at in range(count):
            cut = {name: rows[ends[at] : ends[at + 1]] for name, (rows, ends) in taken.items()}
            yield {name: rows for name, rows in cut.items() if rows}


def _placed(shelf: Shelf, name: str, links: pa.Table, order: pa.Array) -> pa.Table:
    path = shelf.newest.folder / "data" / f"{name}.parquet"
    columns = [one for one in parquet.read_schema(path).names if one in _wanted()]
    data = parquet.read_table(path, columns=columns)
    rows = data.take(pc.index_in(links["record_id"], value_set=data["record_id"].combine_chunks()))
    at = pc.index_in(links["id"], value_set=order)
    rows = rows.append_column("by_name", links["by_name"]).append_column("at", at)
    return rows.sort_by([("at", "ascending"), ("record_id", "ascending")]).combine_chunks()


def _wanted() -> frozenset[str]:
    return frozenset(
        (
            *ALWAYS,
            *(name for _, names in (*ITEMS, *FURTHER) for name in names),
            *(name for _, _, name in MONEY),
            *(name for _, _, day, beside in DATED for name in (day, *beside)),
            *(name for name, _ in NUMBERS),
        )
    )


def _page(shelf: Shelf, row: Row, told: ProjectFacts, records: Mapping[str, Sequence[Row]]) -> Page:
    newest = shelf.newest
    spoken = ((name, one["record_id"]) for name, rows in records.items() for one in rows)
    units = dict.fromkeys(one.unit for one in told.records if one.unit)
    context = {
        "newest": newest,
        "release": newest,
        "facts": told,
        "project": row,
        "units": "、".join(units) or row["unit_name"] or newest.office,
        "dated": shelf.dates.over(spoken, newest),
    }
    crumbs = (
        Crumb("首页", "index.html"),
        Crumb(TITLE, project_list()),
        *_area_crumbs(shelf, row),
        Crumb(row["name"], None),
    )
    return Page(project_page(row["id"]), "project.html", row["name"], TITLE, crumbs, context)


def _area_crumbs(shelf: Shelf, row: Row) -> Iterator[Crumb]:
    for place in way_of(shelf, row):
        yield Crumb(place.name, shelf.known.areas.get(place.code))


def way_of(shelf: Shelf, row: Row) -> tuple[Place, ...]:
    """The areas around a project: around its own code if told, else around the unit's."""
    return way_to(shelf.places, row["area_code"] or "") or way_to(shelf.places, row["unit_code"])


def project_lists(shelf: Shelf) -> Iterator[Page]:
    """The list of all projects by area, in pages."""
    rows = tuple(_listed(shelf))
    newest = shelf.newest
    last = max(1, -(-len(rows) // PAGE_ROWS))
    areas = tuple(_areas(rows))
    for number in range(1, last + 1):
        context = {
            "newest": newest,
            "release": newest,
            "rows": rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS],
            "first": (number - 1) * PAGE_ROWS + 1,
            "total": len(rows),
            "areas": areas,
            "number": number,
            "page_count": last,
            "steps": page_steps(number, last),
        }
        crumbs = [Crumb("首页", "index.html")]
        crumbs.append(Crumb(TITLE, None if number == 1 else project_list()))
        title = TITLE if number == 1 else f"{TITLE}（第 {number} 页）"
        if number > 1:
            crumbs.append(Crumb(f"第 {number} 页", None))
        yield Page(project_list(number), "projects.html", title, TITLE, tuple(crumbs), context)


def _listed(shelf: Shelf) -> Iterator[ListedProject]:
    for batch in shelf.joined.projects.to_batches(max_chunksize=PAGE_ROWS):
        for row in batch.to_pylist():
            yield ListedProject(
                id=row["id"],
                name=row["name"],
                unit=row["unit_name"] or row["unit_code"],
                way="".join(place.name for place in way_of(shelf, row)[-2:]),
                place="　".join(one for one in (row["area_name"], row["location"]) if one),
                state=row["life_stage"] or "",
                planned=_decimal(row["planned_yuan"]),
                allocated=_decimal(row["allocated_yuan"]),
                allocations=row["allocations"],
            )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _areas(rows: Sequence[ListedProject]) -> Iterator[AreaOfList]:
    counts: dict[str, int] = {}
    starts: dict[str, int] = {}
    for at, row in enumerate(rows):
        name = row.way or row.unit
        counts[name] = counts.get(name, 0) + 1
        starts.setdefault(name, at)
    for name, count in counts.items():
        yield AreaOfList(name, count, project_list(starts[name] // PAGE_ROWS + 1))
