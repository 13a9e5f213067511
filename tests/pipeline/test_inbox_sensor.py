"""The inbox sensor: which files ask for which runs."""

import pytest
from conftest import send_samples

from assets.graph.partitions import submission_partitions
from assets.stages.receive import receive
from assets.store import Store
from pipelines.demo import CORRECTIONS
from pipelines.home import SAMPLES
from pipelines.sensors import new_arrivals, run_request
from sources.office import load_office

UNIT = ("430281",)


def requests(store: Store):
    office = load_office(store.office)
    return [run_request(office, arrival, key) for arrival, key in new_arrivals(store)]


def put(store: Store, period: str, unit: str) -> None:
    folder = store.inbox / period / unit
    folder.mkdir(parents=True)
    (folder / "表.xlsx").write_bytes(b"x")


def test_a_new_file_asks_for_its_unit_and_month(home):
    send_samples(home, UNIT)
    (request,) = requests(home)
    assert (request.job_name, request.partition_key) == ("intake", "2019-01|430281")


def test_a_received_file_asks_for_nothing(home):
    send_samples(home, UNIT)
    receive(home)
    assert requests(home) == []


def test_until_it_is_received_a_file_keeps_its_run_key(home):
    send_samples(home, UNIT)
    assert [one.run_key for one in requests(home)] == [one.run_key for one in requests(home)]


def test_a_unit_that_goes_back_to_an_earlier_version_is_heard_again(home):
    keys = []
    for folder in (SAMPLES, CORRECTIONS, SAMPLES):
        send_samples(home, UNIT, folder)
        keys += [one.run_key for one in requests(home)]
        receive(home)
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.parametrize(
    ("period", "unit"),
    [("2999-01", "610204"), ("2016-01", "610204"), ("2019-1", "610204"), ("2019-01", "999999")],
)
def test_a_file_without_a_partition_asks_for_a_sweep(home, period, unit):
    put(home, period, unit)
    (request,) = requests(home)
    assert (request.job_name, request.partition_key) == ("refresh", None)


def test_every_request_for_a_partition_names_one_that_exists(home):
    send_samples(home)
    put(home, "2999-01", "610204")
    partitions = submission_partitions(load_office(home.office))
    keys = [one.partition_key for one in requests(home) if one.partition_key]
    assert len(keys) == 3
    assert all(partitions.has_partition_key(key) for key in keys)
