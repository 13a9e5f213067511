"""A data home with the sample office, and files dropped into it, for the tests of stages."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq

import sources
from assets.keeping.stamp import CURRENT, write_stamp
from assets.stages.hand_back import hand_back
from assets.stages.propose import propose
from assets.stages.receive import receive
from assets.stages.settle import State, settle
from assets.stages.sweep import Scope, sweep
from assets.store import Store
from sources.office import Office, load_office

SAMPLE_OFFICE = Path(sources.__file__).parent / "samples" / "office.yaml"
UNIT, OTHER, PERIOD = "610204", "430511", "2019-03"
GOOD = "2019年资金表,\n单位：万元\n项目名称,金额\n水厂,1.5\n合计,1.5\n"
CORRECTED = GOOD.replace("1.5", "2.5")
BAD = GOOD.replace("水厂,1.5", "水厂,1.4")
WARNED = GOOD.replace("项目名称,", "村名,").replace("水厂", "贴息")


def open_home(folder: Path) -> Store:
    store = Store(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SAMPLE_OFFICE, store.office)
    write_stamp(store, CURRENT)
    return store


def office_of(store: Store) -> Office:
    return load_office(store.office)


def send(
    store: Store, text: str, name: str = "表.csv", unit: str = UNIT, period: str = PERIOD
) -> Path:
    path = store.inbox / period / unit / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def receive_only(store: Store, text: str) -> None:
    """Take a file in and give it a receipt; nobody reads it yet."""
    send(store, text)
    receive(store)


def silent(_: str) -> None:
    return None


def run(store: Store) -> State:
    """Receive, read, judge, settle."""
    office = office_of(store)
    sweep(store, office, Scope(), silent)
    return settle(store, office)


def good_home(folder: Path) -> None:
    """Make a home in which GOOD is in force and waits as a candidate."""
    store = open_home(folder)
    send(store, GOOD)
    run(store)
    propose(store, office_of(store))


def bad_home(folder: Path) -> None:
    """Make a home in which BAD was returned."""
    store = open_home(folder)
    send(store, BAD)
    hand_back(store, run(store), silent)


def amounts(store: Store, dataset: str = "fund_allocation") -> list[str]:
    """The amounts in force, in the order of arrival."""
    return [
        str(value) for value in pq.read_table(store.dataset(dataset))["amount_yuan"].to_pylist()
    ]


def archived(store: Store) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in store.home.glob("archive/*/*")}
