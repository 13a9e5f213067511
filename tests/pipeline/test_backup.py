"""A backup is read back before it counts; a damaged one restores nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import dagster as dg
import pytest
from keeping_kit import SCRIPTS, answer, content_of, done, needs_borg, refused
from made_once import made_once

from assets.stages.receive import drop
from assets.store import Store
from pipelines.demo import Runner, demo_keys, sign_all
from pipelines.home import SAMPLES, prepare_home
from sources.office import load_office

pytestmark = [needs_borg(), pytest.mark.slow]
NOT_KEPT = ("work", "backup.json")
UNIT = "610204"


def signed_home(folder: Path) -> None:
    """A home whose candidate has all signatures, and its run in Dagster's own storage."""
    store = Store(folder)
    prepare_home(store)
    office = load_office(store.office)
    for path in SAMPLES.glob(f"[12]*-*/{UNIT}/*"):
        drop(store, path, path.parent.parent.name, UNIT)
    Runner(store).job("refresh")
    demo_keys(store, office)
    sign_all(store, office)


def released_home(folder: Path) -> None:
    """The same after the night in which it was published."""
    signed_home(folder)
    Runner(Store(folder)).job("nightly")


@pytest.fixture
def home(tmp_path_factory, tmp_path):
    made = made_once(tmp_path_factory, released_home)
    return Path(shutil.copytree(made, tmp_path / "home", symlinks=True))


@pytest.fixture
def usb(tmp_path):
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb" / "backup"


@pytest.fixture
def kept(home, usb):
    done(home, "backup", usb, "--new")
    return usb


def runs_of(home: Path) -> set[tuple[str, str]]:
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        return {(run.run_id, run.job_name) for run in instance.get_runs()}


def test_restored_home_is_the_one_that_was_backed_up(home, kept, tmp_path):
    back = tmp_path / "back"
    said = done(home, "restore", kept, back)
    assert "核对无误" in said
    without = (*NOT_KEPT, "dagster")
    assert content_of(back, without=without) == content_of(home, without=without) != {}
    assert "核验通过" in done(back, "verify")
    assert "台账核对无误" in done(back, "audit", "--verify")
    assert runs_of(back) == runs_of(home)
    assert {job for _, job in runs_of(back)} == {"refresh", "nightly"}
    assert "相同" in done(back, "run")


def test_waiting_signatures_still_hold_after_restoring(tmp_path_factory, usb, tmp_path):
    home = made_once(tmp_path_factory, signed_home)
    done(home, "backup", usb, "--new")
    back = tmp_path / "back"
    done(home, "restore", usb, back)
    done(back, "run")
    done(back, "publish")
    assert "核验通过" in done(back, "verify")
    assert list((back / "public" / "releases").glob("*/RELEASE.json"))


def test_second_backup_adds_only_what_is_new(home, kept, tmp_path):
    def size() -> int:
        return sum(path.stat().st_size for path in kept.rglob("*") if path.is_file())

    first = size()
    new = home / "inbox" / "2019-03" / "610204" / "新.csv"
    new.parent.mkdir(parents=True)
    new.write_text("新来的", encoding="utf-8")
    done(home, "backup", kept)
    assert size() - first < first / 10
    names = answer(home, "restore", kept)["backups"]
    assert len(names) == 2
    done(home, "restore", kept, tmp_path / "old", "--snapshot", names[0])
    done(home, "restore", kept, tmp_path / "new")
    assert not (tmp_path / "old" / new.relative_to(home)).exists()
    assert (tmp_path / "new" / new.relative_to(home)).read_text(encoding="utf-8") == "新来的"


def test_backup_waits_for_whoever_writes_and_holds_nobody_up(home, usb):
    holding = (
        "import sys\nfrom pathlib import Path\nfrom assets.store import Store\n"
        f"with Store(Path({str(home)!r})).lock('settle'):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [SCRIPTS / "python", "-c", holding],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout.readline() == "held\n"
        assert "有人在用" in refused(home, "backup", usb, "--new", "--wait", 0)
        with Store(home).lock("receive"):
            pass
        writer.stdin.close()
        writer.wait(20)
    done(home, "backup", usb)


@pytest.mark.parametrize("damage", ["changed", "truncated", "newest_lost"])
def test_damaged_backup_restores_nothing(home, kept, tmp_path, damage):
    segments = sorted((kept / "borg" / "data").glob("*/*"), key=lambda path: path.stat().st_size)
    if damage == "changed":
        content = bytearray(segments[-1].read_bytes())
        content[len(content) // 2] ^= 1
        segments[-1].write_bytes(content)
    elif damage == "truncated":
        os.truncate(segments[-1], segments[-1].stat().st_size // 2)
    else:
        # As if the copy of the newest backup had never been finished.
        before = shutil.copytree(kept / "borg", tmp_path / "before")
        done(home, "backup", kept)
        shutil.rmtree(kept / "borg")
        shutil.copytree(before, kept / "borg")
    refused(home, "restore", kept, tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.glob("back*"))


def test_restored_home_that_does_not_verify_is_refused(home, usb, tmp_path):
    (release,) = (home / "public" / "releases").glob("*/data/fund_allocation.csv")
    release.chmod(0o644)
    release.write_bytes(release.read_bytes() + b"x")
    done(home, "backup", usb, "--new")
    assert "fund_allocation.csv" in refused(home, "restore", usb, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_encrypted_backup_needs_its_passphrase(home, usb, tmp_path):
    secret, other = tmp_path / "secret", tmp_path / "other"
    secret.write_text("示例口令\n", encoding="utf-8")
    other.write_text("别的口令\n", encoding="utf-8")
    done(home, "backup", usb, "--new", "--passphrase-file", secret)
    plain = b"".join(path.read_bytes() for path in (usb / "borg" / "data").glob("*/*"))
    assert b"office.yaml" not in plain
    refused(home, "restore", usb, tmp_path / "back")
    refused(home, "restore", usb, tmp_path / "back", "--passphrase-file", other)
    done(home, "restore", usb, tmp_path / "back", "--passphrase-file", secret)


def test_borg_alone_restores(home, kept, tmp_path):
    """Nobody needs this project to get a backup back."""
    target = tmp_path / "by-hand"
    target.mkdir()
    (name,) = answer(home, "restore", kept)["backups"]
    known = {"BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes", "BORG_BASE_DIR": str(tmp_path)}
    subprocess.run(
        ["borg", "extract", f"{kept / 'borg'}::{name}"],
        cwd=target, env={**os.environ, **known}, check=True, timeout=60,
    )  # fmt: skip
    without = (*NOT_KEPT, "dagster")
    assert content_of(target, without=without) == content_of(home, without=without)


def test_mistakes_are_refused_with_what_to_do(home, usb, tmp_path):
    assert "--new" in refused(home, "backup", usb)
    assert "U 盘" in refused(home, "backup", tmp_path / "unplugged" / "backup", "--new")
    assert "数据目录里面" in refused(home, "backup", home / "work" / "backup", "--new")
    assert "没有备份" in refused(home, "restore", usb, tmp_path / "back")
    done(home, "backup", usb, "--new")
    assert "不覆盖" in refused(home, "restore", usb, home)
