"""The whole code location in one function; every part can be replaced in tests.

Belongs here: putting assets, jobs, schedules, sensors and resources together. Does not belong
here: reading the environment (definitions.py does that, at the edge).
"""

import dagster as dg

from assets.graph.factory import build_assets
from assets.graph.resource import DataHome
from assets.store import Store
from pipelines.jobs import RETRY, build_jobs
from pipelines.notifying import build_messages
from pipelines.schedules import build_schedules
from pipelines.sensors import build_sensors
from pipelines.spreading import ONE_MACHINE, Spread
from sources.contract import load_contracts
from sources.office import load_office


def build_definitions(
    store: Store, retry: dg.RetryPolicy = RETRY, spread: Spread = ONE_MACHINE, desk: str = ""
) -> dg.Definitions:
    """Everything that Dagster runs for one data home, on one machine unless told otherwise.

    `desk`: where a browser finds its files.
    """
    office = load_office(store.office)
    jobs = build_jobs(spread.executor, retry)
    messages, messages_sensor = build_messages()
    return dg.Definitions(
        assets=build_assets(load_contracts(), office, spread.workbooks),
        jobs=[*jobs, messages],
        schedules=build_schedules(),
        sensors=[*build_sensors(jobs), messages_sensor],
        resources={"home": DataHome(path=str(store.home), desk=desk)},
    )
