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
from sources.following import Follow
from sources.strict import Strict

READING_RULES = Path(__file__).parent / "reference" / "reading_rules.yaml"


class Severity(StrEnum):
    """error returns the submission, warning asks for an explanation, info only informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One fault with its address, what was there, what was expected, and what to do.

    `id` stays when rows are permuted or a file is read again, and changes with the value; findings
    that say the same of the same thing share it. `cause` is the id of the finding that brought this
    one with it. `record_id` and `field` say what the cell holds, where it is a record's. The last
    three are of the waiver that holds for it; then an error has become a warning.
    """

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
    id: str = ""
    cause: str = ""
    record_id: str = ""
    field: str = ""
    waiver_reason: str = ""
    waived_by: str = ""
    waived_until: str = ""


def as_finding(plain: Mapping[str, str]) -> Finding:
    """A finding from its plain form. Raises TypeError if it has other keys."""
    words = {name: text for name, text in plain.items() if name != "severity"}
    return Finding(severity=Severity(plain["severity"]), **words)


class ReadingRule(Strict):
    """A rule that reading applies: message and fix are templates filled with the case's words.

    `waivable` is False where a breach leaves no value that could be published instead. What is told
    `once` speaks of a value wherever it stands, and has the address of its first cell.
    `unchecked` says that something stays unread or uncompared where it speaks, for people to look.
    `example` is false where a right value of the field would not help, for the fault is elsewhere.
    """

    id: str
    severity: Severity
    category: str
    title: str
    message: str
    fix: str
    waivable: bool = True
    follows: tuple[Follow, ...] = ()
    once: bool = False
    unchecked: bool = False
    example: bool = True


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
    """A finding of a reading rule; `words` fill its templates and may hold value, expected, field.

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
        field=given.get("field", ""),
    )
