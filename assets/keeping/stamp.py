"""The version of our own formats that a home is in, 格式版本: a number in home.json.

Belongs here: reading and writing the number, and refusing a home that this program must not touch.
Does not belong here: how a home gets from one version to the next (migrations).
"""

from importlib.metadata import version
from typing import Any

from assets.store import Store, read_json, write_json

FORM = "mingzhang-home"
CURRENT = 2
# Homes were not stamped at first.
UNSTAMPED = 1


class HomeVersionError(RuntimeError):
    """The home is of another version than this program works with; in Chinese."""


def home_version(store: Store) -> int:
    """The version that a home is in; a new one is in the current version."""
    if not store.stamp.exists():
        return UNSTAMPED if _was_used(store) else CURRENT
    said = _stamp(store)
    return int(said["version"])


def unfinished_upgrade(store: Store) -> str | None:
    """The name of the backup from which an upgrade set out that has not ended; else None."""
    said = _stamp(store) if store.stamp.exists() else {}
    backup = said.get("upgrading_from_backup")
    return None if backup is None else str(backup)


def write_stamp(store: Store, number: int, backup: str | None = None) -> None:
    """Stamp a home; with `backup`, as one that is on the way."""
    said: dict[str, Any] = {
        "format": FORM, "version": number, "program": version("mingzhang"),
    }  # fmt: skip
    if backup is not None:
        said["upgrading_from_backup"] = backup
    write_json(store.stamp, said)


def stamp_or_refuse(store: Store) -> None:
    """Stamp a new home; raise HomeVersionError if this program must not work on an old one."""
    found = home_version(store)
    if found > CURRENT:
        raise HomeVersionError(
            f"数据目录的格式是第 {found} 版，这个程序只认识到第 {CURRENT} 版：数据目录已由更新的"
            "程序升级过。请换回新程序；用旧程序写入会损坏数据，所以没有做任何事。"
        )
    if found < CURRENT or unfinished_upgrade(store) is not None:
        state = "上次升级没有做完" if unfinished_upgrade(store) else f"格式还是第 {found} 版"
        raise HomeVersionError(
            f"数据目录{state}，这个程序要第 {CURRENT} 版。请停掉服务，运行"
            " mingzhang upgrade --backup 备份文件夹；会先备份，再升级。"
        )
    if not store.stamp.exists():
        write_stamp(store, CURRENT)


def _stamp(store: Store) -> dict[str, Any]:
    said = read_json(store.stamp)
    if not isinstance(said, dict) or said.get("format") != FORM:
        raise HomeVersionError(f"{store.stamp.name} 读不懂：数据目录被改动过，请从备份恢复它。")
    return said


def _was_used(store: Store) -> bool:
    """True if anything was ever received here; whatever else there is came from that."""
    return store.receipts.exists()
