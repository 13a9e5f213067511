"""The whole way from the inbox of the province to a signed release, stage by stage; 全程.

Belongs here: running the real stages in their order and timing each. Does not belong here: what the
stages do, and the plain script beside them (plain). What publishing does inside is timed by
wrapping its functions: the product itself keeps no clock.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from assets.receipts import CHINA, read_receipts
from assets.stages.hand_back import hand_back
from assets.stages.judge import judge_submissions
from assets.stages.propose import current_digest, propose
from assets.stages.publish import people_of, publish
from assets.stages.read import read_submissions
from assets.stages.receive import receive
from assets.stages.settle import load_state, settle
from assets.store import Store
from benchmarks.province.generated import UNITS
from benchmarks.province.home import sign_all
from benchmarks.province.watching import Watch
from sources.office import Office

SIGNED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=CHINA)
INSIDE = {
    "data": "outputs.edition.write_dataset",
    "slices": "outputs.edition.write_by_area_and_year",
    "verify": "outputs.release.verify_release",
    "guard": "assets.stages.publish.reasons_against",
    "archive": "outputs.finishing.renew_archives",
    "database": "outputs.finishing.renew_databases",
    "latest": "outputs.finishing._renew_latest",
    "site": "assets.stages.publish.render_site",
}


class Stages:
    """Seconds on the clock and on the processors and peak MiB by stage, as they first ran."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.watch = Watch()

    @property
    def mib(self) -> dict[str, float]:
        """Peak memory by stage, of all processes together."""
        return dict(self.watch.peaks)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done under this name; what is done before adds up."""
        before, start = cpu_seconds(), time.perf_counter()
        try:
            with self.watch.open(name):
                yield
        finally:
            taken = time.perf_counter() - start
            self.clock[name] = self.clock.get(name, 0) + taken
            self.cpu[name] = self.cpu.get(name, 0) + cpu_seconds() - before

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def run(*arguments: Any, **words: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **words)

        return run


def cpu_seconds() -> float:
    """Time on the processors of this process and of those it started, once they have ended."""
    return sum(os.times()[:4])


def build(
    store: Store,
    office: Office,
    at: datetime = SIGNED_AT,
    changed: Collection[str] = tuple(UNITS),
) -> Stages:
    """From the inbox to a signed release. A candidate that says nothing new is not released.

    `changed` are the units whose values are others than they signed.
    """
    stages = Stages()
    night(store, office, stages)
    if current_digest(store) is not None:
        with stages.stage("sign"):
            sign_all(store, office, at, changed)
        with stages.stage("publish"), inside(stages):
            people = people_of(office, load_state(store), read_receipts(store))
            publish(store, office, people)
    return stages


def night(store: Store, office: Office, stages: Stages) -> None:
    """What a night does before somebody signs."""
    with stages.stage("receive"):
        receive(store)
    receipts = read_receipts(store)
    with stages.stage("read"):
        read_submissions(store, office, receipts, quiet)
    with stages.stage("judge"):
        judge_submissions(store, office, receipts, quiet)
    with stages.stage("settle"):
        state = settle(store, office)
    with stages.stage("hand back"):
        hand_back(store, state, quiet)
    with stages.stage("propose"):
        propose(store, office)


@contextmanager
def inside(stages: Stages) -> Iterator[None]:
    """Time what publishing does inside; the whole of it is the stage `publish`."""
    with ExitStack() as stack:
        for name, place in INSIDE.items():
            module, _, function = place.rpartition(".")
            found = getattr(__import__(module, fromlist=[function]), function)
            stack.enter_context(patch(place, stages.timed(f"  {name}", found)))
        yield


def quiet(_: str) -> None:
    """Nobody is told of the progress."""
