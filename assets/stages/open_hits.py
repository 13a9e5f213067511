"""Privacy hits that keep submissions from being accepted, for the reviewer to look at; 待放行.

Belongs here: which hits are open. Does not belong here: finding and weighing them (guard) and
letting one pass (allowances).
"""

from dataclasses import dataclass

from assets.receipts import Receipt
from assets.stages.guard import weighed_hits
from assets.stages.settle import load_state, replaced_by
from assets.store import Store
from expectations.privacy.detecting import without_values
from expectations.privacy.hits import Hit
from sources.finding import Severity
from sources.office import Office


@dataclass(frozen=True)
class OpenHit:
    """A hit that blocks and that nobody has allowed, with the submission that it came in."""

    receipt: Receipt
    hit: Hit

    @property
    def file(self) -> str:
        """The name of the file, without anything personal in it."""
        return without_values(self.receipt.file)


def open_hits(store: Store, office: Office) -> list[OpenHit]:
    """The hits that keep submissions from being accepted, of those that nothing replaced."""
    state = load_state(store)
    replaced = replaced_by(state.submissions)
    found = []
    for one in state.submissions:
        if one.receipt.number not in replaced:
            weighed = weighed_hits(store, office, one.receipt)
            found += [OpenHit(one.receipt, hit) for hit in weighed if is_open(hit)]
    return found


def is_open(hit: Hit) -> bool:
    """True for a hit that blocks."""
    return hit.severity is Severity.ERROR
