"""A backup's own folder, and the program that fills and reads it: borg; 备份库.

Belongs here: calling borg and telling its refusals. Does not belong here: what is backed up.
Whoever has the folder and borg, which every distribution ships, can restore without this project.
"""

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.store import read_json, write_bytes, write_json

PROGRAM = "borg"
SHOWN_LINES = 6
HELP = """\
这是明账（mingzhang）数据目录的备份，由通用软件 borg（borgbackup）写成，在 borg 文件夹里。
没有明账也能取出（-- 后面可写要取的文件）：

    borg list borg
    borg extract borg::备份名

取出的就是整个数据目录。backup.json 说明这份备份是何时、由哪个版本做的。
加了密的备份要有口令：口令丢了，谁也打不开。
"""


class VaultError(RuntimeError):
    """The backup's folder cannot be used, or what it holds is damaged; in Chinese."""


@dataclass(frozen=True)
class Vault:
    """A folder with backups. `cache` is what borg may throw away; `passphrase` a file with one."""

    folder: Path
    cache: Path
    passphrase: Path | None = None

    @property
    def repository(self) -> Path:
        """Borg's part of the folder."""
        return self.folder / "borg"

    @property
    def note(self) -> Path:
        """The name of the newest backup that was verified, kept beside borg's part."""
        return self.folder / "newest.json"

    @property
    def is_there(self) -> bool:
        """True if backups were made into this folder before."""
        return (self.repository / "config").is_file()

    def create(self) -> None:
        """Make the folder ready. Encrypted if there is a passphrase."""
        self.folder.mkdir(exist_ok=True)
        kind = "none" if self.passphrase is None else "repokey-blake2"
        self._borg("init", "--encryption", kind, str(self.repository))
        write_bytes(self.folder / "恢复说明.txt", HELP.encode())

    def add(self, name: str, content: Path) -> None:
        """Add a folder as a backup, and read it back whole. Raises VaultError."""
        # A frozen copy has new links, so a changed ctime says nothing.
        options = ("--compression", "zstd,3", "--files-cache", "mtime,size,inode", "--noacls")
        self._borg("create", *options, self._place(name), ".", folder=content)
        self._borg("extract", "--dry-run", self._place(name))
        write_json(self.note, {"newest": name})

    def names(self) -> list[str]:
        """All backups, the oldest first."""
        if not self.is_there:
            raise VaultError(f"{self.folder} 里没有备份。U 盘插好了吗？文件夹写对了吗？")
        listed = self._borg("list", "--short", str(self.repository))
        return [name for name in listed.splitlines() if name and not name.endswith(".checkpoint")]

    def newest(self) -> str:
        """The newest backup. Raises VaultError if the one that was noted is missing."""
        names = self.names()
        noted: Mapping[str, Any] = read_json(self.note) if self.note.is_file() else {}
        wanted = noted.get("newest", "")
        if wanted not in names:
            raise VaultError(
                f"最新一次备份“{wanted or '没有记载'}”不在备份库里：备份库不完整，或被截断。"
                f"库里现有：{'、'.join(names) or '无'}。确要用其中一份，请用 --snapshot 指明。"
            )
        return str(wanted)

    def extract(self, name: str, target: Path) -> None:
        """Write out a backup into an existing folder; borg checks every piece."""
        options = ("--noacls", "--noxattrs", "--noflags")
        self._borg("extract", *options, self._place(name), folder=target)

    def _place(self, name: str) -> str:
        return f"{self.repository}::{name}"

    def _borg(self, *words: str, folder: Path | None = None) -> str:
        self.cache.mkdir(parents=True, exist_ok=True)
        return run_program((PROGRAM, "--lock-wait", "60", *words), self._environment(), folder)

    def _environment(self) -> dict[str, str]:
        known = {
            "BORG_BASE_DIR": str(self.cache),
            "BORG_EXIT_CODES": "legacy",
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
            "LC_ALL": "C.UTF-8",
        }
        if self.passphrase is not None:
            known["BORG_PASSCOMMAND"] = f"cat {shlex.quote(str(self.passphrase.absolute()))}"
        return known


def run_program(
    command: Sequence[str], settings: Mapping[str, str], folder: Path | None = None
) -> str:
    """What a program says. Raises VaultError with its last words if it does not end well."""
    try:
        done = subprocess.run(  # noqa: S603 a fixed program, no shell
            command,
            cwd=folder,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise VaultError(f"没有安装 {command[0]}；请先安装（见系统管理员手册）。") from error
    if done.returncode != 0:
        words = "\n".join(done.stderr.strip().splitlines()[-SHOWN_LINES:])
        raise VaultError(f"{command[0]} 没有做成（退出码 {done.returncode}）：\n{words}")
    return done.stdout
