"""Which explanation of a warning stands, 说明登记: the last one of the unit's provider.

Belongs here: finding the explanation of a finding in the journal. Does not belong here: the signed
text (expectations), the journal (`declarations.py`), and what state a finding has by it
(`finding_states.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assets.declarations import read_entries
from assets.store import Store
from expectations.declaration import Fault
from expectations.explanation import WarningExplanation
from sources.office import Office

# Unit and period beside the id, so that nobody explains another unit's number.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Explanation:
    """Why one warning is right as it is; `explained_at` as it was signed, China's time."""

    reason: str
    explained_by: str
    explained_at: str
    fault: Fault

    @property
    def is_signed(self) -> bool:
        """True if the unit's provider signed it; else it is a note that does not count."""
        return self.fault == "ok"


def explanations(store: Store, office: Office) -> Mapping[Key, Explanation]:
    """The explanation that stands, by unit, period and id of the finding.

    The last one counts; no unsigned one replaces a signed one.
    """
    found: dict[Key, Explanation] = {}
    for entry in read_entries(store):
        said = entry.declaration
        if not isinstance(said, WarningExplanation):
            continue
        fault = entry.fault(store, office)
        one = Explanation(said.reason, said.declared_by, said.declared_at, fault)
        for finding in said.findings:
            key = (said.unit, said.period, finding.id)
            before = found.get(key)
            if one.is_signed or before is None or not before.is_signed:
                found[key] = one
    return found
