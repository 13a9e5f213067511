"""Which explanations of gaps in the fund ledger stand, 差额说明登记.

Belongs here: the journal's statements on gaps as the ledger takes them. Does not belong here: the
signed text (expectations), and the gaps and what an explanation leaves of one (the ledger).
"""

from datetime import date
from decimal import Decimal

from assets.declarations import read_entries
from assets.store import Store
from expectations.explanation import GapExplanation
from outputs.ledger.explanations import Category
from outputs.ledger.explanations import GapExplanation as LedgerExplanation
from sources.office import Office


def explained_gaps(store: Store, office: Office) -> list[LedgerExplanation]:
    """What stands: the last statement for each unit, node, fund, year and category.

    No unsigned one replaces a signed one. Sorted by those five.
    """
    found: dict[tuple[str, str, str, int, str], LedgerExplanation] = {}
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


def _plain(said: GapExplanation, *, is_signed: bool) -> LedgerExplanation:
    return LedgerExplanation(
        unit=said.unit,
        node=said.node,
        fund=said.fund,
        year=said.year,
        category=Category(said.category),
        amount_yuan=Decimal(said.amount_yuan),
        reason=said.reason,
        until=date.fromisoformat(said.until),
        explained_by=said.declared_by,
        is_signed=is_signed,
    )
