"""Dagster's own settings, 运行环境: queue, pools, monitoring, retries, retention.

Belongs here: everything that `dagster.yaml` says, in one place; a bigger installation passes its
own storage or launcher and changes nothing else. Does not belong here: writing the file (home.py).
"""

from collections.abc import Mapping
from typing import Any

import yaml

HOURS = 3600
# One run that reads, one that publishes, and room for the morning's page beside them.
CONCURRENT_RUNS = 3
LONGEST_RUN = 6 * HOURS
RETRIES = 2
# Dagster's own launcher cannot say whether the process of a run is still there.
LAUNCHER = {"module": "pipelines.launcher", "class": "WatchedRunLauncher"}


def dagster_settings(
    storage: Mapping[str, Any] | None = None, launcher: Mapping[str, Any] | None = None
) -> str:
    """The text of `dagster.yaml`; without `storage`, SQLite beside it.

    A pool lets in one run at a time (assets/graph/pools.py). A run is started again only if its
    process died: what a step raises is tried again by the step (jobs.py), or not at all.
    """
    settings: dict[str, Any] = {
        "nux": {"enabled": False},
        "telemetry": {"enabled": False},
        "run_coordinator": {
            "module": "dagster.core.run_coordinator",
            "class": "QueuedRunCoordinator",
        },
        "run_launcher": dict(launcher or LAUNCHER),
        "concurrency": {
            "runs": {"max_concurrent_runs": CONCURRENT_RUNS},
            "pools": {"default_limit": 1, "granularity": "run"},
        },
        "run_monitoring": {
            "enabled": True,
            "start_timeout_seconds": 300,
            "cancel_timeout_seconds": 180,
            "max_runtime_seconds": LONGEST_RUN,
            "poll_interval_seconds": 30,
            "free_slots_after_run_end_seconds": 60,
        },
        "run_retries": {
            "enabled": True,
            "max_retries": RETRIES,
            "retry_on_asset_or_op_failure": False,
        },
        "freshness": {"enabled": True},
        "retention": {
            "schedule": {"purge_after_days": 90},
            "sensor": {"purge_after_days": {"skipped": 7, "failure": 30, "success": 90}},
        },
    }
    if storage is not None:
        settings["storage"] = dict(storage)
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
