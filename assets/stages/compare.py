"""What is in force beside the newest release: what moved, who fell silent; 变动提醒.

Belongs here: handing the comparison (outputs) the release and the declarations of this data home,
and its findings in the form of the state. Does not belong here: comparing.
"""

from collections.abc import Mapping

import pyarrow as pa

from assets.declarations import Declared, declared
from assets.store import Store
from outputs.chain import read_links
from outputs.quality.moves import Moved, moves
from outputs.quality.silence import silent_units
from outputs.subjects import Contents, subjects
from sources.contract import Channel, load_contracts
from sources.office import Office
from sources.reading import plain_finding
from sources.records import claim_schema


def change_findings(
    store: Store, office: Office, tables: Mapping[str, pa.Table]
) -> list[dict[str, str]]:
    """Plain findings with unit and period; `tables`: working tables in force by dataset.

    Without a release there is nothing to compare with, and nobody can have fallen silent.
    """
    links = read_links(store.public)
    if not links:
        return []
    contracts = [one for one in load_contracts().values() if one.channel is Channel.SITE]
    names = {unit.code: unit.name for unit in office.units}
    excuses = Excuses(store, office)
    found = [
        *moves(links[0], contracts, tables),
        *silent_units(contracts, tables, names, excuses.covers),
    ]
    return [plain_change(one) for one in found]


def plain_change(moved: Moved) -> dict[str, str]:
    """A change as plain data with its id, and the unit and period that it speaks of."""
    nothing = Contents(tables=[], records={}, claims=claim_schema().empty_table())
    (known,) = subjects([moved.finding], nothing, (moved.unit, moved.period))
    return {**plain_finding(known.finding), "unit": moved.unit, "period": moved.period}


class Excuses:
    """Months for which a unit has signed that there is nothing to publish; read when first asked.

    To check a signature takes a process, and mostly nobody is silent.
    """

    def __init__(self, store: Store, office: Office) -> None:
        self._home = (store, office)
        self._known: Declared | None = None

    def covers(self, period: str, unit: str, dataset: str) -> bool:
        """True if a signed 零报告 of the unit speaks of that month and dataset."""
        if self._known is None:
            self._known = declared(*self._home)
        standing = self._known.of("nothing", period, unit, dataset)
        return standing is not None and standing.is_signed
