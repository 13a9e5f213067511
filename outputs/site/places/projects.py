"""The projects of areas, as a table of their pages; 项目.

Belongs here: which projects the release has, by area, and the columns of their list. Does not
belong here: the page of a project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
from pyarrow import parquet

from outputs.site.grid import Cell, Column, Grid, amount
from outputs.site.known import Known
from outputs.site.places.facts import PlaceFacts, standing
from outputs.slices.places import own_areas
from sources.succession import code_in_force

PROJECT = "project"
FIELDS = ("record_id", "project_name", "budget_year", "progress_state", "life_stage",
          "responsible_unit", "amount_yuan")  # fmt: skip
COLUMNS = (
    Column("项目", "text"),
    Column("年度", "year"),
    Column("走到哪一步", "short"),
    Column("实施单位", "text"),
    Column("计划金额", "amount", "元"),
)


@dataclass(frozen=True)
class ProjectLine:
    """A project as a line of a list; `amount_yuan` is what its plan gives it, None if not known."""

    record_id: str
    name: str
    year: str
    state: str
    body: str
    amount_yuan: Decimal | None
    href: str | None


def read_projects(facts: PlaceFacts, known: Known) -> Mapping[str, Sequence[ProjectLine]]:
    """The projects of the release by the code in force of their own area. Raises OSError."""
    contract = next((one for one in standing(facts.release) if one.dataset == PROJECT), None)
    if contract is None:
        return {}
    path = facts.release.folder / "data" / f"{PROJECT}.parquet"
    table = parquet.read_table(path)
    named = table.select([name for name in FIELDS if name in table.schema.names])
    keyed = named.append_column("area", own_areas(table)).sort_by(
        [("budget_year", "descending"), ("project_name", "ascending"), ("record_id", "ascending")]
    )
    return _lines(keyed, known)


def _lines(keyed: pa.Table, known: Known) -> Mapping[str, Sequence[ProjectLine]]:
    found: dict[str, list[ProjectLine]] = {}
    for row in keyed.to_pylist():
        record_id, year = row["record_id"], row["budget_year"]
        line = ProjectLine(
            record_id=record_id,
            name=row["project_name"] or "名称没有写明",
            year="" if year is None else str(year),
            state=row.get("progress_state") or row.get("life_stage") or "",
            body=row.get("responsible_unit") or "",
            amount_yuan=row.get("amount_yuan"),
            href=known.project(PROJECT, record_id) or known.record(PROJECT, record_id),
        )
        found.setdefault(code_in_force(row["area"]), []).append(line)
    return found


def project_grid(name: str, lines: Sequence[ProjectLine], *, is_low: bool) -> Grid:
    """The table of an area's projects; `is_low` if those of its towns are among them."""
    rows = tuple(
        (
            Cell(one.name, one.href),
            Cell(one.year),
            Cell(one.state),
            Cell(one.body),
            amount(one.amount_yuan),
        )
        for one in lines
    )
    reach = "含所辖乡镇、街道的" if is_low else "只列本级的，下级的见下级地区"
    return Grid("projects", "项目", f"{name}的项目，{reach}；金额单位：元", COLUMNS, rows)
