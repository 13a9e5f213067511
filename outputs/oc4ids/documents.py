"""The documents that a project rests on, by their numbers; 文件.

Belongs here: approvals and fund documents that the data names. An address is given only where the
data holds one.
"""

from collections.abc import Sequence
from typing import Any

from outputs.oc4ids.paths import Row
from outputs.oc4ids.values import stable_id

APPROVAL = "budgetApproval"
WORDS = {"approval_no": "项目（计划）批复文号", "document_no": "资金文件文号"}


def place_documents(project: dict[str, Any], row: Row, flows: Sequence[Row]) -> None:
    """One document per number; the plan's approval first."""
    numbers = {row["approval_no"]: WORDS["approval_no"]} if row.get("approval_no") else {}
    for flow in flows:
        if flow["document_no"]:
            numbers.setdefault(flow["document_no"], WORDS["document_no"])
    if numbers:
        project["documents"] = [_document(no, words) for no, words in numbers.items()]


def _document(number: str, words: str) -> dict[str, Any]:
    return {
        "id": stable_id(number),
        "documentType": APPROVAL,
        "title": number,
        "description": words,
        "language": "zh",
    }
