"""The money of a project, flow by flow: what was planned and allocated, and what was paid; 资金.

Belongs here: budget breakdowns by source, payments, and saying it where they do not add up. Does
not belong here: judging it; the rules of the ledger do. Spending that a project reports is a
running total, no payment, so it is a metric of the project and no transaction.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from outputs.oc4ids.parties import Parties
from outputs.oc4ids.paths import Row, tell
from outputs.oc4ids.values import amount, day_start, fiscal_year

GROUPS = {"预算": "budget", "分配": "allocation"}
PAYMENT = "拨付"
COUNTED = "是"


def place_money(project: dict[str, Any], flows: Sequence[Row], parties: Parties) -> None:
    """Breakdowns by stage, payments, and the budget of a project that only was allocated money."""
    groups = [_group(stage, key, flows, parties) for stage, key in GROUPS.items()]
    groups = [one for one in groups if one["budgetBreakdown"]]
    if groups:
        project.setdefault("budget", {})["budgetBreakdowns"] = groups
    _total(project, [one for one in flows if one["stage"] == "分配"])
    payments = [_payment(one, parties) for one in flows if one["stage"] == PAYMENT]
    if payments:
        project["transactions"] = payments


def _group(stage: str, key: str, flows: Sequence[Row], parties: Parties) -> dict[str, Any]:
    lines = [_line(one, parties) for one in flows if one["stage"] == stage]
    return {"id": key, "description": stage, "budgetBreakdown": lines}


def _line(flow: Row, parties: Parties) -> dict[str, Any]:
    """Who allocates money need not be its source, so without a level there is no sourceParty."""
    line: dict[str, Any] = {"id": flow["record_id"]}
    said = [flow[name] for name in ("fund_level", "fund_name", "document_no", "flow_note")]
    said += [f"安排单位：{flow['payer_name']}"] if flow["payer_name"] else []
    line["description"] = "；".join(dict.fromkeys(one for one in said if one)) or flow["stage"]
    line["amount"] = amount(flow["amount_yuan"])
    if flow["budget_year"]:
        line["period"] = fiscal_year(flow["budget_year"])
    source = parties.funder(flow["fund_level"])
    if source is not None:
        line["sourceParty"] = source
    return line


def _side(flow: Row, side: str, role: str, parties: Parties) -> dict[str, Any] | None:
    name, code = flow[f"{side}_name"], flow[f"{side}_code"]
    if code:
        return parties.coded(code, name or code, role)
    return parties.named(name, role) if name and flow[f"{side}_level"] != "项目" else None


def _payment(flow: Row, parties: Parties) -> dict[str, Any]:
    payment: dict[str, Any] = {"id": flow["record_id"]}
    on = day_start(flow["as_of"])
    if on is not None:
        payment["date"] = on
    payment["value"] = amount(flow["amount_yuan"])
    for side in ("payer", "payee"):
        reference = _side(flow, side, side, parties)
        if reference is not None:
            payment[side] = reference
    return payment


def _total(project: dict[str, Any], allocated: Sequence[Row]) -> None:
    """Both figures are written where they differ; a plan's amount is never replaced.

    Only lines of one year that count in the ledger are added.
    """
    is_one = len({one["budget_year"] for one in allocated}) == 1
    if not is_one or any(one["is_counted"] != COUNTED for one in allocated):
        return
    total = sum((Decimal(one["amount_yuan"]) for one in allocated), Decimal(0))
    budget = project.setdefault("budget", {})
    if "amount" not in budget:
        budget["amount"] = {"amount": total, "currency": "CNY"}
        tell(project, "budget.description", "金额", "分配结果之和")
    elif budget["amount"]["amount"] != total:
        tell(project, "budget.description", "与计划金额不同的分配结果之和（元）", f"{total:f}")
