"""The projects of areas, as a table that leads to their pages; 项目.

Belongs here: which area a project is listed under, and the columns of the list. Does not belong
here: finding projects (`outputs/site/records/`). A project is of the area that its rows name, else
of the area that told of it; one that neither places stands in the list of projects alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from outputs.site.addresses import project_page
from outputs.site.grid import Cell, Column, Grid, amount
from outputs.site.places.facts import PlaceFacts
from sources.succession import code_in_force

COLUMNS = (
    Column("项目", "text"),
    Column("实施地点", "text"),
    Column("走到哪一步", "short"),
    Column("报送单位", "text"),
    Column("计划安排", "amount", "元"),
    Column("分配", "amount", "元"),
)
NOTE = "计划安排和分配说的是同一笔钱，不能相加；一个项目有几次分配的，这里不写，见项目页。"


@dataclass(frozen=True)
class ProjectLine:
    """A project as a line of a list; amounts in yuan, None if not told, or told more than once."""

    name: str
    place: str
    state: str
    unit: str
    planned_yuan: Decimal | None
    allocated_yuan: Decimal | None
    href: str


def projects_by_area(facts: PlaceFacts, projects: pa.Table) -> Mapping[str, Sequence[ProjectLine]]:
    """The projects by the code in force of their area, by name."""
    found: dict[str, list[ProjectLine]] = {}
    for row in projects.sort_by([("name", "ascending"), ("node", "ascending")]).to_pylist():
        codes = [code_in_force(code) for code in (row["area_code"], row["unit_code"]) if code]
        area = next((code for code in codes if code in facts.areas), None)
        if area is not None:
            found.setdefault(area, []).append(
                ProjectLine(
                    name=row["name"] or "名称没有写明",
                    place=row["location"] or row["area_name"] or "",
                    state=row["life_stage"] or "",
                    unit=row["unit_name"] or "",
                    planned_yuan=_yuan(row["planned_yuan"]),
                    allocated_yuan=_yuan(row["allocated_yuan"]),
                    href=project_page(row["id"]),
                )
            )
    return found


def _yuan(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def project_grid(name: str, lines: Sequence[ProjectLine], *, is_low: bool) -> Grid:
    """The table of an area's projects; `is_low` if those of its towns are among them."""
    rows = tuple(
        (
            Cell(one.name, one.href),
            Cell(one.place),
            Cell(one.state),
            Cell(one.unit),
            amount(one.planned_yuan, href=f"{one.href}#money"),
            amount(one.allocated_yuan, href=f"{one.href}#money"),
        )
        for one in lines
    )
    reach = "含所辖乡镇、街道的" if is_low else "只列本级的，下级的见下级地区"
    caption = f"{name}的项目，{reach}；金额单位：元"
    return Grid("projects", "项目", caption, COLUMNS, rows, NOTE)
