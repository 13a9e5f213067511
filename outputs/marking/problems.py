"""What is told about faults: numbers of the lines, and the comment of each cell; 问题.

Belongs here: the words around a finding's own. Does not belong here: which faults there are, which
make one line (folding), and how the words get into a workbook.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from expectations.rulebook import all_rules, contract_rules
from outputs.folding import Fold
from sources.contract import Field, FieldType, submitted_contracts
from sources.finding import Finding, Severity, reading_rules

SEVERITY_WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
SHOWN_VALUE = 200
AMOUNT_EXAMPLE = "12.5（单位与表上写的一致）"


def numbered(problems: Sequence[Fold]) -> Iterator[tuple[str, Fold]]:
    """Problems with their numbers in the list: 1, 1.1 for what follows from it, 2."""
    for number, problem in enumerate(problems, start=1):
        yield str(number), problem
        for part, follow in enumerate(problem.effects, start=1):
            yield f"{number}.{part}", follow


def rule_title(rule: str) -> str:
    """What a rule is called in Chinese; its id if nobody declares it."""
    return _titles().get(rule, rule)


@cache
def _titles() -> Mapping[str, str]:
    return {rule.id: rule.title for rule in all_rules()}


def example_of(found: Finding) -> str:
    """A right value for the field that a finding or its rule speaks of; "" if they name none."""
    read = reading_rules().get(found.rule)
    if read is not None and not read.example:
        return ""
    contract = submitted_contracts().get(found.dataset)
    name = found.field
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
