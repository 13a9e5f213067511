"""What the page on verifying says to type is true when typed as it stands there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conformance.running import MissingError, not_here

LONGEST = 120


@pytest.fixture
def page(reader):
    return reader.open("verify/index.html")


@pytest.fixture(scope="module")
def folder(site):
    """The newest release."""
    listed = json.loads((site / "releases.json").read_text(encoding="utf-8"))
    return site / listed["releases"][0]["path"]


def blocks(page):
    """What stands in the boxes, as it is copied from the page."""
    return page.locator("pre code").all_inner_texts()


def typed(command: str, folder: Path) -> subprocess.CompletedProcess:
    for name in ("sha256sum", "ssh-keygen"):
        if shutil.which(name) is None:
            not_here(MissingError(f"{name} is not installed on this machine"))
    # Our own program stands beside the interpreter that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip


def the_one(page, words):
    (found,) = [one for one in blocks(page) if words in one]
    return found


def said_beside(page, words):
    """The paragraph below a box."""
    box = page.locator("pre", has_text=words).first
    return box.locator("xpath=following-sibling::p[1]").inner_text()


def test_our_own_command_accepts_it(page, site):
    done = typed(the_one(page, "mingzhang verify"), site.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_whole_but_for_what_was_withdrawn(page, site, folder):
    done = typed(the_one(page, "sha256sum -c"), site)
    told = json.loads((folder / "WITHDRAWN.json").read_text(encoding="utf-8"))
    gone = {name for note in told["withdrawals"] for name in note["removed"]}
    bad = [line.partition(":")[0] for line in done.stdout.splitlines() if not line.endswith(": OK")]
    assert gone
    assert set(bad) == gone
    assert typed(the_one(page, "while read"), folder).stdout == ""


def test_a_file_that_was_deleted_is_told(page, site, folder, tmp_path):
    copy = tmp_path / "public"
    kept = copy / folder.relative_to(site)
    shutil.copytree(folder, kept)
    shutil.copytree(site / "withdrawals", copy / "withdrawals")
    (kept / "data" / "fund_allocation.csv").unlink()
    assert typed(the_one(page, "while read"), kept).stdout == "data/fund_allocation.csv\n"


def test_digests_are_those_that_the_page_shows(page, folder):
    for command in ("sha256sum SHA256SUMS", "sha256sum signoffs/manifest.json"):
        (box,) = [one for one in blocks(page) if one.strip() == command]
        digest = typed(box, folder).stdout.split()[0]
        assert len(digest) == 64
        assert digest in said_beside(page, command)


def test_every_signature_is_good(page, folder):
    boxes = [one for one in blocks(page) if one.startswith("ssh-keygen")]
    assert len(boxes) >= 4
    for box in boxes:
        done = typed(box, folder)
        assert done.stdout.startswith("Good"), box + done.stderr


def test_values_give_the_digest_that_was_signed(page, folder):
    (box,) = [one for one in blocks(page) if one.startswith("python3 - data/")]
    name = box.split()[2]
    digest = typed(box, folder).stdout.strip()
    line = page.locator("tbody tr", has_text=name)
    assert digest
    assert digest in line.inner_text()


def test_evidence_gives_the_digest_that_was_signed_or_the_page_says_why_not(page, folder):
    digest = typed(the_one(page, "LC_ALL=C sort"), folder).stdout.split()[0]
    manifest = json.loads((folder / "signoffs" / "manifest.json").read_text(encoding="utf-8"))
    if digest != manifest["evidence_sha256"]:
        assert "已经撤下" in said_beside(page, "LC_ALL=C sort")
