"""Rules within a record, from a contract's declarations to what the checker compares; 行内勾稽.

Belongs here: for each declared rule the SQL that says to which side a row is off, the sides that
hold, and the words of a finding. Does not belong here: SQL of single fields (figures), judging.

Each rule makes one sign per row, `off`, of an exact difference: -1, 0 or 1, and NULL where there is
nothing to judge. Which signs hold is the rule; one kind of expectation judges them all. (A range of
numbers would do too, but the checker calls Python for each number of it: `beyond`.)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from expectations.dates_apart import apart, first_day, last_day
from expectations.figures import (
    figure,
    figure_or_nothing,
    is_written,
    listed,
    named_value,
    quoted,
    shown,
    side,
    unit,
)
from expectations.prices import price_of
from expectations.rates import rate_off, rate_words
from sources.contract import Contract, Field
from sources.row_rules import AtMost, DateOrder, Need, Product, Rate, RowRule, Sum

AT_MOST_NOTHING = (-1, 0)
AT_LEAST_NOTHING = (0, 1)
NOTHING = (0,)


@dataclass(frozen=True)
class Comparison:
    """A rule within a record: what is compared, where a fault stands, and what is said of it.

    `stands`: the field whose cell is faulty, then those that stand in for it where it has none.
    `uses`: other fields. `known`: words known before any row. `words`: SQL of those of a row.
    """

    kind: str
    ending: str
    declared: RowRule
    stands: tuple[str, ...]
    uses: tuple[str, ...]
    off: str
    holds: tuple[int, ...]
    known: Mapping[str, str]
    words: Mapping[str, str]


def comparisons(contract: Contract) -> Iterator[Comparison]:
    """What a contract declares of its rows, in its order."""
    for rule in contract.row_rules:
        yield from MAKERS[type(rule)](contract, rule)


def _titles(fields: list[Field], mark: str = "、") -> str:
    return mark.join(f"“{field.title}”" for field in fields)


def _fields(contract: Contract, names: tuple[str, ...]) -> list[Field]:
    return [contract.field(name) for name in names]


def _sum(contract: Contract, rule: Sum) -> Iterator[Comparison]:
    total = contract.field(rule.total)
    parts, less = _fields(contract, rule.parts), _fields(contract, rule.less)
    optional = _fields(contract, rule.optional)
    adding = [*map(figure, parts), *map(figure_or_nothing, optional)]
    expected = " + ".join(f"({one})" for one in adding)
    expected += "".join(f" - ({figure(field)})" for field in less)
    signed = _titles([*parts, *optional], "加") + "".join(f"减“{one.title}”" for one in less)
    terms = [*map(named_value, (*parts, *optional)), *(f"'减' || {named_value(f)}" for f in less)]
    difference = f"({figure(total)}) - ({expected})"
    yield Comparison(
        kind="sum_or_more" if rule.or_more else "sum",
        ending=f"{rule.total}_sum",
        declared=rule,
        stands=(rule.total,),
        uses=(*rule.parts, *rule.optional, *rule.less),
        off=side(difference, rule.tolerance, total),
        holds=AT_LEAST_NOTHING if rule.or_more else NOTHING,
        known={"total": total.title, "sum": signed, "unit": unit(total),
               "fields": _titles([*parts, *optional, *less])},
        words=_figures(rule.total, expected, difference, terms),
    )  # fmt: skip


def _figures(value: str, expected: str, difference: str, terms: list[str]) -> dict[str, str]:
    return {
        "value": shown(value),
        "expected": shown(expected),
        "difference": shown(difference),
        "terms": listed(terms),
    }


def _product(contract: Contract, rule: Product) -> Iterator[Comparison]:
    total, count, price = _fields(contract, (rule.total, rule.count, rule.price))
    each = price_of(price.name, f"{total.name}__unit")
    number = f"TRY_CAST({figure(count)} AS DECIMAL(10, 0))"
    expected = f"CAST(round({number} * CAST({each} AS DECIMAL(24, 6)), 2) AS DECIMAL(30, 2))"
    difference = f"({figure(total)}) - {expected}"
    # No household is no price: the row then gives its amount for something else.
    off = f"CASE WHEN {count.name} > 0 THEN {side(difference, 0, total)} END"
    yield Comparison(
        kind="product",
        ending=f"{rule.total}_product",
        declared=rule,
        stands=(rule.total,),
        uses=(rule.count, rule.price),
        off=off,
        holds=NOTHING,
        known={"total": total.title, "count": count.title, "price": price.title,
               "unit": unit(total), "fields": _titles([count, price])},
        words=_figures(total.name, expected, difference, [named_value(count), named_value(price)]),
    )  # fmt: skip


def _at_most(contract: Contract, rule: AtMost) -> Iterator[Comparison]:
    part, other = _fields(contract, (rule.part, rule.whole))
    difference = f"({figure(part)}) - ({figure(other)})"
    yield Comparison(
        kind="at_most",
        ending=f"{rule.part}_within_{rule.whole}",
        declared=rule,
        stands=(rule.part,),
        uses=(rule.whole,),
        off=side(difference, 0, part),
        holds=AT_MOST_NOTHING,
        known={"part": part.title, "whole": other.title, "unit": unit(part),
               "fields": f"“{other.title}”"},
        words=_figures(part.name, other.name, difference, [named_value(other)]),
    )  # fmt: skip


def _rate(contract: Contract, rule: Rate) -> Iterator[Comparison]:
    rate, part, other = _fields(contract, (rule.rate, rule.part, rule.whole))
    yield Comparison(
        kind="rate",
        ending=f"{rule.rate}_rate",
        declared=rule,
        stands=(rule.rate,),
        uses=(rule.part, rule.whole),
        off=rate_off(rate.name, figure(part), figure(other)),
        holds=AT_MOST_NOTHING,
        known={"rate": rate.title, "fields": _titles([part, other])},
        words={
            **rate_words(rate.name, part.name, other.name),
            "terms": listed([named_value(part), named_value(other)]),
        },
    )


def _orders(contract: Contract, rule: DateOrder) -> Iterator[Comparison]:
    """One rule per date but the first: against the last one filled before it."""
    fields = _fields(contract, rule.fields)
    for index, later in enumerate(fields[1:], start=1):
        before = fields[index - 1 :: -1] if index > 1 else fields[:1]
        known = [first_day(one.name) for one in before]
        earlier = f"coalesce({', '.join(known)})"
        cases = (f"WHEN {one.name} IS NOT NULL THEN {named_value(one)}" for one in before)
        off = apart(earlier, last_day(later.name))
        yield Comparison(
            kind="order",
            ending=f"{later.name}_in_order",
            declared=rule,
            stands=(later.name,),
            uses=tuple(one.name for one in before),
            off=f"CAST(sign({off.number}) AS BIGINT)",
            holds=AT_LEAST_NOTHING,
            known={"later": later.title, "fields": _titles(before[::-1])},
            words={
                "value": later.name,
                "expected": f"coalesce({', '.join(one.name for one in before)})",
                "difference": off.words,
                "terms": f"CASE {' '.join(cases)} END",
            },
        )


def _need(contract: Contract, rule: Need) -> Iterator[Comparison]:
    field, excuses = contract.field(rule.field), _fields(contract, rule.or_else)
    given = " OR ".join(is_written(name) for name in (rule.field, *rule.or_else))
    tests = [f"{name} IN ({', '.join(map(quoted, said))})" for name, said in rule.when.items()]
    missing = f"CASE WHEN {given} THEN 0 ELSE 1 END"
    said = "、".join(
        f"“{contract.field(name).title}”是{'或'.join(values)}" for name, values in rule.when.items()
    )
    at = (rule.at,) if rule.at else ()
    yield Comparison(
        kind="need",
        ending=f"{rule.field}_needed",
        declared=rule,
        stands=(rule.field, *at),
        uses=(*rule.or_else, *rule.when),
        off=f"CASE WHEN {' AND '.join(tests)} THEN {missing} END" if tests else missing,
        holds=AT_MOST_NOTHING,
        known={
            "field": field.title,
            "when": f"（{said}）" if said else "",
            "excuses": f"，{_titles(excuses)}也没有写" if excuses else "",
            "other": f"，或在{_titles(excuses)}中说明" if excuses else "",
        },
        words={"value": blank_or(rule), "expected": quoted(field.title), "difference": "''"},
    )


def blank_or(rule: Need) -> str:
    """What stands in the cell of the finding: nothing, or the text of the cell that stands in."""
    if rule.at is None:
        return "''"
    return f"CASE WHEN {rule.field}__cell <> '' THEN '' ELSE coalesce({rule.at}__text, '') END"


MAKERS: Mapping[type[RowRule], Callable[[Contract, Any], Iterator[Comparison]]] = {
    Sum: _sum,
    Product: _product,
    AtMost: _at_most,
    Rate: _rate,
    DateOrder: _orders,
    Need: _need,
}
