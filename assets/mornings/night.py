"""What ran in a night, and how each run ended, 夜间运行: plain facts, however they were learned.

Belongs here: runs, and the state of a night that follows from them. Does not belong here: asking
Dagster (assets/graph/night_runs.py) and words for people (alarms.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

RunStatus = Literal["done", "failed", "canceled", "running", "waiting"]
# Why a run failed: the gate refused, the disk was full, another run held the lock, its process
# died, it took too long, or something else of ours.
Cause = Literal["refused", "disk", "locked", "killed", "too_long", "ours"]
NightState = Literal["done", "recovered", "running", "failed", "missed", "unwatched"]
STATE_WORDS: dict[NightState, str] = {
    "done": "夜里的运行全部完成",
    "recovered": "夜里出过错，已经自动补上",
    "running": "夜里的运行还没有完",
    "failed": "夜里的运行没有完成",
    "missed": "夜里没有运行",
    "unwatched": "没有夜间运行的记录",
}
NIGHTLY_JOB = "nightly"
# A run of these does what a run for one file would have done.
EVERYTHING = frozenset({"refresh", NIGHTLY_JOB})


@dataclass(frozen=True)
class NightRun:
    """One run: `by` is who started it, `step` where it failed, `error` the kind of exception."""

    run: str
    job: str
    by: Literal["schedule", "sensor", "retry", "person"]
    partition: str
    status: RunStatus
    began: datetime
    ended: datetime | None
    cause: Cause | None = None
    step: str = ""
    error: str = ""

    @property
    def is_ours(self) -> bool:
        """True if it failed by our fault; what the gate refuses is no fault of ours."""
        return self.status == "failed" and self.cause != "refused"


@dataclass(frozen=True)
class Night:
    """All runs from one morning to the next, and whether the services were there.

    `missed` are nights without a nightly run; `daemon_seen` when Dagster's daemon last said that
    it lives; `waits_until` is set if the schedules wait for a time of day that was never reached.
    """

    since: datetime
    until: datetime
    runs: tuple[NightRun, ...]
    missed: tuple[date, ...]
    daemon_seen: datetime | None
    waits_until: datetime | None

    @property
    def left(self) -> tuple[NightRun, ...]:
        """Runs that failed by our fault and that no later run has made up for."""
        return tuple(one for one in self.runs if one.is_ours and not made_up(one, self.runs))

    @property
    def state(self) -> NightState:
        """One word for the whole night."""
        if self.daemon_seen is None and not self.runs:
            return "unwatched"
        if self.missed:
            return "missed"
        if any(one.status in ("running", "waiting") for one in self.runs):
            return "running"
        if self.left:
            return "failed"
        return "recovered" if any(one.is_ours for one in self.runs) else "done"


def made_up(failed: NightRun, runs: Sequence[NightRun]) -> bool:
    """True if a later run did what a failed one was to do."""
    return any(
        one.status == "done"
        and one.began > failed.began
        and (
            (one.job, one.partition) == (failed.job, failed.partition)
            or one.job == NIGHTLY_JOB
            or (one.job in EVERYTHING and failed.job not in (NIGHTLY_JOB, "release"))
        )
        for one in runs
    )
