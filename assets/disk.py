"""Room on the disk, 磁盘空间: asked for before anything is written.

Belongs here: how much is free and whether that is enough to begin. Does not belong here: what is
done about it. The reserve is what the records of a failed run and the morning's page need.
"""

import errno
import shutil

from assets.store import Store
from sources.limits import MEBIBYTE


class DiskShortError(OSError):
    """Too little room to begin; nothing was written. Our fault, not a table's."""


def free_mib(store: Store) -> int:
    """Free space of the data home in MiB."""
    return shutil.disk_usage(store.home).free // MEBIBYTE


def require_space(store: Store, reserve_mib: int) -> None:
    """Raise DiskShortError if less than the reserve is free."""
    free = free_mib(store)
    if free < reserve_mib:
        raise DiskShortError(
            errno.ENOSPC,
            f"磁盘只剩 {free} MiB，少于预留的 {reserve_mib} MiB，没有开始，什么也没有写。"
            "请腾出空间；下一次运行会自动接着做",
        )
