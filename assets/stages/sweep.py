"""One sweep over the inbox: receive, read and judge whatever is new; 清点.

Belongs here: the order of the first stages for everything at once. Does not belong here: the
stages themselves, and what follows for all datasets together (settle and later).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.clock import note_clocks
from assets.disk import require_space
from assets.receipts import Receipt, read_receipts
from assets.stages.judge import judge_submissions
from assets.stages.read import Progress, is_outdated, read_submissions
from assets.stages.receive import receive
from assets.store import Store
from sources.office import Office


@dataclass(frozen=True)
class Scope:
    """Which submissions a sweep reads; None stands for all."""

    period: str | None = None
    unit: str | None = None

    def covers(self, receipt: Receipt) -> bool:
        """True if a submission is in scope."""
        return self.period in (None, receipt.period) and self.unit in (None, receipt.unit)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: new receipts, submissions read, submissions judged."""

    received: Sequence[Receipt]
    read: Sequence[Receipt]
    judged: Sequence[Receipt]


def sweep(store: Store, office: Office, scope: Scope, progress: Progress) -> Swept:
    """Receive everything new, then read and judge what is in scope and not yet done.

    What older code has read is done again whatever the scope, for the candidate holds all of it.
    Raises DiskShortError before anything is written.
    """
    require_space(store, office.reserve_mib)
    note_clocks(store)
    received = receive(store)
    receipts = [
        receipt
        for receipt in read_receipts(store)
        if scope.covers(receipt) or is_outdated(store, receipt)
    ]
    read = read_submissions(store, office, receipts, progress)
    judged = judge_submissions(store, office, receipts, progress)
    return Swept(received, read, judged)
