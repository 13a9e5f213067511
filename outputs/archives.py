"""One ZIP of each release, `archives/<name>-<version>.zip`, with its SHA-256 beside it; 整包下载.

Belongs here: making, replacing and removing archives, and whether one is what it says. Does not
belong here: the release folders, which alone are promised: an archive is a copy for those who want
everything at once, and stands outside since it holds the SHA256SUMS of all it holds.
"""

import shutil
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from expectations.durable import sync_file, sync_folder, write_file
from outputs.chain import RELEASES, UNFINISHED, Link, files_below
from outputs.datapackage import NAME
from outputs.problem import Problem
from outputs.withdrawals import Withdrawn, is_withdrawn, touching
from sources.hashing import sha256_of_file

ARCHIVES = "archives"
SUFFIX, SUM_SUFFIX = ".zip", ".zip.sha256"
BEING_MADE = ".new"
# They are compressed by themselves.
STORED = frozenset({".parquet", ".xlsx"})
PIECE = 1 << 20
# Half the time of zlib's own choice, for a fifth more bytes.
LEVEL = 3
READABLE = 0o644 << 16


def stem_of(link: Link) -> str:
    """The archive's name without ending, which is also the folder inside."""
    return f"{NAME}-{link.version}"


def renew_archives(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Remove archives that hold anything else than their release, then make those that are missing.

    A release that is withdrawn as a whole has none. Raises OSError.
    """
    folder = public / ARCHIVES
    shown = {stem_of(link): link for link in links if not is_withdrawn(withdrawals, link.version)}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        link = shown.get(path.name.removesuffix(SUM_SUFFIX).removesuffix(SUFFIX))
        if link is None or not _is_current(folder, link):
            path.unlink(missing_ok=True)
    for link in shown.values():
        if not _is_current(folder, link):
            _make(folder, link)


def _is_current(folder: Path, link: Link) -> bool:
    """Whether there is an archive of these files, told by names, sizes and the release's digest."""
    path = folder / f"{stem_of(link)}{SUFFIX}"
    if not (path.is_file() and (folder / f"{stem_of(link)}{SUM_SUFFIX}").is_file()):
        return False
    wanted = {f"{stem_of(link)}/{name}": one for name, one in files_below(link.folder).items()}
    try:
        with ZipFile(path) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
            is_same = archive.comment == link.digest.encode()
    except BadZipFile:
        return False
    return is_same and sizes == {name: one.stat().st_size for name, one in wanted.items()}


def _make(folder: Path, link: Link) -> None:
    folder.mkdir(exist_ok=True)
    beside = folder / f"{stem_of(link)}{BEING_MADE}"
    target = folder / f"{stem_of(link)}{SUFFIX}"
    write_archive(link, beside)
    sync_file(beside)
    line = f"{sha256_of_file(beside)}  {target.name}\n"
    beside.rename(target)
    sync_folder(folder)
    write_file(folder / f"{stem_of(link)}{SUM_SUFFIX}", line.encode())


def write_archive(link: Link, path: Path) -> None:
    """Write all files of the release folder, sorted by name, with the release's time.

    The comment is the digest of its SHA256SUMS. Raises OSError.
    """
    # China's time on the wall, as it was signed: ZIP knows no zones.
    at = datetime.fromisoformat(link.document["released_at"])
    wall = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    with ZipFile(path, "w") as archive:
        archive.comment = link.digest.encode()
        for name, source in files_below(link.folder).items():
            member = ZipInfo(f"{stem_of(link)}/{name}", wall)
            member.compress_type = ZIP_STORED if source.suffix in STORED else ZIP_DEFLATED
            # Python names it in public from 3.13 on.
            member._compresslevel = LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
            member.file_size = source.stat().st_size
            member.external_attr = READABLE
            # The same on every system.
            member.create_system = 3
            with source.open("rb") as file, archive.open(member, "w") as content:
                shutil.copyfileobj(file, content, PIECE)


def archive_problems(
    public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]
) -> Iterator[Problem]:
    """What is wrong in archives/: none may be missing a file, have another, or another content.

    That there is no archive is no fault. While a withdrawal is being carried out, those of the
    releases it touches are not judged. Raises OSError.
    """
    folder = public / ARCHIVES
    shown = {stem_of(link): link for link in links if not is_withdrawn(withdrawals, link.version)}
    is_unfinished = (public / RELEASES / UNFINISHED).is_file()
    touched = {stem_of(link) for link in links if touching(withdrawals, link.version)}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        stem = path.name.removesuffix(SUM_SUFFIX).removesuffix(SUFFIX)
        where = f"{ARCHIVES}/{path.name}"
        if is_unfinished and (stem in touched or path.suffix == BEING_MADE):
            continue
        if stem not in shown or path.suffix not in (SUFFIX, ".sha256"):
            yield Problem("extra_file", where, "这里不该有这个文件。")
        elif path.suffix == SUFFIX and not _holds(path, shown[stem]):
            yield Problem("changed_archive", where, "压缩包与发布文件夹不是逐字节相同。")
        elif path.suffix != SUFFIX and not _is_sum_of(path, path.with_suffix("")):
            yield Problem("changed_archive", where, "压缩包的校验和不对。")


def _is_sum_of(path: Path, archive: Path) -> bool:
    if not archive.is_file():
        return False
    return path.read_bytes() == f"{sha256_of_file(archive)}  {archive.name}\n".encode()


def _holds(path: Path, link: Link) -> bool:
    """Whether the archive's members are the release's files, byte for byte."""
    try:
        wanted = {f"{stem_of(link)}/{name}": one for name, one in files_below(link.folder).items()}
        with ZipFile(path) as archive:
            names = archive.namelist()
            return names == list(wanted) and all(
                _same(archive, name, wanted[name]) for name in names
            )
    # ValueError: a symbolic link in the folder, which is told of where the folder is judged.
    except (BadZipFile, EOFError, ValueError, RuntimeError, zlib.error):
        return False


def _same(archive: ZipFile, name: str, source: Path) -> bool:
    if archive.getinfo(name).file_size != source.stat().st_size:
        return False
    with archive.open(name) as ours, source.open("rb") as theirs:
        while piece := theirs.read(PIECE):
            if ours.read(len(piece)) != piece:
                return False
    return True
