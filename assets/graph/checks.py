"""One asset check per rule, from the rulebook; 校验.

Belongs here: specs and results of checks. Does not belong here: applying rules; the judgement
stage has done that. A red check is a finding of somebody's table, not a failed run.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from assets.graph.metadata import findings_metadata
from expectations.rulebook import Rule, all_rules
from sources.finding import Severity

SEVERITIES = {
    Severity.ERROR: dg.AssetCheckSeverity.ERROR,
    Severity.WARNING: dg.AssetCheckSeverity.WARN,
    Severity.INFO: dg.AssetCheckSeverity.WARN,
}


def rules_of(dataset: str | None) -> list[Rule]:
    """Rules of one dataset, or those that speak of any table (None)."""
    return [rule for rule in all_rules() if rule.dataset == dataset]


def check_specs(asset: dg.AssetKey, rules: Sequence[Rule]) -> list[dg.AssetCheckSpec]:
    """A check for each rule, named by the rule's id and described by its title."""
    return [
        dg.AssetCheckSpec(
            name=rule.id,
            asset=asset,
            description=f"〔{rule.category}〕{rule.title}",
            metadata={"怎么改": rule.fix},
        )
        for rule in rules
    ]


def check_results(
    asset: dg.AssetKey, rules: Sequence[Rule], findings: Sequence[Mapping[str, str]]
) -> Iterator[dg.AssetCheckResult]:
    """A result for each rule: passed if no open finding names it; notices always pass."""
    for rule in rules:
        own = [found for found in findings if found["rule"] == rule.id]
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=rule.id,
            passed=not own or rule.severity is Severity.INFO,
            severity=SEVERITIES[rule.severity],
            metadata=findings_metadata(own),
        )
