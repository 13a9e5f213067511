"""The stamp of a home: new ones get it, and no program works on a home of another version."""

import json

import pytest
from cli_kit import mingzhang, refusal_of

from assets.keeping.migrations import STEPS
from assets.keeping.stamp import CURRENT, HomeVersionError, home_version, stamp_or_refuse
from assets.store import Store, write_json
from pipelines.home import prepare_home


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


def test_new_home_is_in_the_current_version(store):
    prepare_home(store)
    assert json.loads(store.stamp.read_bytes())["version"] == CURRENT
    assert home_version(store) == CURRENT


def test_home_that_was_used_without_a_stamp_is_version_1(store):
    store.receipts.parent.mkdir(parents=True)
    store.receipts.touch()
    assert home_version(store) == 1
    with pytest.raises(HomeVersionError, match="mingzhang upgrade"):
        prepare_home(store)
    assert not store.dagster.exists()


def test_newer_home_is_left_alone_by_every_command(store):
    write_json(store.stamp, {"format": "mingzhang-home", "version": CURRENT + 1, "program": "9"})
    before = sorted(store.home.rglob("*"))
    for words in (["status"], ["run"], ["publish"], ["upgrade", "--check"], ["upgrade"]):
        assert "旧程序" in refusal_of(store.home, *words)
    assert sorted(store.home.rglob("*")) == before


def test_half_upgraded_home_is_left_alone(store):
    said = {"format": "mingzhang-home", "version": CURRENT, "program": "0.1.0"}
    write_json(store.stamp, {**said, "upgrading_from_backup": "2026-11-30T02-00-00"})
    assert "没有做完" in refusal_of(store.home, "status")


def test_stamp_that_is_none_is_refused(store):
    write_json(store.stamp, ["?"])
    with pytest.raises(HomeVersionError, match="从备份恢复"):
        stamp_or_refuse(store)


def test_check_says_that_a_new_home_needs_nothing(store):
    assert mingzhang(store.home, "upgrade", "--check").exit_code == 0


def test_steps_lead_from_version_to_version_without_a_gap():
    assert [step.into for step in STEPS] == list(range(2, CURRENT + 1))
