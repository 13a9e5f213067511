"""The pages of areas: 中央 and each province, city, county and town that the release speaks of.

Belongs here: what stands on one area's page. Does not belong here: reading the release
(`facts.py`, `money.py`), what units owe (`units.py`). One area has one page, by its code in force;
the address of a code that has ended says so and leads there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.ledger.parties import LEVELS
from outputs.site.addresses import AREAS_PAGE, area_page, dataset_page
from outputs.site.grid import Cell, Column, Grid, number, with_grids
from outputs.site.known import Known
from outputs.site.pages import Crumb, Page
from outputs.site.pictures.picture import Picture
from outputs.site.places.compared import balances_picture, level_pictures
from outputs.site.places.facts import PlaceFacts
from outputs.site.places.money import (
    BALANCE_COLUMNS,
    FLOW_COLUMNS,
    FLOW_NOTE,
    MONEY_NOTE,
    Money,
    Row,
    balance_cells,
    flow_cells,
)
from outputs.site.places.projects import ProjectLine, project_grid
from outputs.site.places.senders import Sender, sender_grid
from outputs.slices.places import areas_by_code
from sources.regions import Region
from sources.succession import code_in_force, successors

TITLE = "地区"
BELOW = "below"
PARENT_NOTE = "每个下级地区自己收到、付出、花掉多少，栏目与上面相同。上级的金额含下级的，不能相加。"


@dataclass(frozen=True)
class AreaSource:
    """All that the pages of areas are made from."""

    facts: PlaceFacts
    money: Money
    known: Known
    projects: Mapping[str, Sequence[ProjectLine]]
    senders: Mapping[str, Sequence[Sender]]
    common: Mapping[str, Any]


@dataclass(frozen=True)
class AreaStep:
    """An area as a line of the list of areas."""

    code: str
    name: str
    level: str
    href: str
    records: int
    steps: tuple["AreaStep", ...]


def area_pages(source: AreaSource) -> Iterator[Page]:
    """The list of areas, a page for each, and one for each ended code that leads to another."""
    if not source.facts.areas:
        return
    yield _list_page(source)
    for code, region in source.facts.areas.items():
        yield from _area_pages(source, code, region)
    for old, new in sorted(successors().items()):
        if code_in_force(new) in source.facts.areas and old in areas_by_code():
            yield _renamed_page(source, areas_by_code()[old])


def crumbs_to(source: AreaSource, code: str) -> tuple[Crumb, ...]:
    """The way down to an area: 首页 › 地区 › 中央 › 省 › 市; the area itself without a link."""
    way = [
        Crumb(source.facts.areas[up].name, area_page(up) if up != code else None)
        for up in reversed(list(source.facts.way(code)))
        if up in source.facts.areas
    ]
    return (Crumb("首页", "index.html"), Crumb(TITLE, AREAS_PAGE), *way)


def _list_page(source: AreaSource) -> Page:
    facts = source.facts
    roots = [code for code, region in facts.areas.items() if not region.parent]
    unplaced = sum(one.records for one in facts.counts if one.area not in areas_by_code())
    context = {
        **source.common,
        "steps": tuple(_step(facts, code) for code in roots),
        "unplaced": unplaced,
        "pictures": tuple(level_pictures(_balanced(source, facts.areas), source.known)),
    }
    crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    return Page(AREAS_PAGE, "areas.html", TITLE, TITLE, crumbs, context)


def _step(facts: PlaceFacts, code: str) -> AreaStep:
    region = facts.areas[code]
    return AreaStep(
        code=code,
        name=region.name,
        level=LEVELS[region.level],
        href=area_page(code),
        records=facts.records_below.get(code, 0),
        steps=tuple(_step(facts, one) for one in facts.children.get(code, ())),
    )


def _area_pages(source: AreaSource, code: str, region: Region) -> Iterator[Page]:
    facts = source.facts
    own = sum(one.records for one in facts.own_counts.get(code, ()))
    context = {
        **source.common,
        "region": region,
        "level": LEVELS[region.level],
        "earlier": tuple(areas_by_code()[one] for one in _codes(code)[1:]),
        "records_below": facts.records_below.get(code, 0),
        "records_own": own,
        "children": [facts.areas[one] for one in facts.children.get(code, ())],
        "area_files": _files(source, code),
        "senders": source.senders.get(code, ()),
        "figures": {BELOW: _below_pictures(source, code)},
        "unit_href": source.known.unit(code),
    }
    page = Page(area_page(code), "area.html", region.name, TITLE, crumbs_to(source, code), context)
    yield from with_grids(page, list(_grids(source, code, region)))


def _codes(code: str) -> tuple[str, ...]:
    """The code in force, and those that ended and lead to it."""
    return (code, *sorted(old for old in successors() if code_in_force(old) == code))


def _grids(source: AreaSource, code: str, region: Region) -> Iterator[Grid]:
    name = region.name
    rows = _rows(source.money.balances, code)
    cells = tuple(balance_cells(row, source.known) for row in rows)
    caption = f"{name}，按年度和资金；金额单位：元，下方小字为便于阅读的万元、亿元"
    yield Grid("money", "收到多少、付出多少、花了多少", caption, BALANCE_COLUMNS, cells, MONEY_NOTE)
    yield _flow_grid(source, code, "out", f"{name}付给了谁")
    yield _flow_grid(source, code, "in", f"{name}的钱从哪里来")
    yield _children_grid(source, code, name)
    yield _children_money(source, code, name)
    yield project_grid(name, _projects(source, code), is_low=source.facts.is_low(code))
    yield sender_grid(name, source.senders.get(code, ()), source.known)


def _rows(by_code: Mapping[str, Sequence[Row]], code: str) -> list[Row]:
    return [row for one in _codes(code) for row in by_code.get(one, ())]


def _flow_grid(source: AreaSource, code: str, side: str, title: str) -> Grid:
    by_code, other = (
        (source.money.given, "payee") if side == "out" else (source.money.received, "payer")
    )
    cells = tuple(flow_cells(row, other, source.known) for row in _rows(by_code, code))
    caption = f"{title}，按年度、环节、资金；金额单位：元"
    return Grid(side, title, caption, FLOW_COLUMNS, cells, FLOW_NOTE)


def _children_grid(source: AreaSource, code: str, name: str) -> Grid:
    columns = (
        Column("地区", "text"),
        Column("代码", "short"),
        Column("层级", "short"),
        Column("报送的记录（含下级）", "number", "条"),
        Column("项目", "number", "个"),
        Column("报送单位", "long"),
    )
    facts = source.facts
    rows = tuple(
        (
            Cell(region.name, area_page(one)),
            Cell(one),
            Cell(LEVELS[region.level]),
            number(facts.records_below.get(one, 0)),
            number(len(_projects(source, one)) or None),
            Cell("、".join(sender.name for sender in source.senders.get(one, ()))),
        )
        for one in facts.children.get(code, ())
        for region in (facts.areas[one],)
    )
    return Grid("children", "下级地区", f"{name}的下级地区，只列本版说到的", columns, rows)


def _children_money(source: AreaSource, code: str, name: str) -> Grid:
    columns = (Column("地区", "text"), *BALANCE_COLUMNS)
    rows = tuple(
        (
            Cell(source.facts.areas[one].name, area_page(one)),
            *balance_cells(row, source.known),
        )
        for one in source.facts.children.get(code, ())
        for row in _rows(source.money.balances, one)
    )
    caption = f"{name}的下级地区，按年度和资金；金额单位：元"
    return Grid(BELOW, "下级地区收到多少、付出多少、花了多少", caption, columns, rows, PARENT_NOTE)


def _below_pictures(source: AreaSource, code: str) -> tuple[Picture, ...]:
    """The areas right below side by side, where two or more can be compared."""
    below = _balanced(source, source.facts.children.get(code, ()))
    picture = balances_picture("below-areas", "各下级地区", below, source.known)
    return () if picture is None else (picture,)


def _balanced(source: AreaSource, codes: Iterable[str]) -> list[tuple[Region, list[Row]]]:
    """Areas with their balances."""
    areas = source.facts.areas
    return [(areas[one], _rows(source.money.balances, one)) for one in codes]


def _projects(source: AreaSource, code: str) -> Sequence[ProjectLine]:
    """The projects of the area; of a county also those of its towns."""
    below = source.facts.children.get(code, ()) if source.facts.is_low(code) else ()
    return [line for one in (code, *below) for line in source.projects.get(one, ())]


def _files(source: AreaSource, code: str) -> list[Mapping[str, str]]:
    """The files of the area in the release, and the pages of their datasets."""
    path = source.facts.release.path
    return [
        {
            "title": row["dataset_title"],
            "page": dataset_page(row["dataset"]),
            "records": row["records"],
            "csv": path + row["csv"],
            "json": path + row["json"],
        }
        for one in _codes(code)
        for row in source.facts.slices.get(one, ())
    ]


def _renamed_page(source: AreaSource, old: Region) -> Page:
    new = source.facts.areas[code_in_force(old.code)]
    way = crumbs_to(source, new.code)
    crumbs = (*way[:-1], Crumb(new.name, area_page(new.code)), Crumb(old.name, None))
    context = {**source.common, "old": old, "new": new, "href": area_page(new.code)}
    return Page(area_page(old.code), "area_renamed.html", old.name, TITLE, crumbs, context)
