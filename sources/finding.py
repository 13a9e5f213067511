"""The one record for every fault of a supplier, 问题: from an unreadable file to a wrong total.

Belongs here: the record and the rules that reading itself applies. Does not belong here: faults of
our own; those are exceptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from sources.contract import read_yaml
from sources.strict import Strict

READING_RULES = Path(__file__).parent / "reference" / "reading_rules.yaml"


class Severity(StrEnum):
    """error returns the submission, warning asks for an explanation, info only informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One fault with its address, what was there, what was expected, and what to do."""

    rule: str
    severity: Severity
    message: str
    fix: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    value: str = ""
    expected: str = ""
    difference: str = ""
    dataset: str = ""
    submission: str = ""


class ReadingRule(Strict):
    """A rule that reading applies: message and fix are templates filled with the case's words.

    `unchecked` says that something stays unread or uncompared where it speaks, for people to look.
    """

    id: str
    severity: Severity
    category: str
    title: str
    message: str
    fix: str
    unchecked: bool = False


@cache
def reading_rules() -> Mapping[str, ReadingRule]:
    """The rules of `reference/reading_rules.yaml` by id."""
    rules = [ReadingRule.model_validate(raw) for raw in read_yaml(READING_RULES)]
    found = {rule.id: rule for rule in rules}
    if len(found) != len(rules):
        raise ValueError("reading_rules.yaml declares a rule twice")
    return found


@dataclass(frozen=True)
class Place:
    """Where a finding is: sheet name and cell or range."""

    sheet: str = ""
    cell: str = ""


def find(rule: str, place: Place, /, **words: object) -> Finding:
    """A finding of a reading rule; `words` fill its templates and may hold value and expected.

    Raises KeyError for an unknown rule or a word that the template needs and did not get.
    """
    declared = reading_rules()[rule]
    given = {name: str(word) for name, word in words.items()}
    return Finding(
        rule=rule,
        severity=declared.severity,
        message=declared.message.format_map(given),
        fix=declared.fix.format_map(given),
        sheet=place.sheet,
        cell=place.cell,
        value=given.get("value", ""),
        expected=given.get("expected", ""),
        difference=given.get("difference", ""),
    )
