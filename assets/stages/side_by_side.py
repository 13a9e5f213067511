"""Work on single submissions, on all cores at once; 并行.

Belongs here: how many processes, and when they pay. Does not belong here: the work, which writes
into the submission's own folder only, so that no two processes meet.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from assets.receipts import Receipt
from assets.store import Store
from sources.office import Office
from sources.pool import use_returning_pool
from sources.spawning import PlainSpawn
from sources.worker import SHARED

# A new process takes as long to start as some thirty small workbooks to read.
FEWEST = 64
PIECE = 8
Work = Callable[[Store, Office, Receipt], object]


def each_submission(
    work: Work, store: Store, office: Office, receipts: Sequence[Receipt], most: int | None = None
) -> None:
    """Do the work for each submission, in whatever order. Raises what the work raises.

    `most` is the number of processes; by default one for each core that this process may use.
    """
    cores = most or len(os.sched_getaffinity(0))
    if cores == 1 or len(receipts) < FEWEST:
        for receipt in receipts:
            work(store, office, receipt)
        return
    with ProcessPoolExecutor(cores, mp_context=PlainSpawn(), initializer=_begin) as pool:
        jobs = [
            pool.submit(_piece, work, store, office, receipts[start : start + PIECE])
            for start in range(0, len(receipts), PIECE)
        ]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """In a new process: it and its own worker that opens files end with the caller.

    Else they would wait for ever for work from a caller that was killed.
    """
    use_returning_pool()
    threading.Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        SHARED.close()
        os._exit(1)


def _piece(work: Work, store: Store, office: Office, receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        work(store, office, receipt)
