"""Starting runs, and knowing when the process of one is gone, 运行进程.

Belongs here: Dagster's own launcher with the answer to the run monitor's question whether a run
still works. Does not belong here: what follows from it (Dagster marks the run as failed and
starts it again).

Dagster's launcher does not answer that question. As long as the code server lives it sees its runs
die; when it is killed together with them, they would count as running, and hold their place in the
queue, for ever.

A run that is called lost while nobody holds the code is not started again, ever: Dagster tries that
once, and finds no code. So a server that died a moment ago is given time to be replaced.
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import ConfigurableClassData, deserialize_value

if TYPE_CHECKING:
    from typing import Self


# The daemon looks for its servers every minute, and a new one takes seconds to load the code.
REPLACED_SECONDS = 100
KEPT_SECONDS = 86_400


class WatchedRunLauncher(DefaultRunLauncher):
    """Starts runs as Dagster does; a run whose server does not know it, or is gone, is lost."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(inst_data=inst_data)
        self._answered: dict[str, float] = {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> "Self":
        """Made from dagster.yaml, which has nothing to say of it."""
        return cls(inst_data=inst_data, **config_value)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start a run, and note that its server was there."""
        super().launch_run(context)
        self._note(context.dagster_run.run_id)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """True: the monitor asks."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Ask the server that started the run whether it still works on it."""
        client = self._get_grpc_client_for_termination(run.run_id)
        if client is None:
            # Somebody runs it in a process of his own, which no server knows.
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        try:
            said = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id))
        except DagsterUserCodeUnreachableError:
            if time.monotonic() - self._answered.get(run.run_id, -KEPT_SECONDS) < REPLACED_SECONDS:
                return CheckRunHealthResult(WorkerStatus.RUNNING, "its server may be replaced")
            return CheckRunHealthResult(WorkerStatus.FAILED, "the server that started it is gone")
        self._note(run.run_id)
        if deserialize_value(said, CanCancelExecutionResult).can_cancel:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "its server no longer knows its process")

    def _note(self, run_id: str) -> None:
        now = time.monotonic()
        recent = {one: at for one, at in self._answered.items() if now - at < KEPT_SECONDS}
        self._answered = {**recent, run_id: now}
