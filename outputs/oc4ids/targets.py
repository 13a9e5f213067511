"""What a project is to achieve, and what it achieved, by its performance forms; 绩效目标与自评.

Belongs here: targets as forecasts, results as metrics, one per indicator. Does not belong here:
comparing the two; the rules on performance_target do. A target stays as written (≥95%, 2公里): the
standard takes a measure in words, and a number cut out of them would say less.
"""

from collections.abc import Sequence
from typing import Any

from outputs.oc4ids.paths import Row, tell
from outputs.oc4ids.values import amount, fiscal_year, stable_id
from sources.contract import load_contracts

TARGETS = "performance_target"
GOAL, FUNDS = "annual_goal", "fund_total_yuan"
LEVELS = ("indicator_level1", "indicator_level2")


def place_targets(project: dict[str, Any], targets: Sequence[Row]) -> None:
    """Goals of the year in `purpose`; an indicator has one id in `forecasts` and `metrics`."""
    contract = load_contracts()[TARGETS]
    goal, funds = contract.field(GOAL).title, contract.field(FUNDS).title
    for row in targets:
        if row[GOAL]:
            of_year = f"（{row['budget_year']}）" if row["budget_year"] else ""
            tell(project, "purpose", f"{goal}{of_year}", row[GOAL])
        if row[FUNDS]:
            measure = {"id": FUNDS.removesuffix("_yuan"), "title": funds}
            _observe(project, "forecasts", measure, _observation(row, value=amount(row[FUNDS])))
        _observe(project, "forecasts", _indicator(row), _observation(row, row["target_value"]))
        if row["actual_value"]:
            seen = _observation(row, row["actual_value"])
            if row["shortfall_reason"]:
                seen["notes"] = row["shortfall_reason"]
            _observe(project, "metrics", _indicator(row), seen)


def _indicator(row: Row) -> dict[str, Any]:
    levels = [row[name] for name in LEVELS if row[name]]
    measure = {"id": stable_id("|".join((*levels, row["indicator"]))), "title": row["indicator"]}
    return measure | ({"description": "，".join(levels)} if levels else {})


def _observation(
    row: Row, measure: str | None = None, value: dict[str, Any] | None = None
) -> dict[str, Any]:
    said: dict[str, Any] = {"id": row["record_id"]}
    if row["budget_year"]:
        said["period"] = fiscal_year(row["budget_year"])
    return said | ({"measure": measure} if measure else {"value": value})


def _observe(
    project: dict[str, Any], place: str, measure: dict[str, Any], seen: dict[str, Any]
) -> None:
    """Add the observation; what a self-evaluation repeats of the declaration is said once."""
    members = project.setdefault(place, [])
    found = next((one for one in members if one["id"] == measure["id"]), None)
    if found is None:
        found = measure | {"observations": []}
        members.append(found)
    if not any(_said(one) == _said(seen) for one in found["observations"]):
        found["observations"].append(seen)


def _said(observation: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in observation.items() if name != "id"}
