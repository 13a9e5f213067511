"""What Dagster shows of itself: heartbeats, switches, runs; 运行的样子.

Belongs here: reading an instance for the health check. Does not belong here: judging it (assets).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assets.health.running import Seen
from assets.store import Store
from pipelines.runs_seen import has_dagster, open_instance

if TYPE_CHECKING:
    import dagster as dg

LOOKED_BACK = timedelta(days=3)


def daemon_seen(store: Store, now: datetime) -> Seen | None:
    """What there is to see; None where Dagster has kept nothing for this home.

    Raises StorageUnreachableError.
    """
    if not has_dagster(store):
        return None
    from assets.graph.night_runs import observed_night, schedule_on_since

    with open_instance(store) as instance:
        beats = instance.get_daemon_heartbeats()
        needed = instance.get_required_daemon_types()
        return Seen(
            night=observed_night(instance, now - LOOKED_BACK, now),
            has_nights=schedule_on_since(instance) is not None,
            beats={one: _beat(beats.get(one)) for one in needed},
            failing=[one for one in needed if one in beats and beats[one].errors],
            off=list(_off(instance, store)),
        )


def _beat(heartbeat: Any) -> datetime | None:
    return None if heartbeat is None else datetime.fromtimestamp(heartbeat.timestamp, UTC)


def _off(instance: "dg.DagsterInstance", store: Store) -> Iterator[str]:
    """Schedules and sensors that run by default here and were switched off by somebody."""
    from pipelines.build import build_definitions

    made = build_definitions(store)
    ours = {
        one.name
        for one in (*(made.schedules or ()), *(made.sensors or ()))
        if one.default_status.value == "RUNNING"
    }
    for state in instance.all_instigator_state():
        if state.name in ours and state.status.value == "STOPPED":
            yield state.name
