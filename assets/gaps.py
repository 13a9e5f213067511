"""Which explanations of gaps in the fund ledger stand, 差额说明登记.

Belongs here: the journal's statements on gaps as plain values. Does not belong here: the signed
text (expectations), and the gaps and what an explanation leaves of one (the ledger).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assets.declarations import read_entries
from assets.store import Store
from expectations.explanation import GapCategory, GapExplanation
from sources.office import Office


@dataclass(frozen=True)
class ExplainedGap:
    """Why `amount_yuan` of a fund and year stays at a node; it counts up to and on `until`.

    The amount has the sign of the gap; `fund` is None where all funds are meant together.
    Whether it has run out is for the ledger to say, which knows the day it is made for. `is_signed`
    is False for a note that does not count.
    """

    unit: str
    node: str
    fund: str | None
    year: int
    category: GapCategory
    amount_yuan: Decimal
    reason: str
    until: date
    explained_by: str
    is_signed: bool


def explained_gaps(store: Store, office: Office) -> list[ExplainedGap]:
    """What stands: the last statement for each unit, node, fund, year and category.

    No unsigned one replaces a signed one. Sorted by those five.
    """
    found: dict[tuple[str, str, str, int, str], ExplainedGap] = {}
    for entry in read_entries(store):
        said = entry.declaration
        if not isinstance(said, GapExplanation):
            continue
        key = (said.unit, said.node, said.fund or "", said.year, said.category)
        one = _plain(said, is_signed=entry.fault(store, office) == "ok")
        before = found.get(key)
        if one.is_signed or before is None or not before.is_signed:
            found[key] = one
    return [found[key] for key in sorted(found)]


def _plain(said: GapExplanation, *, is_signed: bool) -> ExplainedGap:
    return ExplainedGap(
        unit=said.unit,
        node=said.node,
        fund=said.fund,
        year=said.year,
        category=said.category,
        amount_yuan=Decimal(said.amount_yuan),
        reason=said.reason,
        until=date.fromisoformat(said.until),
        explained_by=said.declared_by,
        is_signed=is_signed,
    )
