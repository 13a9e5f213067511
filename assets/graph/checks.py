"""One asset check per rule, from the rulebook; 校验.

Belongs here: specs and results of checks. Does not belong here: applying rules; the judgement
stage has done that. A red check is a finding of somebody's table, not a failed run.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from assets.graph.metadata import findings_metadata
from expectations.rulebook import Rule, all_rules
from sources.finding import Severity
from sources.office import Office

JUDGEMENT = dg.AssetKey("judgement")


def rules_of(asset: dg.AssetKey) -> list[Rule]:
    """Rules of one dataset; for the judgement, those that speak of any table."""
    dataset = None if asset == JUDGEMENT else asset.path[0]
    return [rule for rule in all_rules() if rule.dataset == dataset]


def check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """A check for each rule of an asset, named by the rule's id and described by its title."""
    return [
        dg.AssetCheckSpec(
            name=rule.id,
            asset=asset,
            description=f"〔{rule.category}〕{rule.title}\n\n怎么改：{rule.fix}",
        )
        for rule in rules_of(asset)
    ]


def check_results(
    asset: dg.AssetKey, findings: Sequence[Mapping[str, str]], office: Office
) -> Iterator[dg.AssetCheckResult]:
    """A result for each rule of an asset: passed if no open finding names it, or only notices do.

    Red stands for findings that return a file, yellow for warnings; a rule may make either.
    """
    names = {unit.code: unit.name for unit in office.units}
    for rule in rules_of(asset):
        own = [found for found in findings if found["rule"] == rule.id]
        grades = {found["severity"] for found in own}
        is_red = Severity.ERROR in grades or (not own and rule.severity is Severity.ERROR)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=rule.id,
            passed=grades <= {Severity.INFO},
            severity=dg.AssetCheckSeverity.ERROR if is_red else dg.AssetCheckSeverity.WARN,
            metadata=findings_metadata(own, names),
        )
