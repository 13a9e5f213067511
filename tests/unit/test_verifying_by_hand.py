"""The commands of docs/verifying.md on corrections and withdrawals, with stock tools alone."""

import os
import re
import subprocess
from datetime import UTC
from pathlib import Path

import pytest
from release_kit import plan_of
from signing_kit import MORNING
from withdrawal_kit import TWO, next_office, open_published, problems, versions, withdraw

from outputs.release import publish_release
from sources.hashing import sha256_of_file

PAGE = Path(__file__).parents[2] / "docs" / "verifying.md"
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Three releases: data of the first are withdrawn, the third corrects the second."""
    office = open_published(tmp_path_factory.mktemp("by-hand") / "home")
    newest, older = versions(office)
    withdraw(office, older, *TWO, datasets=("fund",))
    publish_release(plan_of(next_office(office, "610124,77", corrects=(newest,))))
    assert problems(office) == []
    return office.home / "public"


def script(section: str, version: str) -> str:
    """The section's blocks with the page's example names and time replaced by those of the home."""
    page = PAGE.read_text(encoding="utf-8")
    body = re.split(r"^## ", page.split(f"\n## {section}\n", 1)[1], flags=re.MULTILINE)[0]
    text = "\n".join(BLOCK.findall(body))
    stamp = MORNING.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
    for old, new in {
        "2026.11.0": version, "zhang@example.org": TWO[0], "li@example.org": TWO[1],
        "20261124033624Z": stamp,
    }.items():  # fmt: skip
        text = text.replace(old, new)
    return text


def says(text: str, folder: Path) -> list[str]:
    done = subprocess.run(
        ["bash", "-c", f"set -eu\n{text}"],
        cwd=folder,
        env={**os.environ, "TZ": "CST-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout.splitlines()


def test_a_notice_of_correction_is_what_was_signed(public):
    folder = max(public.glob("releases/*/CORRECTION.json")).parent
    said = says(script("Corrections with stock tools", ""), folder)
    digest = said[0].split()[0]
    assert digest == sha256_of_file(folder / "CORRECTION.json")
    assert f'"sha256": "{digest}"' in "".join(said[1:])


def test_a_withdrawal_holds_with_stock_tools(public):
    version = min(path.name for path in public.glob("releases/[0-9]*"))
    said = says(script("Withdrawals with stock tools", version), public.parent)
    first, second = ((public / "withdrawals" / "0001" / f"{name}.json").read_text(encoding="utf-8")
                     for name in ("first", "second"))  # fmt: skip
    document, signature, signers, good, also_good, listed = said
    assert f'"withdrawal": "{document.split()[0]}"' in first
    assert f'"withdrawal": "{document.split()[0]}"' in second
    assert f'"earlier": "{signature.split()[0]}"' in second
    assert f'"signers": "{signers.split()[0]}"' in second
    assert good.startswith('Good "mingzhang-withdraw" signature for zhang')
    assert also_good.startswith('Good "mingzhang-withdraw" signature for li')
    newest = max(public.glob("releases/[0-9]*"), key=lambda path: path.name.split("."))
    assert listed.split()[0] in (newest / "signoffs" / "manifest.json").read_text(encoding="utf-8")


def test_a_file_that_was_only_deleted_is_named(public):
    folder = public / "releases" / min(path.name for path in public.glob("releases/[0-9]*"))
    kept = (folder / "LICENSE.txt").read_bytes()
    (folder / "LICENSE.txt").unlink()
    try:
        said = says(script("Withdrawals with stock tools", folder.name), public.parent)
    finally:
        (folder / "LICENSE.txt").write_bytes(kept)
    assert said[0] == "not withdrawn: LICENSE.txt"
