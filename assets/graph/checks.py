"""One asset check per rule, from the rulebook; 校验.

Belongs here: specs and results of checks. Does not belong here: applying rules; the judgement
stage has done that. A red check is a finding of somebody's table, not a failed run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from assets.graph.metadata import findings_metadata
from assets.graph.resource import DataHome
from assets.stages.hand_back import marked_name
from expectations.rulebook import Rule, all_rules
from sources.finding import Severity

JUDGEMENT = dg.AssetKey("judgement")
LINKED_BOOKS = 5


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


def tell_checks(
    context: dg.AssetExecutionContext,
    asset: dg.AssetKey,
    results: Iterable[dg.AssetCheckResult],
) -> list[dg.AssetCheckResult]:
    """Log every result that the run has not planned; give back those that it has, to be yielded.

    Our jobs plan no checks: a planned check costs three events of some 14 ms, a logged one costs
    one, and there are hundreds. A run that somebody starts for checks by hand plans them.
    """
    planned = {key.name for key in context.selected_asset_check_keys if key.asset_key == asset}
    kept = []
    for result in results:
        if result.check_name in planned:
            kept.append(result)
        else:
            context.log_event(as_event(asset, result))
    return kept


def as_event(asset: dg.AssetKey, result: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    """A result as the event that Dagster would make of it."""
    return dg.AssetCheckEvaluation(
        asset_key=asset,
        check_name=str(result.check_name),
        passed=result.passed,
        metadata=result.metadata,
        severity=result.severity,
        description=result.description,
        blocking=False,
    )


def check_results(
    asset: dg.AssetKey, findings: Sequence[Mapping[str, str]], home: DataHome
) -> Iterator[dg.AssetCheckResult]:
    """A result for each rule of an asset: passed if no open finding names it, or only notices do.

    Red stands for findings that return a file, yellow for warnings; a rule may make either.
    """
    shown = Shown(home, {unit.code: unit.name for unit in home.office.units})
    by_rule: dict[str, list[Mapping[str, str]]] = {}
    for found in findings:
        by_rule.setdefault(found["rule"], []).append(found)
    for rule in rules_of(asset):
        own = by_rule.get(rule.id, [])
        grades = {found["severity"] for found in own}
        is_red = Severity.ERROR in grades or (not own and rule.severity is Severity.ERROR)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=rule.id,
            passed=grades <= {Severity.INFO},
            severity=dg.AssetCheckSeverity.ERROR if is_red else dg.AssetCheckSeverity.WARN,
            metadata={**findings_metadata(own, shown.names), **shown.links(rule, own)},
        )


@dataclass(frozen=True)
class Shown:
    """What a result tells beside its findings: names of units, and where to read on."""

    home: DataHome
    names: Mapping[str, str]

    def links(self, rule: Rule, findings: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """The returned workbooks that show the findings, and the page of quality if there is one.

        A rule over several submissions marks no workbook.
        """
        page = self.home.store.public / "quality" / "index.html"
        pages = {"质量页": page} if findings and page.exists() else {}
        books: dict[str, Path] = {}
        for found in () if rule.spans else findings:
            label = f"标注的表 {found['period']} {self.names.get(found['unit'], found['unit'])}"
            label = f"{label} 第{int(found['submission'])}号"
            if found["severity"] != Severity.INFO and len(books) < LINKED_BOOKS:
                books[label] = self.book(found)
        return {label: self.home.link(path) for label, path in {**books, **pages}.items()}

    def book(self, found: Mapping[str, str]) -> Path:
        """The marked workbook of a finding's submission; written by the asset after this one."""
        number = int(found["submission"])
        folder = self.home.store.returned(found["period"], found["unit"], number)
        return folder / marked_name(found["file"])
