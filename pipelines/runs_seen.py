"""Opening what Dagster keeps for a data home, for messages and the health check; 运行记录.

Belongs here: whether there is anything, and opening it. Does not belong here: what it says
(assets/graph/night_runs.py). Dagster takes seconds to import, so it is imported when a home has
something of it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assets.mornings.night import Night
from assets.store import Store

if TYPE_CHECKING:
    import dagster as dg

FOLDER_VARIABLE = "DAGSTER_HOME"
SETTINGS = "dagster.yaml"
# Folders that Dagster's own storage makes, or the word for one elsewhere.
TRACES = ("history", "schedules")
ELSEWHERE = ("storage:", "run_storage:")


class StorageUnreachableError(RuntimeError):
    """Dagster's storage does not answer, or its settings cannot be used."""


def dagster_folder(store: Store) -> Path:
    """Where Dagster's settings and storage lie: DAGSTER_HOME, else in the data home."""
    return Path(os.environ.get(FOLDER_VARIABLE) or store.dagster)


def has_dagster(store: Store) -> bool:
    """True if Dagster has kept anything for this home, here or in a database."""
    folder = dagster_folder(store)
    if not (folder / SETTINGS).is_file():
        return False
    return any((folder / one).exists() for one in TRACES) or is_elsewhere(store)


def is_elsewhere(store: Store) -> bool:
    """True if Dagster's settings name a database in place of its own files."""
    settings = dagster_folder(store) / SETTINGS
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    return any(line.startswith(ELSEWHERE) for line in text.splitlines())


@contextmanager
def open_instance(store: Store) -> Iterator["dg.DagsterInstance"]:
    """The instance of a home. Raises StorageUnreachableError."""
    import dagster as dg

    try:
        with dg.DagsterInstance.from_config(str(dagster_folder(store))) as instance:
            yield instance
    except storage_faults() as error:
        raise StorageUnreachableError(type(error).__name__) from error


def storage_faults() -> tuple[type[Exception], ...]:
    """What Dagster raises when its storage is not there; a database's own only if it is used."""
    import dagster as dg
    from dagster_shared.check import CheckError
    from sqlalchemy.exc import SQLAlchemyError

    # ImportError: the settings name a storage whose packages are not installed.
    found: list[type[Exception]] = [
        SQLAlchemyError, dg.DagsterError, CheckError, OSError, ImportError,
    ]  # fmt: skip
    if postgres := sys.modules.get("dagster_postgres.utils"):
        found.append(postgres.DagsterPostgresException)
    return tuple(found)


def night_seen(store: Store, since: datetime, now: datetime) -> Night | None:
    """Everything that ran since then; None where Dagster keeps nothing.

    Raises StorageUnreachableError.
    """
    if not has_dagster(store):
        return None
    from assets.graph.night_runs import observed_night

    with open_instance(store) as instance:
        return observed_night(instance, since, now)
