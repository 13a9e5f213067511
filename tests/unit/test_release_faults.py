"""No kill and no full disk breaks public/, and the next run finishes what was begun."""

import errno
import os
import shutil
from dataclasses import replace

import pytest
from fault_kit import DEAD, dying, fill_disk_at, moments
from release_kit import (
    next_candidate,
    plan_of,
    publish_some,
    render_site,
    snapshot,
    verify,
)
from signing_kit import open_office, remembering

from expectations import approval, durable
from outputs.finishing import finish_release
from outputs.release import publish_release


@pytest.fixture
def quick_verdicts(monkeypatch):
    """Ask ssh-keygen once for each signature, however often it is verified."""
    monkeypatch.setattr(approval, "verify_bytes", remembering(approval.verify_bytes))


@pytest.mark.parametrize(
    ("existing", "moves", "writes"),
    [
        (1, 7, 60),
        pytest.param(0, 2, 20, marks=pytest.mark.slow),
        pytest.param(1, 1, 20, marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_operation_public_is_whole_and_the_next_run_finishes(
    tmp_path, quick_verdicts, monkeypatch, existing, moves, writes
):
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # a dead process is no power cut
    office = open_office(tmp_path / "home")
    office.sign_all()
    pristine = tmp_path / "pristine"
    pristine.mkdir()
    if existing:
        first = publish_release(plan_of(office))
        office = next_candidate(office, first, "610124,9", 60)
        shutil.copytree(office.home / "public", pristine, dirs_exist_ok=True)
    plan = replace(plan_of(office), public=tmp_path / "run" / "public")
    before, wanted = snapshot(pristine), None
    shutil.copytree(pristine, plan.public)
    for number in moments(lambda: publish_release(plan), moves, writes):
        shutil.rmtree(plan.public.parent, ignore_errors=True)
        shutil.copytree(pristine, plan.public)
        status = dying(lambda: publish_release(plan), number)
        assert status in {0, DEAD}
        assert snapshot(plan.public) == before or verify(plan.public) == []
        publish_release(plan)
        assert verify(plan.public) == []
        wanted = wanted or snapshot(plan.public)
        assert snapshot(plan.public) == wanted
        assert [path.name for path in plan.public.rglob(".*")] == []
    assert status == 0


@pytest.mark.parametrize("existing", [0, 1])
def test_a_full_disk_at_any_write_leaves_the_old_release(
    tmp_path, quick_verdicts, monkeypatch, existing
):
    office = open_office(tmp_path / "home")
    office.sign_all()
    if existing:
        first = publish_release(plan_of(office))
        office = next_candidate(office, first, "610124,9", 60)
    plan = plan_of(office)
    before = snapshot(plan.public)
    failures = 0
    for number in range(1, 500, 3):
        with monkeypatch.context() as patch:
            fill_disk_at(patch, number)
            failed = _failure_of(plan)
        if failed is None:
            break
        # Copying a folder collects the errors of its files into one that has no number.
        assert failed.errno == errno.ENOSPC or "No space left" in str(failed)
        failures += 1
        old = {name: content for name, content in snapshot(plan.public).items() if name in before}
        assert {name: before[name] for name in before if name.startswith("releases/")}.items() <= (
            old.items()
        )
        assert snapshot(plan.public) == before or verify(plan.public) == []
    assert failures > 5
    finish_release(plan.public, render_site)
    assert verify(plan.public) == []


def _failure_of(plan):
    try:
        publish_release(plan)
    except OSError as error:
        return error
    return None


def test_without_an_exchange_of_names_latest_is_still_renewed(tmp_path, monkeypatch):
    monkeypatch.setattr(durable, "_exchange", lambda *_: False)
    office = publish_some(tmp_path, 2)
    assert verify(office.home / "public") == []
    assert [path.name for path in (office.home / "public").rglob(".*")] == []
