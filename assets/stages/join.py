"""The datasets that are made from others, from what is in force of those; 合成.

Belongs here: giving outputs what they are made of. Does not belong here: what is in force (settle),
and how a project's life or the ledger of funds is made (outputs).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from outputs.ledger.balances import balance_table
from outputs.ledger.explanations import GapExplanation
from outputs.ledger.flows import flow_table
from outputs.ledger.parties import Unit
from outputs.ledger.placing import place
from outputs.ledger.statements import Ledger
from outputs.lifecycle.matching import Stage, match
from outputs.lifecycle.values import life_cycles
from sources.contract import load_contracts
from sources.office import Office
from sources.period import parse_period


def joined_tables(
    tables: Mapping[str, pa.Table],
    office: Office,
    explanations: Sequence[GapExplanation] = (),
) -> dict[str, pa.Table]:
    """The datasets that are made from others, from what is in force of those."""
    contracts = load_contracts()
    life, flows, balances = (contracts[name] for name in ("project", "fund_flows", "fund_balances"))
    parts = {name: Stage(contracts[name], tables[name]) for name in flows.joins}
    stages = [parts[name] for name in life.joins]
    matched = match(stages)
    ledger = Ledger(parts, life.joins, matched)
    flowing = flow_table(flows, ledger, place(ledger, ledger_units(office)))
    return {
        life.dataset: life_cycles(life, stages, matched),
        flows.dataset: flowing,
        balances.dataset: balance_table(balances, flowing, explanations, newest_day(tables)),
    }


def ledger_units(office: Office) -> dict[str, Unit]:
    """The office's units as the ledger sees them: who speaks for a whole area, and who does not."""
    return {
        unit.code: Unit(
            code=unit.code,
            name=unit.name,
            region=unit.region,
            is_area=unit.code == unit.region or unit.kind == "department",
        )
        for unit in office.units
    }


def newest_day(tables: Mapping[str, pa.Table]) -> date:
    """The last day of the newest month in force, on which explanations count or have expired.

    Never today: the same submissions must give the same balances whenever they are settled.
    """
    newest = max((pc.max(one["period"]).as_py() or "" for one in tables.values()), default="")
    month = parse_period(newest)
    return date.min if month is None else last_day(month)


def last_day(month: date) -> date:
    """The last day of the month that a day lies in."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
