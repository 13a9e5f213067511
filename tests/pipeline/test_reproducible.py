"""The same workbooks give the same bytes, whenever and wherever they are run and whoever signs."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
DATA = (
    "data", "json", "excel-csv", "schema", "provenance", "changes", "dictionary", "by-area",
    "by-year", "reference", "quality", "sql",
)  # fmt: skip
# An identifier may follow from a digest, and pages of changes name half of what they are made from.
DIGEST = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b|urn:uuid:[0-9a-f-]{36}")
TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:Z|[+-]\d{2}:\d{2})?)?|\d{14}Z|\d{4}年\d+月\d+日"
)
# Of files that tell when the release was signed: they are compressed.
SIZE = re.compile(r'"@value": "\d+"|"字节数": \d+|length="\d+"|\d+(?:\.\d+)? (?:B|KB|MB)\b')
# Made of the signatures, of the keys of that day's demonstration, or of digests over those.
SIGNED = re.compile(r"signoffs/(allowed_signers|[A-Za-z0-9-]+\.json(\.sig)?)")
DIGESTS_OF_SIGNED = re.compile(r"RELEASE\.json|SHA256SUMS|datapackage\.json")
# They tell when the release was signed.
DATED = re.compile(
    r"catalogue-entry\.json|csv-metadata\.json|prov\.json|oc4ids/projects\.json|xlsx/\w+\.xlsx"
)
# Their bytes are not promised (databases), or follow from the files they hold (archives).
PACKED = ("archives/", "databases/")
ABOVE = ("releases/", "latest/", *PACKED)


@pytest.fixture(scope="module")
def publics(tmp_path_factory) -> list[Path]:
    """The public folders of two demonstrations in two homes, in two time zones and languages."""
    made = []
    for zone, language in (("UTC", "C.UTF-8"), ("America/Lima", "POSIX")):
        home = tmp_path_factory.mktemp("demo") / "home"
        environment = {
            **os.environ,
            "MINGZHANG_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": str(len(made) + 1),
            "PYTHONUTF8": "1",
            "TZ": zone,
            "LC_ALL": language,
        }
        subprocess.run(
            [sys.executable, "-m", "pipelines.demo"],
            cwd=home.parent,
            env=environment,
            check=True,
            capture_output=True,
            timeout=300,
        )
        made.append(home / "public")
    return made


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def release_of(public: Path) -> Path:
    (release,) = (public / "releases").iterdir()
    return release


def differing(publics: list[Path]) -> list[str]:
    one, other = map(digests, publics)
    assert list(one) == list(other)
    return [name for name in one if one[name] != other[name]]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value of a JSON document with the way to it."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{path}/{key}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, f"{path}/{index}")
    else:
        yield path, value


def without_signatures(path: Path) -> str:
    """A text without the times and digests that come from who signed and when."""
    if path.suffix not in (".xlsx", ".zip"):
        return bare(path.read_text(encoding="utf-8"))
    with ZipFile(path) as parts:
        # A workbook inside of an archive is one of the release's, which are compared themselves.
        texts = [name for name in parts.namelist() if not name.endswith(".xlsx")]
        return "\n".join(f"{name} {bare(parts.read(name).decode())}" for name in texts)


def bare(text: str) -> str:
    return SIZE.sub("SIZE", TIME.sub("TIME", DIGEST.sub("DIGEST", text)))


@pytest.mark.parametrize("folder", DATA)
def test_data_is_the_same_to_the_byte(publics, folder):
    one, other = (digests(release_of(public) / folder) for public in publics)
    assert one
    assert one == other


def test_what_is_signed_is_the_same(publics):
    one, other = (release_of(public) / "signoffs" / "manifest.json" for public in publics)
    assert one.read_bytes() == other.read_bytes()


def test_in_a_release_only_signatures_and_digests_over_them_differ(publics):
    (release,) = {release_of(public).name for public in publics}
    prefix = f"releases/{release}/"
    names = [name.removeprefix(prefix) for name in differing(publics) if name.startswith(prefix)]
    assert [
        n
        for n in names
        if not any(known.fullmatch(n) for known in (SIGNED, DIGESTS_OF_SIGNED, DATED))
    ] == []
    assert "signoffs/manifest.json" not in names
    assert "signoffs/chief.json.sig" in names


@pytest.mark.parametrize("name", ["RELEASE.json", "datapackage.json"])
def test_descriptions_differ_in_digests_times_and_signatures_only(publics, name):
    one, other = (dict(leaves(json.loads((release_of(p) / name).read_text()))) for p in publics)
    assert list(one) == list(other)
    for path in one:
        if one[path] != other[path]:
            pair = [str(document[path]) for document in (one, other)]
            assert bare(pair[0]) == bare(pair[1]), (path, pair)


def test_what_tells_the_day_of_signing_differs_in_nothing_else(publics):
    one, other = map(release_of, publics)
    names = [name for name in digests(one) if DATED.fullmatch(name)]
    assert len(names) > 5
    for name in names:
        assert without_signatures(one / name) == without_signatures(other / name), name


def test_times_in_a_release_are_those_of_its_sign_offs(publics):
    for public in publics:
        release = release_of(public)
        document = json.loads((release / "RELEASE.json").read_text(encoding="utf-8"))
        chief = json.loads((release / "signoffs" / "chief.json").read_text(encoding="utf-8"))
        released = datetime.fromisoformat(document["released_at"])
        assert released == datetime.fromisoformat(chief["signed_at"])
        assert released.utcoffset() == timedelta(hours=8)


def test_pages_differ_in_nothing_but_digests_and_times(publics):
    names = [name for name in differing(publics) if not name.startswith(ABOVE)]
    for name in names:
        one, other = (without_signatures(public / name) for public in publics)
        assert one == other, name


def test_latest_is_a_copy_of_the_release(publics):
    for public in publics:
        assert digests(public / "latest") == digests(release_of(public))
