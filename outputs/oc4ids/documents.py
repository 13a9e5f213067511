"""The documents that a project rests on, by their numbers; 文件.

Belongs here: the approval and the fund documents that the data names, and what the registers of
policies and plans say of them. Does not belong here: judging a number. An address and a day of
publication are given only where a register holds them.
"""

from collections.abc import Mapping
from typing import Any

from outputs.oc4ids.gathering import Gathered
from outputs.oc4ids.linking import paper_key
from outputs.oc4ids.paths import Row, tell
from outputs.oc4ids.values import day_start, stable_id

APPROVAL = "批复文号"
# Of the standard's kinds only this one is sure: its day is `budget.approvalDate` as well.
TYPES = {APPROVAL: "budgetApproval"}
# Stage of a flow → what its document is.
STAGES = {
    "预算": "计划文件文号",
    "分配": "资金分配文件文号",
    "拨付": "资金下达文件文号",
    "支出": "支出报表文号",
}


def place_documents(project: dict[str, Any], one: Gathered) -> None:
    """One document per number; the approval first, then in the order of the flows."""
    found: dict[str, dict[str, Any]] = {}
    for number, words in _numbers(one):
        key = paper_key(number)
        if key not in found:
            found[key] = _document(number, words, one.papers.get(key, {}))
        tell(found[key], "description", words, number)
    if found:
        project["documents"] = list(found.values())


def _numbers(one: Gathered) -> list[tuple[str, str]]:
    approval = one.row.get("approval_no")
    numbers = [(approval, APPROVAL)] if approval else []
    return numbers + [
        (flow["document_no"], STAGES[flow["stage"]]) for flow in one.flows if flow["document_no"]
    ]


def _document(number: str, words: str, paper: Row) -> dict[str, Any]:
    said: Mapping[str, str | None] = {
        "documentType": TYPES.get(words),
        "title": paper.get("document_name") or number,
        "url": paper.get("link_url"),
        "datePublished": day_start(paper.get("published_on") or ""),
        "author": paper.get("issuing_body"),
        "language": "zh",
    }
    return {"id": stable_id(number)} | {name: value for name, value in said.items() if value}
