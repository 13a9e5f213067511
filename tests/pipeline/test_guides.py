"""What the guides for a county and a province tell an operator to type works, in order."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from keeping_kit import ROOT, SCRIPTS, needs_borg
from made_once import made_once
from test_backup import signed_home
from test_documented_commands import BLOCK, environment

pytestmark = [needs_borg(), pytest.mark.slow]
GUIDE_SECONDS = 1200
# What a test run must not do: install packages and services, start and stop them.
LEFT_OUT = ("sudo apt-get", "sudo sh deploy/systemd/install.sh", "sudo systemctl")


def script_of(guide: str, places: dict[str, Path]) -> str:
    """A guide's blocks as one script; each line is printed before it runs."""
    blocks = BLOCK.findall((ROOT / "docs" / guide).read_text(encoding="utf-8"))
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines
    typed = [line for line in lines if not line.startswith(LEFT_OUT)]
    # No daemon lives here, and that is a fault that the health check tells.
    sudo = 'sudo() { "$@" || [ "$2" = health ]; }'
    text = "\n".join([sudo, "set -eu -v", *typed, ""])
    for own, here in places.items():
        text = text.replace(own, shlex.quote(str(here)))
    return text


def what_it_says(script: str, folder: Path, **more: str) -> str:
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**environment(folder), **more},
        capture_output=True,
        text=True,
        timeout=GUIDE_SECONDS,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture
def home(tmp_path_factory, tmp_path):
    made = made_once(tmp_path_factory, signed_home)
    return Path(shutil.copytree(made, tmp_path / "home", symlinks=True))


def test_county_guide_from_the_first_backup_to_the_new_version(home, tmp_path):
    (tmp_path / "usb").mkdir()
    places = {"/media/usb": tmp_path / "usb", "/srv/mingzhang/restored": tmp_path / "restored"}
    script = script_of("operator-county.zh-CN.md", places)
    said = what_it_says(script, tmp_path, MINGZHANG_HOME=str(home))
    # Twice while nothing was published, then after; every line said that it was done.
    assert said.count("已备份并读回核对") == 2
    assert "文件齐全，台账和公开文件夹核对无误" in said
    assert said.count("核验通过") == 2
    assert "不需要升级" in said
    assert list((home / "public" / "releases").glob("*/RELEASE.json"))
    assert (tmp_path / "restored" / "home.json").exists()


def test_province_guide_backs_up_restores_and_asks_for_upgrades(home, tmp_path):
    new_home, backup = tmp_path / "new", tmp_path / "backup"
    told = {"BACKUP": str(backup), "NEW_HOME": str(new_home), "MINGZHANG_HOME": str(home)}
    said = what_it_says(script_of("operator-province.md", {}), tmp_path, **told)
    assert "已备份并读回核对" in said
    assert "台账核对无误" in said
    assert said.count("不需要升级") == 2
    assert (new_home / "archive").is_dir()


def test_every_service_and_folder_in_the_guides_is_one_that_is_installed():
    units = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    for guide in ("operator-county.zh-CN.md", "operator-province.md"):
        text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
        for name in re.findall(r"mingzhang-(?:webserver|viewer|daemon|code|backup)[.\w]*", text):
            assert {name, f"{name}.service"} & units, name
    assert (SCRIPTS / "mingzhang").is_file()
