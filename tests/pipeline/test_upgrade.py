"""A home that an earlier version wrote becomes one of this version, whatever interrupts it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from keeping_kit import PATIENCE, answer, content_of, done, home_of_version_1, needs_borg, refused

from assets.keeping.stamp import CURRENT, home_version, unfinished_upgrade
from assets.store import read_json

pytestmark = [needs_borg(), pytest.mark.slow]
# What was sent, signed and released is never rewritten.
LASTING = ("archive", "inbox", "signoffs", "allowed_signers", "office.yaml")
KILLED = """
import os, sys
from assets.keeping import migrations
def die(*_):
    os.kill(os.getpid(), {signal})
migrations.{step} = die
from pipelines.cli import main
sys.argv = ["mingzhang", "upgrade", "--backup", {backup!r}]
main()
"""


@pytest.fixture
def store(tmp_path):
    return home_of_version_1(tmp_path / "home")


@pytest.fixture
def backup(tmp_path):
    return tmp_path / "backup"


def lasting(home):
    releases = {
        name: content
        for name, content in content_of(home).items()
        if name.startswith("public/releases/") and not name.endswith(".unfinished")
    }
    kept = {name: c for name, c in content_of(home).items() if name.split("/")[0] in LASTING}
    kept = {name: c for name, c in kept.items() if not name.endswith("audit.jsonl")}
    return releases | kept


def test_old_home_is_upgraded_and_loses_nothing_that_was_sent_signed_or_released(store, backup):
    before = lasting(store.home)
    assert "第 1 版" in refused(store.home, "status")
    assert "--backup" in refused(store.home, "upgrade")
    done(store.home, "upgrade", "--backup", backup)
    assert home_version(store) == CURRENT
    assert lasting(store.home) == before
    assert "核验通过" in done(store.home, "verify")
    done(store.home, "run")
    assert answer(store.home, "candidate")["digest"]
    assert "不需要升级" in done(store.home, "upgrade")
    assert len(answer(store.home, "restore", backup)["backups"]) == 1


def test_backup_before_the_upgrade_holds_the_old_home(store, backup, tmp_path):
    before = content_of(store.home, without=("work",))
    done(store.home, "upgrade", "--backup", backup)
    done(store.home, "restore", backup, tmp_path / "back")
    back = content_of(tmp_path / "back", without=("work", "backup.json"))
    assert back == before


@pytest.mark.parametrize("step", ["_is_outdated", "finish"])
def test_upgrade_killed_in_the_middle_goes_on(store, backup, step):
    script = KILLED.format(signal=int(signal.SIGKILL), step=step, backup=str(backup))
    killed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "MINGZHANG_HOME": str(store.home)},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert unfinished_upgrade(store)
    assert "没有做完" in refused(store.home, "run")
    assert not store.state.exists()
    done(store.home, "upgrade", "--backup", backup)
    assert unfinished_upgrade(store) is None
    assert read_json(store.stamp)["version"] == CURRENT
    assert "核验通过" in done(store.home, "verify")
    # The home was backed up while it was whole, and not again half-way.
    assert len(answer(store.home, "restore", backup)["backups"]) == 1


def test_release_in_a_form_that_nothing_reads_stops_the_upgrade_before_anything(store, backup):
    (manifest,) = (store.public / "releases").glob("*/signoffs/manifest.json")
    said = {name: value for name, value in read_json(manifest).items() if name != "evidence_sha256"}
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(said), encoding="utf-8")
    before = content_of(store.home)
    assert "试用格式" in refused(store.home, "upgrade", "--backup", backup)
    after = {name: c for name, c in content_of(store.home).items() if "backup-cache" not in name}
    assert after == before
