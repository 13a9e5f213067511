"""Publishing: the gate is inside, what a release holds, one publisher at a time."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from filelock import FileLock
from made_once import copied
from release_kit import (
    exit_with,
    next_candidate,
    plan_of,
    publish_some,
    render_site,
    snapshot,
    verify,
    write_data,
)
from signing_kit import open_office, opened, signed_office, write_candidate

from expectations.manifest import Base
from outputs.chain import next_version
from outputs.finishing import PublishRefused, finish_release
from outputs.release import StagedReleaseError, publish_release
from sources.hashing import sha256_of_file


@pytest.fixture
def office(tmp_path, tmp_path_factory):
    return opened(copied(tmp_path_factory, signed_office, tmp_path / "office"))


def test_an_approved_candidate_becomes_a_release(office):
    done = publish_release(plan_of(office))
    public = office.home / "public"
    assert (done.version, done.fresh) == ("2026.11.0", True)
    assert done.digest == sha256_of_file(done.path / "SHA256SUMS")
    assert verify(public) == []
    assert (public / "index.html").read_text() == "2026.11.0"
    document = json.loads((done.path / "RELEASE.json").read_bytes())
    assert document["released_at"] == "2026-11-24T10:03:00+08:00"
    assert document["candidate"] == office.digest
    assert document["notice"].startswith("示例")
    assert document["site"] == {"sponsor": "示例市政府"}
    assert [line["file"] for line in document["signoffs"]] == [
        "signoffs/provider-610116.json",
        "signoffs/provider-610124.json",
        "signoffs/secrecy.json",
        "signoffs/deputy.json",
        "signoffs/chief.json",
    ]
    assert "CC-BY-4.0" in (done.path / "LICENSE.txt").read_text("utf-8")
    assert "新增，2 条" in (done.path / "CHANGELOG.md").read_text("utf-8")


def test_a_refused_first_publication_leaves_no_public_folder(tmp_path):
    office = open_office(tmp_path / "home")
    with pytest.raises(PublishRefused):
        publish_release(plan_of(office))
    assert not (office.home / "public").exists()


def test_stock_tools_verify_a_release(office):
    done = publish_release(plan_of(office))
    for folder in (done.path, office.home / "public" / "latest"):
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    arguments = "-Y verify -f allowed_signers -I zhao -n mingzhang-chief -s chief.json.sig"
    statement = (done.path / "signoffs" / "chief.json").read_bytes()
    subprocess.run(
        ["ssh-keygen", *arguments.split(), "-Overify-time=20261124020300Z"],
        cwd=done.path / "signoffs",
        input=statement,
        check=True,
    )


def test_an_unapproved_candidate_is_refused_and_nothing_appears(tmp_path):
    fresh = open_office(tmp_path)
    fresh.sign("provider", "wang")
    with pytest.raises(PublishRefused) as caught:
        publish_release(plan_of(fresh))
    assert [one.code for one in caught.value.reasons] == ["missing"] * 3
    assert snapshot(fresh.home / "public") == {}


def test_the_same_candidate_again_changes_nothing(office):
    first = publish_release(plan_of(office))
    before = snapshot(office.home / "public")
    again = publish_release(plan_of(office))
    assert again == replace(first, fresh=False)
    assert snapshot(office.home / "public") == before


def test_the_same_inputs_give_the_same_bytes(office, tmp_path):
    plan = plan_of(office)
    publish_release(plan)
    publish_release(replace(plan, public=tmp_path / "elsewhere" / "public"))
    assert snapshot(plan.public) == snapshot(tmp_path / "elsewhere" / "public")


def test_releases_form_a_chain_and_old_ones_stay_as_they_are(tmp_path):
    office = publish_some(tmp_path, 1)
    public = office.home / "public"
    before = snapshot(public / "releases")
    first = publish_release(plan_of(office))
    second = publish_release(plan_of(next_candidate(office, first, "610124,9", 10)))
    assert second.version == "2026.11.1"
    document = json.loads((second.path / "RELEASE.json").read_bytes())
    assert document["previous"] == {"version": first.version, "digest": first.digest}
    assert before.items() <= snapshot(public / "releases").items()
    index = json.loads((public / "releases.json").read_bytes())["releases"]
    assert [(one["version"], one["status"]) for one in index] == [
        ("2026.11.1", "current"),
        ("2026.11.0", "superseded"),
    ]
    changes = (second.path / "CHANGELOG.md").read_text("utf-8")
    assert changes.index("2026.11.1") < changes.index("2026.11.0")
    assert changes.count("# 变更记录") == 1
    assert verify(public) == []


def test_a_candidate_made_before_the_newest_release_is_refused(office):
    publish_release(plan_of(office))
    from_before = replace(office, candidate=open_office(office.home / "b", ["610116,7"]).candidate)
    from_before.sign_all(20)
    with pytest.raises(PublishRefused) as caught:
        publish_release(plan_of(from_before))
    assert [one.code for one in caught.value.reasons] == ["stale_base"]


def test_a_chief_who_signs_back_into_the_past_is_refused(office):
    first = publish_release(plan_of(office))
    earlier = next_candidate(office, first, "610124,9", 1, pause=0)
    with pytest.raises(PublishRefused) as caught:
        publish_release(plan_of(earlier))
    assert [one.code for one in caught.value.reasons] == ["out_of_order"]


def test_the_next_candidate_waits_for_signatures_that_are_not_called_stale(office):
    first = publish_release(plan_of(office))
    base = Base(version=first.version, digest=first.digest)
    following = replace(office, candidate=write_candidate(office.home, ["610116,1"], base))
    with pytest.raises(PublishRefused) as caught:
        publish_release(plan_of(following))
    assert [one.code for one in caught.value.reasons] == ["missing"] * 3


def test_a_writer_that_publishes_other_values_is_stopped(office):
    def write_wrong(staged):
        write_data(staged)
        (staged.folder / "data" / "fund.csv").write_text("610116,100\n", encoding="utf-8")

    plan = replace(plan_of(office), writers=(write_wrong,))
    with pytest.raises(StagedReleaseError, match="changed_values"):
        publish_release(plan)
    assert snapshot(plan.public) == {}
    assert list((plan.public / "releases").iterdir()) == []


def test_a_second_publisher_is_told_to_wait(office):
    plan = plan_of(office)
    with (
        FileLock(office.home / ".public.lock"),
        pytest.raises(PublishRefused, match="另一个发布正在进行"),
    ):
        publish_release(plan)
    assert publish_release(plan).fresh


def test_two_publishers_at_once_make_one_release(office, tmp_path):
    plan = plan_of(office)
    told: list[str] = []

    def meanwhile(staged):
        write_data(staged)
        child = os.fork()
        if child == 0:
            exit_with(lambda: publish_release(plan_of(office)))
        told.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    publish_release(replace(plan, writers=(meanwhile,)))
    assert told == [2]
    assert verify(plan.public) == []


def test_a_site_that_fails_is_rendered_by_the_next_run(office):
    def broken(_public):
        raise RuntimeError("site")

    plan = plan_of(office)
    with pytest.raises(RuntimeError, match="site"):
        publish_release(replace(plan, render_site=broken))
    assert verify(plan.public) == []
    finish_release(plan.public, render_site)
    assert (plan.public / "index.html").read_text() == "2026.11.0"
    assert not publish_release(plan).fresh


@pytest.mark.parametrize(
    ("moment", "versions", "version"),
    [
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), (), "2026.10.0"),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), (), "2026.11.0"),
        (datetime(2026, 11, 2, tzinfo=UTC), ("2026.11.9", "2026.11.10", "2026.1.30"), "2026.11.11"),
    ],
)
def test_the_version_is_the_chiefs_month_in_china_and_counts_up(moment, versions, version):
    assert next_version(moment, versions) == version
