"""Preparing a data home: folders, office, Dagster's own settings; 数据目录的准备.

Belongs here: what must be there before anything runs. Does not belong here: paths (Store).
"""

from pathlib import Path

import sources
from assets.keeping.stamp import stamp_or_refuse
from assets.store import Store, write_bytes

SAMPLES = Path(sources.__file__).parent / "samples"
SAMPLE_OFFICE = SAMPLES / "office.yaml"
DAGSTER_SETTINGS = """\
nux:
  enabled: false
telemetry:
  enabled: false
run_monitoring:
  enabled: true
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    max_concurrent_runs: 2
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: {skipped: 7, failure: 30, success: 90}
"""


def prepare_home(store: Store) -> None:
    """Make the folders; a home without office.yaml becomes the sample office, 示例.

    Raises HomeVersionError, and does nothing, if the home is of another version.
    """
    stamp_or_refuse(store)
    for folder in (store.inbox, store.public, store.dagster):
        folder.mkdir(parents=True, exist_ok=True)
    if not store.office.exists():
        write_bytes(store.office, SAMPLE_OFFICE.read_bytes())
    settings = store.dagster / "dagster.yaml"
    if not settings.exists():
        write_bytes(settings, DAGSTER_SETTINGS.encode())
