"""Moving a home to the version of this program: backed up first, step by step, resumable; 升级.

Belongs here: order, locks, stamps. Does not belong here: what a step does (migrations).
"""

from collections.abc import Callable, Sequence

from assets.keeping.backup import Database, back_up
from assets.keeping.migrations import STEPS, Step
from assets.keeping.stamp import (
    CURRENT,
    HomeVersionError,
    home_version,
    stamp_or_refuse,
    unfinished_upgrade,
    write_stamp,
)
from assets.keeping.still import everything_still
from assets.keeping.vault import Vault
from assets.store import Store

Told = Callable[[str], None]


def waiting_steps(store: Store) -> tuple[Step, ...]:
    """The steps that a home has still to take. Raises HomeVersionError for a newer home."""
    found = home_version(store)
    if found > CURRENT:
        stamp_or_refuse(store)
    return tuple(step for step in STEPS if step.into > found)


def upgrade(
    store: Store, vault: Vault, database: Database, seconds: float, told: Told
) -> Sequence[Step]:
    """Take all steps that are left; those that were taken.

    Killed at any moment, the home says that it is on the way, nothing else works on it, and the
    next call goes on with the step that was not finished, without another backup. Raises
    HomeVersionError, BusyError, VaultError, OSError.
    """
    steps = waiting_steps(store)
    hindrances = [words for step in steps for words in step.hindrances(store)]
    if hindrances:
        raise HomeVersionError("\n".join(hindrances))
    backup = unfinished_upgrade(store)
    if steps and backup is None:
        backup = back_up(store, vault, database, seconds).name
        told(f"已备份并核对：{backup}")
        write_stamp(store, home_version(store), backup)
    with everything_still(store, seconds):
        for step in steps:
            told(f"升级到第 {step.into} 版：{step.words}")
            step.take(store)
            write_stamp(store, step.into, backup)
        if steps or backup is not None:
            write_stamp(store, home_version(store))
    return steps
