"""The whole code location in one function; every part can be replaced in tests.

Belongs here: putting assets, jobs, schedules, sensors and resources together. Does not belong
here: reading the environment (definitions.py does that, at the edge).
"""

import dagster as dg

from assets.graph.factory import build_assets
from assets.graph.resource import DataHome
from assets.store import Store
from pipelines.jobs import RETRY, build_jobs
from pipelines.schedules import build_schedules
from pipelines.sensors import build_sensors
from sources.contract import load_contracts
from sources.office import load_office


def build_definitions(store: Store, retry: dg.RetryPolicy = RETRY) -> dg.Definitions:
    """Everything that Dagster runs for one data home."""
    office = load_office(store.office)
    jobs = build_jobs(retry=retry)
    return dg.Definitions(
        assets=build_assets(load_contracts(), office),
        jobs=jobs,
        schedules=build_schedules(),
        sensors=build_sensors(jobs),
        resources={"home": DataHome(path=str(store.home))},
    )
