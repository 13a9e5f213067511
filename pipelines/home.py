"""Preparing a data home: folders, office, Dagster's own settings; 数据目录的准备.

Belongs here: what must be there before anything runs. Does not belong here: paths (Store).
"""

import os
from collections.abc import Mapping
from pathlib import Path

import sources
from assets.keeping.stamp import stamp_or_refuse
from assets.store import Store, write_bytes
from expectations.documents import sha256_of
from pipelines.instance import dagster_settings
from pipelines.storage import POSTGRES, storage_settings
from sources.hashing import sha256_of_file

SAMPLES = Path(sources.__file__).parent / "samples"
SAMPLE_OFFICE = SAMPLES / "office.yaml"
# Settings that earlier versions wrote; a file that is one of them is nobody's own.
FORMER_SETTINGS = frozenset({"033d20256d6804bbc47a1e6abfc7445fd14a0d9505d21f75e4c99ed0cdd70b64"})


def prepare_home(store: Store) -> None:
    """Make the folders; a home without office.yaml becomes the sample office, 示例.

    Raises HomeVersionError, and does nothing, if the home is of another version.
    """
    stamp_or_refuse(store)
    for folder in (store.inbox, store.public, store.dagster):
        folder.mkdir(parents=True, exist_ok=True)
    if not store.office.exists():
        write_bytes(store.office, SAMPLE_OFFICE.read_bytes())
    write_settings(store, os.environ)


def write_settings(store: Store, environment: Mapping[str, str]) -> None:
    """Write dagster.yaml, with the storage that is named; one that somebody wrote stays."""
    settings = store.dagster / "dagster.yaml"
    wanted = dagster_settings(storage_settings(environment)).encode()
    forms = [dagster_settings(one).encode() for one in (None, POSTGRES)]
    if settings.exists() and settings.read_bytes() == wanted:
        return
    ours = {*FORMER_SETTINGS, *map(sha256_of, forms)}
    if not settings.exists() or sha256_of_file(settings) in ours:
        write_bytes(settings, wanted)
