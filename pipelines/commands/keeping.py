"""Commands that keep a home through years: backup, restore, upgrade; 备份、恢复、升级.

Belongs here: arguments and words of these commands. Does not belong here: what they do (assets).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, refuse, say

if TYPE_CHECKING:
    from assets.keeping.vault import Vault

FOLDER = click.Path(path_type=Path, file_okay=False)
SECRET = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="MINGZHANG_BACKUP_PASSPHRASE_FILE",
    help="口令文件；第一次备份时给了它，备份就加密。",
)
MINUTE = 60
MEGABYTE = 1_000_000
WAIT = click.option(
    "--wait", default=30, show_default=True, help="有人在用数据目录时最多等几分钟。"
)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--new", is_flag=True, help="第一次往这个文件夹备份；以后不要写。")
@SECRET
@WAIT
@JSON
def backup_command(
    folder: Path, new: bool, passphrase_file: Path | None, wait: int, as_json: bool
) -> None:
    """备份数据目录（增量）到 U 盘或另一个盘，读回核对无误才算数。处理或发布正在进行也可以运行。"""
    from assets.keeping.backup import back_up
    from pipelines.session import open_session
    from pipelines.storage import database

    store = open_session().store
    with refusals():
        vault = vault_at(folder, passphrase_file, store.backup_cache)
        ready(vault, new=new)
        note = back_up(store, vault, database(os.environ), wait * MINUTE)
    if as_json:
        answer(note.model_dump())
        return
    size = f"{note.files} 个文件，{note.bytes / MEGABYTE:.1f} MB"
    say(f"已备份并读回核对：{note.name}（{size}），在 {folder}。")
    say(f"台账末行指纹 {note.audit_head}（请抄在纸上，恢复后可对照）。")


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.argument("home", required=False, type=FOLDER)
@click.option("--snapshot", help="恢复哪一份；默认最新。")
@SECRET
@JSON
def restore_command(
    folder: Path, home: Path | None, snapshot: str | None, passphrase_file: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """从备份恢复出一个新的数据目录，核对无误才放到位；不写 HOME 时只列出有哪些备份。"""
    import tempfile

    with refusals(), tempfile.TemporaryDirectory(prefix="mingzhang-") as cache:
        vault = vault_at(folder, passphrase_file, Path(cache))
        if home is None:
            list_backups(vault, as_json=as_json)
        else:
            put_back(vault, home.absolute(), snapshot, as_json=as_json)


@click.command("upgrade")
@click.option("--backup", "folder", type=FOLDER, help="升级前备份到哪里（mingzhang backup 用的）。")
@click.option("--check", is_flag=True, help="只看要不要升级：不要为 0，要为 2。")
@SECRET
@WAIT
def upgrade_command(
    folder: Path | None, check: bool, passphrase_file: Path | None, wait: int
) -> None:
    """把旧版本的数据目录升级到这个程序的格式：先备份，逐步做，中断了再运行一次即可接着做。"""
    from assets.keeping.stamp import CURRENT, unfinished_upgrade
    from assets.keeping.upgrade import upgrade, waiting_steps
    from pipelines.session import store_of
    from pipelines.storage import database

    store = store_of()
    with refusals():
        steps = waiting_steps(store)
        is_halfway = unfinished_upgrade(store) is not None
        if not steps and not is_halfway:
            say(f"数据目录已是第 {CURRENT} 版格式，不需要升级。")
            return
        if check:
            refuse(*(f"要升级到第 {step.into} 版：{step.words}" for step in steps), "尚未升级。")
        if folder is None:
            refuse("升级前必须先备份：请加 --backup 备份文件夹。")
        vault = vault_at(folder, passphrase_file, store.backup_cache)
        ready(vault, new=not vault.is_there)
        upgrade(store, vault, database(os.environ), wait * MINUTE, say)
    say(f"升级完成，现在是第 {CURRENT} 版。请运行 mingzhang run，再运行 mingzhang verify。")


def vault_at(folder: Path, passphrase: Path | None, cache: Path) -> "Vault":
    """The vault in a folder."""
    from assets.keeping.vault import Vault

    return Vault(folder.absolute(), cache, passphrase)


def ready(vault: "Vault", *, new: bool) -> None:
    """Make a new vault, or find the old one. Refuses where a disk seems not to be plugged in."""
    if vault.is_there:
        return
    if not new:
        refuse(
            f"{vault.folder} 里还没有备份。U 盘插好了吗？文件夹写对了吗？",
            "确是第一次往这里备份，请加 --new。",
        )
    if not vault.folder.parent.is_dir():
        refuse(f"没有文件夹 {vault.folder.parent}。U 盘插好了吗？")
    vault.create()


def list_backups(vault: "Vault", *, as_json: bool) -> None:
    """The names of all backups, the oldest first."""
    names = vault.names()
    if as_json:
        answer({"backups": names})
        return
    for name in names:
        say(name)
    say(f"共 {len(names)} 份。恢复：mingzhang restore {vault.folder} 新文件夹")


def put_back(vault: "Vault", home: Path, snapshot: str | None, *, as_json: bool) -> None:
    """Restore into a new folder and say what to do then."""
    from assets.keeping.backup import restore
    from pipelines.storage import database

    done = restore(vault, home, snapshot, database(os.environ))
    if as_json:
        answer({**done.note.model_dump(), "home": str(home), "postgres_restored": done.postgres})
        return
    say(f"已恢复 {done.note.name} 到 {home}：文件齐全，台账和公开文件夹核对无误。")
    if done.note.has_postgres and not done.postgres:
        say("PostgreSQL 的运行记录没有导入（没有设置 MINGZHANG_POSTGRES_HOST 等），"
            "在 dagster-postgres.sql 里。")  # fmt: skip
    say("接着：把 MINGZHANG_HOME 指到这个文件夹，运行 mingzhang run，再运行 mingzhang verify。")


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the operator has to mend into a refusal: exit status 2, reasons on stderr."""
    from assets.keeping.stamp import HomeVersionError
    from assets.keeping.still import BusyError
    from assets.keeping.vault import VaultError

    try:
        yield
    except (BusyError, HomeVersionError, VaultError) as error:
        refuse(str(error))


COMMANDS = (backup_command, restore_command, upgrade_command)
