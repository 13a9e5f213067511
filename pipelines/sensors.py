"""Sensors, 监听: a file that is dropped into the inbox starts a run.

Belongs here: noticing new files. Does not belong here: receiving them; the run does that.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from assets.graph.partitions import partition_key, submission_partitions
from assets.graph.resource import DataHome
from assets.receipts import read_receipts
from assets.stages.receive import Arrival, arrivals
from assets.store import Store
from sources.hashing import sha256_of_file
from sources.office import Office

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
        office = home.office
        for arrival, run_key in new_arrivals(home.store):
            yield run_request(office, arrival, run_key)

    return [inbox_sensor]


def new_arrivals(store: Store) -> Iterator[tuple[Arrival, str]]:
    """Files in the inbox that are not what their last receipt says, each with a run key.

    The key names the receipt that the file replaces, so that a unit which goes back to an earlier
    version of its file is heard again.
    """
    last = {(one.period, one.unit, one.file): one for one in read_receipts(store)}
    for arrival in arrivals(store):
        named = (arrival.period, arrival.unit, arrival.path.name)
        digest, replaced = sha256_of_file(arrival.path), last.get(named)
        if replaced is None or replaced.sha256 != digest:
            number = 0 if replaced is None else replaced.number
            yield arrival, "|".join((*named, digest, str(number)))


def run_request(office: Office, arrival: Arrival, run_key: str) -> dg.RunRequest:
    """A run for one file: of its partition, or of the sweep if there is no such partition.

    That is so for unknown units and for months that are none or still to come. A request for a
    missing partition would stop the sensor for everybody.
    """
    key = partition_key(arrival.period, arrival.unit)
    if submission_partitions(office).has_partition_key(key):
        return dg.RunRequest(run_key=run_key, job_name="intake", partition_key=key)
    return dg.RunRequest(run_key=run_key, job_name="refresh")
