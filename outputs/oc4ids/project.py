"""One project of the standard from all that a release says of it; 一个项目.

Belongs here: the order in which the parts are put together. Does not belong here: the parts.
"""

from datetime import date
from typing import Any

from outputs.oc4ids.budget import place_money
from outputs.oc4ids.contracting import place_contracting
from outputs.oc4ids.documents import place_documents
from outputs.oc4ids.gathering import Gathered
from outputs.oc4ids.locations import place_location
from outputs.oc4ids.parties import Parties, place_responsible
from outputs.oc4ids.paths import Row, place_fields
from outputs.oc4ids.targets import place_targets
from outputs.oc4ids.values import stable_id

ACCEPTANCE, PROGRESS = "acceptance", "progress"
MILESTONES = {
    ACCEPTANCE: {"title": "检查验收", "type": "assessment"},
    PROGRESS: {"title": "实施进度", "type": "reporting"},
}
TYPE_SCHEME = "CN-MINGZHANG-PROJECT-TYPE"


def project_of(one: Gathered, prefix: str) -> dict[str, Any]:
    """The project in the order of the standard's reference.

    Its identifier follows from `node`, its place in the flows, so that it stays when an allocated
    project enters a plan.
    """
    row = one.row
    on = date(int(row["period"][:4]), int(row["period"][5:7]), 1)
    parties = Parties(row["unit_code"], on)
    project: dict[str, Any] = {"id": f"oc4ids-{prefix}-{stable_id(row['node'])}", "language": "zh"}
    _identifiers(project, row)
    place_fields(project, row)
    place_targets(project, one.targets)
    place_location(project, row, on)
    place_responsible(project, row, parties)
    place_money(project, one.flows, parties)
    place_documents(project, one)
    place_contracting(project, one.purchases, parties)
    _constants(project)
    if parties.found:
        project["parties"] = list(parties.found.values())
    return project


def _identifiers(project: dict[str, Any], row: Row) -> None:
    found = [
        {"id": row[name], "scheme": scheme}
        for name, scheme in (("project_no", "project_no"), ("record_id", "record_id"))
        if row.get(name)
    ]
    if found:
        project["identifiers"] = found


def _constants(project: dict[str, Any]) -> None:
    for milestone in project.get("milestones", ()):
        milestone.update(MILESTONES[milestone["id"]])
    for one in project.get("additionalClassifications", ()):
        one["scheme"] = TYPE_SCHEME
