"""Who was contracted for a project, how and for how much; 政府采购.

Belongs here: one contracting process per row of procurement, as its summary. Does not belong here:
adding rows up: whether two rows of one number are two lots or one contract told twice, no table
says. The standard's summary has no place for the budget and the day of a procurement: words tell.
"""

from collections.abc import Sequence
from typing import Any

from outputs.oc4ids.parties import Parties
from outputs.oc4ids.paths import Row, tell
from outputs.oc4ids.values import amount
from sources.contract import load_contracts

PURCHASES = "procurement"
# Our word → code of the closed list `method`. The others (邀请招标, 竞争性磋商…) lie between two.
METHODS = {"公开招标": "open", "单一来源采购": "direct"}
TOLD = ("procurement_budget_yuan", "contracted_on", "remark")


def place_contracting(project: dict[str, Any], purchases: Sequence[Row], parties: Parties) -> None:
    """The summaries of all rows, in the order of record_id."""
    if purchases:
        project["contractingProcesses"] = [
            {"id": row["record_id"], "summary": _summary(row, parties)} for row in purchases
        ]


def _summary(row: Row, parties: Parties) -> dict[str, Any]:
    contract = load_contracts()[PURCHASES]
    summary: dict[str, Any] = {"title": row["project_name"]}
    if row["procurement_no"]:
        summary["externalReference"] = row["procurement_no"]
    if row["procurement_item"]:
        summary["description"] = row["procurement_item"]
    for name in TOLD:
        if row[name]:
            field = contract.field(name)
            unit = f"（{field.unit}）" if field.unit else ""
            tell(summary, "description", f"{field.title}{unit}", row[name])
    tender = _tender(row, parties)
    if tender:
        summary["tender"] = tender
    if row["supplier"]:
        summary["suppliers"] = [parties.named(row["supplier"], "supplier")]
    summary["contractValue"] = amount(row["amount_yuan"])
    if row["link_url"]:
        link = {"id": "1", "title": contract.field("link_url").title, "url": row["link_url"]}
        summary["documents"] = [link]
    return summary


def _tender(row: Row, parties: Parties) -> dict[str, Any]:
    """An agency that runs the procurement is the standard's procuring entity."""
    tender: dict[str, Any] = {}
    method = row["procurement_method"]
    if method:
        code = {"procurementMethod": METHODS[method]} if method in METHODS else {}
        tender = code | {"procurementMethodDetails": method}
    if row["procurement_agency"]:
        tender["procuringEntity"] = parties.named(row["procurement_agency"], "procuringEntity")
    return tender
