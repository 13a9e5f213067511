"""What Dagster knows of a night, 运行记录: its runs, its daemon, its schedules.

Belongs here: asking the instance, and putting right what a changed clock left there. Does not
belong here: what it means (assets/mornings). Of an exception only the class is taken: its words may
quote a table.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
from dagster import DagsterRunStatus as Status
from dagster._core.events import StepFailureData
from dagster._core.scheduler.instigation import InstigatorState, ScheduleInstigatorData
from dagster._core.storage.dagster_run import RunRecord
from dagster._core.storage.tags import (
    PARTITION_NAME_TAG,
    RETRY_NUMBER_TAG,
    SCHEDULE_NAME_TAG,
    SENSOR_NAME_TAG,
)
from dagster._utils.error import SerializableErrorInfo

from assets.clock import TOLERATED
from assets.mornings.night import NIGHTLY_JOB, Cause, Night, NightRun, RunStatus
from assets.receipts import CHINA

NIGHT_HOUR = 2
# The nightly run of a day has so long to appear in the records.
GRACE = timedelta(minutes=15)
RUN_STATUS: dict[Status, RunStatus] = {
    Status.SUCCESS: "done",
    Status.FAILURE: "failed",
    Status.CANCELED: "canceled",
    Status.CANCELING: "running",
    Status.STARTED: "running",
    Status.STARTING: "running",
}
NO_ROOM = ("No space left on device", "DiskShortError", "database or disk is full")
TOO_LONG = "Exceeded maximum runtime"


def observed_night(
    instance: dg.DagsterInstance, since: datetime, until: datetime, own_run: str = ""
) -> Night:
    """The night as the instance has it, without the run that asks."""
    records = instance.get_run_records(dg.RunsFilter(created_after=since.astimezone(UTC)))
    runs = [
        night_run(instance, one)
        for one in reversed(records)
        if one.dagster_run.run_id != own_run and one.dagster_run.job_name != "morning"
    ]
    beats = instance.get_daemon_heartbeats().values()
    return Night(
        since=since,
        until=until,
        runs=tuple(runs),
        missed=tuple(missed_nights(instance, records, since, until)),
        daemon_seen=max((in_china(one.timestamp) for one in beats), default=None),
        waits_until=waits_until(instance, until),
    )


def night_run(instance: dg.DagsterInstance, record: RunRecord) -> NightRun:
    """One run in plain words."""
    run = record.dagster_run
    status = RUN_STATUS.get(run.status, "waiting")
    cause, step, error = failure_of(instance, run.run_id) if status == "failed" else (None, "", "")
    began = record.start_time or record.create_timestamp.timestamp()
    return NightRun(
        run=run.run_id,
        job=run.job_name,
        by=started_by(run.tags),
        partition=run.tags.get(PARTITION_NAME_TAG, ""),
        status=status,
        began=in_china(began),
        ended=None if record.end_time is None else in_china(record.end_time),
        cause=cause,
        step=step,
        error=error,
    )


def started_by(tags: dict[str, str]) -> str:
    """Who started a run, by the tags that Dagster gives it."""
    if RETRY_NUMBER_TAG in tags:
        return "retry"
    if SCHEDULE_NAME_TAG in tags:
        return "schedule"
    return "sensor" if SENSOR_NAME_TAG in tags else "person"


def failure_of(instance: dg.DagsterInstance, run: str) -> tuple[Cause, str, str]:
    """Why a run failed, at which step, by what class of exception.

    A run whose process was killed has no failed step. One that found no room for its own records
    may have none either; then its last words tell.
    """
    wanted = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
    for record in instance.get_records_for_run(run, of_type=wanted).records:
        event = record.event_log_entry.dagster_event
        data = None if event is None else event.event_specific_data
        if isinstance(data, StepFailureData):
            chain = list(errors(data.error))
            # The only failure that our steps declare rather than raise is the gate's.
            is_refusal = data.user_failure_data is not None
            return cause_of(chain, is_refusal), event.step_key or "", chain[-1].cls_name or ""
        said = f"{record.event_log_entry.user_message} {getattr(data, 'error', None) or ''}"
        if TOO_LONG in said:
            return "too_long", "", ""
        if any(words in said for words in NO_ROOM):
            return "disk", "", ""
    return "killed", "", ""


def errors(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    """An exception and what caused it, the first cause last."""
    while error is not None:
        yield error
        error = error.cause or error.context


def cause_of(chain: list[SerializableErrorInfo], is_refusal: bool) -> Cause:
    """What kind of failure a chain of exceptions is."""
    if is_refusal:
        return "refused"
    if any(words in f"{one.cls_name} {one.message}" for one in chain for words in NO_ROOM):
        return "disk"
    return "locked" if any(one.cls_name == "Timeout" for one in chain) else "ours"


def missed_nights(
    instance: dg.DagsterInstance, records: list[RunRecord], since: datetime, until: datetime
) -> Iterator[date]:
    """Days on which the schedule was on at two o'clock and no nightly run followed."""
    on_since = schedule_on_since(instance)
    if on_since is None:
        return
    began = [
        one.create_timestamp.astimezone(CHINA)
        for one in records
        if one.dagster_run.job_name == NIGHTLY_JOB
    ]
    day = max(since, on_since).astimezone(CHINA).date()
    while day <= until.astimezone(CHINA).date():
        start = datetime(day.year, day.month, day.day, NIGHT_HOUR, tzinfo=CHINA)
        end = start + timedelta(days=1)
        if max(since, on_since) <= start <= until - GRACE and not any(
            start <= one < end for one in began
        ):
            yield day
        day += timedelta(days=1)


def schedule_on_since(instance: dg.DagsterInstance) -> datetime | None:
    """Since when the nightly schedule has been on; None if nobody ever served it."""
    for state in instance.all_instigator_state():
        data = state.instigator_data
        if isinstance(data, ScheduleInstigatorData) and state.name.startswith(NIGHTLY_JOB):
            return None if data.start_timestamp is None else in_china(data.start_timestamp)
    return None


def waits_until(instance: dg.DagsterInstance, now: datetime) -> datetime | None:
    """The latest time in the future that a schedule or sensor has noted as past, if any has."""
    late = now + TOLERATED
    noted = [time for state in instance.all_instigator_state() for time in noted_times(state)]
    noted += [tick.timestamp for state, tick in future_ticks(instance, late)]
    latest = max(noted, default=0.0)
    return in_china(latest) if latest > late.timestamp() else None


def noted_times(state: InstigatorState) -> list[float]:
    """Every time that a schedule's or sensor's state holds."""
    data = state.instigator_data
    values = () if data is None else data._asdict().items()
    return [float(value) for name, value in values if name.endswith("timestamp") and value]


def future_ticks(
    instance: dg.DagsterInstance, late: datetime
) -> Iterator[tuple[InstigatorState, object]]:
    """Ticks that are noted for a time still to come."""
    for state in instance.all_instigator_state():
        for tick in instance.get_ticks(
            state.instigator_origin_id, state.selector_id, after=late.timestamp()
        ):
            yield state, tick


def forget_future(instance: dg.DagsterInstance, now: datetime) -> int:
    """Bring back to now what was noted for the future, or nothing would run until then.

    That is what remains when a clock was set forward and back again. How many notes were changed.
    """
    present = now.timestamp()
    count = 0
    for _, tick in list(future_ticks(instance, now + TOLERATED)):
        data = tick.tick_data._replace(timestamp=present)  # type: ignore[attr-defined]
        instance.update_tick(tick._replace(tick_data=data))  # type: ignore[attr-defined]
        count += 1
    for state in instance.all_instigator_state():
        data = state.instigator_data
        if data is None or max(noted_times(state), default=0.0) <= present:
            continue
        kept = {
            name: min(value, present)
            for name, value in data._asdict().items()
            if name.endswith("timestamp") and value
        }
        instance.update_instigator_state(state.with_data(data._replace(**kept)))
        count += 1
    return count


def in_china(timestamp: float) -> datetime:
    """A time stamp of Dagster as a time of China; two runs may begin within a second."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(CHINA)
