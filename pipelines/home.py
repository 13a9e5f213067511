"""Preparing a data home: folders, office, Dagster's own settings; 数据目录的准备.

Belongs here: what must be there before anything runs. Does not belong here: paths (Store).
"""

from pathlib import Path

import sources
from assets.store import Store, write_bytes
from pipelines.instance import dagster_settings
from sources.hashing import sha256_of_file

SAMPLES = Path(sources.__file__).parent / "samples"
SAMPLE_OFFICE = SAMPLES / "office.yaml"
# Settings that earlier versions wrote; a file that is one of them is nobody's own.
FORMER_SETTINGS = frozenset({"033d20256d6804bbc47a1e6abfc7445fd14a0d9505d21f75e4c99ed0cdd70b64"})


def prepare_home(store: Store) -> None:
    """Make the folders; a home without office.yaml becomes the sample office, 示例."""
    for folder in (store.inbox, store.public, store.dagster):
        folder.mkdir(parents=True, exist_ok=True)
    if not store.office.exists():
        write_bytes(store.office, SAMPLE_OFFICE.read_bytes())
    settings = store.dagster / "dagster.yaml"
    if not settings.exists() or sha256_of_file(settings) in FORMER_SETTINGS:
        write_bytes(settings, dagster_settings().encode())
