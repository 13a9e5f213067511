"""An archive holds its release byte for byte, the same each time, and goes with a withdrawal."""

from zipfile import ZipFile

import pytest

from outputs import archives
from outputs.archives import archive_problems, renew_archives
from outputs.chain import Link

NAME = "poverty-alleviation-funds-2026.11.0"


@pytest.fixture
def link(tmp_path):
    folder = tmp_path / "releases" / "2026.11.0"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "fund.csv").write_bytes(b"record_id\r\n1\r\n")
    (folder / "SHA256SUMS").write_bytes(b"sums")
    return Link(folder, "d" * 64, {"released_at": "2026-11-24T10:00:00+08:00"})


def problems(public, link):
    return [one.code for one in archive_problems(public, (link,), ())]


def test_the_archive_is_whole_and_has_the_same_bytes_when_made_again(tmp_path, link):
    renew_archives(tmp_path, (link,), ())
    path = tmp_path / "archives" / f"{NAME}.zip"
    first = path.read_bytes()
    with ZipFile(path) as archive:
        assert archive.namelist() == [f"{NAME}/SHA256SUMS", f"{NAME}/data/fund.csv"]
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 24, 10, 0, 0)}
    assert problems(tmp_path, link) == []
    path.unlink()
    renew_archives(tmp_path, (link,), ())
    assert path.read_bytes() == first


def test_an_archive_of_other_bytes_and_a_wrong_sum_and_a_stranger_are_found(tmp_path, link):
    renew_archives(tmp_path, (link,), ())
    (link.folder / "data" / "fund.csv").write_bytes(b"record_id\r\n2\r\n")
    assert problems(tmp_path, link) == ["changed_archive"]
    (tmp_path / "archives" / f"{NAME}.zip.sha256").write_bytes(b"0")
    assert problems(tmp_path, link) == ["changed_archive", "changed_archive"]
    (tmp_path / "archives" / "other.zip").write_bytes(b"")
    assert "extra_file" in problems(tmp_path, link)


def test_what_a_withdrawal_took_from_the_folder_goes_from_the_archive(tmp_path, link, monkeypatch):
    renew_archives(tmp_path, (link,), ())
    (link.folder / "data" / "fund.csv").unlink()
    renew_archives(tmp_path, (link,), ())
    with ZipFile(tmp_path / "archives" / f"{NAME}.zip") as archive:
        assert archive.namelist() == [f"{NAME}/SHA256SUMS"]
    monkeypatch.setattr(archives, "is_withdrawn", lambda withdrawals, version: True)
    renew_archives(tmp_path, (link,), ())
    assert list((tmp_path / "archives").iterdir()) == []
