"""Sensors, 监听: a file that is dropped into the inbox starts a run.

Belongs here: noticing new files. Does not belong here: receiving them; the run does that.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets.graph.partitions import partition_key
from assets.graph.resource import DataHome
from assets.receipts import read_receipts
from assets.stages.receive import Arrival, arrivals
from assets.store import Store
from sources.office import Office
from sources.reading import sha256_of

SECONDS = 30
STARTED = ("intake", "refresh")


def build_sensors(jobs: Sequence[Any]) -> list[dg.SensorDefinition]:
    """The inbox sensor: one run per new file; the same file twice starts nothing."""

    @dg.sensor(
        name="inbox_sensor",
        jobs=[job for job in jobs if job.name in STARTED],
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="收件箱里每来一个新文件，就启动一次收件。",
    )
    def inbox_sensor(home: DataHome) -> Iterator[dg.RunRequest]:
        for arrival, digest in new_arrivals(home.store):
            yield run_request(home.office, arrival, digest)

    return [inbox_sensor]


def new_arrivals(store: Store) -> Iterator[tuple[Arrival, str]]:
    """Files in the inbox that are not what their last receipt says, with their SHA-256."""
    last = {(r.period, r.unit, r.file): r.sha256 for r in read_receipts(store)}
    for arrival in arrivals(store):
        digest = sha256_of(arrival.path)
        if last.get((arrival.period, arrival.unit, arrival.path.name)) != digest:
            yield arrival, digest


def run_request(office: Office, arrival: Arrival, digest: str) -> dg.RunRequest:
    """A run for one file: of its partition, or of the sweep if unit or month are unknown."""
    run_key = f"{arrival.period}|{arrival.unit}|{arrival.path.name}|{digest}"
    is_known = arrival.unit in office.by_code and office.covers(arrival.period)
    if not is_known:
        return dg.RunRequest(run_key=run_key, job_name="refresh")
    key = partition_key(arrival.period, arrival.unit)
    return dg.RunRequest(run_key=run_key, job_name="intake", partition_key=key)
