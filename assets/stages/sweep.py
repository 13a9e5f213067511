"""One sweep over the inbox: receive, read and judge whatever is new; 清点.

Belongs here: the order of the first stages, for everything at once or for a part of it. Does not
belong here: the stages themselves, and what follows for all datasets together (settle and later).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.clock import note_clocks
from assets.disk import require_space
from assets.receipts import Receipt, read_receipts
from assets.stages.judge import is_judged, judge_submissions
from assets.stages.parts import Part, in_parts
from assets.stages.read import Progress, is_outdated, is_read, read_submissions
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

    Raises DiskShortError before anything is written.
    """
    received = take_in(store, office)
    return Swept(received, *_done(store, office, swept_receipts(store, scope), progress))


def take_in(store: Store, office: Office) -> list[Receipt]:
    """Receive everything new. Raises DiskShortError before anything is written."""
    require_space(store, office.reserve_mib)
    note_clocks(store)
    return receive(store)


def sweep_part(store: Store, office: Office, scope: Scope, part: Part, progress: Progress) -> Swept:
    """Read and judge what is in scope and not yet done of one part; nothing is received.

    Raises DiskShortError before anything is written.
    """
    require_space(store, office.reserve_mib)
    receipts = [one for one in swept_receipts(store, scope) if part.holds(one)]
    return Swept((), *_done(store, office, receipts, progress))


def waiting_parts(store: Store, scope: Scope, most: int | None) -> list[Part]:
    """What a sweep would read or judge now, in parts of at most so many submissions."""
    waiting = [
        receipt.number
        for receipt in swept_receipts(store, scope)
        if not (is_read(store, receipt) and is_judged(store, receipt))
    ]
    return in_parts(waiting, most)


def swept_receipts(store: Store, scope: Scope) -> list[Receipt]:
    """Receipts that a sweep looks at: those in scope, and what older code has read.

    The latter are read again whatever the scope, for the candidate holds all of it.
    """
    return [
        receipt
        for receipt in read_receipts(store)
        if scope.covers(receipt) or is_outdated(store, receipt)
    ]


def _done(
    store: Store, office: Office, receipts: Sequence[Receipt], progress: Progress
) -> tuple[Sequence[Receipt], Sequence[Receipt]]:
    read = read_submissions(store, office, receipts, progress)
    return read, judge_submissions(store, office, receipts, progress)
