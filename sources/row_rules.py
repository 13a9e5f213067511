"""What must hold between the fields of one record, as a contract declares it; 一行之内的勾稽.

Belongs here: the declarations and what they may name. Does not belong here: how they are judged and
worded by default (expectations), nor rules over several records; those are SQL.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator

from sources.strict import Strict

AMOUNTS = ("money", "integer")
TEXTS = ("text",)
DATES = ("date",)
FEWEST = 2
Kinds = Mapping[str, str]


class RowRule(Strict):
    """One rule within a record.

    `basis` is where it is known from; what nobody has seen written says 一般知识. `id`, `title`,
    `message` and `fix` take the place of the words that its kind makes. A figure that is blank,
    unreadable or outside its own range is not judged again here.
    """

    basis: str
    severity: Literal["error", "warning", "info"] = "warning"
    category: Literal["精确", "完整", "存在", "一致", "及时"] = "一致"
    id: str | None = Setting(default=None, pattern=r"^[A-Za-z0-9_]+$")
    title: str | None = None
    message: str | None = None
    fix: str | None = None

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Field → the types that it may have; no types if any will do."""
        raise NotImplementedError


class Sum(RowRule):
    """`total` is what `parts` make together, less what `less` holds.

    All of them must be filled, or the row is not judged; a blank one of `optional` adds nothing.
    `or_more`: the total may hold parts that no field names. `tolerance`: in fen, or as counted.
    """

    total: str
    parts: tuple[str, ...] = Setting(min_length=1)
    optional: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    or_more: bool = False
    tolerance: int = Setting(default=0, ge=0)

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """All are amounts or counts."""
        names = (self.total, *self.parts, *self.optional, *self.less)
        return dict.fromkeys(names, AMOUNTS)


class Product(RowRule):
    """`total` is `count` times `price`, a text like 0.75万元/户.

    A price without a unit is in that of the total as written; one per anything but 户 is not
    judged, for `count` counts households.
    """

    total: str
    count: str
    price: str

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Money, a count, and a text."""
        return {self.total: ("money",), self.count: ("integer",), self.price: TEXTS}


class AtMost(RowRule):
    """`part` is no more than `whole`, to the fen; 其中, 支出 ≤ 到位."""

    part: str
    whole: str

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Both are amounts or counts."""
        return {self.part: AMOUNTS, self.whole: AMOUNTS}


class Rate(RowRule):
    """`rate` is a printed percentage of `part` in `whole`, true to one unit of its last digit."""

    rate: str
    part: str
    whole: str

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """A text beside two amounts."""
        return {self.rate: TEXTS, self.part: AMOUNTS, self.whole: AMOUNTS}


class DateOrder(RowRule):
    """Each of `fields` is no earlier than the last one filled before it; 批复 ≤ 开工 ≤ 完工 ≤ 验收.

    Dates are compared as far as both are written: 2019-03 and 2019-03-15 are not out of order.
    """

    fields: tuple[str, ...] = Setting(min_length=FEWEST)

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """All are dates."""
        return dict.fromkeys(self.fields, DATES)

    @model_validator(mode="after")
    def _words_are_for_two(self) -> Self:
        if len(self.fields) > FEWEST and (self.id or self.title or self.message):
            raise ValueError(f"{self.fields}: words of one's own are for two dates")
        return self


class Need(RowRule):
    """`field` is filled where every field of `when` has one of its values; `or_else` excuses it.

    Where the table has no such column, the finding stands at `at`, else at the row.
    """

    field: str
    or_else: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = {}
    at: str | None = None
    category: Literal["精确", "完整", "存在", "一致", "及时"] = "完整"

    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Anything may be needed; what decides it has a list of allowed values."""
        free = (self.field, *self.or_else, *((self.at,) if self.at else ()))
        return {**dict.fromkeys(free, ()), **dict.fromkeys(self.when, ("enum",))}


class RowRules(Strict):
    """The keys of a contract that declare rules within a record."""

    sums: tuple[Sum, ...] = ()
    products: tuple[Product, ...] = ()
    at_most: tuple[AtMost, ...] = ()
    rates: tuple[Rate, ...] = ()
    dates_in_order: tuple[DateOrder, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def row_rules(self) -> tuple[RowRule, ...]:
        """All rules within a record, by kind."""
        return (
            *self.sums, *self.products, *self.at_most, *self.rates, *self.dates_in_order,
            *self.needs,
        )  # fmt: skip

    def mentioned_in_rows(self) -> list[str]:
        """Every field that a rule within a record names."""
        return [name for rule in self.row_rules for name in rule.named()]


def refuse_unfit_rules(rules: RowRules, fields: Mapping[str, Any]) -> None:
    """Raise ValueError if a rule compares what cannot be, or waits for a value nobody may write."""
    for rule in rules.row_rules:
        for fault in _faults(rule, fields):
            raise ValueError(f"{type(rule).__name__}: {fault}")


def _faults(rule: RowRule, fields: Mapping[str, Any]) -> Iterator[str]:
    for name, types in rule.named().items():
        if types and fields[name].type.value not in types:
            yield f"{name} is no {' or '.join(types)}"
    if isinstance(rule, Sum | AtMost) and len({fields[name].type for name in rule.named()}) > 1:
        yield f"amounts beside counts: {', '.join(rule.named())}"
    if isinstance(rule, Need):
        for name, values in rule.when.items():
            if not set(values) <= set(fields[name].allowed):
                yield f"{name} is never one of {', '.join(values)}"
