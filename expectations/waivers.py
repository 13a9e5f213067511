"""Waivers, 豁免: for a unit and a time a rule need not hold, by whom and why.

Belongs here: the model of `waivers.yaml`, what it may speak of, its effect on findings. Does not
belong here: where the file lies (Store), and explanations, which a unit gives of a warning.

A waiver holds for files that were received from its first to its last day. What was accepted under
it stays accepted after that; what comes later does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from yaml import YAMLError

from expectations.published_line import PublishedLine
from expectations.rulebook import rules_by_id
from sources.contract import read_yaml
from sources.finding import Finding, Severity
from sources.office import UNIT_CODE, Office
from sources.strict import Strict

State = Literal["active", "expired", "coming"]
STATE_WORDS: dict[State, str] = {"active": "有效", "expired": "已到期", "coming": "尚未开始"}


class Waiver(Strict):
    """That a rule need not hold for a unit's files received from `starts` to `ends`, both included.

    `approved_by` names the person who answers for it; `reason` is one line, and is published.
    """

    rule: str
    unit: str = Field(pattern=UNIT_CODE)
    reason: PublishedLine
    approved_by: PublishedLine
    starts: date
    ends: date

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        rule = rules_by_id().get(self.rule)
        if rule is None:
            raise ValueError(f"没有规则“{self.rule}”")
        if not rule.waivable:
            words = "违反它就没有可以公开的值，或者会破坏已公布的数据格式，或者涉及隐私"
            raise ValueError(f"规则“{self.rule}”（{rule.title}）不能豁免：{words}")
        if self.ends < self.starts:
            raise ValueError(f"规则“{self.rule}”的豁免止于 {self.ends}，早于开始的 {self.starts}")
        return self

    def state(self, today: date) -> State:
        """Whether it holds for a file received that day."""
        if today > self.ends:
            return "expired"
        return "coming" if today < self.starts else "active"


class WaiverFile(Strict):
    """The whole of `waivers.yaml`."""

    waivers: tuple[Waiver, ...] = ()


class WaiversRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """`waivers.yaml` cannot be used, with every reason in Chinese; nothing is judged by it."""


@dataclass(frozen=True)
class Waivers:
    """All waivers of an office."""

    every: tuple[Waiver, ...] = ()

    def of(self, rule: str, unit: str) -> list[Waiver]:
        """Those of a rule and a unit, whatever their time."""
        return [one for one in self.every if (one.rule, one.unit) == (rule, unit)]

    def holding(self, rule: str, unit: str, received: date) -> Waiver | None:
        """The one that holds for a file received that day."""
        own = (one for one in self.of(rule, unit) if one.state(received) == "active")
        return next(own, None)


NO_WAIVERS = Waivers()


def load_waivers(path: Path, office: Office) -> Waivers:
    """The waivers of a data home; none without the file. Raises WaiversRefused."""
    if not path.exists():
        return NO_WAIVERS
    try:
        found = WaiverFile.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        reasons = [f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in error.errors()]
        raise WaiversRefused(_refusal(path, reasons)) from error
    except YAMLError as error:
        raise WaiversRefused(_refusal(path, [str(error)])) from error
    reasons = _contradictions(found.waivers, office)
    if reasons:
        raise WaiversRefused(_refusal(path, reasons))
    return Waivers(found.waivers)


def _refusal(path: Path, reasons: Sequence[str]) -> str:
    return "\n".join(f"{path.name} 有错，请改正：{reason}" for reason in reasons)


def _contradictions(waivers: Sequence[Waiver], office: Office) -> list[str]:
    strange = [f"报送单位“{one.unit}”没有登记" for one in waivers if one.unit not in office.by_code]
    for index, one in enumerate(waivers):
        for other in waivers[index + 1 :]:
            is_same = (one.rule, one.unit) == (other.rule, other.unit)
            if is_same and one.starts <= other.ends and other.starts <= one.ends:
                strange.append(f"规则“{one.rule}”对单位 {one.unit} 有两条豁免，时间重叠")
    return strange


def waived(
    findings: Sequence[Finding], waivers: Waivers, unit: str, received: date
) -> list[Finding]:
    """Findings of one file with the waivers that hold for it: an error becomes a warning."""
    return [_waived(found, waivers.holding(found.rule, unit, received)) for found in findings]


def _waived(found: Finding, waiver: Waiver | None) -> Finding:
    if waiver is None:
        return found
    is_error = found.severity is Severity.ERROR
    words = f"已豁免至 {waiver.ends}（{waiver.approved_by}批准：{waiver.reason}）；期满前请改正。"
    return replace(
        found,
        severity=Severity.WARNING if is_error else found.severity,
        fix=f"{words}{found.fix}",
        waiver_reason=waiver.reason,
        waived_by=waiver.approved_by,
        waived_until=waiver.ends.isoformat(),
    )
