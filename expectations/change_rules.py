"""Rules that compare with the newest release, and their limits: `changes.yaml`; 变动提醒.

Belongs here: what they are called, say, and from where on a change is told. Does not belong here:
comparing (outputs). They see two versions and cannot tell which is right, so they only warn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from sources.contract import read_yaml
from sources.finding import Finding, Severity
from sources.strict import Strict

CHANGES = Path(__file__).parent / "changes.yaml"


class Limits(Strict):
    """From where on a change is told; shares in per cent, amounts in yuan, months before now."""

    record_percent: int = Field(gt=0)
    total_percent: int = Field(gt=0)
    floor_yuan: int = Field(ge=0)
    months: int = Field(gt=0)


class ChangeRule(Strict):
    """One rule over two versions: message and fix are templates filled with the case's words."""

    id: str
    category: Literal["精确", "完整", "存在", "一致", "及时"]
    title: str
    message: str
    fix: str


class ChangeRules(Strict):
    """The file as a whole."""

    limits: Limits
    rules: tuple[ChangeRule, ...]


@dataclass(frozen=True)
class Spot:
    """Where a change is seen: the submission, file, sheet and cell in force; blank where gone."""

    dataset: str
    submission: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


@cache
def change_limits() -> Limits:
    """The limits of `changes.yaml`."""
    return ChangeRules.model_validate(read_yaml(CHANGES)).limits


@cache
def change_rules() -> Mapping[str, ChangeRule]:
    """The rules of `changes.yaml` by id."""
    found = ChangeRules.model_validate(read_yaml(CHANGES)).rules
    return {rule.id: rule for rule in found}


def find_change(rule: str, spot: Spot, /, **words: object) -> Finding:
    """A finding of a change rule. Raises KeyError for an unknown rule or a word it did not get."""
    declared = change_rules()[rule]
    given = {name: str(word) for name, word in words.items()}
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        message=declared.message.format_map(given),
        fix=declared.fix.format_map(given),
        file=spot.file,
        sheet=spot.sheet,
        cell=spot.cell,
        value=given.get("value", ""),
        expected=given.get("expected", ""),
        difference=given.get("difference", ""),
        dataset=spot.dataset,
        submission=spot.submission,
    )
