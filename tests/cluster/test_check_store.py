"""A folder that keeps no promises is told from one that does, by real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assets.sharing import checking
from assets.sharing.checking import check_folder

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def command(folder: Path, machines: int) -> subprocess.Popen:
    words = ["-m", "pipelines.cli", "check-store", str(folder), "--machines", str(machines)]
    return subprocess.Popen(
        [sys.executable, *words, "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_disk_keeps_every_promise_and_nothing_is_left(tmp_path):
    trials = check_folder(tmp_path)
    assert [(one.name, one.fault) for one in trials] == [
        ("rename", ""),
        ("lock", ""),
        ("lock_ends", ""),
        ("move_folder", ""),
    ]
    assert list(tmp_path.iterdir()) == []


def test_two_machines_race_in_one_folder(tmp_path):
    both = [command(tmp_path, 2), command(tmp_path, 2)]
    said = [one.communicate(timeout=300) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    for out, _ in said:
        assert all(not trial["fault"] for trial in json.loads(out)["trials"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("deed", "broken", "trial"),
    [
        ("locks", "from contextlib import nullcontext; m.FileLock = lambda *a, **k: nullcontext()",
         "lock"),
        ("locks", "from contextlib import nullcontext; m.FileLock = lambda *a, **k: nullcontext()",
         "lock_ends"),
        ("renames", "m.write_bytes = lambda p, b: p.write_bytes(b)", "rename"),
    ],
)  # fmt: skip
def test_a_folder_without_a_promise_is_found_out(tmp_path, monkeypatch, deed, broken, trial):
    """The racing processes get a lock that locks nothing, or a write that is no rename."""
    runner = tmp_path / "runner.py"
    runner.write_text(
        f"import sys\nimport assets.sharing.racing as m\n{broken}\nm.main(*sys.argv[1:])\n"
    )
    sound = subprocess.Popen

    def start(words, **options):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return sound([words[0], str(runner), *words[3:]], env=environment, **options)

    monkeypatch.setattr(checking.subprocess, "Popen", start)
    folder = tmp_path / "shared"
    folder.mkdir()
    (found,) = [one for one in check_folder(folder) if one.name == trial]
    assert found.fault
