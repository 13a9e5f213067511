"""Python's collector of cycles, paused while many cells are made; 垃圾回收.

Belongs here: the pause. Does not belong here: any reason to collect. Reading and marking make no
cycles worth collecting, and each round of the collector walks every cell again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No rounds of the collector inside; a pause within a pause ends with the outer one."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
