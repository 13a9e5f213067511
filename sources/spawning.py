"""Starting worker processes that know nothing of the program that starts them.

Belongs here: a spawning context that leaves the caller's main module alone. Plain spawn imports it
again in each worker: seconds for Dagster, a second run of a script without a guard, and no worker
at all for a script on standard input. Does not belong here: what workers do (worker).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

_STARTING = Lock()


@contextmanager
def nameless_main() -> Iterator[None]:
    """The main module without what spawn would find it by, for the moment of a start."""
    main = vars(sys.modules["__main__"])
    with _STARTING:
        names = [name for name in ("__spec__", "__file__") if name in main]
        kept: dict[str, Any] = {name: main.pop(name) for name in names}
        main["__spec__"] = None
        try:
            yield
        finally:
            main.update(kept)


class PlainProcess(SpawnProcess):
    """A spawned process that does not import the caller's main module."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 the name that multiprocessing calls
        with nameless_main():
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001


class PlainSpawn(SpawnContext):
    """The context for a pool of plain processes."""

    Process = PlainProcess
