"""The process in which received files are opened; 隔离打开.

Belongs here: one reused worker with limits on time and memory, and what becomes of it when it dies.
A hostile file can kill the worker and no more. Does not belong here: what the worker does
(unpacking). The worker imports this module, so nothing heavy may be imported at its top.
"""

import atexit
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, TypeVar

from sources.limits import Limits
from sources.refusal import UnreadableFileError, unreadable
from sources.spawning import PlainSpawn

if TYPE_CHECKING:
    from pebble import ProcessPool

Result = TypeVar("Result")
Task = Callable[..., Result]

STARTING_SECONDS = 60
OUT_OF_MEMORY_SIGNALS = (-signal.SIGABRT, -signal.SIGKILL)


class Worker:
    """One worker process, started with its first task, replaced when it dies.

    One task at a time: the time limit of a task counts from its start, and pebble can tell whose
    worker died.
    """

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._owner = 0
        self._turn = threading.Lock()

    def run(self, task: Task[Result], limits: Limits, *args: object) -> Result:
        """What the task returns or raises. Raises UnreadableFileError if a limit was broken."""
        with self._turn:
            try:
                return self._attempt(task, limits, args)
            except BrokenProcessPool:
                # The pool breaks when its idle worker was killed by someone else.
                self.close()
                return self._attempt(task, limits, args)

    def warm(self) -> None:
        """Start the worker for a task that comes soon; nobody waits for it."""
        with self._turn:
            self._started().schedule(preload)

    def _attempt(self, task: Task[Result], limits: Limits, args: tuple[object, ...]) -> Result:
        from pebble import ProcessExpired

        future = self._started().schedule(
            perform, args=(task, limits, args), timeout=limits.seconds
        )
        try:
            done: Result | UnreadableFileError = future.result(limits.seconds + STARTING_SECONDS)
        except FutureTimeoutError as error:
            raise UnreadableFileError(
                "file_too_slow", value=f"{limits.seconds:g}", expected=f"{limits.seconds:g}"
            ) from error
        except ProcessExpired as error:
            if error.exitcode in OUT_OF_MEMORY_SIGNALS:
                raise too_much_memory(limits) from error
            raise unreadable("文件内部结构已损坏") from error
        if isinstance(done, UnreadableFileError):
            raise done
        return done

    def _started(self) -> "ProcessPool":
        if self._pool is None or self._owner != os.getpid() or not self._pool.active:
            from pebble import ProcessPool

            # Not fork: threads of Dagster, Arrow and DuckDB may hold locks at that moment.
            self._pool = ProcessPool(1, initializer=prepare, context=PlainSpawn())
            if self._owner != os.getpid():
                # A child of multiprocessing waits for its own children before atexit: for ever.
                Finalize(None, self.close, exitpriority=1)
            self._owner = os.getpid()
        return self._pool

    def close(self) -> None:
        """Stop the worker; the next task starts another."""
        pool, self._pool = self._pool, None
        if pool is not None and self._owner == os.getpid():
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def too_much_memory(limits: Limits) -> UnreadableFileError:
    """The refusal of a file that needs more memory than is allowed."""
    allowed = str(limits.memory // 1024**2)
    return UnreadableFileError("file_needs_too_much_memory", expected=allowed)


def prepare() -> None:
    """In the worker, once: end at once when told to, and keep a native reader's panics quiet."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def preload() -> None:
    """In the worker: what its first task will import."""
    import python_calamine  # noqa: F401

    import sources.unpacking  # noqa: F401


def perform(
    task: Task[Result], limits: Limits, args: tuple[object, ...]
) -> Result | UnreadableFileError:
    """In the worker: the task under the memory limit; a refusal is handed back as a value."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = limits.memory if most == resource.RLIM_INFINITY else min(limits.memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    try:
        return task(*args)
    except UnreadableFileError as error:
        return error
    except MemoryError:
        return too_much_memory(limits)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


SHARED = Worker()
atexit.register(SHARED.close)
