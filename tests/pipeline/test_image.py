"""The image's building stage, step by step from its own file, in a folder without a container."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from keeping_kit import ROOT

pytestmark = pytest.mark.slow
CONTAINERFILE = ROOT / "deploy" / "container" / "Containerfile"
STEP_SECONDS = 900
PROGRAM = "/opt/mingzhang"


def steps() -> list[tuple[str, str]]:
    """Word and rest of each instruction of the first stage."""
    text = CONTAINERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    stage = re.split(r"^FROM .+$", text, flags=re.MULTILINE)[1]
    lines = [line for line in stage.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(" ", 1)) for line in lines]


def copy(sources: list[str], target: str, folder: Path) -> None:
    """What COPY does: the content of a folder, or files into a folder."""
    for name in sources:
        source, place = ROOT / name, folder / target
        if source.is_dir():
            shutil.copytree(
                source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            made = place / source.name if target.endswith("/") else place
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, made)


def test_building_stage_makes_a_program_that_works(tmp_path):
    scripts = tmp_path / "python"
    scripts.mkdir()
    (scripts / "python").symlink_to(sys.executable)
    folder = tmp_path / "mingzhang"
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    for word, rest in steps():
        if word == "WORKDIR":
            assert rest == PROGRAM
            folder.mkdir()
        elif word == "COPY":
            *sources, target = rest.split()
            copy(sources, target, folder)
        else:
            assert word == "RUN"
            done = subprocess.run(
                ["sh", "-c", rest], cwd=folder, env=environment, capture_output=True,
                text=True, check=False, timeout=STEP_SECONDS,
            )  # fmt: skip
            assert done.returncode == 0, f"{rest}\n{done.stderr[-3000:]}"
    home = tmp_path / "home"
    known = {**environment, "MINGZHANG_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    asked = subprocess.run(
        [folder / ".venv/bin/mingzhang", "status", "--json"],
        cwd=tmp_path, env=known, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    loaded = subprocess.run(
        [folder / ".venv/bin/dagster", "definitions", "validate", "--workspace", "workspace.yaml"],
        cwd=folder, env=known, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert loaded.returncode == 0, loaded.stderr[-3000:]
    # Each process of the compose file is a program of this folder.
    for name in ("dagster", "dagster-daemon", "dagster-webserver", "mingzhang"):
        assert (folder / ".venv/bin" / name).is_file()
    import_postgres = [folder / ".venv/bin/python", "-c", "import dagster_postgres, psycopg2"]
    subprocess.run(import_postgres, cwd=folder, env=known, check=True, timeout=120)
