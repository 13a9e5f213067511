"""Every rule there is, in one list: reading, contracts, SQL files, changes, privacy; 规则.

Belongs here: what a rule is called and says. Does not belong here: applying it (suite, queries).
Asset checks, dictionary and documentation derive from this list; there is no second one.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from expectations.change_rules import change_rules
from expectations.figures import WITHIN, beyond, placeholders, shown
from expectations.privacy.findings import privacy_rules
from expectations.row_rules import Comparison, comparisons
from expectations.row_words import row_words
from sources.contract import Contract, Field, read_yaml, submitted_contracts
from sources.finding import Severity, reading_rules
from sources.following import Follow
from sources.strict import Strict, parse_yaml

HERE = Path(__file__).parent
KINDS = HERE / "kinds.yaml"
QUERIES = HERE / "rules"
IN_SET = "expect_column_values_to_be_in_set"


@dataclass(frozen=True)
class Rule:
    """One rule: what it is called, how bad a breach is, and what to tell whom.

    `dataset` is None for rules that speak of any table. `spans` is True for rules over several
    submissions: they may warn but never return a file, for they cannot tell who is wrong. `kind`
    is that of a rule which a field implies, else the id; `follows` may name either. No waiver may
    speak of a rule that is not `waivable`.
    """

    id: str
    severity: Severity
    category: str
    title: str
    message: str
    fix: str
    dataset: str | None
    origin: Literal["reading", "contract", "query", "change", "guard"]
    spans: bool = False
    kind: str = ""
    waivable: bool = True
    follows: tuple[Follow, ...] = ()
    once: bool = False


@dataclass(frozen=True)
class ContractRule:
    """A rule that Great Expectations applies: its type and arguments on working columns.

    `working` is the SQL of its column where the column's name does not say it. `stands`: the fields
    at whose cell a finding stands, the first that has one, else the row. `words`: SQL of the words
    of a finding, from the fields of `stands` and `uses`.
    """

    rule: Rule
    expect: str
    column: str | None
    arguments: Mapping[str, Any]
    working: str = ""
    stands: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class QueryRule:
    """A rule that a SQL file applies: the query returns the failing rows."""

    rule: Rule
    sql: str


class QueryHead(Strict):
    """The comment block that opens a rule's SQL file."""

    title: str
    severity: Severity
    category: Literal["精确", "完整", "存在", "一致", "及时"]
    dataset: str | None = None
    spans: bool = False
    message: str
    fix: str
    waivable: bool = True
    follows: tuple[Follow, ...] = ()


class RuleKind(Strict):
    """Words and severity of one kind of rule that fields imply."""

    expect: str
    severity: Severity
    category: str
    title: str
    message: str
    fix: str
    waivable: bool = True
    follows: tuple[Follow, ...] = ()


@cache
def kinds() -> Mapping[str, RuleKind]:
    """Each kind of rule that fields imply, by name."""
    return {name: RuleKind.model_validate(raw) for name, raw in read_yaml(KINDS).items()}


def contract_rules(contract: Contract) -> list[ContractRule]:
    """The rules that a contract's fields, grain and own list make."""
    rules = [rule for field in contract.fields for rule in _field_rules(contract, field)]
    rules.append(_unique_rule(contract))
    rules.extend(_row_rule(contract, one) for one in comparisons(contract))
    rules.extend(_own_rule(contract, index) for index in range(len(contract.rules)))
    return rules


def _field_rules(contract: Contract, field: Field) -> Iterator[ContractRule]:
    if field.required:
        yield _implied(contract, "required", field, {}, column=f"{field.name}__written")
    if field.allowed:
        yield _implied(contract, "allowed", field, {"value_set": list(field.allowed)})
    if field.value_pattern is not None:
        yield _implied(contract, "pattern", field, {"regex": field.value_pattern})
    if field.minimum is not None or field.maximum is not None:
        yield _range_rule(contract, field)


def _range_rule(contract: Contract, field: Field) -> ContractRule:
    """One sign per row, as rules within a record have it: the side on which a value lies."""
    column = f"{field.name}__side"
    rule = _implied(contract, "range", field, {"value_set": [WITHIN]}, column=column)
    return dataclasses.replace(rule, working=beyond(field))


def _implied(
    contract: Contract,
    kind: str,
    field: Field,
    arguments: dict[str, Any],
    column: str | None = None,
) -> ContractRule:
    words = kinds()[kind]
    known = {
        "title": field.title,
        "allowed": "、".join(field.allowed),
        "example": field.example,
        "expected": range_text(field),
    }
    rule = Rule(
        id=f"{contract.dataset}_{field.name}_{kind}",
        severity=words.severity,
        category=words.category,
        title=words.title.format_map(known),
        message=words.message.format_map({**known, "value": "{value}"}),
        fix=words.fix.format_map(known),
        dataset=contract.dataset,
        origin="contract",
        kind=kind,
        waivable=words.waivable,
        follows=words.follows,
    )
    return ContractRule(rule, words.expect, column or field.name, arguments)


def range_text(field: Field) -> str:
    """A field's range in words: 0 至 100, 不小于 0."""
    if field.minimum is not None and field.maximum is not None:
        return f"{field.minimum} 至 {field.maximum}"
    return f"不小于 {field.minimum}" if field.maximum is None else f"不大于 {field.maximum}"


def _unique_rule(contract: Contract) -> ContractRule:
    words = kinds()["unique"]
    grain = "、".join(contract.field(name).title for name in contract.grain)
    rule = Rule(
        id=f"{contract.dataset}_grain_unique",
        severity=words.severity,
        category=words.category,
        title=words.title,
        message=words.message.format_map({"grain": grain}),
        fix=words.fix,
        dataset=contract.dataset,
        origin="contract",
        kind="unique",
        waivable=words.waivable,
        follows=words.follows,
    )
    columns = ["submission", "document", *(f"{name}__key" for name in contract.grain)]
    return ContractRule(rule, words.expect, None, {"column_list": columns})


def _row_rule(contract: Contract, one: Comparison) -> ContractRule:
    """A rule within a record: one sign per row, which must be one of those that hold."""
    declared, said = one.declared, row_words(one)
    rule = Rule(
        id=declared.id or f"{contract.dataset}_{one.ending}",
        severity=Severity(declared.severity),
        category=declared.category,
        title=said.title,
        message=said.message,
        fix=said.fix,
        dataset=contract.dataset,
        origin="contract",
        kind=one.kind,
    )
    named = [name for name in placeholders(said.message) if name not in one.words]
    return ContractRule(
        rule,
        IN_SET,
        f"{one.stands[0]}__{rule.id}",
        {"value_set": list(one.holds)},
        working=one.off,
        stands=one.stands,
        uses=(*one.uses, *named),
        words={**one.words, **{name: shown(name) for name in named}},
    )


def _own_rule(contract: Contract, index: int) -> ContractRule:
    text = contract.rules[index]
    arguments = dict(text.arguments)
    column = arguments.pop("column", None)
    rule = Rule(
        id=text.id,
        severity=Severity(text.severity),
        category=text.category,
        title=text.title,
        message=text.message,
        fix=text.fix,
        dataset=contract.dataset,
        origin="contract",
        kind=text.id,
        waivable=text.waivable,
        follows=text.follows,
    )
    return ContractRule(rule, text.expect, column, arguments)


@cache
def query_rules() -> Sequence[QueryRule]:
    """The rules of `expectations/rules/*.sql`, by file name."""
    return tuple(_query_rule(path) for path in sorted(QUERIES.glob("*.sql")))


def _query_rule(path: Path) -> QueryRule:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    comment = [line[2:].removeprefix(" ") for line in lines if line.startswith("--")]
    head = QueryHead.model_validate(parse_yaml("\n".join(comment)))
    if head.spans and head.severity is Severity.ERROR:
        raise ValueError(f"{path.name}: a rule over several submissions may not be an error")
    rule = Rule(id=path.stem, kind=path.stem, origin="query", **dict(head))
    return QueryRule(rule, "\n".join(line for line in lines if not line.startswith("--")))


def _declared() -> Iterator[Rule]:
    """The rules that no contract and no SQL file makes: of reading, the guard, on changes."""
    for read in reading_rules().values():
        words = read.model_dump(exclude={"unchecked", "example", "follows"})
        yield Rule(dataset=None, kind=read.id, origin="reading", follows=read.follows, **words)
    for guard in privacy_rules().values():
        yield Rule(dataset=None, origin="guard", waivable=False, **guard.model_dump())
    more: dict[str, Any] = {"severity": Severity.WARNING, "spans": True, "waivable": False}
    for change in change_rules().values():
        yield Rule(dataset=None, origin="change", **more, **change.model_dump())


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule. Raises ValueError if two share an id."""
    contracts = [
        item.rule
        for contract in submitted_contracts().values()
        for item in contract_rules(contract)
    ]
    rules = [*_declared(), *contracts, *(item.rule for item in query_rules())]
    ids = [rule.id for rule in rules]
    if len(ids) != len(set(ids)):
        raise ValueError(f"rules share an id: {sorted(i for i in ids if ids.count(i) > 1)}")
    return tuple(rules)


@cache
def rules_by_id() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for rule in all_rules()}
