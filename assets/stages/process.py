"""The whole way from the inbox to the candidate, as the command line walks it.

Belongs here: the order of the stages. Does not belong here: the stages, and publishing. Dagster
walks the same stages as assets; a test holds the two to the same candidate.
"""

from dataclasses import dataclass

from assets.audit import keep_trail
from assets.stages.hand_back import hand_back
from assets.stages.propose import Proposal, propose
from assets.stages.read import Progress
from assets.stages.settle import State, settle
from assets.stages.sweep import Scope, Swept, sweep
from assets.store import Store
from sources.office import Office


@dataclass(frozen=True)
class Outcome:
    """What one run did, and how things stand after it."""

    swept: Swept
    state: State
    proposal: Proposal


def process(store: Store, office: Office, scope: Scope, progress: Progress) -> Outcome:
    """Receive, read, judge, settle, hand back, propose."""
    swept = sweep(store, office, scope, progress)
    state = settle(store, office)
    hand_back(store, state, progress)
    keep_trail(store)
    return Outcome(swept, state, propose(store, office))
