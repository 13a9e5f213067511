"""Where the programs of others lie, and how one of them is asked.

Belongs here: paths, starting a program, what happens when one is missing. Does not belong here:
what a program is asked (judges_*.py) and which file it judges (claims.yaml).
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONFORM = ROOT / ".conform"
STANDARDS = ROOT.parent / "shared" / "standards"
PROGRAMS = HERE / "programs"
PUBLIC = Path(os.environ.get("CONFORM_PUBLIC", CONFORM / "home" / "public"))
# The same home two months, a correction and a withdrawal later, with an address of its own.
LATER = CONFORM / "living" / "public"
LONGEST = 240


class MissingError(Exception):
    """A program or a standard's own file is not on this machine."""


class ImpossibleError(MissingError):
    """This machine cannot have the program: a skip that is shown, even with CI=true."""


def program(environment: str, name: str) -> str:
    """A program of one of the environments. Raises MissingError if it is not installed."""
    folder = "node_modules/.bin" if environment == "node" else "bin"
    path = CONFORM / environment / folder / name
    if not path.exists() or not (CONFORM / environment / ".ready").exists():
        raise MissingError(
            f"{name} is not installed in .conform/{environment} (make conform-setup)"
        )
    return str(path)


def system(name: str) -> str:
    """A program of the operating system. Raises MissingError."""
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"{name} is not installed on this machine")
    return found


def standard(name: str) -> str:
    """A file of a standard, beside the checkout. Raises MissingError."""
    path = STANDARDS / name
    if not path.exists():
        raise MissingError(f"../shared/standards/{name} is not here: not checked on this machine")
    return str(path)


def ask(
    command: Sequence[str], folder: Path | None = None, given: bytes | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program without a shell; its output as text."""
    done = subprocess.run(
        command, cwd=folder, input=given, capture_output=True, timeout=LONGEST, check=False
    )
    text = (done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    return subprocess.CompletedProcess(command, done.returncode, *text)


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What a program that returned a failure said; empty if it accepted."""
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr)[-3000:] or f"exit status {done.returncode}"


def not_here(error: MissingError) -> None:
    """Skip on a stranger's machine; fail where everything has to be there (CI=true)."""
    if os.environ.get("CI") == "true" and not isinstance(error, ImpossibleError):
        pytest.fail(str(error))
    pytest.skip(str(error))
