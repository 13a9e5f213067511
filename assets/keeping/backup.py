"""Backing up a home and restoring it, 备份与恢复: nothing counts before it was read back.

Belongs here: the order of steps, and what must hold of a restored home. Does not belong here:
freezing (snapshot), the backup program (vault).
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assets.audit import read_trail, trail_faults
from assets.keeping.postgres import DUMP, dump, load
from assets.keeping.snapshot import freeze
from assets.keeping.stamp import CURRENT, home_version
from assets.keeping.vault import Vault, VaultError
from assets.receipts import now_in_china
from assets.store import Store, write_bytes
from outputs.verify import verify_public

NOTE = "backup.json"
FORM = "mingzhang-backup/1"
SHOWN = 5
Database = Mapping[str, str] | None


class Note(BaseModel):
    """What a backup says of itself: enough to tell that nothing of it is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str
    name: str
    home_version: int
    program: str
    files: int
    bytes: int
    audit_head: str
    has_postgres: bool


@dataclass(frozen=True)
class Restored:
    """A restored home, its backup's note, and whether runs went back into PostgreSQL."""

    store: Store
    note: Note
    postgres: bool


def back_up(store: Store, vault: Vault, database: Database, seconds: float) -> Note:
    """Add a verified backup of a home. Raises BusyError, VaultError, OSError."""
    _keep_apart(store.home, vault.folder)
    snapshot = freeze(store, seconds)
    try:
        if database is not None:
            dump(database, snapshot / DUMP)
        note = _note(store, snapshot, has_postgres=database is not None)
        write_bytes(snapshot / NOTE, f"{note.model_dump_json(indent=1)}\n".encode())
        vault.add(note.name, snapshot)
    finally:
        shutil.rmtree(snapshot, ignore_errors=True)
    return note


def _keep_apart(home: Path, folder: Path) -> None:
    one, other = home.resolve(), folder.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise VaultError(f"备份不能放在数据目录里面，也不能反过来：{folder}。请换一个盘或文件夹。")


def _note(store: Store, snapshot: Path, *, has_postgres: bool) -> Note:
    sizes = [path.stat().st_size for path in snapshot.rglob("*") if path.is_file()]
    return Note(
        format=FORM,
        name=now_in_china().strftime("%Y-%m-%dT%H-%M-%S"),
        home_version=home_version(store),
        program=version("mingzhang"),
        files=len(sizes),
        bytes=sum(sizes),
        audit_head=read_trail(Store(snapshot).audit).head,
        has_postgres=has_postgres,
    )


def restore(vault: Vault, target: Path, name: str | None, database: Database) -> Restored:
    """Put a backup into a new folder; nothing is there unless all of it holds.

    Raises VaultError with what does not hold, OSError.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise VaultError(f"{target} 里已有内容，不覆盖；请恢复到一个新文件夹。")
    _keep_apart(target, vault.folder)
    chosen = vault.newest() if name is None else name
    draft = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        vault.extract(chosen, draft)
        note = _checked(draft)
        postgres = note.has_postgres and database is not None
        if postgres and database is not None:
            load(database, draft / DUMP)
        target.mkdir(exist_ok=True)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(Store(target), note, postgres)


def _checked(draft: Path) -> Note:
    try:
        note = Note.model_validate_json((draft / NOTE).read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise VaultError("这不是完整的明账备份：里面没有可读的 backup.json。") from error
    if note.format != FORM or note.home_version > CURRENT:
        raise VaultError(
            f"这份备份由更新的版本（{note.program}）做成，现在的程序不认识；请先换上那个版本。"
        )
    faults = [*_faults(Store(draft), note)]
    if faults:
        raise VaultError("\n".join(("备份里的内容不对，没有恢复：", *faults[:SHOWN])))
    return note


def _faults(store: Store, note: Note) -> list[str]:
    sizes = [path.stat().st_size for path in store.home.rglob("*") if path.is_file()]
    held = len(sizes) - 1, sum(sizes) - (store.home / NOTE).stat().st_size
    found = []
    if held != (note.files, note.bytes):
        found.append(
            f"应有 {note.files} 个文件 {note.bytes} 字节，实有 {held[0]} 个 {held[1]} 字节。"
        )
    if read_trail(store.audit).head != note.audit_head:
        found.append("台账末行与备份时不同。")
    found += trail_faults(store)
    if note.home_version == CURRENT and store.public.is_dir() and any(store.public.iterdir()):
        problems = verify_public(store.public, store.allowed_signers)
        found += [f"{one.path}：{one.message}" for one in problems]
    return found
