"""What the children of the province's benchmark do; `python -m benchmarks.province.child`.

Belongs here: the tasks and their time and memory, told as one line of JSON. Does not belong here:
the order of tasks and what is made of them (`__main__`).
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from assets.store import Store
from benchmarks.province import plain
from benchmarks.province.building import SIGNED_AT, Stages, build, cpu_seconds, night
from benchmarks.province.generated import DATASET, libraries
from benchmarks.province.home import prepare, send
from benchmarks.tasks import end_workers, peak_mib
from sources.office import load_office
from sources.pool import use_returning_pool

Action = Callable[[], Stages | None]
CHANGED_AFTER = timedelta(days=1)


def make(store: Store, records: int) -> None:
    """The home before anything runs."""
    prepare(store)
    send(store, libraries(records))


def full(store: Store, _: int) -> Stages:
    """From the inbox to a signed release with its site."""
    return build(store, load_office(store.office))


def change(store: Store, records: int) -> None:
    """One unit sends its last workbook anew, with other money."""
    send(store, [list(libraries(records))[-1]], changed=1)


def one_night(store: Store, _: int) -> Stages:
    """What a night does with whatever is new."""
    stages = Stages()
    night(store, load_office(store.office), stages)
    return stages


def one_release(store: Store, records: int) -> Stages:
    """The candidate of that night signed and published."""
    changed = (list(libraries(records))[-1].unit,)
    return build(store, load_office(store.office), SIGNED_AT + CHANGED_AFTER, changed)


def native_read(store: Store, _: int) -> None:
    """The floor of reading."""
    plain.read_native(_books(store))


def native_write(store: Store, _: int) -> None:
    """The floor of writing."""
    plain.write_native(store.public, store.home / "plain")


def plain_script(store: Store, _: int) -> None:
    """The plain script."""
    (store.home / "plain").mkdir(exist_ok=True)
    plain.plain_script(_books(store), store.home / "plain")


def frictionless(store: Store, _: int) -> None:
    """The published rows validated by frictionless. Raises ValueError if it is not installed."""
    plain.validate_frictionless(store.public / "latest" / "data" / f"{DATASET}.csv")


def _books(store: Store) -> list[Path]:
    return sorted(store.inbox.glob("*/*/*.xlsx"))


TASKS: Mapping[str, Callable[[Store, int], Stages | None]] = {
    one.__name__: one
    for one in (
        make, full, change, one_night, one_release, native_read, native_write, plain_script,
        frictionless,
    )
}  # fmt: skip


def main() -> None:
    """Run one task and print what it took."""
    name, home, records = sys.argv[1:]
    use_returning_pool()
    action = partial(TASKS[name], Store(Path(home)), int(records))
    before, start = cpu_seconds(), time.perf_counter()
    stages = action()
    seconds = time.perf_counter() - start
    end_workers()
    told = {
        "seconds": seconds,
        "cpu": cpu_seconds() - before,
        # The watch makes the kernel forget the peaks that it has told.
        "mib": max([peak_mib(), *({} if stages is None else stages.mib).values()]),
        "stages": {} if stages is None else stages.cpu,
        "stage_mib": {} if stages is None else stages.mib,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
