"""From hits in a received file to findings; 隐私问题.

Belongs here: the guard's rules and the finding that each hit makes, weighed by the column it stands
in. Does not belong here: finding hits (arriving) and who may allow one (allowances). No finding
shows a value: `value` is masked.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from expectations.privacy.detecting import without_values
from expectations.privacy.hits import Hit, Kind
from expectations.privacy.roles import is_masked_later, severity_in
from sources.contract import Field, read_yaml
from sources.finding import Finding, Severity
from sources.strict import Strict

RULES = Path(__file__).parent.parent / "privacy_rules.yaml"
NOT_SCANNED = "privacy_not_scanned"
FieldOf = Callable[[Hit], Field | None]


class PrivacyRule(Strict):
    """A rule of the guard; `message` says where, never what."""

    id: str
    severity: Severity
    category: str = "存在"
    title: str
    message: str
    fix: str


@cache
def privacy_rules() -> Mapping[str, PrivacyRule]:
    """The rules of `privacy_rules.yaml` by id. Raises ValueError if a kind of hit has none."""
    rules = {rule.id: rule for rule in map(PrivacyRule.model_validate, read_yaml(RULES))}
    if set(rules) != {NOT_SCANNED, *(kind.rule for kind in Kind)}:
        raise ValueError("privacy_rules.yaml has a rule for each kind of hit, and no other")
    return rules


def weigh(hits: Sequence[Hit], field_of: FieldOf, allowed: Collection[str]) -> list[Hit]:
    """The hits, each as bad as the field it stands in makes it; without those that may stand there.

    `allowed` are the ids of hits that the secrecy reviewer has let pass; they become notices.
    """
    found = []
    for hit in hits:
        field = field_of(hit)
        severity = severity_in(field, hit.kind, hit.severity)
        if severity is not None and not is_masked_later(field, hit.kind):
            found.append(hit.weighed(Severity.INFO if hit.id in allowed else severity))
    return found


def privacy_findings(hits: Sequence[Hit], file: str) -> list[Finding]:
    """The findings that weighed hits in a file make."""
    return [_finding(hit, file) for hit in hits]


def _finding(hit: Hit, file: str) -> Finding:
    rule = privacy_rules()[hit.kind.rule]
    shown = without_values(hit.sheet)
    in_cell = bool(hit.cell) and shown == hit.sheet and hit.place.endswith(f" {hit.cell}")
    in_comment = "批注" in hit.place
    where = f"{hit.place}：" if in_comment or not in_cell else _without_cell(hit)
    return Finding(
        rule=rule.id,
        severity=hit.severity,
        message=rule.message.format(where=where),
        fix=rule.fix,
        file=without_values(file),
        sheet=hit.sheet if in_cell else "",
        cell=hit.cell if in_cell else "",
        value=hit.masked,
    )


def _without_cell(hit: Hit) -> str:
    """The same words for every cell of a sheet, so that many of them make one line of a list."""
    return f"{hit.place.removesuffix(hit.cell).rstrip()}里"


def not_scanned(reason: str, file: str) -> Finding:
    """The finding on a file that the guard could not look at to its end."""
    rule = privacy_rules()[NOT_SCANNED]
    message = rule.message.format(where=reason)
    return Finding(rule.id, rule.severity, message, rule.fix, file=without_values(file))


def without_private(plain: Mapping[str, str]) -> dict[str, str]:
    """A finding of any other rule, as plain data, with what is personal in its words masked."""
    return {
        name: without_values(text) if name in ("message", "value", "expected", "file") else text
        for name, text in plain.items()
    }
