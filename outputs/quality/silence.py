"""Units that always report a dataset and now do not; 一贯报送而这次没有.

Belongs here: finding them in the months of what is in force. Does not belong here: who owes what
by law (catalogue, status): here only a unit's own habit counts. Nothing depends on the clock.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa

from expectations.change_rules import Spot, change_limits, find_change
from outputs.quality.moves import Moved
from sources.contract import Contract

MONTHS = 12
Reported = Mapping[tuple[str, str], frozenset[str]]
Excused = Callable[[str, str, str], bool]


def silent_units(
    contracts: Sequence[Contract],
    records: Mapping[str, pa.Table],
    names: Mapping[str, str],
    excused: Excused,
) -> Iterator[Moved]:
    """A finding for each unit and dataset that fell silent; `excused(period, unit, dataset)`.

    The month looked at is the newest for which at least half of the units that reported the month
    before have reported: as long as fewer have, the month is only beginning.
    """
    submitted = [contract for contract in contracts if not contract.is_joined]
    reported = {
        (contract.dataset, unit): frozenset(months)
        for contract in submitted
        for unit, months in months_of(records[contract.dataset]).items()
    }
    month = month_at_hand(reported)
    if month is None:
        return
    before = [earlier(month, number) for number in range(1, change_limits().months + 1)]
    for contract in submitted:
        for (dataset, unit), months in sorted(reported.items()):
            if dataset != contract.dataset or month in months or not months.issuperset(before):
                continue
            if not excused(month, unit, dataset):
                yield _silent(contract, unit, names.get(unit, unit), month)


def months_of(table: pa.Table) -> dict[str, set[str]]:
    """Unit → the months for which it has records."""
    groups = table.group_by(["unit_code", "period"]).aggregate([])
    found: dict[str, set[str]] = {}
    for unit, period in zip(groups["unit_code"].to_pylist(), groups["period"].to_pylist(),
                            strict=True):  # fmt: skip
        found.setdefault(unit, set()).add(period)
    return found


def month_at_hand(reported: Reported) -> str | None:
    """The newest month in which enough units have reported; None if there is none."""
    units: dict[str, set[str]] = {}
    for (_, unit), months in reported.items():
        for month in months:
            units.setdefault(month, set()).add(unit)
    for month in sorted(units, reverse=True):
        habitual = units.get(earlier(month, 1), set())
        if len(habitual & units[month]) * 2 >= len(habitual):
            return month
    return None


def earlier(month: str, number: int) -> str:
    """The month so many before YYYY-MM."""
    year, part = (int(one) for one in month.split("-"))
    total = year * MONTHS + part - 1 - number
    return f"{total // MONTHS:04d}-{total % MONTHS + 1:02d}"


def _silent(contract: Contract, unit: str, name: str, month: str) -> Moved:
    finding = find_change(
        "change_unit_silent",
        Spot(contract.dataset),
        unit_name=name,
        dataset_title=contract.title,
        period=month,
        months=change_limits().months,
    )
    return Moved(finding, unit, month)
