"""What is told about faults: lines of the list, and the comment of each cell; 问题.

Belongs here: grouping, follow-on faults under their cause, and the words around a finding's own.
Does not belong here: which faults there are, and how the words get into a workbook.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from expectations.rulebook import all_rules, contract_rules
from sources.contract import Field, FieldType, submitted_contracts
from sources.finding import Finding, Severity

SEVERITY_WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
SHOWN_VALUE = 200
AMOUNT_EXAMPLE = "12.5（单位与表上写的一致）"


@dataclass(frozen=True)
class Problem:
    """Findings that say the same on several cells, as one line; `follows` came of it."""

    findings: Sequence[Finding]
    follows: Sequence["Problem"] = ()

    @property
    def finding(self) -> Finding:
        """The first of them."""
        return self.findings[0]

    @property
    def cells(self) -> list[str]:
        """Their addresses."""
        return [found.cell for found in self.findings]


def group_findings(findings: Sequence[Finding]) -> list[Problem]:
    """One line for the same fault on many cells of a sheet; errors first, in sheet order.

    A finding whose `cause` is the `id` of another stands under that one.
    """
    known = {identity for found in findings if (identity := _word(found, "id"))}
    caused: dict[str, list[Finding]] = {}
    first: list[Finding] = []
    for found in findings:
        cause = _word(found, "cause")
        is_caused = cause in known and cause != _word(found, "id")
        (caused.setdefault(cause, []) if is_caused else first).append(found)
    problems = [_with_follows(group, caused) for group in _groups(first)]
    return sorted(problems, key=_urgency)


def _urgency(problem: Problem) -> int:
    """A place in the order of severities: the worst of a problem and of what follows from it."""
    every = (problem, *problem.follows)
    return min(list(Severity).index(one.finding.severity) for one in every)


def _with_follows(group: Sequence[Finding], caused: Mapping[str, list[Finding]]) -> Problem:
    # Only one level: a chain of causes is told as one cause with all that came of it.
    waiting = [_word(found, "id") for found in group]
    after: list[Finding] = []
    seen: set[str] = set()
    while waiting:
        identity = waiting.pop()
        if identity and identity not in seen:
            seen.add(identity)
            more = caused.get(identity, [])
            after += more
            waiting += [_word(found, "id") for found in more]
    return Problem(group, [Problem(one) for one in _groups(after)])


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for found in findings:
        key = (found.severity, found.rule, found.sheet, found.message)
        groups.setdefault(key, []).append(found)
    order = list(Severity)
    return sorted(groups.values(), key=lambda group: order.index(group[0].severity))


def _word(found: Finding, name: str) -> str:
    """A word that not every finding has."""
    return str(getattr(found, name, "") or "")


def numbered(problems: Sequence[Problem]) -> Iterator[tuple[str, Problem]]:
    """Problems with their numbers in the list: 1, 1.1 for what follows from it, 2."""
    for number, problem in enumerate(problems, start=1):
        yield str(number), problem
        for part, follow in enumerate(problem.follows, start=1):
            yield f"{number}.{part}", follow


def rule_title(rule: str) -> str:
    """What a rule is called in Chinese; its id if nobody declares it."""
    return _titles().get(rule, rule)


@cache
def _titles() -> Mapping[str, str]:
    return {rule.id: rule.title for rule in all_rules()}


def example_of(found: Finding) -> str:
    """A right value for the field that a finding or its rule speaks of; "" if they name none."""
    contract = submitted_contracts().get(found.dataset)
    name = _word(found, "field")
    if contract is not None and name in {field.name for field in contract.fields}:
        return _example(contract.field(name))
    return _examples().get(found.rule, "")


@cache
def _examples() -> Mapping[str, str]:
    return {
        item.rule.id: _example(contract.field(item.column.split("__")[0]))
        for contract in submitted_contracts().values()
        for item in contract_rules(contract)
        if item.column is not None
    }


def _example(field: Field) -> str:
    """The contract's example; that of an amount is in yuan, which may not be the table's unit."""
    return AMOUNT_EXAMPLE if field.type is FieldType.MONEY else field.example


def comment_lines(found: Finding, number: str) -> list[str]:
    """What the comment of a faulty cell says; `number` is that of its line in the list."""
    told = (
        ("规则", rule_title(found.rule)),
        ("原来写的", shortened(found.value)),
        ("应为", shortened(found.expected)),
        ("相差", found.difference),
        ("怎么改", found.fix),
        ("例如", example_of(found)),
    )
    first = f"【{SEVERITY_WORDS[found.severity]}】{found.message}（清单第 {number} 条）"
    return [first, *(f"{word}：{text}" for word, text in told if text)]


def shortened(text: str) -> str:
    """A long text by its beginning."""
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE]}……"
