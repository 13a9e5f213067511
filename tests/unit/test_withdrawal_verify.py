"""Exactly what two people signed may be missing, and nothing about it can be changed unseen."""

import errno
import os
import shutil

import pytest
from fault_kit import DEAD, dying, fill_disk_at, moments
from release_kit import plan_of, render_site, snapshot
from signing_kit import remembering
from withdrawal_kit import (
    TWO,
    all_bytes,
    next_office,
    open_published,
    problems,
    versions,
    withdraw,
)

from expectations import approval, withdrawal
from outputs.chain import files_below, read_sums
from outputs.finishing import finish_release
from outputs.release import publish_release
from sources.hashing import sha256_of_file


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory):
    """Three releases; of the second its data are withdrawn, of the first the dataset."""
    office = open_published(tmp_path_factory.mktemp("withdrawn") / "home", 2)
    newest, older = versions(office)
    withdraw(office, newest, *TWO)
    withdraw(office, older, "li", "zhao", datasets=("fund",))
    publish_release(plan_of(next_office(office, "610124,77")))
    assert problems(office) == []
    return office


@pytest.fixture
def public(withdrawn, tmp_path, monkeypatch):
    folder = tmp_path / "public"
    shutil.copytree(withdrawn.home / "public", folder)
    monkeypatch.setattr(approval, "verify_bytes", remembering(approval.verify_bytes))
    monkeypatch.setattr(withdrawal, "verify_bytes", remembering(withdrawal.verify_bytes))
    return folder


def codes(public):
    class Home:
        home = public.parent

    return problems(Home)


def test_every_changed_byte_of_a_withdrawal_is_found(public):
    files = [name for name in all_bytes(public) if name.startswith("withdrawals/")]
    assert len(files) == 12
    for name in files:
        path = public / name
        content = path.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 7)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            assert codes(public), (name, at)
        path.write_bytes(content)
    assert codes(public) == []


def test_a_tombstone_cannot_be_changed_or_taken_away(public):
    path = next(public.glob("releases/*/WITHDRAWN.json"))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"zhang", b"zhanG"))
    assert "changed_tombstone" in codes(public)
    path.unlink()
    assert "changed_tombstone" in codes(public)


@pytest.mark.parametrize("number", ["0001", "0002"])
def test_a_withdrawal_that_is_taken_away_is_found(public, number):
    shutil.rmtree(public / "withdrawals" / number)
    found = codes(public)
    assert {"missing_withdrawal", "missing_file", "changed_tombstone"} <= set(found)


def test_a_withdrawn_file_that_comes_back_is_found(public, withdrawn):
    folder = next(path.parent for path in public.glob("releases/*/WITHDRAWN.json"))
    (folder / "json").mkdir(exist_ok=True)
    (folder / "json" / "fund.json").write_text("[]\n", encoding="utf-8")
    assert "withdrawn_present" in codes(public)


def test_one_more_missing_file_is_found(public):
    folder = next(path.parent for path in public.glob("releases/*/WITHDRAWN.json"))
    (folder / "LICENSE.txt").unlink()
    assert "missing_file" in codes(public)


def test_evidence_that_is_left_in_the_newest_release_cannot_be_changed(tmp_path):
    office = open_published(tmp_path / "home", 2)
    newest, older = versions(office)
    withdraw(office, older, *TWO, datasets=("fund",))
    folder = office.home / "public" / "releases" / newest
    (folder / "provenance" / "fund.csv").write_text("other\n", encoding="utf-8")
    (folder / "SHA256SUMS").write_bytes(relisted(folder))
    assert "wrong_release" in problems(office)


def relisted(folder):
    """SHA256SUMS for what lies there now, and what was withdrawn as it was."""
    listed = read_sums((folder / "SHA256SUMS").read_bytes())
    present = {name: sha256_of_file(path) for name, path in files_below(folder).items()}
    sums = {name: present.get(name, digest) for name, digest in listed.items()}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()


def test_a_stranger_among_the_withdrawals_is_found(public):
    (public / "withdrawals" / "0001" / "more.txt").write_text("x", encoding="utf-8")
    (public / "withdrawals" / "notes").mkdir()
    assert codes(public).count("extra_file") == 2


@pytest.mark.parametrize(
    ("which", "moves", "writes"), [(0, 6, 12), pytest.param(1, 1, 3, marks=pytest.mark.slow)]
)
def test_killed_at_any_operation_public_is_whole_and_the_next_run_finishes(
    tmp_path, monkeypatch, which, moves, writes
):
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # a dead process is no power cut
    for module in (approval, withdrawal):
        monkeypatch.setattr(module, "verify_bytes", remembering(module.verify_bytes))
    office = open_published(tmp_path / "home", 2)
    version = versions(office)[which]
    pristine = tmp_path / "pristine"
    shutil.copytree(office.home, pristine)
    public = office.home / "public"
    before, wanted = snapshot(public), None
    assert problems(office) == []
    for number in moments(lambda: withdraw(office, version, *TWO), moves, writes):
        shutil.rmtree(office.home)
        shutil.copytree(pristine, office.home)
        status = dying(lambda: withdraw(office, version, *TWO), number)
        assert status in {0, DEAD}
        assert snapshot(public) == before or problems(office) == []
        is_begun = list(public.glob("withdrawals/[0-9]*"))
        finish_release(public, render_site)
        assert problems(office) == []
        assert [path.name for path in public.rglob(".*")] == []
        if is_begun:
            wanted = wanted or without_signatures(snapshot(public))
            assert without_signatures(snapshot(public)) == wanted
        else:
            assert snapshot(public) == before
    assert status == 0


def test_a_full_disk_leaves_what_was_or_a_withdrawal_that_the_next_run_finishes(
    tmp_path, monkeypatch
):
    for module in (approval, withdrawal):
        monkeypatch.setattr(module, "verify_bytes", remembering(module.verify_bytes))
    office = open_published(tmp_path / "home", 2)
    version = versions(office)[0]
    pristine = tmp_path / "pristine"
    shutil.copytree(office.home, pristine)
    before = snapshot(office.home / "public")
    failures = 0
    for number in range(1, 500, 23):
        shutil.rmtree(office.home)
        shutil.copytree(pristine, office.home)
        failed = failure_of(monkeypatch, number, lambda: withdraw(office, version, *TWO))
        assert snapshot(office.home / "public") == before or problems(office) == []
        finish_release(office.home / "public", render_site)
        assert problems(office) == []
        if failed is None:
            break
        assert failed.errno == errno.ENOSPC or "No space left" in str(failed)
        failures += 1
    assert failures > 3


def failure_of(monkeypatch, number, work):
    """What the work raises where the disk is full at its n-th write."""
    with monkeypatch.context() as patch:
        fill_disk_at(patch, number)
        try:
            work()
        except OSError as error:
            return error
    return None


def without_signatures(found):
    """What must be the same each time; only OpenSSH's signatures of this run could differ."""
    return {name: content for name, content in found.items() if not name.endswith(".sig")}
