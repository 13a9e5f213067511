"""Publishing with small writers, for the tests of releases and of the verifier."""

import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from signing_kit import MORNING, Office, open_office, write_candidate

from expectations.documents import sha256_of
from expectations.manifest import Base
from outputs.finishing import PublishRefused
from outputs.published_values import FileMeasures
from outputs.release import Published, ReleasePlan, Staged, publish_release
from outputs.release_document import ReleaseDetails
from outputs.verify import verify_public
from sources.hashing import sha256_of_file

# Not a digest of sources: a file of one test has none.
MEASURES = FileMeasures(values=sha256_of_file, sources=lambda path: sha256_of(b""))
DETAILS = ReleaseDetails(
    title="示例数据",
    hotline="12317",
    dataset_titles={"fund": ("资金分配", "Allocation")},
    site={"sponsor": "示例市政府"},
)


def write_data(staged: Staged) -> None:
    """The candidate's values are the CSV as they are; and a second format beside it."""
    (staged.folder / "data").mkdir()
    source = staged.candidate / "data" / "fund.parquet"
    shutil.copyfile(source, staged.folder / "data" / "fund.csv")
    for part in ("changes", "provenance", "reference"):
        shutil.copytree(staged.candidate / part, staged.folder / part)
    for name in ("json", "dictionary"):
        (staged.folder / name).mkdir()
    (staged.folder / "dictionary" / "dictionary.json").write_text("{}\n", encoding="utf-8")
    (staged.folder / "json" / "fund.json").write_text("[]\n", encoding="utf-8")


def render_site(public: Path) -> None:
    index = json.loads((public / "releases.json").read_bytes())
    (public / "index.html").write_text(index["releases"][0]["version"], encoding="utf-8")


def plan_of(office: Office) -> ReleasePlan:
    return ReleasePlan(
        public=office.home / "public",
        candidate=office.candidate,
        store=office.store,
        allowed_signers=office.signers,
        context=office.context(),
        details=DETAILS,
        writers=(write_data,),
        render_site=render_site,
        measures=MEASURES,
    )


def next_candidate(
    office: Office, published: Published, row: str, minutes: int, pause: int = 1
) -> Office:
    """A further candidate against the release just published, signed by everybody."""
    previous = Base(version=published.version, digest=published.digest)
    candidate = write_candidate(office.home, ["610116,1", row], previous)
    following = replace(office, candidate=candidate)
    following.sign_all(minutes, pause)
    return following


def publish_some(home: Path, count: int) -> Office:
    """Publish that many releases, a month apart; returns the office at the last."""
    office = open_office(home)
    office.sign_all()
    published = publish_release(plan_of(office))
    for number in range(1, count):
        minutes = int(timedelta(days=31 * number) / timedelta(minutes=1))
        office = next_candidate(office, published, f"610124,{10 + number}", minutes)
        published = publish_release(plan_of(office))
    return office


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files below that a visitor is meant to see, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


MONTHS_LATER = MORNING + timedelta(days=200)


def verify(public):
    return [one.code for one in verify_public(public, measures=MEASURES)]


def exit_with(work):
    status = 3
    try:
        work()
        status = 0
    except PublishRefused:
        status = 2
    finally:
        os._exit(status)
