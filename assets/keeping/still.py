"""Holding every lock of a home for a moment, so that what is seen in it belongs together; 停笔.

Belongs here: taking all locks, or none. Does not belong here: what is done meanwhile.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from filelock import FileLock, Timeout

from assets.store import LOCKS, Store

PAUSE_SECONDS = 0.5


class BusyError(RuntimeError):
    """Something works on the home and did not end in time."""


@contextmanager
def everything_still(store: Store, seconds: float) -> Iterator[None]:
    """Hold all locks of a home at once. Raises BusyError after that many seconds.

    Nothing is held while waiting for the rest: a publication may take minutes, and nobody else
    shall wait for it because of us.
    """
    end = time.monotonic() + seconds
    with ExitStack() as held:
        while not _all_taken(store, held):
            if time.monotonic() > end:
                raise BusyError("数据目录一直有人在用（正在处理、签批或发布）；请稍后再运行。")
            time.sleep(PAUSE_SECONDS)
        yield


def _all_taken(store: Store, held: ExitStack) -> bool:
    with ExitStack() as taken:
        for path in (*map(store.lock_file, LOCKS), store.signing_lock, store.publishing_lock):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                taken.enter_context(FileLock(path, timeout=0))
            except Timeout:
                return False
        held.enter_context(taken.pop_all())
    return True
