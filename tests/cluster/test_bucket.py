"""Copies in S3-compatible storage are what the folder holds, or are refused; a real server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow.fs import S3FileSystem
from server_kit import ROOT, free_port, need, running

from assets.sharing.bucket import (
    LIST,
    Mirror,
    MirrorError,
    digest_there,
    files_of,
    in_order,
    mirror,
)

SERVER = ROOT / ".conform" / "cluster" / "bin" / "moto_server"
KEYS = {"AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example-only"}
pytestmark = pytest.mark.slow


def silent(_: str) -> None:
    return None


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory) -> Iterator[str]:
    need({"moto (make cluster)": SERVER.exists()})
    port = free_port()
    log = tmp_path_factory.mktemp("bucket") / "log"
    with running([str(SERVER), "-H", "127.0.0.1", "-p", str(port)], port, log):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def storage(endpoint, request) -> S3FileSystem:
    made = S3FileSystem(
        access_key=KEYS["AWS_ACCESS_KEY_ID"],
        secret_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        endpoint_override=endpoint,
        region="us-east-1",
        allow_bucket_creation=True,
        allow_bucket_deletion=True,
    )
    made.create_dir("site")
    made.delete_dir_contents("site")
    return made


@pytest.fixture
def public(tmp_path) -> Path:
    folder = tmp_path / "public"
    (folder / "releases" / "1" / "data").mkdir(parents=True)
    (folder / "releases" / "1" / "data" / "一.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "releases" / "1" / "big.parquet").write_bytes(os.urandom(12_000_000))
    (folder / "releases.json").write_text("[]", encoding="utf-8")
    (folder / "index.html").write_text("<p>示例", encoding="utf-8")
    (folder / ".making").write_text("half", encoding="utf-8")
    return folder


def there(storage: S3FileSystem, one: Mirror) -> dict[str, str]:
    return {name: digest_there(one, name) for name in files_of(one.folder)}


def test_every_file_is_there_as_it_is_and_nothing_twice(storage, public):
    one = Mirror(public, storage, "site/x", exact=True)
    first = mirror(one, silent)
    assert sorted(first.sent) == sorted(files_of(public))
    assert ".making" not in first.sent
    assert there(storage, one) == files_of(public)
    again = mirror(one, silent)
    assert (again.sent, again.gone, again.kept) == ([], [], 4)


def test_what_points_to_a_release_is_sent_after_it(public):
    order = in_order(files_of(public))
    assert {order.index("releases.json"), order.index("index.html")} == {2, 3}


def test_pages_have_the_type_that_browsers_need(storage, public):
    mirror(Mirror(public, storage, "site/x", exact=True), silent)
    with storage.open_input_stream("site/x/index.html") as stream:
        assert stream.metadata()["Content-Type"] == b"text/html; charset=utf-8"


def test_what_was_withdrawn_is_withdrawn_there(storage, public):
    one = Mirror(public, storage, "site/x", exact=True)
    mirror(one, silent)
    (public / "releases" / "1" / "data" / "一.csv").unlink()
    assert mirror(one, silent).gone == ["releases/1/data/一.csv"]


def test_an_empty_folder_takes_nothing_away(storage, public):
    mirror(Mirror(public, storage, "site/x", exact=True), silent)
    shutil.rmtree(public)
    public.mkdir()
    with pytest.raises(MirrorError, match="挂载"):
        mirror(Mirror(public, storage, "site/x", exact=True), silent)


def test_a_copy_that_was_changed_there_is_found_and_mended(storage, public):
    one = Mirror(public, storage, "site/x", exact=True)
    mirror(one, silent)
    with storage.open_output_stream("site/x/releases/1/data/一.csv") as stream:
        stream.write(b"a\n2\n")
    assert mirror(one, silent).sent == []  # as long as it was; only reading tells
    assert mirror(one, silent, all_again=True).sent == ["releases/1/data/一.csv"]
    assert there(storage, one) == files_of(public)


def test_an_archive_only_grows(storage, tmp_path):
    folder = tmp_path / "archive"
    (folder / "aa").mkdir(parents=True)
    (folder / "aa" / "表.xlsx").write_bytes(b"one")
    (folder / "receipts.jsonl").write_bytes(b"{}\n")
    one = Mirror(folder, storage, "site/archive", exact=False)
    mirror(one, silent)
    (folder / "receipts.jsonl").write_bytes(b"{}\n{}\n")
    assert mirror(one, silent).sent == ["receipts.jsonl"]
    (folder / "aa" / "表.xlsx").write_bytes(b"two")
    with pytest.raises(MirrorError, match="永不改动"):
        mirror(one, silent)
    (folder / "aa" / "表.xlsx").unlink()
    assert mirror(one, silent).gone == []
    assert digest_there(one, "aa/表.xlsx")


def test_a_copy_that_arrives_broken_is_not_believed(storage, public, monkeypatch):
    one = Mirror(public, storage, "site/x", exact=True)
    monkeypatch.setattr("assets.sharing.bucket.digest_there", lambda *_: "0" * 64)
    with pytest.raises(MirrorError, match="读回来不一样"):
        mirror(one, silent)
    assert LIST not in [info.base_name for info in storage.get_file_info([f"site/x/{LIST}"])
                        if info.size]  # fmt: skip


def test_the_command_copies_a_home(endpoint, storage, tmp_path):
    home = tmp_path / "home"
    (home / "public").mkdir(parents=True)
    (home / "public" / "index.html").write_text("示例", encoding="utf-8")
    command = [sys.executable, "-m", "pipelines.cli", "mirror", "public", "site/y"]
    command += ["--endpoint", endpoint, "--json"]
    environment = {**os.environ, "MINGZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    for name in KEYS:
        environment.pop(name, None)
    without = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert without.returncode == 2
    assert "AWS_ACCESS_KEY_ID" in without.stderr
    done = subprocess.run(
        command,
        env={**environment, **KEYS},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"sent": ["index.html"], "gone": [], "kept": 0}
