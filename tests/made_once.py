"""Folders that take seconds to make: made once for all workers of a run, copied before any change.

Belongs here: sharing between tests and between the workers of xdist. Does not belong here: what
stands in the folders (the kits beside the tests).
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from pytest import TempPathFactory  # noqa: PT013 a type, no fixture

Make = Callable[[Path], object]


def made_once(factory: TempPathFactory, make: Make) -> Path:
    """The folder that `make` filled, the first time anybody asked for it. Never write to it."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "made_once" / f"{make.__module__}.{make.__qualname__}"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            draft = folder.with_name(f"{folder.name}.draft")
            shutil.rmtree(draft, ignore_errors=True)
            make(draft)
            draft.rename(folder)
    return folder


def copied(factory: TempPathFactory, make: Make, target: Path) -> Path:
    """A copy of that folder, to do with as a test likes."""
    return Path(shutil.copytree(made_once(factory, make), target, symlinks=True))
