"""What Dagster remembers of its runs, for messages and the health check; 运行记录.

Belongs here: reading the instance of a data home. Does not belong here: what follows from it.
Dagster takes seconds to import, so it is imported when a home has something of it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assets.messages.trouble import NIGHTLY, RunSeen, RunsSeen, RunState
from assets.store import Store

if TYPE_CHECKING:
    import dagster as dg

SETTINGS = "dagster.yaml"
# Folders that Dagster's own storage makes, or the word for one elsewhere.
TRACES = ("history", "schedules")
RETRIED = "dagster/auto_retry_run_id"
WILL_RETRY = "dagster/will_retry"
STATES: dict[str, RunState] = {"SUCCESS": "success", "FAILURE": "failure", "CANCELED": "canceled"}
RUNNING = ("RUNNING", "DECLARED_IN_CODE", "AUTOMATICALLY_RUNNING")
RETRY_STARTS_WITHIN = timedelta(minutes=15)
MOST = 2000


def has_dagster(store: Store) -> bool:
    """True if Dagster has kept anything for this home, here or in a database."""
    settings = store.dagster / SETTINGS
    if not settings.is_file():
        return False
    if any((store.dagster / one).exists() for one in TRACES):
        return True
    text = settings.read_text(encoding="utf-8")
    return any(line.startswith(("storage:", "run_storage:")) for line in text.splitlines())


class StorageUnreachableError(RuntimeError):
    """Dagster's storage does not answer, or its settings cannot be used."""


@contextmanager
def open_instance(store: Store) -> Iterator["dg.DagsterInstance"]:
    """The instance of a home. Raises StorageUnreachableError."""
    import dagster as dg

    try:
        with dg.DagsterInstance.from_config(str(store.dagster)) as instance:
            yield instance
    except storage_faults() as error:
        raise StorageUnreachableError(type(error).__name__) from error


def storage_faults() -> tuple[type[Exception], ...]:
    """What Dagster raises when its storage is not there; the database's own only if it is used."""
    import dagster as dg
    from sqlalchemy.exc import SQLAlchemyError

    found: list[type[Exception]] = [SQLAlchemyError, dg.DagsterError, OSError, ImportError]
    if postgres := sys.modules.get("dagster_postgres.utils"):
        found.append(postgres.DagsterPostgresException)
    return tuple(found)


def runs_seen(instance: "dg.DagsterInstance", since: datetime, now: datetime) -> RunsSeen:
    """Runs that changed since then, and since when the nightly schedule is on."""
    import dagster as dg

    records = instance.get_run_records(
        dg.RunsFilter(updated_after=since.astimezone(UTC)), limit=MOST
    )
    return RunsSeen([_seen(one, now) for one in records], nights=nightly_since(instance))


def _seen(record: Any, now: datetime) -> RunSeen:
    run, changed = record.dagster_run, _aware(record.update_timestamp)
    will = run.tags.get(WILL_RETRY) == "true" and now - changed < RETRY_STARTS_WITHIN
    return RunSeen(
        run=run.run_id,
        job=run.job_name,
        state=STATES.get(run.status.value, "other"),
        created=_aware(record.create_timestamp),
        changed=changed,
        is_retried=RETRIED in run.tags or will,
    )


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def nightly_since(instance: "dg.DagsterInstance") -> datetime | None:
    """Since when the schedule of the night runs; None if it does not, or no daemon has seen it."""
    for one in instance.all_instigator_state():
        if one.name.startswith(NIGHTLY) and one.status.value in RUNNING:
            started = getattr(one.instigator_data, "start_timestamp", None)
            return None if started is None else datetime.fromtimestamp(started, UTC)
    return None
