"""Homes to back up and upgrade, and the commands that do it, for their tests."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from assets.store import Store

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent
VERSION_1 = Path(__file__).parent / "homes" / "version-1.tar.xz"
PATIENCE = 600


def needs_borg() -> pytest.MarkDecorator:
    """A skip where borg is missing; in CI, where it must be there, the tests fail instead."""
    is_missing = shutil.which("borg") is None and not os.environ.get("CI")
    return pytest.mark.skipif(is_missing, reason="needs borg (Debian: borgbackup)")


def home_of_version_1(folder: Path) -> Store:
    with tarfile.open(VERSION_1) as archive:
        archive.extractall(folder, filter="data")
    return Store(folder)


def mingzhang(home: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    return subprocess.run(
        [SCRIPTS / "mingzhang", *map(str, words)],
        env={**os.environ, "MINGZHANG_HOME": str(home), **more},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def done(home: Path, *words: object, **more: str) -> str:
    """What a command says that must succeed."""
    ended = mingzhang(home, *words, **more)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def refused(home: Path, *words: object, **more: str) -> str:
    """Why a command refused; a traceback would be no reason."""
    ended = mingzhang(home, *words, **more)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def answer(home: Path, *words: object) -> dict:
    return json.loads(done(home, *words, "--json"))


def content_of(home: Path, *, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every file of a home by its path, without locks and without whole top folders."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and path.suffix != ".lock"
        and path.name != ".lock"
        and path.relative_to(home).parts[0] not in without
    }
